import { chance, type Random } from '../support/random.ts';

/** A part of a manifest; JSON is YAML. */
type Tree = null | boolean | number | string | readonly Tree[] | { readonly [key: string]: Tree };

type Fields = { readonly [key: string]: Tree };

/** Few names, so that objects find each other, or define each other twice. */
export const names = ['a', 'b', 'c'];

/** As few namespaces. */
export const namespaces = ['x', 'y'];

/** Hosts that Ingresses, Gateways and routes take, one of them more often. */
export const hosts = ['shop.example.com', 'shop.example.com', 'other.test'];

/** What a field of any type may hold that it should not. */
const hostile: readonly Tree[] = [
  null,
  true,
  '',
  ' ',
  -1,
  0,
  70_000,
  1e300,
  0.5,
  [],
  {},
  [null],
  { a: null },
  [[]],
  'x'.repeat(300),
  '*',
  '*.example.com',
  'None',
  '{{ .Values.x }}',
  '$' + '{X}',
  'a.b.c.d.e',
  'a..b',
  '127.0.0.1',
  '10.0.0.0/99',
  '0.0.0.0/0',
  '::/0',
  'fe80::1%eth0',
  '::ffff:10.0.0.1',
  '10.0.0.0/8',
  'has(a) && !(b in {"c"',
  '80:70',
  '__proto__',
  'constructor',
];

/** An object of one of some kinds, whole or with some hostile fields. */
export function arbitraryObject(kinds: Kinds, random: Random): Tree {
  const [apiVersion, kind, fields] = random.pick(kinds);
  const isNamed = !chance(random, 3);
  const object: Fields = {
    apiVersion,
    kind,
    metadata: {
      ...(isNamed ? { name: random.pick(names) } : { generateName: 'g-' }),
      ...(clusterScoped.has(kind) || chance(random, 5) ? {} : { namespace: random.pick(namespaces) }),
      ...(chance(random, 40) ? { labels: labels(random) } : {}),
    },
    ...fields(random),
  };
  return chance(random, 25) ? damaged(object, random, 1 + random.below(3)) : object;
}

/** Puts something hostile, or another part of the same object, in some places of a tree. */
function damaged(tree: Fields, random: Random, times: number): Tree {
  let result: Tree = tree;
  for (let time = 0; time < times; time++) result = replaced(result, random, 0);
  return result;
}

function replaced(tree: Tree, random: Random, depth: number): Tree {
  if (tree === null || typeof tree !== 'object' || (depth > 2 && chance(random, 25))) return random.pick(hostile);
  if (Array.isArray(tree)) {
    if (tree.length === 0) return [random.pick(hostile)];
    const at = random.below(tree.length);
    const items: readonly Tree[] = tree;
    if (chance(random, 20)) return [...items, ...items];
    return items.map((item, index) => (index === at ? replaced(item, random, depth + 1) : item));
  }
  const keys = Object.keys(tree).filter((key) => depth > 0 || (key !== 'apiVersion' && key !== 'kind'));
  if (keys.length === 0) return random.pick(hostile);
  const chosen = random.pick(keys);
  const entries = Object.entries(tree);
  if (chance(random, 8)) return Object.fromEntries(entries.filter(([key]) => key !== chosen));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === chosen ? replaced(value, random, depth + 1) : value]),
  );
}

type Make = (random: Random) => Fields;

const clusterScoped: ReadonlySet<string> = new Set([
  'Namespace',
  'Node',
  'IngressClass',
  'GatewayClass',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
  'GlobalNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'Tier',
]);

const blocks = ['10.0.0.0/8', '10.0.1.0/24', '0.0.0.0/0', '::/0', '2001:db8::/32', 'not a block'];

function labels(random: Random): Fields {
  return { app: random.pick(names), ...(chance(random, 30) ? { tier: random.pick(names) } : {}) };
}

