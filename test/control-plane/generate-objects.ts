import type { Random } from '../support/random.ts';
import type { ApiObject } from './client.ts';

/**
 * Fields that Portolan judges as the API server does, as patterns of the server's own paths, a pod's from its `spec` on. Fields
 * elsewhere (volumes, resources, security) are other tools' business.
 */
export const scope: readonly RegExp[] = [
  /^metadata\.name$/,
  /^metadata\.annotations\[service\.kubernetes\.io\/topology-mode\]$/,
  /^spec\.(?:type|selector|externalName|externalIPs|clusterIP|clusterIPs|ipFamilies|ipFamilyPolicy)\b/,
  /^spec\.(?:sessionAffinity|sessionAffinityConfig|externalTrafficPolicy|internalTrafficPolicy|trafficDistribution)\b/,
  /^spec\.(?:loadBalancerClass|loadBalancerSourceRanges|LoadBalancerSourceRanges|allocateLoadBalancerNodePorts)\b/,
  /^spec\.(?:healthCheckNodePort|publishNotReadyAddresses)\b/,
  /^spec\.ports\b/,
  /(?:^|\.)spec\.(?:containers|initContainers|ephemeralContainers)\[\d+\]\.(?:ports|livenessProbe|readinessProbe|startupProbe|lifecycle)\b/,
  /(?:^|\.)spec\.(?:hostNetwork|hostUsers|dnsPolicy|dnsConfig|hostname|subdomain|hostAliases)\b/,
  /^spec\.(?:template\.metadata\.labels|selector)\b/,
];

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A change of one field; `undefined` removes it. */
interface Mutation {
  readonly path: readonly (string | number)[];
  readonly values: readonly (Json | undefined)[];
}

const service = (spec: Json, more: { readonly [key: string]: Json } = {}): ApiObject =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', ...more }, spec }) as ApiObject;

