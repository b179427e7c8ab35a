import type { Origin, Source } from '../origin/origin.ts';
import type { RenderError } from '../problem.ts';
import type { Item } from '../value.ts';
import type { TransformerConfig } from './defaults.ts';
import type { Resource } from './resource.ts';
import type { Variable } from './vars.ts';

/** What one kustomization and all that it includes have come to so far. */
export interface Accumulation {
  resources: Resource[];
  config: TransformerConfig;
  vars: Variable[];
}

/** Something that kustomize would have and this build lacks. */
export interface Lacking {
  readonly reason: string;
  readonly at: Origin | undefined;
  /** It is about nothing that anything else depends on. */
  readonly isHarmless?: true;
}

/** Where a build reports to. */
export interface Report {
  problem(error: RenderError): void;
  lacking(reason: string, at: Origin | undefined): void;
}

/** A source of a value that is no longer, character by character, what stands there. */
export function asValue(source: Source | undefined): Source | undefined {
  return source === undefined ? undefined : { ...source, fidelity: 'value' };
}

/** The source of a value that a kustomization states, for what is made around it. */
export function wholeSource(item: Item | undefined): Source | undefined {
  return item?.source === undefined ? undefined : { at: item.source.at, fidelity: 'value' };
}
