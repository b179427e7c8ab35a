import type { Cluster, Labels, PlainPod, PlainPolicy, PolicyOf, Selector } from '../plain-cluster.ts';

/** One end: a pod of the cluster or an address outside. */
export type PlainEnd = PlainPod | string;

export type Direction = 'egress' | 'ingress';

/** A connection as the policies of one end see it. */
export interface Question {
  readonly cluster: Cluster;
  readonly direction: Direction;
  readonly governed: PlainPod;
  readonly other: PlainEnd;
  readonly to: PlainEnd;
  readonly port: number;
  readonly protocol: string;
}

/** What a tier says: that it is allowed or denied, or that the next tier is asked. */
export type Answer = 'allow' | 'deny' | 'next';

export function byOrder(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function ofKind<K extends PlainPolicy['kind']>(
  { policies }: Cluster,
  ...kinds: readonly K[]
): readonly PolicyOf<K>[] {
  return policies.filter((policy): policy is PolicyOf<K> => (kinds as readonly string[]).includes(policy.kind));
}

export function namespaceLabels({ namespaces }: Cluster, name: string): Labels {
  return {
    ...namespaces.find((namespace) => namespace.name === name)?.labels,
    'kubernetes.io/metadata.name': name,
  };
}

export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      return (value !== undefined && values.includes(value)) === (operator === 'In');
    })
  );
}

/** Blocks end on whole parts of an address (or are a single one). */
export function inBlock(cidr: string, address: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  const separator = base.includes(':') ? ':' : '.';
  if (address.includes(separator) === false) return false;
  const parts = Number(length) / (separator === ':' ? 16 : 8);
  const head = (text: string) => text.split(separator).slice(0, parts).join(separator);
  return head(base) === head(address);
}
