import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObjectReference } from '../../../src/core/resources/gateway-api.ts';
import type { IngressBackend } from '../../../src/core/resources/networking-v1.ts';
import { brief, briefPairs, decodeAll, decodeOne, written } from './decoding.ts';

function backend(found: IngressBackend | undefined) {
  return found === undefined ? undefined : [brief(found.service), brief(found.port)];
}

test('an Ingress of v1 and of the versions before it', () => {
  const current = decodeOne(
    'ingress',
    `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  ingressClassName: nginx
  defaultBackend: { resource: { kind: Bucket, name: b } }
  tls: [{ hosts: [shop.example.com], secretName: cert }]
  rules:
    - host: shop.example.com
      http:
        paths:
          - { path: '/pay(/|$)(.*)', pathType: Prefix, backend: { service: { name: pay, port: { number: 80 } } } }
          - { path: "/\${X}", backend: { service: { name: pay, port: { name: http } } } }
          - { path: "{{ .path }}" }
    - http: { paths: [{ backend: { service: { name: any } } }] }
`,
  );
  assert.equal(brief(current.className), 'nginx');
  assert.deepEqual(backend(current.defaultBackend), [undefined, undefined]);
  assert.deepEqual(
    current.tls.map(({ hosts, secretName }) => [hosts.map(brief), brief(secretName)]),
    [[['shop.example.com'], 'cert']],
  );
  const [shop, any] = current.rules;
  assert.equal(brief(shop?.host), 'shop.example.com');
  assert.deepEqual(
    shop?.paths.map(({ path, pathType, backend: to }) => [brief(path), brief(pathType), backend(to)]),
    [
      ['/pay(/|$)(.*)', 'Prefix', ['pay', 80]],
      ['/${X}', undefined, ['pay', 'http']],
      ['? it is the placeholder {{ .path }}', undefined, undefined],
    ],
  );
  assert.equal(any?.host, undefined);
  assert.deepEqual(backend(any?.paths[0]?.backend), ['any', undefined]);

  const old = decodeOne(
    'ingress',
    'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: { name: web }\nspec: { backend: { serviceName: web, servicePort: http }, rules: [{ http: { paths: [{ backend: { serviceName: api, servicePort: 80 } }] } }] }\n',
  );
  assert.deepEqual(backend(old.defaultBackend), ['web', 'http']);
  assert.deepEqual(backend(old.rules[0]?.paths[0]?.backend), ['api', 80]);
});

test('an IngressClass says whether it is the default', () => {
  const text = (value: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: nginx, annotations: { ingressclass.kubernetes.io/is-default-class: ${value} } }\nspec: { controller: k8s.io/ingress-nginx }\n`;
  const nginx = decodeOne('ingressClass', text('"true"'));
  assert.deepEqual([brief(nginx.controller), nginx.isDefault], ['k8s.io/ingress-nginx', true]);
  assert.equal(decodeOne('ingressClass', text('"false"')).isDefault, false);
});

test('policyTypes that are absent are Ingress, and Egress where a rule for it stands', async (t) => {
  for (const [spec, expected] of [
    ['{ podSelector: {} }', ['(Ingress)']],
    ['{ podSelector: {}, egress: [] }', ['(Ingress)']],
    ['{ podSelector: {}, egress: [{}] }', ['(Ingress)', '(Egress)']],
    ['{ podSelector: {}, policyTypes: [Egress] }', ['Egress']],
    ['{ podSelector: {}, policyTypes: [] }', ['(Ingress)']],
  ] as const)
    await t.test(spec, () => {
      const policy = decodeOne(
        'networkPolicy',
        `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\nspec: ${spec}\n`,
      );
      assert.deepEqual(policy.policyTypes.map(brief), expected);
    });
});

test('a NetworkPolicy keeps absent and empty selectors apart', () => {
  const policy = decodeOne(
    'networkPolicy',
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress:
    - from:
        - podSelector: { matchLabels: { app: web } }
        - namespaceSelector: {}
        - ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] }
      ports:
        - port: 5432
        - { port: dns, protocol: UDP }
        - { port: 1, endPort: 9 }
        - { protocol: SCTP }
    - {}
`,
  );
  assert.deepEqual(briefPairs(policy.podSelector?.matchLabels ?? policy.labels), ['app=db']);
  const [rule, all] = policy.ingress;
  assert.deepEqual(
    rule?.peers.map((peer) => [
      peer.podSelector !== undefined,
      peer.namespaceSelector?.matchLabels.pairs.length,
      brief(peer.ipBlock?.cidr),
      peer.ipBlock?.except.map(brief),
    ]),
    [
      [true, undefined, undefined, undefined],
      [false, 0, undefined, undefined],
      [false, undefined, '10.0.0.0/8', ['10.1.0.0/16']],
    ],
  );
  assert.deepEqual(
    rule?.ports.map(({ protocol, port, endPort }) => [brief(protocol), brief(port), brief(endPort)]),
    [
      ['(TCP)', 5432, undefined],
      ['UDP', 'dns', undefined],
      ['(TCP)', 1, 9],
      ['SCTP', undefined, undefined],
    ],
  );
  assert.deepEqual([all?.peers, all?.ports], [[], []]);
});

