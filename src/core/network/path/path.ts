import type { Location } from '../../manifest/document.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { World } from '../../world/world.ts';
import type { DetectedPlugin } from '../cni.ts';
import type { ProxyMode } from '../kube-proxy/settings.ts';
import type { PolicyEngine } from '../policy/verdict.ts';

/** The steps of a connection, in the order in which a packet lives them. */
export const hopKinds = [
  'localhost',
  'entry',
  'name',
  'service',
  'endpoints',
  'proxy',
  'policy-egress',
  'policy-ingress',
  'port',
  'container',
] as const;

/** One of {@link hopKinds}. */
export type HopKind = (typeof hopKinds)[number];

/** How a whole path ends. */
export type PathVerdict = 'ok' | 'degraded' | 'broken' | 'unknown';

/** How one hop ends; behind a broken one the others are not reached. */
export type HopVerdict = PathVerdict | 'not-reached';

/** A part of an object that a hop's answer follows from. */
export interface PathEvidence extends Span {
  readonly resource: Resource;
}

/** One step of a connection. */
export interface Hop {
  readonly kind: HopKind;
  /** What the step passes: `Service "web"`, `web.shop.svc.cluster.local`. */
  readonly subject: string;
  readonly verdict: HopVerdict;
  /** A phrase without a full stop at its end; of a hop that is not reached what it would do. */
  readonly reason: string;
  readonly evidence: readonly PathEvidence[];
  /** What would mend it, as a phrase; absent where it is not clear. */
  readonly fix?: string;
}

/** Where what an answer follows from stands. */
export function placesOf({ evidence }: Pick<Hop, 'evidence'>): readonly Location[] {
  return evidence.map(({ resource, start, end }) => ({ document: resource.document, start, end }));
}

/** A connection hop by hop. */
export interface Path {
  readonly verdict: PathVerdict;
  /** The reason of the hop that decides. */
  readonly reason: string;
  readonly hops: readonly Hop[];
}

/** What all parts of an answer share. */
export interface PathContext {
  readonly world: World;
  readonly policies: PolicyEngine;
  /** The network plugins of the cluster, as far as manifests show them. */
  readonly plugins: readonly DetectedPlugin[];
  /** The cluster's domain, `cluster.local`. */
  readonly domain: string;
  /** The mode of kube-proxy that the settings state, for where no manifest does. */
  readonly proxyMode?: ProxyMode | undefined;
  /** Whether a host is stated to exist outside. */
  readonly isExternal: (host: string) => boolean;
}

/** What is asked of a destination: its port by number or name; `undefined` where there is only one to mean. */
export interface Traffic {
  readonly port: number | string | undefined;
  readonly protocol: string;
  /** The container of the source that asks, where that is said. */
  readonly fromContainer?: string | undefined;
}

/** A hop; evidence defaults to none. */
export function hop(
  kind: HopKind,
  verdict: HopVerdict,
  subject: string,
  reason: string,
  evidence: readonly PathEvidence[] = [],
  fix?: string,
): Hop {
  return { kind, subject, verdict, reason, evidence, ...(fix === undefined ? {} : { fix }) };
}

/** An object as evidence, by a part of its text or by its kind. */
export function seen(resource: Resource, { start, end }: Span = resource.kindSpan): PathEvidence {
  return { resource, start, end };
}

const ranks: Readonly<Record<HopVerdict, number>> = { broken: 4, unknown: 3, degraded: 2, ok: 1, 'not-reached': 0 };

/** Joins hops to a path: broken if one is, else unknown, else degraded, else ok. Sorts them and marks what is not reached. */
export function pathOf(found: readonly Hop[]): Path {
  const hops = afterBreak(found.toSorted((a, b) => hopKinds.indexOf(a.kind) - hopKinds.indexOf(b.kind)));
  let worst: Hop | undefined;
  for (const candidate of hops)
    if (worst === undefined || ranks[candidate.verdict] > ranks[worst.verdict]) worst = candidate;
  if (worst === undefined) return { verdict: 'unknown', reason: 'there is nothing to follow', hops };
  const { verdict } = worst;
  if (verdict === 'not-reached') return { verdict: 'unknown', reason: worst.reason, hops };
  return { verdict, reason: verdict === 'ok' ? 'every hop lets it pass' : worst.reason, hops };
}

/** Nothing passes a broken hop. What policies say holds all the same, so those hops keep their verdicts. */
function afterBreak(hops: readonly Hop[]): readonly Hop[] {
  const broken = hops.findIndex(({ verdict }) => verdict === 'broken');
  return hops.map((next, i) =>
    broken === -1 || i <= broken || next.kind.startsWith('policy-') ? next : { ...next, verdict: 'not-reached' },
  );
}

/**
 * Joins what becomes of connections that may go to one of several pods. A hop that only some pass is degraded; where none
 * passes all hops, what stops them stays broken.
 */
export function joinHops(ways: readonly (readonly Hop[])[]): readonly Hop[] {
  const [only, ...others] = ways;
  if (only === undefined || others.length === 0) return only ?? [];
  const allBroken = ways.every((way) => way.some(({ verdict }) => verdict === 'broken'));
  const joined: Hop[] = [];
  for (const kind of hopKinds) {
    const same = ways.flatMap((way) => way.filter((candidate) => candidate.kind === kind));
    const [first] = same;
    if (first === undefined) continue;
    const worst = same.reduce((a, b) => (ranks[b.verdict] > ranks[a.verdict] ? b : a));
    const broken = same.filter(({ verdict }) => verdict === 'broken').length;
    const verdict = broken > 0 && broken < same.length && !allBroken ? 'degraded' : worst.verdict;
    const reason = broken > 0 && broken < same.length ? `${broken} of ${same.length}: ${worst.reason}` : worst.reason;
    joined.push({ ...worst, verdict, reason });
  }
  return joined;
}
