import { become, removed, rewritten, typo } from '../change.ts';
import { names, type Operator, type PathOperator } from '../operator.ts';

type Row = Omit<PathOperator, 'family' | 'kinds' | 'paths'> & { readonly at: string };

const label = 'metadata.labels.(kubernetes.io/service-name)';

const rows: readonly Row[] = [
  { name: 'slice: Service mistyped', at: label, change: typo, target: names },
  { name: 'slice: no Service', at: label, change: removed, target: names },
  { name: 'slice: namespace mistyped', at: 'metadata.namespace', change: typo, target: names },
  { name: 'slice: port name mistyped', at: 'ports[].name', change: typo, target: names },
  {
    name: 'slice: another protocol',
    at: 'ports[].protocol',
    change: rewritten((text) => text.replace('TCP', 'UDP')),
    target: names,
  },
  { name: 'slice: port removed', at: 'ports[].port', change: removed, target: names },
  { name: 'slice: type of addresses', at: 'addressType', change: become('IPv6'), target: names },
  { name: 'slice: a loopback address', at: 'endpoints[].addresses[]', change: become('127.0.0.1'), target: names },
  { name: 'slice: no address', at: 'endpoints[].addresses[]', change: become('192.0.2'), target: names },
];

/** Mistakes in EndpointSlices that people write. */
export const endpointSliceOperators: readonly Operator[] = rows.map(({ at, ...row }) => ({
  ...row,
  family: 'EndpointSlice',
  kinds: ['EndpointSlice'],
  paths: [at],
}));