test('policies for the cluster state tier, priority and subject', () => {
  const decode = (apiVersion: string, kind: string, spec: string) =>
    decodeOne(
      'clusterPolicy',
      `apiVersion: policy.networking.k8s.io/${apiVersion}\nkind: ${kind}\nmetadata: { name: p }\nspec: ${spec}\n`,
    );
  const admin = decode(
    'v1alpha1',
    'AdminNetworkPolicy',
    '{ priority: 10, subject: { namespaces: { matchLabels: { a: b } } } }',
  );
  assert.deepEqual([brief(admin.tier), brief(admin.priority)], ['(Admin)', 10]);
  assert.deepEqual(
    [admin.subject?.namespaceSelector?.matchLabels.pairs.length, admin.subject?.podSelector],
    [1, undefined],
  );
  assert.equal(brief(decode('v1alpha1', 'BaselineAdminNetworkPolicy', '{}').tier), '(Baseline)');
  const cluster = decode(
    'v1alpha2',
    'ClusterNetworkPolicy',
    '{ tier: Baseline, priority: 0, subject: { pods: { namespaceSelector: {}, podSelector: {} } } }',
  );
  assert.deepEqual([brief(cluster.tier), brief(cluster.priority)], ['Baseline', 0]);
  assert.equal(cluster.subject?.podSelector !== undefined && cluster.subject.namespaceSelector !== undefined, true);
});

test('rules of policies for the cluster, in both versions', () => {
  const rules = (version: string, kind: string, rule: string) => {
    const policy = decodeOne(
      'clusterPolicy',
      `apiVersion: policy.networking.k8s.io/${version}\nkind: ${kind}\nmetadata: { name: p }\nspec: { egress: [${rule}] }\n`,
    );
    const [first] = policy.egress;
    assert.deepEqual([policy.problems, policy.egress.length], [[], 1]);
    return {
      action: brief(first?.action),
      name: brief(first?.name),
      peers: first?.peers.map((peer) => (peer.kind === 'networks' ? peer.networks.map(brief) : peer.kind)),
      ports: first?.ports?.map((port) => {
        if (port.kind === 'range') return [brief(port.protocol), brief(port.first), brief(port.last)];
        return port.kind === 'name' ? brief(port.name) : port.kind;
      }),
      text: written(policy, first),
    };
  };
  const current =
    '{ name: r, action: Accept, to: [{ namespaces: {} }, { pods: { namespaceSelector: {}, podSelector: {} } }, { networks: [10.0.0.0/8] }, { nodes: {} }, { domainNames: [a.example] }, { moons: {} }], protocols: [{ tcp: { destinationPort: { number: 80 } } }, { udp: { destinationPort: { range: { start: 1, end: 9 } } } }, { sctp: {} }, { destinationNamedPort: web }, { icmp: {} }] }';
  assert.deepEqual(rules('v1alpha2', 'ClusterNetworkPolicy', current), {
    action: 'Accept',
    name: 'r',
    peers: ['pods', 'pods', ['10.0.0.0/8'], 'nodes', 'domainNames', 'other'],
    ports: [['(TCP)', 80, 80], ['(UDP)', 1, 9], ['(SCTP)', undefined, undefined], 'web', 'other'],
    text: current,
  });
  const old =
    '{ action: Allow, to: [{ namespaces: {} }], ports: [{ portNumber: { port: 80 } }, { portRange: { protocol: UDP, start: 1, end: 9 } }, { namedPort: web }] }';
  assert.deepEqual(rules('v1alpha1', 'AdminNetworkPolicy', old), {
    action: 'Allow',
    name: undefined,
    peers: ['pods'],
    ports: [['(TCP)', 80, 80], ['UDP', 1, 9], 'web'],
    text: old,
  });
  assert.equal(
    rules('v1alpha2', 'ClusterNetworkPolicy', '{ action: Deny, to: [{ namespaces: {} }] }').ports,
    undefined,
  );
});

