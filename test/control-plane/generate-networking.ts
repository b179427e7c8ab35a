import type { ApiObject } from './client.ts';
import { type Family, type Json, type Mutation, under } from './mutation.ts';

const object = (kind: string, spec: Json, annotations: Json = {}): ApiObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind,
  metadata: { name: 'web', namespace: 'default', annotations },
  spec,
});

const numbered = { service: { name: 'web', port: { number: 80 } } };
const named = { service: { name: 'web', port: { name: 'http' } } };
const bucket = { resource: { apiGroup: 'storage.example.com', kind: 'Bucket', name: 'assets' } };
const path = (value: string, pathType: string, backend: Json) => ({ path: value, pathType, backend });

const hosts = [
  'shop.example.com',
  '*.example.com',
  'localhost',
  '*.com',
  '*',
  '*.*.example.com',
  'www.*.example.com',
  '*shop.example.com',
  'Shop.example.com',
  'https://shop.example.com',
  'shop.example.com:8080',
  'shop.example.com/cart',
  'shop.example.com.',
  'shop..example.com',
  'shop_1.example.com',
  '-shop.example.com',
  '192.0.2.1',
  '192.0.02.1',
  '2001:db8::1',
  `${'x'.repeat(63)}.example.com`,
  `${'x'.repeat(64)}.example.com`,
  `${'long.'.repeat(50)}example.com`,
  '',
  null,
  undefined,
  80,
];

const paths = [
  '/',
  '/cart',
  '/cart/',
  'cart',
  '',
  '//',
  '/cart//items',
  '/./cart',
  '/../cart',
  '/cart/..',
  '/cart/.',
  '/cart%2fitems',
  '/cart%2Fitems',
  '/cart%20items',
  '/.hidden',
  '/cart(/|$)(.*)',
  '^/cart',
  '*',
  '/*',
  '/a b',
  '/…',
  null,
  undefined,
  7,
];

const serviceNames = [
  'web',
  'web-1',
  '1web',
  '80',
  'Web',
  'web_1',
  '-web',
  'web-',
  'a.b',
  'x'.repeat(63),
  'x'.repeat(64),
  '',
  null,
  undefined,
  true,
];

const ports = [
  { number: 80 },
  { number: 65535 },
  { number: 65536 },
  { number: 0 },
  { number: -1 },
  { number: 80.5 },
  { number: '80' },
  { number: null },
  { name: 'http' },
  { name: 'x'.repeat(15) },
  { name: 'x'.repeat(16) },
  { name: '80' },
  { name: 'a--b' },
  { name: '-a' },
  { name: 'a-' },
  { name: 'HTTP' },
  { name: 'http_1' },
  { name: '' },
  { name: null },
  { name: '', number: 80 },
  { name: 'http', number: 80 },
  { name: 'http', number: 0 },
  {},
  null,
  undefined,
  80,
];

const backendMutations: readonly Mutation[] = [
  { path: ['service', 'name'], values: serviceNames },
  { path: ['service', 'port'], values: ports },
  { path: ['service'], values: [{}, { name: 'web' }, { port: { number: 80 } }, null, undefined, 'web'] },
  { path: ['resource'], values: [bucket.resource, null, undefined] },
];

const backends = [numbered, named, bucket, { ...numbered, ...bucket }, {}, null, undefined, 'web'];
const types = ['Exact', 'Prefix', 'ImplementationSpecific', 'exact', 'prefix', 'Regex', '', null, undefined, 1];
const ruleOf = (host: string) => ({ host, http: { paths: [path('/', 'Prefix', numbered)] } });

