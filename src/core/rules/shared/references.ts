import type { PodMaker } from '../../resources/pod-maker.ts';
import { isDigit } from '../../resources/references/characters.ts';
import type { Reference } from '../../resources/references.ts';
import type { Span } from '../../text/span.ts';
import type { Fix, Related } from '../rule.ts';
import { fixOf } from './edits.ts';
import { describe, relatedTo } from './words.ts';

/** Where a finding about a reference stands in its pod maker: at the host, or at the container where a ConfigMap holds it. */
export function referenceSpan(maker: PodMaker, { place, container }: Reference): Span {
  const { resource, start, end } = place();
  return resource === maker ? { start, end } : (container.name ?? container);
}

/** The ConfigMap's place of a host, where it does not stand in the pod maker. */
export function relatedReference(maker: PodMaker, { place, host }: Reference): readonly Related[] {
  const { resource, start, end } = place();
  return resource === maker ? [] : [relatedTo(resource, { start, end }, `${describe(resource)} names ${host}`)];
}

/** ` (API_URL)`: what says that a container calls something; empty for commands. */
export function saidBy({ via }: Reference): string {
  if (via.kind === 'env') return ` (${via.name})`;
  return via.kind === 'file' ? ` (${via.key} of ConfigMap "${via.configMap}")` : '';
}

/** `http://web:80` as far as the text states it: host with port. */
export function hostWords({ host, port, portStated }: Reference): string {
  return portStated && port !== undefined ? `${host}:${port}` : host;
}

/** Writes another host where one stands whole. */
export function replaceHost(title: string, { place, host }: Reference, newHost: string): readonly Fix[] {
  const { resource, start, end } = place();
  const { document } = resource;
  if (document.text.slice(start, end) !== host) return [];
  return fixOf(title, [[{ document, start, end, newText: newHost }]], true);
}

/** A host as the name of one pod of a StatefulSet: `db-0.db`, `db-0.db.shop`, `db-0.db.shop.svc…`. */
export interface PodName {
  readonly workload: string;
  readonly ordinal: number;
  readonly service: string;
  /** `undefined`: the pods' own. */
  readonly namespace: string | undefined;
}

/** Reads a host as a pod's name, if its form allows it. */
export function podNameOf({ host }: Reference): PodName | undefined {
  // Nearly no host has a dash and a number before its first dot.
  const dot = host.indexOf('.');
  if (dot === -1 || !isDigit(host.charCodeAt(dot - 1))) return undefined;
  const [pod = '', service, namespace, svc] = host.toLowerCase().split('.');
  const dash = pod.lastIndexOf('-');
  if (service === undefined || dash < 1 || namespace === 'svc' || (svc !== undefined && svc !== 'svc'))
    return undefined;
  const ordinal = pod.slice(dash + 1);
  if (!/^(?:0|[1-9]\d{0,8})$/.test(ordinal)) return undefined;
  return { workload: pod.slice(0, dash), ordinal: Number(ordinal), service, namespace };
}
