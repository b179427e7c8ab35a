import type { ApiObject } from './client.ts';
import { type Family, type Json, type Mutation, under } from './mutation.ts';

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
];
const jobs: readonly ApiObject[] = [
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

const inTemplate = under(['spec', 'template', 'spec'], podMutations);

/** Families of Services, and of what makes pods. */
export const coreFamilies: readonly Family[] = [
  { objects: services, mutations: serviceMutations },
  { objects: pods, mutations: under(['spec'], podMutations) },
  { objects: workloads, mutations: [...inTemplate, ...workloadMutations] },
  { objects: jobs, mutations: inTemplate },
];
