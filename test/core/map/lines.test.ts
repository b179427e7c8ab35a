import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { MapEdge } from '../../../src/core/map/model.ts';
import type { WireModel, WirePlace } from '../../../src/core/map/wire.ts';
import { deployment, linesOf, mapOf, nodeOf, service } from './maps.ts';

const http = '[{ name: http, containerPort: 8080 }]';

function policy(name: string, spec: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
---
`;
}

/** A Deployment whose container has more fields. */
function calling(name: string, fields: string): string {
  return deployment(name, http).replace('image: i,', `image: i, ${fields},`);
}

const api =
  deployment('api', http) + service('api', '{ selector: { app: api }, ports: [{ port: 80, targetPort: http }] }');
const web = calling('web', "env: [{ name: API_URL, value: 'http://api' }]");
const denyAll = policy('deny-all', '{ podSelector: {}, policyTypes: [Ingress] }');
const onlyWeb = policy(
  'only-web',
  '{ podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] }',
);

function edgeOf({ edges }: WireModel, kind: MapEdge['kind'], to: string): MapEdge<WirePlace> {
  const edge = edges.find((each) => each.kind === kind && each.to === to);
  if (edge === undefined) throw new Error(`no line to ${to} among ${edges.map(({ id }) => id).join(', ')}`);
  return edge;
}

suite('policies on lines', () => {
  test('a call that a policy denies is broken, and the policy is named and can be opened', () => {
    const call = edgeOf(mapOf({ 'a.yaml': api + web, 'p.yaml': denyAll }), 'calls', 'Service/shop/api/80/TCP');
    assert.equal(call.verdict, 'broken');
    assert.match(call.reason ?? '', /NetworkPolicy "deny-all"/);
    assert.deepEqual(
      call.evidence.map(({ file }) => file),
      ['a.yaml', 'p.yaml'],
    );
  });

  test('a call that a policy lets through works, and says by which', () => {
    const call = edgeOf(
      mapOf({ 'a.yaml': api + web, 'p.yaml': denyAll + onlyWeb }),
      'calls',
      'Service/shop/api/80/TCP',
    );
    assert.equal(call.verdict, 'ok');
    assert.match(call.reason ?? '', /NetworkPolicy "only-web" lets in TCP 8080 from Deployment "web"/);
  });

  test('a call that no policy is about has nothing to say', () => {
    const call = edgeOf(mapOf({ 'a.yaml': api + web }), 'calls', 'Service/shop/api/80/TCP');
    assert.deepEqual([call.verdict, call.reason, call.evidence.length], ['ok', undefined, 1]);
  });

  test('a policy that closes the way out denies the call as well', () => {
    const noWayOut = policy('stay', '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress] }');
    const call = edgeOf(mapOf({ 'a.yaml': api + web + noWayOut }), 'calls', 'Service/shop/api/80/TCP');
    assert.equal(call.verdict, 'broken');
    assert.match(call.reason ?? '', /"stay" selects Deployment "web" for egress/);
  });

  test('what is wrong with a Service itself is its reason, whatever policies say', () => {
    const noPort = api.replace('targetPort: http', 'targetPort: grpc');
    const call = edgeOf(mapOf({ 'a.yaml': noPort + web + denyAll }), 'calls', 'Service/shop/api/80/TCP');
    assert.deepEqual([call.verdict, call.reason], ['broken', 'no port named grpc']);
  });

  test('whose pods an Ingress controller runs is not known, so neither is what a policy says to them', () => {
    const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop }
spec: { ingressClassName: nginx, defaultBackend: { service: { name: api, port: { number: 80 } } } }
---
`;
    const route = 'Service/shop/api/80/TCP';
    assert.equal(edgeOf(mapOf({ 'a.yaml': api + ingress }), 'routes', route).verdict, 'ok');
    assert.equal(edgeOf(mapOf({ 'a.yaml': api + ingress + denyAll }), 'routes', route).verdict, 'unknown');
    const open = policy('open', '{ podSelector: {}, ingress: [{}] }');
    assert.equal(edgeOf(mapOf({ 'a.yaml': api + ingress + denyAll + open }), 'routes', route).verdict, 'ok');
  });
});

suite('shields', () => {
  const shieldOf = (policies: string) => nodeOf(mapOf({ 'a.yaml': api + policies }), 'Deployment/shop/api');

  test('a card says which directions policies close, and by which', () => {
    assert.equal(shieldOf('').shield, undefined);
    assert.equal(shieldOf(denyAll).shield?.words, 'Ingress isolated by deny-all');
    const out = policy('out', '{ podSelector: {}, policyTypes: [Egress] }');
    assert.equal(shieldOf(out).shield?.words, 'Egress isolated by out');
    const both = shieldOf(out + denyAll);
    assert.equal(both.shield?.words, 'Isolated both ways by deny-all +1');
    assert.deepEqual(both.explanation.slice(-2), ['ingress isolated by deny-all', 'egress isolated by out']);
    assert.equal(both.shield?.evidence.length, 2);
  });

  test('policies of other pods are none of its business', () => {
    assert.equal(shieldOf(policy('db', '{ podSelector: { matchLabels: { app: db } } }')).shield, undefined);
  });
});

