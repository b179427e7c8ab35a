import { become, digit, removed, rewritten, typo } from '../change.ts';
import { names, numbers, type Operator, type PathOperator } from '../operator.ts';

type Row = Omit<PathOperator, 'family' | 'paths'> & { readonly at: string };

const routes = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];
const gateways = ['Gateway'];
const grants = ['ReferenceGrant'];
const parent = 'spec.parentRefs[]';
const backend = 'spec.rules[].backendRefs[]';
const listener = 'spec.listeners[]';
/** Hosts are mistyped behind their first label: that is what listener and route have in common. */
const typoInHost = rewritten((text, random, place) => {
  const [, first = '', rest = ''] = /^([^.]*\.)(.*)$/.exec(text) ?? [];
  const { node, document } = place;
  const inner = typo(
    {
      ...place,
      node: { ...node, start: node.start + first.length, end: node.start + first.length + rest.length } as typeof node,
      document,
    },
    random,
  );
  return inner === undefined ? undefined : first + inner.after;
});

const rows: readonly Row[] = [
  { name: 'parentRef: Gateway mistyped', kinds: routes, at: `${parent}.name`, change: typo, target: names },
  { name: 'parentRef: namespace mistyped', kinds: routes, at: `${parent}.namespace`, change: typo, target: names },
  { name: 'parentRef: namespace removed', kinds: routes, at: `${parent}.namespace`, change: removed, target: names },
  { name: 'parentRef: listener mistyped', kinds: routes, at: `${parent}.sectionName`, change: typo, target: names },
  { name: 'backendRef: Service mistyped', kinds: routes, at: `${backend}.name`, change: typo, target: names },
  { name: 'backendRef: port mistyped', kinds: routes, at: `${backend}.port`, change: digit, target: numbers },
  { name: 'backendRef: port removed', kinds: routes, at: `${backend}.port`, change: removed, target: names },
  { name: 'backendRef: kind mistyped', kinds: routes, at: `${backend}.kind`, change: typo, target: names },
  { name: 'backendRef: namespace mistyped', kinds: routes, at: `${backend}.namespace`, change: typo, target: names },
  { name: 'route: host mistyped', kinds: routes, at: 'spec.hostnames[]', change: typoInHost, target: names },
  {
    name: 'route: host with an underscore',
    kinds: routes,
    at: 'spec.hostnames[]',
    change: rewritten((text) => text.replace(/\.(\w)/, '_$1')),
    target: names,
  },
  { name: 'route: namespace mistyped', kinds: routes, at: 'metadata.namespace', change: typo, target: names },
  {
    name: 'route: path without a slash',
    kinds: ['HTTPRoute'],
    at: 'spec.rules[].matches[].path.value',
    change: rewritten((text) => text.replace('/', 'x')),
    target: names,
  },
  {
    name: 'route: path type mistyped',
    kinds: ['HTTPRoute'],
    at: 'spec.rules[].matches[].path.type',
    change: typo,
    target: names,
  },
  {
    name: 'route: filter type mistyped',
    kinds: ['HTTPRoute', 'GRPCRoute'],
    at: 'spec.rules[].filters[].type',
    change: typo,
    target: names,
  },
  { name: 'Gateway: name mistyped', kinds: gateways, at: 'metadata.name', change: typo, target: names },
  { name: 'Gateway: namespace mistyped', kinds: gateways, at: 'metadata.namespace', change: typo, target: names },
  { name: 'listener: name mistyped', kinds: gateways, at: `${listener}.name`, change: typo, target: names },
  { name: 'listener: host mistyped', kinds: gateways, at: `${listener}.hostname`, change: typoInHost, target: names },
  {
    name: 'listener: another protocol',
    kinds: gateways,
    at: `${listener}.protocol`,
    change: rewritten((text) => text.replace(/^HTTPS?$/, 'TCP')),
    target: names,
  },
  {
    name: 'listener: TLS with a host for plain TCP',
    kinds: gateways,
    at: `${listener}.protocol`,
    change: rewritten((text) => text.replace(/^(HTTPS|TLS)$/, 'UDP')),
    target: names,
  },
  {
    name: 'listener: port out of range',
    kinds: gateways,
    at: `${listener}.port`,
    change: become('70000'),
    target: names,
  },
  {
    name: 'listener: routes of its own namespace only',
    kinds: gateways,
    at: `${listener}.allowedRoutes.namespaces.from`,
    change: rewritten((text) => text.replace(/All|Selector/, 'Same')),
    target: names,
  },
  {
    name: 'listener: label of namespaces mistyped',
    kinds: gateways,
    at: `${listener}.allowedRoutes.namespaces.selector.matchLabels.*`,
    change: typo,
    target: names,
  },
  {
    name: 'ReferenceGrant: namespace of routes mistyped',
    kinds: grants,
    at: 'spec.from[].namespace',
    change: typo,
    target: names,
  },
  {
    name: 'ReferenceGrant: kind of routes mistyped',
    kinds: grants,
    at: 'spec.from[].kind',
    change: typo,
    target: names,
  },
  { name: 'ReferenceGrant: kind granted mistyped', kinds: grants, at: 'spec.to[].kind', change: typo, target: names },
];

/** Mistakes in Gateways, routes and grants. */
export const gatewayOperators: readonly Operator[] = rows.map(({ at, ...row }) => ({
  ...row,
  family: 'Gateway',
  paths: [at],
}));
