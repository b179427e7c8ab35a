import type { Span } from '../../text/span.ts';
import type { Container } from '../pod-maker.ts';
import type { Resource } from '../resource.ts';
import type { HostMention } from './mention.ts';

/** Through what a container gets to know a host. `configMap` and `key` are set where a ConfigMap holds the text. */
export type Via =
  | { readonly kind: 'env'; readonly name: string; readonly configMap?: string; readonly key?: string }
  | { readonly kind: 'command' | 'args' }
  | { readonly kind: 'probe'; readonly name: string }
  | { readonly kind: 'file'; readonly configMap: string; readonly key: string };

/** A place in the text of an object. */
export interface ReferencePlace extends Span {
  readonly resource: Resource;
}

/** A host that a container says it calls (`networking-semantics` §5.3). */
export interface Reference extends Omit<HostMention, 'start' | 'end'> {
  readonly container: Container;
  readonly via: Via;
  /** Where the host stands: of a value made of variables, the part that names it. Found again at each call. */
  readonly place: () => ReferencePlace;
}

/** What says it: the variable, the key of a file, the probe, or where in the container it stands. */
export function viaName(via: Via): string {
  if (via.kind === 'file') return via.key;
  return via.kind === 'env' || via.kind === 'probe' ? via.name : via.kind;
}