const port = { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' };

const services: readonly ApiObject[] = [
  service({ selector: { app: 'web' }, ports: [port] }),
  service({ selector: { app: 'web' }, ports: [port, { name: 'dns', port: 53, protocol: 'UDP' }] }),
  service({ type: 'NodePort', selector: { app: 'web' }, ports: [{ ...port, nodePort: 30080 }] }),
  service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', selector: { app: 'web' }, ports: [port] }),
  service({ clusterIP: 'None', selector: { app: 'web' }, ports: [port] }),
  service({ type: 'ExternalName', externalName: 'db.example.com' }),
  service({ selector: { app: 'web' }, sessionAffinity: 'ClientIP', externalIPs: ['192.0.2.7'], ports: [port] }),
  service({ ipFamilyPolicy: 'PreferDualStack', selector: { app: 'web' }, ports: [port] }),
];

const names = ['a', 'web-1', '1web', 'Web', 'web_1', '-web', 'web-', 'a.b', 'x'.repeat(63), 'x'.repeat(64), ''];
const portNumbers = [1, 80, 65535, 65536, 0, -1, 80.5, '80', 'http', null];
const portNames = ['http', 'a', '80', 'a--b', '-a', 'a-', 'HTTP', 'http_1', 'x'.repeat(15), 'x'.repeat(16), '', null];
const protocols = ['TCP', 'UDP', 'SCTP', 'tcp', 'HTTP', '', null, undefined];
const policies = ['Cluster', 'Local', 'local', '', null, undefined];

const serviceMutations: readonly Mutation[] = [
  { path: ['metadata', 'name'], values: names },
  {
    path: ['metadata', 'annotations'],
    values: [
      { 'service.kubernetes.io/topology-mode': 'Auto' },
      { 'service.kubernetes.io/topology-mode': 'Auto', 'service.kubernetes.io/topology-aware-hints': 'Disabled' },
      { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8' },
      { 'service.beta.kubernetes.io/load-balancer-source-ranges': 'nowhere' },
    ],
  },
  {
    path: ['spec', 'type'],
    values: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', 'clusterIP', '', undefined],
  },
  {
    path: ['spec', 'selector'],
    values: [
      {},
      null,
      { app: '' },
      { app: 'a b' },
      { 'a/b/c': 'x' },
      { app: 'x'.repeat(64) },
      { app: 1 },
      { app: true },
      'web',
    ],
  },
  {
    path: ['spec', 'ports'],
    values: [[], undefined, [port, port], [port, { ...port, name: 'two' }], [{ port: 80 }, { port: 81 }]],
  },
  { path: ['spec', 'ports', 0, 'name'], values: [...names, undefined, 'dns'] },
  { path: ['spec', 'ports', 0, 'port'], values: [...portNumbers, undefined] },
  { path: ['spec', 'ports', 0, 'targetPort'], values: [...portNumbers, ...portNames, undefined] },
  { path: ['spec', 'ports', 0, 'protocol'], values: protocols },
  { path: ['spec', 'ports', 0, 'nodePort'], values: [30080, 30081, 0, 65536, -1, '30080', undefined] },
  { path: ['spec', 'ports', 0, 'appProtocol'], values: ['http', 'kubernetes.io/h2c', 'a b', 'a/b/c', '', null] },
  {
    path: ['spec', 'clusterIP'],
    values: ['None', '', '10.96.0.77', 'fd00:10:96::77', '10.96.0', 'none', '010.96.0.77', '192.0.2.1', undefined],
  },
  {
    path: ['spec', 'clusterIPs'],
    values: [
      ['10.96.0.77'],
      ['10.96.0.77', 'fd00:10:96::77'],
      ['10.96.0.77', '10.96.0.78'],
      ['None'],
      ['None', '10.96.0.77'],
      ['10.96.0.77', 'fd00:10:96::77', '10.96.0.79'],
      ['x'],
    ],
  },
  {
    path: ['spec', 'ipFamilies'],
    values: [['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], ['IPv4', 'IPv4'], ['IPv5'], ['IPv4', 'IPv6', 'IPv4'], []],
  },
  {
    path: ['spec', 'ipFamilyPolicy'],
    values: ['SingleStack', 'PreferDualStack', 'RequireDualStack', 'DualStack', '', null, undefined],
  },
  {
    path: ['spec', 'externalName'],
    values: [
      'db.example.com',
      'db.example.com.',
      '192.0.2.1',
      'https://db',
      'db:80',
      'DB.example.com',
      'a_b.example.com',
      '',
      undefined,
    ],
  },
  {
    path: ['spec', 'externalIPs'],
    values: [
      ['192.0.2.7'],
      ['127.0.0.1'],
      ['169.254.1.1'],
      ['0.0.0.0'],
      ['224.0.0.1'],
      ['::1'],
      ['x'],
      ['fe80::1'],
      ['192.0.2.7', '192.0.2.7'],
      [],
    ],
  },
  { path: ['spec', 'sessionAffinity'], values: ['ClientIP', 'None', 'clientIP', '', undefined] },
  {
    path: ['spec', 'sessionAffinityConfig'],
    values: [
      { clientIP: { timeoutSeconds: 1 } },
      { clientIP: { timeoutSeconds: 0 } },
      { clientIP: { timeoutSeconds: 86400 } },
      { clientIP: { timeoutSeconds: 86401 } },
      { clientIP: {} },
      {},
      undefined,
    ],
  },
  { path: ['spec', 'externalTrafficPolicy'], values: policies },
  { path: ['spec', 'internalTrafficPolicy'], values: policies },
  {
    path: ['spec', 'trafficDistribution'],
    values: ['PreferClose', 'PreferSameZone', 'PreferSameNode', 'preferClose', '', null],
  },
  { path: ['spec', 'loadBalancerClass'], values: ['example.com/lb', 'lb', 'a b', '', undefined] },
  {
    path: ['spec', 'loadBalancerSourceRanges'],
    values: [['10.0.0.0/8'], ['10.0.0.0'], [' 10.0.0.0/8 '], ['10.0.0.1/8'], [], undefined],
  },
  { path: ['spec', 'allocateLoadBalancerNodePorts'], values: [true, false, 'no', undefined] },
  { path: ['spec', 'healthCheckNodePort'], values: [30100, 0, 65536, -1, undefined] },
  { path: ['spec', 'publishNotReadyAddresses'], values: [true, 'true'] },
];

const probe = { httpGet: { path: '/', port: 'http' } };
const podSpec: { readonly [key: string]: Json } = {
  containers: [
    { name: 'main', image: 'x', ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: probe },
    { name: 'second', image: 'x', ports: [{ name: 'metrics', containerPort: 9090 }] },
  ],
  initContainers: [
    { name: 'init', image: 'x' },
    { name: 'side', image: 'x', restartPolicy: 'Always', ports: [{ name: 'admin', containerPort: 15000 }] },
  ],
};
const labels = { app: 'web' };
const pods: readonly ApiObject[] = [
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default', labels }, spec: podSpec },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', labels },
    spec: { ...podSpec, hostNetwork: true },
  },
];
const template = { metadata: { labels }, spec: podSpec };
const workload = (kind: string, more: object = {}): ApiObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { matchLabels: labels }, template, ...more },
});
const workloads: readonly ApiObject[] = [
  workload('Deployment'),
  workload('DaemonSet'),
  workload('ReplicaSet'),
  workload('StatefulSet', { serviceName: 'web' }),
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'web', namespace: 'default' },
    spec: { template: { ...template, spec: { ...podSpec, restartPolicy: 'Never' } } },
  },
];