suite('localhost', () => {
  const pod = (containers: string, init = '') =>
    mapOf({
      'a.yaml': `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [${containers}], initContainers: [${init}] }
`,
    });
  const main = (url: string) => `{ name: main, image: i, ports: ${http}, env: [{ name: ADMIN, value: '${url}' }] }`;
  const proxy = '{ name: proxy, image: i, ports: [{ containerPort: 9901 }] }';

  test('containers of one pod meet there, sidecars included', () => {
    const sidecar = '{ name: logs, image: i, restartPolicy: Always }';
    assert.deepEqual(linesOf(pod(`${main('')}, ${proxy}`, sidecar), 'localhost'), [
      'Pod/shop/web/main > Pod/shop/web/proxy (localhost)',
      'Pod/shop/web/proxy > Pod/shop/web/logs (localhost)',
    ]);
  });

  test('a call to localhost leads to the port of the other container', () => {
    const line = edgeOf(pod(`${main('http://localhost:9901')}, ${proxy}`), 'localhost', 'Pod/shop/web/proxy/9901/TCP');
    assert.deepEqual([line.from, line.label, line.verdict], ['Pod/shop/web/main', 'ADMIN → 9901', 'ok']);
    assert.equal(line.evidence.length, 1);
  });

  test('what a container says to itself, or to a port that none declares, is no line', () => {
    for (const url of ['http://127.0.0.1:8080', 'http://localhost:7000'])
      assert.equal(linesOf(pod(`${main(url)}, ${proxy}`), 'localhost').length, 1);
  });

  test('an init container calls in vain: nobody listens yet', () => {
    const early = `{ name: migrate, image: i, env: [{ name: APP, value: 'http://localhost:8080' }] }`;
    const line = edgeOf(pod(main(''), early), 'localhost', 'Pod/shop/web/main/8080/TCP');
    assert.deepEqual([line.from, line.verdict], ['Pod/shop/web', 'broken']);
  });
});

suite('ways in', () => {
  const from = (text: string) => linesOf(mapOf({ 'a.yaml': text }), 'routes');
  const open = (spec: string) =>
    service('api', `{ selector: { app: api }, ports: [{ port: 80, targetPort: http }], ${spec} }`);

  test('load balancers, node ports and external IPs lead to the port, and policies can close them', () => {
    for (const spec of ['type: NodePort', 'type: LoadBalancer', 'externalIPs: [192.0.2.7]']) {
      const text = deployment('api', http) + open(spec);
      assert.deepEqual(from(text), ['Internet > Service/shop/api/80/TCP'], spec);
      assert.deepEqual(from(text + denyAll), ['Internet > Service/shop/api/80/TCP broken'], spec);
    }
  });

  test('a load balancer that is for some addresses only is not open through its node ports', () => {
    const spec = 'type: LoadBalancer, loadBalancerSourceRanges: [192.0.2.0/24]';
    assert.deepEqual(from(deployment('api', http) + open(spec)), ['Internet > Service/shop/api/80/TCP unknown']);
  });

  test('a Service of the cluster alone is not reached from outside', () => {
    assert.deepEqual(from(api), []);
  });

  test('host ports and the host network lead to the pods themselves', () => {
    const hostPort = deployment('api', '[{ containerPort: 8080, hostPort: 80 }]');
    assert.deepEqual(from(hostPort), ['Internet > Deployment/shop/api/main/8080/TCP']);
    assert.deepEqual(from(hostPort + denyAll), ['Internet > Deployment/shop/api/main/8080/TCP broken']);
    const onHost = deployment('api', http).replace('spec: { containers', 'spec: { hostNetwork: true, containers');
    // Most plugins apply no policy to pods on the host's network.
    assert.deepEqual(from(onHost + denyAll), ['Internet > Deployment/shop/api/main/8080/TCP']);
  });

  test('a host port on localhost is for its node alone', () => {
    const local = deployment('api', '[{ containerPort: 8080, hostPort: 80, hostIP: 127.0.0.1 }]');
    assert.deepEqual(from(local), ['Internet > Deployment/shop/api/main/8080/TCP broken']);
  });

  test('a route that its listener does not take is not let in, and says why', () => {
    const gateway = (listener: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: shop }
spec: { parentRefs: [{ name: gate }], hostnames: [shop.example], rules: [{ backendRefs: [{ name: api, port: 80 }] }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gate, namespace: shop }
spec: { gatewayClassName: any, listeners: [{ name: web, port: 80, protocol: HTTP, ${listener} }] }
---
`;
    const line = (listener: string) =>
      edgeOf(mapOf({ 'a.yaml': api + gateway(listener) }), 'routes', 'HTTPRoute/shop/route');
    assert.equal(line('hostname: shop.example').verdict, 'ok');
    const refused = line('hostname: bank.example');
    assert.equal(refused.verdict, 'broken');
    assert.match(refused.reason ?? '', /bank\.example/);
  });

  test('an Ingress without a class depends on the cluster', () => {
    const ingress = (spec: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop }
spec: { ${spec} defaultBackend: { service: { name: api, port: { number: 80 } } } }
---
`;
    assert.ok(from(api + ingress('ingressClassName: nginx,')).includes('Internet > Ingress/shop/front'));
    assert.ok(from(api + ingress('')).includes('Internet > Ingress/shop/front unknown'));
  });
});
