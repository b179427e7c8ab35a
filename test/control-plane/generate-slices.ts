import type { ApiObject } from './client.ts';
import type { Family, Json } from './mutation.ts';

const slice = (addressType: string, addresses: Json, port: Json): ApiObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType,
  endpoints: [
    { addresses, conditions: { ready: true }, hints: { forZones: [{ name: 'a' }], forNodes: [{ name: 'n1' }] } },
    { addresses },
  ],
  ports: [port, { name: 'metrics', port: 9090 }],
});

const addresses = [
  '192.0.2.7',
  '192.0.02.7',
  '192.0.2',
  '192.0.2.256',
  '0.0.0.0',
  '127.0.0.1',
  '169.254.1.1',
  '224.0.0.1',
  '224.0.1.1',
  '255.255.255.255',
  '10.0.0.0/8',
  ' 192.0.2.7',
  '2001:db8::7',
  '2001:DB8::7',
  '2001:db8:0:0:0:0:0:7',
  '::',
  '::1',
  'fe80::1',
  'ff02::1',
  '::ffff:192.0.2.7',
  'fe80::1%eth0',
  'db.example.com',
  'db.example.com.',
  'db',
  'DB-1.example.com',
  'db_1.example.com',
  'x'.repeat(64),
  '',
];

const portNames = ['http', 'a', '80', 'a--b', '-a', 'a-', 'Http', 'http_1', 'x'.repeat(63), 'x'.repeat(64), 'a.b'];
const protocols = ['TCP', 'UDP', 'SCTP', 'tcp', 'ICMP', '', null, undefined, 6];
const portNumbers = [1, 80, 65535, 80.5, '80', 'http', null, undefined];
const manyNames = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `z${i}` }));
const manyAddresses = (count: number) => Array.from({ length: count }, (_, i) => `192.0.2.${i + 1}`);

/** Slices of each type of address. */
const slices: Family = {
  objects: [
    slice('IPv4', ['192.0.2.7', '192.0.2.8'], { name: 'http', port: 80, protocol: 'TCP' }),
    slice('IPv6', ['2001:db8::7', '2001:db8::8'], { port: 80 }),
    slice('FQDN', ['db.example.com', 'db2.example.com'], { name: '', port: 80 }),
  ],
  mutations: [
    { path: ['addressType'], values: ['IPv4', 'IPv6', 'FQDN', 'ipv4', 'IP', '', null, undefined, 4] },
    { path: ['endpoints', 0, 'addresses', 0], values: addresses },
    { path: ['endpoints', 1, 'addresses', 1], values: addresses },
    {
      path: ['endpoints', 0, 'addresses'],
      values: [[], null, undefined, 'x', ['192.0.2.7', '192.0.2.7'], manyAddresses(100), manyAddresses(101)],
    },
    {
      path: ['endpoints'],
      values: [
        [],
        null,
        undefined,
        [{}],
        [{ addresses: [] }],
        {},
        Array.from({ length: 1001 }, () => ({ addresses: ['192.0.2.7'] })),
      ],
    },
    {
      path: ['endpoints', 0, 'hints'],
      values: [
        {},
        null,
        { forZones: manyNames(8) },
        { forZones: manyNames(9) },
        { forNodes: manyNames(8) },
        { forNodes: manyNames(9) },
        { forZones: [{ name: 'a' }, { name: 'a' }] },
        { forNodes: [{ name: 'a' }, { name: 'a' }] },
        { forZones: manyNames(8), forNodes: manyNames(8) },
      ],
    },
    { path: ['ports', 0, 'name'], values: [...portNames, 'metrics', '', null, undefined, 7] },
    { path: ['ports', 0, 'port'], values: portNumbers },
    { path: ['ports', 0, 'protocol'], values: protocols },
    { path: ['ports', 1, 'name'], values: ['http', '', null, undefined] },
    {
      path: ['ports'],
      values: [
        [],
        null,
        undefined,
        [{}],
        [{}, {}],
        [
          { name: 'a', protocol: 'TCP' },
          { name: 'a', protocol: 'UDP' },
        ],
        [{ port: 80 }, { name: '', port: 81 }],
        {},
      ],
    },
  ],
};

const subset = (more: { readonly [key: string]: Json }): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'web', namespace: 'default' },
  subsets: [{ addresses: [{ ip: '192.0.2.7' }, { ip: '192.0.2.8' }], ports: [{ name: 'http', port: 80 }], ...more }],
});

/** Endpoints: with one port, with several, with addresses that are not ready. */
const endpoints: Family = {
  objects: [
    subset({}),
    subset({ ports: [{ port: 80 }] }),
    subset({
      ports: [
        { name: 'http', port: 80, protocol: 'TCP' },
        { name: 'metrics', port: 9090 },
      ],
    }),
    subset({ notReadyAddresses: [{ ip: '2001:db8::9' }] }),
  ],
  mutations: [
    { path: ['subsets', 0, 'addresses', 0, 'ip'], values: addresses },
    { path: ['subsets', 0, 'notReadyAddresses', 0, 'ip'], values: addresses },
    {
      path: ['subsets', 0, 'addresses'],
      values: [[], null, undefined, {}, [{ ip: '192.0.2.7' }, { ip: '192.0.2.7' }]],
    },
    { path: ['subsets', 0, 'notReadyAddresses'], values: [[], null, [{ ip: '192.0.2.9' }]] },
    { path: ['subsets'], values: [[], null, undefined, [{}], {}] },
    { path: ['subsets', 0, 'ports', 0, 'name'], values: [...portNames, 'metrics', '', null, undefined, 7] },
    { path: ['subsets', 0, 'ports', 0, 'port'], values: [...portNumbers, 0, -1, 65536] },
    { path: ['subsets', 0, 'ports', 0, 'protocol'], values: protocols },
    {
      path: ['subsets', 0, 'ports'],
      values: [[], null, undefined, [{}], [{ port: 80 }, { port: 81 }], [{ name: 'a', port: 80 }, { port: 81 }]],
    },
  ],
};

/** Families of hand-written endpoints. */
export const endpointFamilies: readonly Family[] = [slices, endpoints];