/** Ingresses: with paths of every type, several hosts, a default backend, a resource behind it. */
const ingresses: Family = {
  objects: [
    object('Ingress', {
      ingressClassName: 'nginx',
      rules: [
        { host: 'shop.example.com', http: { paths: [path('/', 'Prefix', numbered), path('/api', 'Exact', named)] } },
      ],
      tls: [{ hosts: ['shop.example.com', 'www.example.com'], secretName: 'shop-tls' }],
    }),
    object('Ingress', {
      rules: [
        { http: { paths: [path('/cart', 'ImplementationSpecific', numbered)] } },
        { host: '*.example.com', http: { paths: [path('/cart', 'Exact', bucket), path('/', 'Prefix', named)] } },
      ],
    }),
    object('Ingress', { defaultBackend: numbered, tls: [{ hosts: ['*.example.com'] }] }),
    object('Ingress', { defaultBackend: bucket, rules: [{ host: 'shop.example.com' }] }),
  ],
  mutations: [
    ...under(['spec', 'defaultBackend'], backendMutations),
    ...under(['spec', 'rules', 0, 'http', 'paths', 0, 'backend'], backendMutations),
    ...under(['spec', 'rules', 1, 'http', 'paths', 1, 'backend'], backendMutations),
    ...under(
      ['spec'],
      [
        { path: ['defaultBackend'], values: backends },
        {
          path: ['rules'],
          values: [[], null, undefined, [{}], [ruleOf('a.example.com'), ruleOf('a.example.com')], {}],
        },
        { path: ['rules', 0, 'host'], values: hosts },
        { path: ['rules', 1, 'host'], values: hosts },
        { path: ['rules', 0, 'http'], values: [{}, { paths: [] }, { paths: null }, null, undefined, []] },
        { path: ['rules', 0, 'http', 'paths', 0, 'path'], values: paths },
        { path: ['rules', 0, 'http', 'paths', 1, 'path'], values: paths },
        { path: ['rules', 1, 'http', 'paths', 0, 'path'], values: paths },
        { path: ['rules', 0, 'http', 'paths', 0, 'pathType'], values: types },
        { path: ['rules', 1, 'http', 'paths', 0, 'pathType'], values: types },
        { path: ['rules', 0, 'http', 'paths', 0, 'backend'], values: backends },
        { path: ['rules', 1, 'http', 'paths', 1, 'backend'], values: backends },
        { path: ['tls', 0, 'hosts', 0], values: hosts },
        { path: ['tls', 0, 'hosts'], values: [[], null, undefined, 'shop.example.com'] },
        {
          path: ['tls', 0, 'secretName'],
          values: ['shop.tls', 'Shop', 'shop_tls', '-shop', 'n'.repeat(253), 'n'.repeat(254), '', null, undefined, 1],
        },
        {
          path: ['ingressClassName'],
          values: ['nginx', 'my.class', 'Nginx', 'my class', 'a/b', '-nginx', '', null, undefined, 3],
        },
      ],
    ),
    {
      path: ['metadata', 'annotations'],
      values: [
        { 'kubernetes.io/ingress.class': 'nginx' },
        { 'kubernetes.io/ingress.class': 'traefik' },
        { 'kubernetes.io/ingress.class': '' },
      ],
    },
  ],
};

const labels = { app: 'web' };

const selectors = [
  {},
  null,
  undefined,
  { matchLabels: labels },
  { matchLabels: { app: '' } },
  { matchLabels: { app: 'a b' } },
  { matchLabels: { app: 'x'.repeat(64) } },
  { matchLabels: { 'a/b/c': 'x' } },
  { matchLabels: { '/app': 'x' } },
  { matchLabels: { 'Example.com/app': 'x' } },
  { matchLabels: { [`${'x'.repeat(64)}`]: 'x' } },
  { matchLabels: { app: 1 } },
  { matchLabels: null },
  { matchLabels: [] },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] },
  { matchExpressions: [{ key: 'app', operator: 'In', values: [] }] },
  { matchExpressions: [{ key: 'app', operator: 'NotIn' }] },
  { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['web'] }] },
  { matchExpressions: [{ key: 'app', operator: 'DoesNotExist', values: ['web'] }] },
  { matchExpressions: [{ key: 'app', operator: 'in', values: ['web'] }] },
  { matchExpressions: [{ key: 'app', operator: 'Equals', values: ['web'] }] },
  { matchExpressions: [{ key: 'app', values: ['web'] }] },
  { matchExpressions: [{ operator: 'Exists' }] },
  { matchExpressions: [{ key: 'a b', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['a b'] }] },
  { matchExpressions: [{ key: 'app', operator: 'In', values: [''] }] },
  { matchExpressions: [] },
  'web',
];

const blocks = [
  { cidr: '10.0.0.0/16' },
  { cidr: '10.0.0.1/16' },
  { cidr: '10.0.0.0' },
  { cidr: '10.0.0.0/33' },
  { cidr: '010.0.0.0/8' },
  { cidr: '::ffff:10.0.0.0/112' },
  { cidr: '2001:db8::/32' },
  { cidr: '2001:db8::/129' },
  { cidr: '0.0.0.0/0' },
  { cidr: '' },
  { cidr: null },
  { cidr: 10 },
  {},
  null,
  { cidr: '10.0.0.0/16', except: ['10.0.1.0/24'] },
  { cidr: '10.0.0.0/16', except: ['10.0.0.0/16'] },
  { cidr: '10.0.0.0/16', except: ['10.0.0.0/8'] },
  { cidr: '10.0.0.0/16', except: ['10.1.0.0/24'] },
  { cidr: '10.0.0.0/16', except: ['10.0.1.5/24'] },
  { cidr: '10.0.0.0/16', except: ['10.0.1.0'] },
  { cidr: '10.0.0.0/16', except: [''] },
  { cidr: '10.0.0.0/16', except: ['2001:db8::/64'] },
  { cidr: '2001:db8::/32', except: ['2001:db8:1::/48'] },
  { cidr: '10.0.0.0/16', except: ['10.0.1.0/24', '10.0.1.0/24'] },
  { cidr: '10.0.0.0/16', except: [] },
  { cidr: '10.0.0.0/16', except: '10.0.1.0/24' },
  { except: ['10.0.1.0/24'] },
];

