/**
 * Sets of ports of TCP, UDP and SCTP, the protocols that NetworkPolicy knows (networking/v1 `NetworkPolicyPort`), as sorted
 * intervals. Immutable.
 */

/** The protocols of policies, in the order in which sets list them. */
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** A protocol of policies. */
export type Protocol = (typeof protocols)[number];

/**
 * First and last members of the intervals in turn, ascending. A member is `65536 × (index of the protocol) + port`; port 0
 * is in no set, so intervals of two protocols never touch.
 */
export type PortSet = readonly number[];

/** Ports of one protocol; both ends belong to it. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

const size = 65536;

/** The set without members. */
export const noPorts: PortSet = [];

/** Every port of every protocol. */
export const allPorts: PortSet = protocols.flatMap((_, index) => [index * size + 1, index * size + size - 1]);

/** Whether policies know a protocol. */
export function isProtocol(protocol: string): protocol is Protocol {
  return (protocols as readonly string[]).includes(protocol);
}

/** The ports of a protocol from `first` to `last`; none where the range is empty. */
export function portRange(protocol: Protocol, first: number, last: number): PortSet {
  const base = protocols.indexOf(protocol) * size;
  const from = Math.max(1, first);
  const to = Math.min(size - 1, last);
  return from > to ? noPorts : [base + from, base + to];
}

/** Whether a port is in a set. */
export function hasPort(set: PortSet, protocol: Protocol, port: number): boolean {
  const member = protocols.indexOf(protocol) * size + port;
  for (let i = 0; i < set.length; i += 2) if (member >= (set[i] ?? 0) && member <= (set[i + 1] ?? 0)) return true;
  return false;
}

/** The members of either set. */
export function unite(a: PortSet, b: PortSet): PortSet {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const result: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && (a[i] ?? 0) <= (b[j] ?? 0));
    const first = (fromA ? a[i] : b[j]) ?? 0;
    const last = (fromA ? a[i + 1] : b[j + 1]) ?? 0;
    if (fromA) i += 2;
    else j += 2;
    const end = result.at(-1);
    if (end !== undefined && first <= end + 1) result[result.length - 1] = Math.max(end, last);
    else result.push(first, last);
  }
  return result;
}

/** The members of both sets. */
export function intersect(a: PortSet, b: PortSet): PortSet {
  if (a === b || b === allPorts) return a;
  if (a === allPorts) return b;
  const result: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const [lastA = 0, lastB = 0] = [a[i + 1], b[j + 1]];
    const first = Math.max(a[i] ?? 0, b[j] ?? 0);
    const last = Math.min(lastA, lastB);
    if (first <= last) result.push(first, last);
    if (lastA < lastB) i += 2;
    else j += 2;
  }
  return result;
}

/** The members of `a` that are not in `b`. */
export function subtract(a: PortSet, b: PortSet): PortSet {
  if (a.length === 0 || b.length === 0) return a;
  const result: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let first = a[i] ?? 0;
    const last = a[i + 1] ?? 0;
    while (j < b.length && (b[j + 1] ?? 0) < first) j += 2;
    for (let k = j; k < b.length && (b[k] ?? 0) <= last && first <= last; k += 2) {
      const hole = b[k] ?? 0;
      if (hole > first) result.push(first, hole - 1);
      first = (b[k + 1] ?? 0) + 1;
    }
    if (first <= last) result.push(first, last);
  }
  return result;
}

/** The intervals of a set by protocol, ascending. */
export function rangesOf(set: PortSet): readonly PortRange[] {
  const ranges: PortRange[] = [];
  for (let i = 0; i < set.length; i += 2) {
    const [first = 0, last = 0] = [set[i], set[i + 1]];
    const protocol = protocols[Math.floor(first / size)];
    if (protocol !== undefined) ranges.push({ protocol, first: first % size, last: last % size });
  }
  return ranges;
}
