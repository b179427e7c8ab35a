import type { ApiObject } from './client.ts';
import { type Family, type Json, type Mutation, under } from './mutation.ts';

const object = (kind: string, spec: Json): ApiObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name: 'shop', namespace: 'default' },
  spec,
});

const certificate = { certificateRefs: [{ name: 'shop-tls' }] };
const web: Json = [
  { name: 'http', port: 80, protocol: 'HTTP' },
  {
    name: 'https',
    port: 443,
    protocol: 'HTTPS',
    hostname: 'shop.example.com',
    tls: { mode: 'Terminate', ...certificate },
  },
];
const streams: Json = [
  { name: 'tls', port: 8443, protocol: 'TLS', hostname: '*.example.com', tls: { mode: 'Passthrough' } },
  { name: 'tcp', port: 5432, protocol: 'TCP' },
  { name: 'udp', port: 53, protocol: 'UDP' },
];

const securities: readonly (Json | undefined)[] = [
  {},
  null,
  undefined,
  { mode: 'Terminate' },
  { mode: 'Passthrough' },
  { mode: 'Passthrough', ...certificate },
  { mode: 'Terminate', ...certificate },
  certificate,
  { certificateRefs: [] },
  { certificateRefs: [], options: {} },
  { mode: 'Terminate', options: { 'example.com/certificate': 'x' } },
  { mode: null, ...certificate },
];
const listenerMutations: readonly Mutation[] = [0, 1].flatMap((index) =>
  under(
    ['spec', 'listeners', index],
    [
      { path: ['name'], values: ['http', 'https', 'tls', 'tcp'] },
      { path: ['port'], values: [80, 443, 8443, 5432] },
      { path: ['protocol'], values: ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP', 'example.com/quic'] },
      { path: ['hostname'], values: ['shop.example.com', '*.example.com', null, undefined] },
      { path: ['tls'], values: securities },
    ],
  ),
);

const several = (count: number, item: Json) => Array.from({ length: count }, () => item);

/** Gateways and ListenerSets: of HTTP, and of what is no HTTP. */
const gateways: Family = {
  objects: [
    object('Gateway', { gatewayClassName: 'example', listeners: web }),
    object('Gateway', { gatewayClassName: 'example', listeners: streams }),
    object('ListenerSet', { parentRef: { name: 'shop' }, listeners: web }),
    object('ListenerSet', { parentRef: { name: 'shop' }, listeners: streams }),
  ],
  mutations: [
    ...listenerMutations,
    {
      path: ['spec', 'listeners', 2],
      values: [
        { name: 'dns', port: 5432, protocol: 'TCP' },
        { name: 'dns', port: 5432, protocol: 'UDP' },
        { name: 'more', port: 8443, protocol: 'TLS', hostname: '*.example.com', tls: { mode: 'Passthrough' } },
        { name: 'tls', port: 8443, protocol: 'TLS', tls: { mode: 'Passthrough' } },
      ],
    },
  ],
};

const parents: readonly (Json | undefined)[] = [
  [],
  null,
  undefined,
  [{ name: 'shop' }, { name: 'shop' }],
  [{ name: 'shop' }, { name: 'other' }],
  [{ name: 'shop' }, { name: 'shop', namespace: 'infra' }],
  [
    { name: 'shop', namespace: 'infra' },
    { name: 'shop', namespace: 'infra' },
  ],
  [{ name: 'shop' }, { name: 'shop', kind: 'ListenerSet' }],
  [
    { name: 'shop', group: '', kind: 'Service' },
    { name: 'shop', group: '', kind: 'Service' },
  ],
  [
    { name: 'shop', sectionName: 'http' },
    { name: 'shop', sectionName: 'https' },
  ],
  [
    { name: 'shop', sectionName: 'http' },
    { name: 'shop', sectionName: 'http' },
  ],
  [{ name: 'shop', sectionName: 'http' }, { name: 'shop' }],
  [
    { name: 'shop', port: 80 },
    { name: 'shop', port: 443 },
  ],
  [
    { name: 'shop', port: 80 },
    { name: 'shop', port: 80 },
  ],
  [{ name: 'shop', port: 80 }, { name: 'shop' }],
  [
    { name: 'shop', sectionName: 'http', port: 80 },
    { name: 'shop', port: 80 },
  ],
  [
    { name: 'shop', sectionName: 'http', port: 80 },
    { name: 'shop', sectionName: 'http', port: 443 },
  ],
  Array.from({ length: 32 }, (_, i) => ({ name: `gw${i}` })),
  Array.from({ length: 33 }, (_, i) => ({ name: `gw${i}` })),
];
const names = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.example.com`);
const backend = { name: 'web', port: 80 };

const pathValues = [
  '/',
  '/cart',
  '/cart/',
  'cart',
  '//',
  '/cart//items',
  '/./cart',
  '/../cart',
  '/cart/..',
  '/cart/.',
  '/cart/...',
  '/cart%2fitems',
  '/cart%2Fitems',
  '/cart%20items',
  '/cart%zz',
  '/cart%',
  '/cart#items',
  '/cart?x=1',
  '/a b',
  '/…',
  '/*',
  '/cart/(.*)',
  '/[a-z]+',
  '^/cart',
  `/${'x'.repeat(1023)}`,
  `/${'x'.repeat(1024)}`,
];
const httpPaths: readonly (Json | undefined)[] = [
  ...pathValues.flatMap((value) => [
    { type: 'PathPrefix', value },
    { type: 'Exact', value },
    { type: 'RegularExpression', value },
    { value },
  ]),
  { type: 'Prefix', value: '/' },
  { type: 'exact', value: '/' },
  { type: 'Exact' },
  {},
  null,
  undefined,
];

const redirect = { type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } };
const replacing = { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' };
const rewrite = { type: 'URLRewrite', urlRewrite: { path: replacing } };
const setting = { set: [{ name: 'X-Shop', value: 'yes' }] };
const header = { type: 'RequestHeaderModifier', requestHeaderModifier: setting };
const answer = { type: 'ResponseHeaderModifier', responseHeaderModifier: setting };
const mirror = { type: 'RequestMirror', requestMirror: { backendRef: backend } };
const extension = { type: 'ExtensionRef', extensionRef: { group: 'example.com', kind: 'Filter', name: 'f' } };
const cors = { type: 'CORS', cors: { allowOrigins: ['https://example.com'] } };

const filters: readonly Json[] = [
  [],
  ...[redirect, rewrite, header, answer, mirror, extension, cors].flatMap((filter) => [[filter], [filter, filter]]),
  [header, answer, mirror, mirror, extension],
  [redirect, rewrite],
  [redirect, header],
  ...['RequestRedirect', 'URLRewrite', 'RequestHeaderModifier', 'RequestMirror', 'ExtensionRef', 'CORS'].map((type) => [
    { type },
  ]),
  [{ ...header, responseHeaderModifier: setting }],
  [{ ...header, type: 'ResponseHeaderModifier' }],
  [{ ...redirect, urlRewrite: { hostname: 'a.example.com' } }],
  [{ ...header, type: 'HeaderModifier' }],
  [{ ...header, type: 'requestHeaderModifier' }],
  [{ requestHeaderModifier: setting }],
  ...[
    { type: 'ReplaceFullPath', replaceFullPath: '/' },
    { type: 'ReplaceFullPath' },
    { type: 'ReplaceFullPath', replacePrefixMatch: '/' },
    { type: 'ReplacePrefixMatch' },
    { type: 'ReplacePrefixMatch', replaceFullPath: '/' },
    { ...replacing, replaceFullPath: '/' },
    { type: 'ReplacePrefixMatch', replacePrefixMatch: '' },
  ].flatMap((path) => [
    [{ type: 'URLRewrite', urlRewrite: { path } }],
    [{ type: 'RequestRedirect', requestRedirect: { path } }],
  ]),
  several(16, mirror),
  several(17, mirror),
];
const matchesOf = (count: number) => Array.from({ length: count }, (_, i) => ({ path: { value: `/m${i}` } }));
const rulesOf = (rules: number, matches: number) =>
  Array.from({ length: rules }, () => ({ matches: matchesOf(matches), backendRefs: [backend] }));
const backends: readonly (Json | undefined)[] = [[], null, undefined, several(16, backend), several(17, backend)];
const prefix = [{ path: { type: 'PathPrefix', value: '/cart' } }];

/** HTTPRoutes: to a backend, with a rewriting, with a redirection. */
const httpRoutes: Family = {
  objects: [
    object('HTTPRoute', {
      parentRefs: [{ name: 'shop' }],
      hostnames: ['shop.example.com'],
      rules: [{ matches: [...prefix, { path: { type: 'Exact', value: '/' } }], backendRefs: [backend] }],
    }),
    object('HTTPRoute', {
      parentRefs: [{ name: 'shop', sectionName: 'http' }],
      rules: [{ matches: prefix, filters: [rewrite], backendRefs: [backend] }, { backendRefs: [backend] }],
    }),
    object('HTTPRoute', { parentRefs: [{ name: 'shop' }], rules: [{ matches: prefix, filters: [redirect] }] }),
  ],
  mutations: [
    { path: ['spec', 'parentRefs'], values: parents },
    { path: ['spec', 'hostnames'], values: [[], null, undefined, names(16), names(17)] },
    {
      path: ['spec', 'rules'],
      values: [rulesOf(16, 1), rulesOf(17, 1), rulesOf(1, 64), rulesOf(1, 65), rulesOf(2, 64), rulesOf(3, 43)],
    },
    { path: ['spec', 'rules', 0, 'matches', 0, 'path'], values: httpPaths },
    {
      path: ['spec', 'rules', 0, 'matches'],
      values: [[], null, undefined, [{}], [{ method: 'GET' }], [...prefix, ...prefix], matchesOf(64), matchesOf(65)],
    },
    { path: ['spec', 'rules', 0, 'filters'], values: [...filters, null, undefined] },
    { path: ['spec', 'rules', 1, 'filters'], values: filters },
    { path: ['spec', 'rules', 0, 'backendRefs'], values: backends },
  ],
};

const methods: readonly (Json | undefined)[] = [
  ...[undefined, 'Exact', 'RegularExpression'].flatMap((type) =>
    [
      { service: 'shop.Cart', method: 'Add' },
      { service: 'shop.Cart' },
      { method: 'Add' },
      { service: '.shop' },
      { service: 'shop..Cart' },
      { service: 'shop/Cart' },
      { service: '1shop' },
      { service: 'shop-cart' },
      { method: 'Add.' },
      { method: '1' },
      { method: '.*' },
      {},
    ].map((method) => (type === undefined ? method : { type, ...method })),
  ),
  { type: 'Prefix', service: 'shop' },
  null,
  undefined,
];

const grpcRoutes: Family = {
  objects: [
    object('GRPCRoute', {
      parentRefs: [{ name: 'shop' }],
      hostnames: ['shop.example.com'],
      rules: [{ matches: [{ method: { service: 'shop.Cart' } }], filters: [header], backendRefs: [backend] }],
    }),
  ],
  mutations: [
    { path: ['spec', 'parentRefs'], values: parents },
    { path: ['spec', 'hostnames'], values: [[], names(16), names(17)] },
    { path: ['spec', 'rules'], values: [several(16, {}), several(17, {})] },
    { path: ['spec', 'rules', 0, 'matches', 0, 'method'], values: methods },
    { path: ['spec', 'rules', 0, 'matches'], values: [[], several(64, {}), several(65, {})] },
    { path: ['spec', 'rules', 0, 'filters'], values: filters },
    { path: ['spec', 'rules', 0, 'backendRefs'], values: backends },
  ],
};

const rule = { backendRefs: [backend] };

/** Routes of what is no HTTP. */
const streamRoutes: Family = {
  objects: [
    ...['TCPRoute', 'UDPRoute'].map((kind) => object(kind, { parentRefs: [{ name: 'shop' }], rules: [rule] })),
    object('TLSRoute', { parentRefs: [{ name: 'shop' }], hostnames: ['shop.example.com'], rules: [rule] }),
  ],
  mutations: [
    { path: ['spec', 'parentRefs'], values: parents },
    { path: ['spec', 'rules'], values: [several(2, rule), several(16, rule), several(17, rule)] },
    { path: ['spec', 'rules', 0, 'backendRefs'], values: [several(16, backend), several(17, backend)] },
    { path: ['spec', 'hostnames'], values: [names(16), names(17)] },
  ],
};

/** Families of Gateway API. */
export const gatewayFamilies: readonly Family[] = [gateways, httpRoutes, grpcRoutes, streamRoutes];