const handlers = [
  { httpGet: { port: 'http' } },
  { httpGet: { port: 8080, scheme: 'HTTPS' } },
  { httpGet: { port: 8080, scheme: 'https' } },
  { httpGet: { port: 0 } },
  { httpGet: { port: 'HTTP' } },
  { httpGet: {} },
  { tcpSocket: { port: 8080 } },
  { tcpSocket: { port: '8080' } },
  { tcpSocket: { port: 70000 } },
  { grpc: { port: 9090 } },
  { grpc: { port: 'http' } },
  { grpc: {} },
  { exec: { command: ['true'] } },
  {},
  { httpGet: { port: 8080 }, tcpSocket: { port: 8080 } },
];
const portLists = [
  [{ containerPort: 8080 }, { containerPort: 8080 }],
  [
    { name: 'http', containerPort: 8080 },
    { name: 'http', containerPort: 8081 },
  ],
  [
    { containerPort: 8080, hostPort: 8080 },
    { containerPort: 8081, hostPort: 8080 },
  ],
  [
    { containerPort: 8080, hostPort: 8080 },
    { containerPort: 8081, hostPort: 8080, protocol: 'UDP' },
  ],
  [
    { containerPort: 8080, hostPort: 8080, hostIP: '127.0.0.1' },
    { containerPort: 8081, hostPort: 8080 },
  ],
  [{}],
  [],
];

const podMutations: readonly Mutation[] = [
  { path: ['containers', 0, 'ports', 0, 'name'], values: portNames },
  { path: ['containers', 1, 'ports', 0, 'name'], values: ['http', 'metrics', 'METRICS'] },
  { path: ['containers', 0, 'ports', 0, 'containerPort'], values: [...portNumbers, undefined] },
  { path: ['containers', 0, 'ports', 0, 'hostPort'], values: [8080, 8081, 0, 65536, -1, '8080'] },
  { path: ['containers', 1, 'ports', 0, 'hostPort'], values: [9090, 8080] },
  { path: ['initContainers', 1, 'ports', 0, 'hostPort'], values: [15000, 8080, 65536] },
  { path: ['containers', 0, 'ports', 0, 'hostIP'], values: ['127.0.0.1', 'x', '', '::1'] },
  { path: ['containers', 0, 'ports', 0, 'protocol'], values: protocols },
  { path: ['containers', 0, 'ports'], values: portLists },
  { path: ['initContainers', 1, 'ports'], values: portLists },
  { path: ['initContainers', 0, 'ports'], values: portLists },
  { path: ['containers', 0, 'readinessProbe'], values: handlers },
  { path: ['containers', 0, 'livenessProbe'], values: handlers },
  { path: ['containers', 0, 'startupProbe'], values: handlers },
  { path: ['initContainers', 0, 'readinessProbe'], values: handlers },
  { path: ['initContainers', 1, 'readinessProbe'], values: handlers },
  { path: ['initContainers', 0, 'lifecycle'], values: [{ postStart: { httpGet: { port: 80 } } }] },
  {
    path: ['containers', 0, 'lifecycle'],
    values: [{ preStop: { httpGet: { port: 80 } } }, { preStop: { tcpSocket: { port: 0 } } }],
  },
  { path: ['hostNetwork'], values: [true, false, 'true'] },
  { path: ['hostUsers'], values: [true, false] },
  {
    path: ['dnsPolicy'],
    values: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None', 'clusterFirst', '', undefined],
  },
  {
    path: ['dnsConfig'],
    values: [
      { nameservers: ['192.0.2.53'] },
      { nameservers: ['a.example.com'] },
      { nameservers: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] },
      { searches: ['example.com', 'a_b.example.com', '.'] },
      { searches: ['-x.example.com'] },
      { searches: Array.from({ length: 33 }, (_, i) => `s${i}.example.com`) },
      { searches: Array.from({ length: 32 }, (_, i) => `${'s'.repeat(60)}.${'t'.repeat(50)}.example${i}.com`) },
      { options: [{ name: 'ndots', value: '2' }] },
      { options: [{ value: '2' }] },
      {},
    ],
  },
  { path: ['hostname'], values: names },
  { path: ['subdomain'], values: names },
  {
    path: ['hostAliases'],
    values: [
      [{ ip: '192.0.2.1', hostnames: ['a'] }],
      [{ ip: 'x', hostnames: ['a'] }],
      [{ ip: '192.0.2.1', hostnames: ['a_b'] }],
    ],
  },
];