const peers: readonly Json[] = [
  {},
  { podSelector: {} },
  { namespaceSelector: {} },
  { podSelector: { matchLabels: labels }, namespaceSelector: {} },
  { podSelector: {}, ipBlock: { cidr: '10.0.0.0/16' } },
  { namespaceSelector: {}, ipBlock: { cidr: '10.0.0.0/16' } },
  { podSelector: null, namespaceSelector: null },
  { podSelector: null, ipBlock: { cidr: '10.0.0.0/16' } },
  { ipBlock: null },
];

const policyPorts: readonly Json[] = [
  {},
  { protocol: 'UDP' },
  { protocol: 'tcp', port: 80 },
  { protocol: 'ICMP' },
  { protocol: '', port: 80 },
  { protocol: null, port: 80 },
  { protocol: 'SCTP', port: 65535 },
  { port: 65536 },
  { port: 0 },
  { port: -1 },
  { port: 80.5 },
  { port: '80' },
  { port: 'http' },
  { port: 'HTTP' },
  { port: 'a--b' },
  { port: 'x'.repeat(15) },
  { port: 'x'.repeat(16) },
  { port: '' },
  { port: null },
  { port: 8000, endPort: 9000 },
  { port: 8000, endPort: 8000 },
  { port: 8000, endPort: 7999 },
  { port: 8000, endPort: 65536 },
  { port: 8000, endPort: 0 },
  { port: 8000, endPort: '9000' },
  { port: 'http', endPort: 9000 },
  { port: '8000', endPort: 9000 },
  { endPort: 9000 },
];

const emptied: readonly (Json | undefined)[] = [[], null, undefined, {}];
const items = (values: readonly (Json | undefined)[]) =>
  values.flatMap((value) => (value === undefined ? [] : [[value]]));

const ruleMutations = (direction: 'ingress' | 'egress', key: 'from' | 'to'): readonly Mutation[] =>
  under(
    ['spec', direction],
    [
      { path: [0, key], values: [...emptied, ...items(peers)] },
      { path: [0, key, 0, 'podSelector'], values: selectors },
      { path: [0, key, 0, 'namespaceSelector'], values: selectors },
      { path: [0, key, 1, 'ipBlock'], values: blocks },
      { path: [0, 'ports'], values: [...emptied, ...items(policyPorts)] },
      { path: [0], values: [{}, { [key]: [{}, { podSelector: {} }] }] },
    ],
  );

const peersOf: Json = [
  { podSelector: { matchLabels: labels }, namespaceSelector: { matchLabels: { team: 'shop' } } },
  { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
];

/** NetworkPolicies of one direction, of the other, and of both. */
const policies: Family = {
  objects: [
    object('NetworkPolicy', {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress'],
      ingress: [{ from: peersOf, ports: [{ protocol: 'TCP', port: 8080 }] }],
    }),
    object('NetworkPolicy', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ to: peersOf, ports: [{ protocol: 'UDP', port: 53 }, { port: 'dns' }] }],
    }),
    object('NetworkPolicy', {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
      ingress: [{ from: peersOf }],
      egress: [{ to: peersOf }],
    }),
  ],
  mutations: [
    { path: ['spec', 'podSelector'], values: selectors },
    {
      path: ['spec', 'policyTypes'],
      values: [
        [],
        null,
        undefined,
        ['Ingress'],
        ['Egress'],
        ['ingress'],
        ['Both'],
        [''],
        ['Ingress', 'Ingress'],
        ['Ingress', 'Egress', 'Ingress'],
        ['Ingress', 'egress', 'x'],
        'Ingress',
      ],
    },
    { path: ['spec', 'ingress'], values: [...emptied, [{}]] },
    { path: ['spec', 'egress'], values: [...emptied, [{}]] },
    ...ruleMutations('ingress', 'from'),
    ...ruleMutations('egress', 'to'),
  ],
};

/** Families of networking.k8s.io. */
export const networkingFamilies: readonly Family[] = [ingresses, policies];