test('every field of a wrong type in a policy is a problem at its place', () => {
  const problems = (head: string, spec: string) => {
    const [policy] = decodeAll(`${head}\nmetadata: { name: p }\nspec: ${spec}\n`);
    return policy?.problems.map((problem) => written(policy, problem));
  };
  const networkPolicy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy';
  for (const [spec, wrong] of [
    ['{ podSelector: all }', 'all'],
    ['{ policyTypes: Ingress }', 'Ingress'],
    ['{ ingress: {} }', '{}'],
    ['{ ingress: [7] }', '7'],
    ['{ ingress: [{ from: web }] }', 'web'],
    ['{ ingress: [{ from: [{ ipBlock: 10.0.0.0/8 }] }] }', '10.0.0.0/8'],
    ['{ ingress: [{ from: [{ ipBlock: { cidr: 10 } }] }] }', '10'],
    ['{ ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: 10.1.0.0/16 } }] }] }', '10.1.0.0/16'],
    ['{ egress: [{ ports: 80 }] }', '80'],
    ['{ egress: [{ ports: [{ port: true }] }] }', 'true'],
    ['{ egress: [{ ports: [{ port: 1, endPort: x }] }] }', 'x'],
    ['{ egress: [{ ports: [{ protocol: 6 }] }] }', '6'],
    ['{ podSelector: { matchExpressions: [{ key: a, operator: In, values: x }] } }', 'x'],
  ] as const)
    assert.deepEqual(problems(networkPolicy, spec), [wrong], spec);
  const clusterPolicy = 'apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy';
  for (const [spec, wrong] of [
    ['{ priority: first }', 'first'],
    ['{ subject: all }', 'all'],
    ['{ ingress: [{ action: 1 }] }', '1'],
    ['{ ingress: [{ from: [{ pods: web }] }] }', 'web'],
    ['{ egress: [{ to: [{ networks: 10.0.0.0/8 }] }] }', '10.0.0.0/8'],
    ['{ egress: [{ protocols: [{ tcp: 80 }] }] }', '80'],
    ['{ egress: [{ protocols: [{ tcp: { destinationPort: { number: http } } }] }] }', 'http'],
    ['{ egress: [{ protocols: [{ tcp: { destinationPort: { range: 1-9 } } }] }] }', '1-9'],
  ] as const)
    assert.deepEqual(problems(clusterPolicy, spec), [wrong], spec);
});

test('what stands for a list or a selector of a policy leaves it open', () => {
  const policy = decodeOne(
    'networkPolicy',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\nspec: { podSelector: "${PODS}", ingress: "${RULES}", egress: [{ to: "${PEERS}", ports: "${PORTS}" }] }\n',
  );
  const [rule] = policy.egress;
  assert.deepEqual(
    [policy.podSelector?.matchLabels.open, policy.ingressOpen, policy.egressOpen, rule?.peersOpen, rule?.portsOpen],
    ['${PODS}', '${RULES}', undefined, '${PEERS}', '${PORTS}'].map((text) => text && `it is the placeholder ${text}`),
  );
  assert.deepEqual(policy.problems, []);
});

function reference({ group, kind, namespace, name, port, sectionName }: ObjectReference) {
  return [group, kind, brief(namespace), brief(name), brief(port), brief(sectionName)];
}

test('Gateway API: classes, gateways and listener sets', () => {
  const gatewayOf = (kind: string, spec: string) =>
    decodeAll(`apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: { name: g }\nspec: ${spec}\n`)[0];
  const gatewayClass = gatewayOf('GatewayClass', '{ controllerName: example.com/c }');
  assert.ok(gatewayClass?.type === 'gatewayClass');
  assert.equal(brief(gatewayClass.controllerName), 'example.com/c');
  const gateway = gatewayOf(
    'Gateway',
    '{ gatewayClassName: c, listeners: [{ name: web, port: 443, protocol: HTTPS, hostname: "*.example.com" }] }',
  );
  assert.ok(gateway?.type === 'gateway');
  assert.deepEqual(
    [
      brief(gateway.className),
      gateway.listeners.map(({ name, port, protocol, hostname }) => [
        brief(name),
        brief(port),
        brief(protocol),
        brief(hostname),
      ]),
    ],
    ['c', [['web', 443, 'HTTPS', '*.example.com']]],
  );
  const set = gatewayOf(
    'ListenerSet',
    '{ parentRef: { name: g, namespace: infra }, listeners: [{ name: a, port: 80, protocol: HTTP }] }',
  );
  assert.ok(set?.type === 'listenerSet' && set.parent !== undefined);
  assert.deepEqual(reference(set.parent), ['gateway.networking.k8s.io', 'Gateway', 'infra', 'g', undefined, undefined]);
});