const workloadMutations: readonly Mutation[] = [
  {
    path: ['spec', 'template', 'metadata', 'labels'],
    values: [{ app: 'wbe' }, {}, { app: 'web', tier: 'x' }, undefined],
  },
  {
    path: ['spec', 'selector'],
    values: [{ matchLabels: { app: 'web', tier: 'x' } }, { matchLabels: {} }, {}, undefined],
  },
  {
    path: ['spec', 'selector'],
    values: [
      { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
      { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] },
    ],
  },
];

/** Where the pod's spec begins in an object. */
function podPath({ kind }: ApiObject): readonly string[] {
  return kind === 'Pod' ? ['spec'] : ['spec', 'template', 'spec'];
}

/** Every single change of every object, in order. */
export function singleMutations(): readonly ApiObject[] {
  return [
    ...services.flatMap((object) => serviceMutations.flatMap((mutation) => all(object, mutation))),
    ...[...pods, ...workloads].flatMap((object) => mutationsOf(object).flatMap((mutation) => all(object, mutation))),
  ];
}

/** An object with two or three changes at once. */
export function severalMutations(random: Random): ApiObject {
  let object = random.pick([...services, ...services, ...pods, ...workloads]);
  const mutations = mutationsOf(object);
  for (let i = 2 + random.below(2); i > 0; i--) {
    const { path, values } = random.pick(mutations);
    object = changed(object, path, values[random.below(values.length)]) as ApiObject;
  }
  return object;
}

function mutationsOf(object: ApiObject): readonly Mutation[] {
  if (object.kind === 'Service') return serviceMutations;
  const prefix = podPath(object);
  const inPod = podMutations.map(({ path, values }) => ({ path: [...prefix, ...path], values }));
  return object.kind === 'Pod' || object.kind === 'Job' ? inPod : [...inPod, ...workloadMutations];
}

function all(object: ApiObject, { path, values }: Mutation): readonly ApiObject[] {
  return values.map((value) => changed(object, path, value) as ApiObject);
}

/** A copy with another value at a path; where the path leads nowhere the object stays as it is. */
function changed(value: unknown, [key, ...rest]: readonly (string | number)[], to: Json | undefined): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    if (typeof key !== 'number' || key >= value.length) return value;
    return value.map((item, i) => (i === key ? changed(item, rest, to) : item));
  }
  if (typeof value !== 'object' || value === null || typeof key === 'number') return value;
  const record = value as Readonly<Record<string, unknown>>;
  if (rest.length > 0 && record[key] === undefined) return value;
  const { [key]: old, ...others } = record;
  const now = changed(old, rest, to);
  return now === undefined ? others : { ...record, [key]: now };
}