function selector(random: Random): Tree {
  if (chance(random, 25)) return {};
  if (chance(random, 60)) return { matchLabels: labels(random) };
  const operator = random.pick(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt']);
  return {
    matchExpressions: [{ key: random.pick(['app', 'tier', 'a b']), operator, values: [random.pick(names)] }],
  };
}

function port(random: Random): Tree {
  return random.pick<Tree>([80, 8080, 443, 'http', 'web']);
}

function containers(random: Random): Tree {
  const service = `${random.pick(names)}${random.pick(['', `.${random.pick(namespaces)}`, '.x.svc.cluster.local'])}`;
  return [
    {
      name: 'main',
      image: 'i',
      ports: [{ name: 'http', containerPort: 8080, ...(chance(random, 10) ? { hostPort: 8080 } : {}) }],
      env: [{ name: 'API_URL', value: `http://${service}:${random.pick([80, 8080])}/` }],
      ...(chance(random, 20) ? { envFrom: [{ configMapRef: { name: random.pick(names) } }] } : {}),
      ...(chance(random, 20) ? { readinessProbe: { httpGet: { port: port(random) } } } : {}),
    },
    ...(chance(random, 10) ? [{ name: 'side', image: 'i', ports: [{ containerPort: 80 }] }] : []),
  ];
}

function podSpec(random: Random): Fields {
  return {
    containers: containers(random),
    ...(chance(random, 8) ? { hostNetwork: true } : {}),
    ...(chance(random, 8) ? { dnsPolicy: 'None', dnsConfig: { searches: [random.pick(hosts)] } } : {}),
  };
}

function workload(random: Random): Fields {
  const own = labels(random);
  return {
    spec: {
      replicas: random.below(3),
      serviceName: random.pick(names),
      selector: { matchLabels: own },
      template: { metadata: { labels: own }, spec: podSpec(random) },
    },
  };
}

function pod(random: Random): Fields {
  const podIPs = random.pick([
    [{ ip: '10.0.1.7' }],
    [{ ip: '2001:db8::7' }],
    [{ ip: '10.0.1.7' }, { ip: '2001:db8::7' }],
  ]);
  return { spec: podSpec(random), ...(chance(random, 40) ? { status: { phase: 'Running', podIPs } } : {}) };
}

function service(random: Random): Fields {
  const ports = [
    { name: 'http', port: 80, targetPort: port(random) },
    ...(chance(random, 30) ? [{ name: 'web', port: random.pick([80, 443]), nodePort: 30_080 }] : []),
  ];
  const base = { selector: labels(random), ports };
  const target = `${random.pick(names)}.${random.pick(namespaces)}.svc.cluster.local`;
  return {
    spec: random.pick<() => Tree>([
      () => base,
      () => ({ ...base, clusterIP: 'None', publishNotReadyAddresses: chance(random, 50) }),
      () => ({ ...base, type: 'NodePort', externalTrafficPolicy: 'Local' }),
      () => ({
        ...base,
        type: 'LoadBalancer',
        loadBalancerSourceRanges: [random.pick(blocks)],
        internalTrafficPolicy: 'Local',
      }),
      () => ({ type: 'ExternalName', externalName: chance(random, 70) ? target : random.pick(hosts) }),
      () => ({ type: 'ExternalName', externalName: target, ports }),
      () => ({ ports, externalIPs: ['192.0.2.1', random.pick(['2001:db8::1', 'x'])] }),
      () => ({ ...base, ipFamilies: ['IPv6'], ipFamilyPolicy: 'SingleStack', clusterIP: '2001:db8::80' }),
    ])(),
    ...(chance(random, 15) ? { status: { loadBalancer: { ingress: [ingressPoint(random)] } } } : {}),
  };
}

function ingressPoint(random: Random): Tree {
  return random.pick<Tree>([{ ip: '203.0.113.1' }, { ip: '2001:db8::9' }, { hostname: 'lb.example.com' }, {}]);
}

function slice(random: Random): Fields {
  return {
    metadata: {
      name: random.pick(names),
      namespace: random.pick(namespaces),
      labels: { 'kubernetes.io/service-name': random.pick(names) },
    },
    addressType: random.pick(['IPv4', 'IPv6', 'FQDN']),
    ports: [{ name: 'http', port: 8080 }],
    endpoints: [
      {
        addresses: [random.pick(['10.0.1.7', '2001:db8::7'])],
        conditions: { ready: chance(random, 50) },
        hints: { forZones: [{ name: 'zone-a' }], forNodes: [{ name: 'n' }] },
      },
    ],
  };
}

function policyPeer(random: Random): Tree {
  return random.pick<() => Tree>([
    () => ({ podSelector: selector(random) }),
    () => ({ namespaceSelector: selector(random), podSelector: selector(random) }),
    () => ({ ipBlock: { cidr: random.pick(blocks), except: [random.pick(blocks)] } }),
    () => ({}),
  ])();
}

function networkPolicy(random: Random): Fields {
  const rule = (key: string): Tree => ({
    ...(chance(random, 80) ? { [key]: [policyPeer(random), policyPeer(random)] } : {}),
    ...(chance(random, 50) ? { ports: [{ port: port(random), protocol: random.pick(['TCP', 'UDP', 'ICMP']) }] } : {}),
  });
  return {
    spec: {
      podSelector: selector(random),
      ...(chance(random, 70) ? { ingress: [rule('from')] } : {}),
      ...(chance(random, 50) ? { egress: [rule('to'), rule('to')] } : {}),
      ...(chance(random, 50) ? { policyTypes: random.pick([['Ingress'], ['Egress'], ['Ingress', 'Egress'], []]) } : {}),
    },
  };
}

function clusterPolicy(random: Random): Fields {
  const action = () => random.pick(['Allow', 'Accept', 'Deny', 'Pass']);
  const peer = (): Tree =>
    random.pick<() => Tree>([
      () => ({ namespaces: selector(random) }),
      () => ({ pods: { namespaceSelector: selector(random), podSelector: selector(random) } }),
      () => ({ networks: [random.pick(blocks)] }),
      () => ({ nodes: selector(random) }),
      () => ({ domainNames: ['*.example.com'] }),
    ])();
  const ports = () => [{ portNumber: { protocol: 'TCP', port: 80 } }, { portRange: { start: 90, end: 80 } }];
  return {
    spec: {
      priority: random.below(1001),
      tier: random.pick(['Admin', 'Baseline', 'Middle']),
      subject: random.pick([{ namespaces: {} }, { pods: { namespaceSelector: {}, podSelector: selector(random) } }]),
      ingress: [{ name: 'r', action: action(), from: [peer()], ...(chance(random, 40) ? { ports: ports() } : {}) }],
      egress: [{ action: action(), to: [peer(), peer()] }],
    },
  };
}

function calicoPolicy(random: Random): Fields {
  const expression = () =>
    random.pick([
      'all()',
      `app == 'a'`,
      `app in {'a', 'b'} && !has(tier)`,
      `(((app == "a"`,
      `app contains 'a'`,
      'global()',
    ]);
  const entity = (): Tree =>
    random.pick<() => Tree>([
      () => ({ selector: expression(), namespaceSelector: expression() }),
      () => ({ nets: [random.pick(blocks)], notNets: [random.pick(blocks)], ports: [80, '80:90', 'http'] }),
      () => ({ notSelector: expression(), notPorts: ['90:80'] }),
      () => ({}),
    ])();
  const rule = (): Tree => ({
    action: random.pick(['Allow', 'Deny', 'Pass', 'Log']),
    protocol: random.pick<Tree>(['TCP', 6, 'UDP', 'Ping']),
    source: entity(),
    destination: entity(),
  });
  return {
    spec: {
      ...(chance(random, 30) ? { tier: random.pick(names) } : {}),
      order: random.below(3),
      selector: expression(),
      types: random.pick([['Ingress'], ['Egress'], ['Ingress', 'Egress']]),
      ingress: [rule()],
      egress: [rule(), rule()],
    },
  };
}

function ciliumPolicy(random: Random): Fields {
  const ports = () => [{ ports: [{ port: random.pick(['80', 'http', '0', '99999']), protocol: 'ANY' }] }];
  const rule = (side: 'from' | 'to'): Tree => ({
    ...random.pick<() => Fields>([
      () => ({ [`${side}Endpoints`]: [selector(random)] }),
      () => ({ [`${side}Entities`]: [random.pick(['world', 'cluster', 'host', 'all', 'moon'])] }),
      () => ({ [`${side}CIDRSet`]: [{ cidr: random.pick(blocks), except: [random.pick(blocks)] }] }),
      () => ({ [`${side}CIDR`]: [random.pick(blocks)] }),
    ])(),
    ...(chance(random, 50) ? { toPorts: ports() } : {}),
  });
  const spec = (): Tree => ({
    endpointSelector: selector(random),
    ingress: [rule('from')],
    egress: [rule('to')],
    ...(chance(random, 30) ? { egressDeny: [rule('to')] } : {}),
  });
  return chance(random, 80) ? { spec: spec() } : { specs: [spec(), spec()] };
}

function ingress(random: Random): Fields {
  const backend = () => ({
    service: { name: random.pick(names), port: random.pick([{ number: 80 }, { name: 'http' }]) },
  });
  return {
    spec: {
      ...(chance(random, 50) ? { ingressClassName: random.pick(names) } : {}),
      ...(chance(random, 30) ? { defaultBackend: backend() } : {}),
      tls: [{ hosts: [random.pick(hosts)], secretName: 'tls' }],
      rules: [
        {
          host: random.pick([...hosts, '*.example.com']),
          http: { paths: [{ path: random.pick(['/', '/a', '/(']), pathType: 'Prefix', backend: backend() }] },
        },
      ],
    },
    ...(chance(random, 15) ? { status: { loadBalancer: { ingress: [ingressPoint(random)] } } } : {}),
  };
}

function gateway(random: Random): Fields {
  const allowed = random.pick<Tree>([{ namespaces: { from: 'All' } }, { namespaces: { from: 'Selector' } }, {}]);
  return {
    spec: {
      gatewayClassName: random.pick(names),
      listeners: [
        { name: 'http', port: 80, protocol: random.pick(['HTTP', 'TCP', 'TLS', 'HTTPS']), allowedRoutes: allowed },
        {
          name: 'web',
          port: 443,
          protocol: 'HTTPS',
          hostname: '*.example.com',
          tls: { certificateRefs: [{ name: 'a' }] },
        },
      ],
    },
    ...(chance(random, 15) ? { status: { addresses: [{ type: 'IPAddress', value: '203.0.113.2' }] } } : {}),
  };
}

function route(random: Random): Fields {
  const backend = (): Tree => ({
    name: random.pick(names),
    port: random.pick([80, 8080]),
    weight: random.below(3),
    ...(chance(random, 30) ? { namespace: random.pick(namespaces) } : {}),
  });
  return {
    spec: {
      parentRefs: [{ name: random.pick(names), ...(chance(random, 40) ? { sectionName: 'http' } : {}) }],
      hostnames: [random.pick(hosts)],
      rules: [
        {
          matches: [{ path: { type: random.pick(['PathPrefix', 'Exact', 'RegularExpression']), value: '/(a+)+$' } }],
          backendRefs: [backend(), backend()],
        },
      ],
    },
  };
}

function openShiftRoute(random: Random): Fields {
  return {
    spec: {
      host: random.pick(hosts),
      to: { kind: 'Service', name: random.pick(names), weight: 100 },
      port: { targetPort: port(random) },
      ...(chance(random, 40) ? { tls: { termination: random.pick(['edge', 'passthrough']) } } : {}),
    },
  };
}

function configMap(random: Random): Fields {
  const loop = `http://${random.pick(names)}.${random.pick(namespaces)}`;
  const proxy = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ipvs\n';
  return { data: { API_URL: loop, 'config.conf': proxy, 'app.yaml': `url: ${loop}:8080/\nhost: [` } };
}

const gatewayApi = 'gateway.networking.k8s.io/v1';
const policyApi = 'policy.networking.k8s.io';

type Kinds = readonly (readonly [apiVersion: string, kind: string, fields: Make])[];

const makers: Kinds = [
  ['v1', 'Pod', pod],
  ['v1', 'Pod', pod],
  ['apps/v1', 'Deployment', workload],
  ['apps/v1', 'Deployment', workload],
  ['apps/v1', 'StatefulSet', workload],
  ['apps/v1', 'DaemonSet', workload],
  ['batch/v1', 'Job', workload],
];

const services: Kinds = [['v1', 'Service', service]];

const policies: Kinds = [
  ['networking.k8s.io/v1', 'NetworkPolicy', networkPolicy],
  ['networking.k8s.io/v1', 'NetworkPolicy', networkPolicy],
  [`${policyApi}/v1alpha1`, 'AdminNetworkPolicy', clusterPolicy],
  [`${policyApi}/v1alpha1`, 'BaselineAdminNetworkPolicy', clusterPolicy],
  [`${policyApi}/v1alpha2`, 'ClusterNetworkPolicy', clusterPolicy],
  ['projectcalico.org/v3', 'NetworkPolicy', calicoPolicy],
  ['projectcalico.org/v3', 'GlobalNetworkPolicy', calicoPolicy],
  ['projectcalico.org/v3', 'Tier', (random) => ({ spec: { order: random.below(3), defaultAction: 'Pass' } })],
  ['cilium.io/v2', 'CiliumNetworkPolicy', ciliumPolicy],
  ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy', ciliumPolicy],
];

const entries: Kinds = [
  ['networking.k8s.io/v1', 'Ingress', ingress],
  ['networking.k8s.io/v1', 'Ingress', ingress],
  [gatewayApi, 'Gateway', gateway],
  [gatewayApi, 'HTTPRoute', route],
  [gatewayApi, 'GRPCRoute', route],
  [gatewayApi, 'TCPRoute', route],
  [gatewayApi, 'TLSRoute', route],
  ['route.openshift.io/v1', 'Route', openShiftRoute],
];

const grant: Fields = {
  spec: { from: [{ group: '', kind: 'HTTPRoute', namespace: 'x' }], to: [{ group: '', kind: 'Service' }] },
};

const others: Kinds = [
  ['v1', 'Namespace', (random) => ({ metadata: { name: random.pick(namespaces), labels: labels(random) } })],
  ['v1', 'Node', () => ({ status: { addresses: [{ type: 'InternalIP', address: '192.0.2.9' }] } })],
  ['discovery.k8s.io/v1', 'EndpointSlice', slice],
  ['v1', 'Endpoints', () => ({ subsets: [{ addresses: [{ ip: '10.0.1.7' }], ports: [{ port: 80 }] }] })],
  ['v1', 'ConfigMap', configMap],
  ['networking.k8s.io/v1', 'IngressClass', () => ({ spec: { controller: 'k8s.io/ingress-nginx' } })],
  [gatewayApi, 'GatewayClass', () => ({ spec: { controllerName: 'example.com/controller' } })],
  ['gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', () => grant],
  ['k8s.cni.cncf.io/v1', 'NetworkAttachmentDefinition', () => ({ spec: { config: '{"type": "macvlan"' } })],
  ['kubeproxy.config.k8s.io/v1alpha1', 'KubeProxyConfiguration', (random) => ({ mode: random.pick(['ipvs', 'x']) })],
  ['example.com/v1', 'Operated', (random) => ({ spec: { template: { spec: podSpec(random) } } })],
];

/** What the files of a world hold: each an object of one of some kinds. */
export const slots: readonly Kinds[] = [
  makers,
  [...makers, ...entries],
  services,
  [...services, ...others],
  policies,
  [...policies, ...others],
  entries,
];