test('Gateway API: routes', () => {
  const route = decodeOne(
    'route',
    `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r }
spec:
  hostnames: [shop.example.com]
  parentRefs: [{ name: g, sectionName: web }, { group: "", kind: Service, name: mesh }]
  rules:
    - matches:
        - { path: { type: PathPrefix, value: /api } }
        - { method: GET, path: { type: Exact, value: /x }, headers: [{ name: x-v, value: a }], queryParams: [{ name: q, value: b }] }
        - { method: { service: shop.Cart, method: Add } }
      backendRefs: [{ name: api, port: 80 }, { group: "", name: other, namespace: b, port: 81 }, { group: g, kind: K, name: k }]
`,
  );
  assert.deepEqual(route.hostnames.map(brief), ['shop.example.com']);
  assert.deepEqual(route.parents.map(reference), [
    ['gateway.networking.k8s.io', 'Gateway', undefined, 'g', undefined, 'web'],
    ['', 'Service', undefined, 'mesh', undefined, undefined],
  ]);
  assert.deepEqual(
    route.rules[0]?.matches.map(({ words }) => words),
    ['/api', 'GET =/x header x-v query q', 'grpc shop.Cart/Add'],
  );
  assert.deepEqual(route.rules[0]?.backends.map(reference), [
    ['', 'Service', undefined, 'api', 80, undefined],
    ['', 'Service', 'b', 'other', 81, undefined],
    ['g', 'K', undefined, 'k', undefined, undefined],
  ]);
  assert.equal(written(route, route.rules[0]?.backends[0]), '{ name: api, port: 80 }');
});

test('Gateway API: grants and backend TLS', () => {
  const grant = decodeOne(
    'referenceGrant',
    'apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: { name: r }\nspec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: a }], to: [{ group: "", kind: Service, name: s }] }\n',
  );
  assert.deepEqual(
    grant.from.map(({ group, kind, namespace }) => [group, kind, brief(namespace)]),
    [['gateway.networking.k8s.io', 'HTTPRoute', 'a']],
  );
  assert.deepEqual(
    grant.to.map(({ group, kind, name }) => [group, kind, brief(name)]),
    [['', 'Service', 's']],
  );
  const tls = decodeOne(
    'backendTLSPolicy',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: { name: t }\nspec: { targetRefs: [{ group: "", kind: Service, name: s, sectionName: https }] }\n',
  );
  assert.deepEqual(tls.targets.map(reference), [['', 'Service', undefined, 's', undefined, 'https']]);
});

test("OpenShift's Route is a route with one rule", () => {
  const route = decodeOne(
    'route',
    'apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: { name: r }\nspec: { host: a.example.com, path: /x, to: { kind: Service, name: a, weight: 9 }, alternateBackends: [{ kind: Service, name: b }], port: { targetPort: http } }\n',
  );
  assert.deepEqual(
    [route.hostnames.map(brief), route.rules[0]?.matches.map(({ words }) => words)],
    [['a.example.com'], ['/x']],
  );
  assert.deepEqual(route.rules[0]?.backends.map(reference), [
    ['', 'Service', undefined, 'a', 'http', undefined],
    ['', 'Service', undefined, 'b', 'http', undefined],
  ]);
});

test('what a backend of an Ingress has, and where', () => {
  const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
spec:
  backend: { service: { name: web, port: { name: http, number: 80 } }, resource: { kind: Bucket } }
  rules: # none
`;
  const found = decodeOne('ingress', text);
  const own = found.defaultBackend;
  const at = (span: { readonly start: number; readonly end: number } | undefined) =>
    span === undefined ? undefined : text.slice(span.start, span.end);
  assert.deepEqual(backend(own), ['web', 'http']);
  assert.equal(own?.secondPort?.value, 80);
  assert.equal(at(own?.serviceSpan), '{ name: web, port: { name: http, number: 80 } }');
  assert.equal(at(own?.resourceSpan), 'resource: { kind: Bucket }');
  assert.deepEqual([own?.isOld, found.hasOldDefault], [false, true]);
  assert.equal(at(found.rulesSpan)?.slice(0, 6), 'rules:');
  assert.equal(at(found.apiVersionSpan), 'networking.k8s.io/v1');

  const other = decodeOne(
    'ingress',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: { defaultBackend: { serviceName: web }, rules: [{ http: {} }, { host: a }] }\n',
  );
  assert.deepEqual([other.defaultBackend?.isOld, other.hasOldDefault], [true, false]);
  assert.deepEqual(
    other.rules.map(({ httpSpan }) => httpSpan !== undefined),
    [true, false],
  );
});
