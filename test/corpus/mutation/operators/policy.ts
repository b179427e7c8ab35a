import { added, become, digit, protocol, rewritten, typo, typoInKey, typoInName } from '../change.ts';
import { names, numbers, type Operator, type PathOperator } from '../operator.ts';

type Row = Omit<PathOperator, 'family' | 'kinds' | 'paths'> & { readonly at: readonly string[] };

const sides = ['spec.ingress[].from[]', 'spec.egress[].to[]'];
const ports = ['spec.ingress[].ports[]', 'spec.egress[].ports[]'];
const below = (parents: readonly string[], path: string) => parents.map((parent) => `${parent}.${path}`);

const rows: readonly Row[] = [
  { name: 'policy: label of its pods mistyped', at: ['spec.podSelector.matchLabels.*'], change: typo, target: names },
  {
    name: 'policy: key of its pods mistyped',
    at: ['spec.podSelector.matchLabels.*'],
    change: typoInKey,
    target: names,
  },
  {
    name: 'policy: a pair that its pods do not have',
    at: ['spec.podSelector.matchLabels'],
    change: added({ track: 'stable' }),
    target: names,
  },
  {
    name: 'policy peer: label of pods mistyped',
    at: below(sides, 'podSelector.matchLabels.*'),
    change: typo,
    target: names,
  },
  {
    name: 'policy peer: key of pods mistyped',
    at: below(sides, 'podSelector.matchLabels.*'),
    change: typoInKey,
    target: names,
  },
  {
    name: 'policy peer: label of namespaces mistyped',
    at: below(sides, 'namespaceSelector.matchLabels.*'),
    change: typo,
    target: names,
  },
  {
    name: 'policy peer: key of namespaces mistyped',
    at: below(sides, 'namespaceSelector.matchLabels.*'),
    change: typoInKey,
    target: names,
  },
  {
    name: 'policy peer: value of an expression mistyped',
    at: [
      ...below(sides, 'podSelector.matchExpressions[].values[]'),
      ...below(sides, 'namespaceSelector.matchExpressions[].values[]'),
      'spec.podSelector.matchExpressions[].values[]',
    ],
    change: typo,
    target: names,
  },
  {
    name: 'policy: operator of an expression mistyped',
    at: [...below(sides, 'podSelector.matchExpressions[].operator'), 'spec.podSelector.matchExpressions[].operator'],
    change: typo,
    target: names,
  },
  { name: 'policy port: number mistyped', at: below(ports, 'port'), change: digit, target: numbers },
  { name: 'policy port: name mistyped', at: below(ports, 'port'), change: typoInName, target: names },
  { name: 'policy port: another protocol', at: below(ports, 'protocol'), change: protocol, target: names },
  {
    name: 'policy port: protocol in small letters',
    at: below(ports, 'protocol'),
    change: rewritten((text) => text.toLowerCase()),
    target: names,
  },
  { name: 'policy port: number out of range', at: below(ports, 'port'), change: become('70000'), target: names },
  { name: 'policy: type mistyped', at: ['spec.policyTypes[]'], change: typo, target: names },
  { name: 'policy: namespace mistyped', at: ['metadata.namespace'], change: typo, target: names },
  {
    name: 'policy peer: block that is none',
    at: below(sides, 'ipBlock.cidr'),
    change: rewritten((text) => text.replace(/\/\d+/, '/64')),
    target: names,
  },
  {
    name: 'policy peer: exception outside of its block',
    at: below(sides, 'ipBlock.except[]'),
    change: become('203.0.113.0/24'),
    target: names,
  },
];

/** Mistakes in NetworkPolicies. */
export const policyOperators: readonly Operator[] = rows.map(({ at, ...row }) => ({
  ...row,
  family: 'policies',
  kinds: ['NetworkPolicy'],
  paths: at,
}));
