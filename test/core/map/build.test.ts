import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deployment, linesOf, mapOf, nodeOf, service } from './maps.ts';

const http = '[{ name: http, containerPort: 8080 }]';
const web = deployment('web', http, 'replicas: 3');

function ingress(...paths: readonly (readonly [path: string, name: string, port: string])[]): string {
  const rows = paths.map(
    ([path, name, port]) =>
      `{ path: ${path}, pathType: Prefix, backend: { service: { name: ${name}, port: { ${port} } } } }`,
  );
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop }
spec: { ingressClassName: nginx, rules: [{ host: shop.example, http: { paths: [${rows.join(', ')}] } }] }
---
`;
}

suite('what a small world looks like', () => {
  const text =
    web +
    service('web', '{ selector: { app: web }, ports: [{ name: http, port: 80, targetPort: http }] }') +
    ingress(['/', 'web', 'name: http']);
  const model = mapOf({ 'a.yaml': text });

  test('namespaces hold cards, cards hold rows and containers, containers hold ports', () => {
    const tree = model.nodes.map(({ id, kind, parent, label, detail }) => [kind, id, parent ?? '', label, detail]);
    assert.deepEqual(tree, [
      ['workload', 'Deployment/shop/web', 'Namespace/shop', 'web', 'Deployment ×3'],
      ['container', 'Deployment/shop/web/main', 'Deployment/shop/web', 'main', ''],
      ['containerPort', 'Deployment/shop/web/main/8080/TCP', 'Deployment/shop/web/main', 'http 8080', ''],
      ['entry', 'Ingress/shop/front', 'Namespace/shop', 'shop.example', 'Ingress'],
      ['row', 'Ingress/shop/front//', 'Ingress/shop/front', '/', 'web:http'],
      ['internet', 'Internet', '', 'Internet', ''],
      ['namespace', 'Namespace/shop', '', 'shop', ''],
      ['service', 'Service/shop/web', 'Namespace/shop', 'web', 'ClusterIP'],
      ['port', 'Service/shop/web/80/TCP', 'Service/shop/web', '80', 'http'],
    ]);
  });

  test('lines lead from outside over the route and the Service port to the container port', () => {
    assert.deepEqual(linesOf(model, 'routes'), [
      'Ingress/shop/front// > Service/shop/web/80/TCP (/)',
      'Internet > Ingress/shop/front',
    ]);
    assert.deepEqual(linesOf(model, 'selects'), [
      'Service/shop/web/80/TCP > Deployment/shop/web/main/8080/TCP (80 → http)',
    ]);
  });

  test('a Service docks on its workload, and the port that it sends to is used', () => {
    assert.deepEqual(nodeOf(model, 'Service/shop/web').docks, ['Deployment/shop/web']);
    assert.equal(nodeOf(model, 'Deployment/shop/web/main/8080/TCP').used, true);
  });

  test('a line carries the place that it follows from', () => {
    const line = model.edges.find(({ kind }) => kind === 'selects');
    assert.equal(line?.evidence.length, 1);
    const { file, range } = line?.evidence[0] ?? {};
    assert.equal(file, 'a.yaml');
    const before = text.split('\n')[range?.start.line ?? 0]?.slice(0, range?.end.character);
    assert.ok(before?.endsWith('targetPort: http'), before);
  });
});

suite('what does not work', () => {
  test('a selector one letter off breaks the Service, names the pair, and points at the workload that was meant', () => {
    const model = mapOf({ 'a.yaml': web + service('web', '{ selector: { app: wbe }, ports: [{ port: 80 }] }') });
    const broken = nodeOf(model, 'Service/shop/web');
    assert.equal(broken.verdict, 'broken');
    assert.match(broken.reason ?? '', /app=wbe/);
    assert.ok(broken.findings.some(({ code, severity }) => code === 'KN203' && severity === 'error'));
    assert.deepEqual(linesOf(model, 'selects'), ['Service/shop/web > Deployment/shop/web broken']);
  });

  test('a Service whose pods nothing shows is not known to be broken', () => {
    const model = mapOf({ 'a.yaml': web + service('search', '{ selector: { app: search }, ports: [{ port: 80 }] }') });
    assert.equal(nodeOf(model, 'Service/shop/search').verdict, 'unknown');
    assert.deepEqual(linesOf(model, 'selects'), []);
  });

  test('a port name that no container has breaks its row only, and the route that leads there', () => {
    const model = mapOf({
      'a.yaml':
        web +
        service(
          'web',
          '{ selector: { app: web }, ports: [{ name: a, port: 80, targetPort: grpc }, { name: b, port: 81, targetPort: http }] }',
        ) +
        ingress(
          ['/a', 'web', 'number: 80'],
          ['/b', 'web', 'number: 81'],
          ['/c', 'web', 'number: 82'],
          ['/d', 'gone', 'number: 80'],
        ),
    });
    assert.equal(nodeOf(model, 'Service/shop/web').verdict, 'ok');
    const verdict = (id: string) => [nodeOf(model, id).verdict, nodeOf(model, id).reason];
    assert.deepEqual(verdict('Service/shop/web/80/TCP'), ['broken', 'no port named grpc']);
    assert.deepEqual(verdict('Service/shop/web/81/TCP'), ['ok', undefined]);
    assert.deepEqual(verdict('Ingress/shop/front//a'), ['broken', 'no port named grpc']);
    assert.deepEqual(verdict('Ingress/shop/front//b'), ['ok', undefined]);
    assert.deepEqual(verdict('Ingress/shop/front//c'), ['broken', 'no port 82']);
    // What is not in these files may be elsewhere.
    assert.equal(nodeOf(model, 'Ingress/shop/front//d').verdict, 'unknown');
  });

  test('a port name of another protocol says so', () => {
    const model = mapOf({
      'a.yaml':
        deployment('dns', '[{ name: dns, containerPort: 53, protocol: UDP }]') +
        service('dns', '{ selector: { app: dns }, ports: [{ port: 53, targetPort: dns }] }'),
    });
    assert.equal(nodeOf(model, 'Service/shop/dns/53/TCP').reason, 'dns is UDP, not TCP');
  });

  test('a port that some of the workloads lack works in part', () => {
    const both = (name: string, port: string) => deployment(name, port).replaceAll(`app: ${name}`, 'app: api');
    const model = mapOf({
      'a.yaml':
        both('old', '[{ name: http, containerPort: 8080 }]') +
        both('new', '[{ name: web, containerPort: 8080 }]') +
        service('api', '{ selector: { app: api }, ports: [{ port: 80, targetPort: http }] }'),
    });
    assert.equal(nodeOf(model, 'Service/shop/api/80/TCP').verdict, 'degraded');
    assert.deepEqual(linesOf(model, 'selects'), [
      'Service/shop/api/80/TCP > Deployment/shop/new (80 → http) broken',
      'Service/shop/api/80/TCP > Deployment/shop/old/main/8080/TCP (80 → http)',
    ]);
  });

  test('where an injector may add containers a missing port name is not known to be missing', () => {
    const model = mapOf({
      'a.yaml':
        web.replace('labels: { app: web } }', "labels: { app: web, sidecar.istio.io/inject: 'true' } }") +
        service('web', '{ selector: { app: web }, ports: [{ port: 80, targetPort: http-envoy }] }'),
    });
    assert.equal(nodeOf(model, 'Service/shop/web/80/TCP').verdict, 'unknown');
  });
});

suite('what enters and leaves', () => {
  const all = service('web', '{ selector: { app: web }, ports: [{ port: 80, targetPort: http }] }') + web;

  function gateway(parents: string): string {
    return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: shop }
spec:
  parentRefs: [${parents}]
  rules:
    - matches: [{ path: { value: /a } }, { path: { value: /b } }]
      backendRefs: [{ name: web, port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gate, namespace: shop }
spec:
  gatewayClassName: any
  listeners: [{ name: web, port: 80, protocol: HTTP }, { name: tls, port: 443, protocol: HTTPS }]
---
`;
  }

  test('a route hangs on the listener of the Gateway that it names', () => {
    const model = mapOf({ 'a.yaml': all + gateway('{ name: gate, sectionName: tls }') });
    assert.deepEqual(linesOf(model, 'routes'), [
      'Gateway/shop/gate/tls > HTTPRoute/shop/route',
      'HTTPRoute/shop/route//a +1 > Service/shop/web/80/TCP (/a +1)',
      'Internet > Gateway/shop/gate',
    ]);
    assert.deepEqual(nodeOf(model, 'HTTPRoute/shop/route//a +1').explanation, ['matches /a, /b']);
  });

  test('a route whose Gateway is elsewhere comes from outside, as far as is known', () => {
    const model = mapOf({ 'a.yaml': all + gateway('{ name: other, namespace: infra }') });
    assert.ok(linesOf(model, 'routes').includes('Internet > HTTPRoute/shop/route unknown'));
  });

  test('a route of a mesh is not reached from outside', () => {
    const model = mapOf({ 'a.yaml': all + gateway("{ kind: Service, group: '', name: web }") });
    assert.deepEqual(
      linesOf(model, 'routes').filter((line) => line.includes('> HTTPRoute')),
      [],
    );
  });

  test('node ports come from outside, ExternalName leads outside', () => {
    const model = mapOf({
      'a.yaml':
        web +
        service('web', '{ type: NodePort, selector: { app: web }, ports: [{ port: 80, targetPort: http }] }') +
        service('bank', '{ type: ExternalName, externalName: api.bank.example }'),
    });
    assert.deepEqual(linesOf(model, 'routes'), [
      'Internet > Service/shop/web/80/TCP',
      'Service/shop/bank > External/api.bank.example',
    ]);
  });
});

suite('calls', () => {
  const api =
    deployment('api', http) +
    service('api', '{ selector: { app: api }, ports: [{ port: 80, targetPort: http }, { name: m, port: 90 }] }');
  const calling = (value: string) =>
    mapOf({
      'a.yaml': `${api}apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: main, image: i, env: [{ name: API_URL, value: "${value}" }] }] }
`,
    });
  const from = 'Pod/shop/web/main';

  test('a line leads from the container to the port that it calls, named by the variable', () => {
    const model = calling('http://api');
    assert.deepEqual(linesOf(model, 'calls'), [`${from} > Service/shop/api/80/TCP (API_URL)`]);
    assert.equal(model.edges.find(({ kind }) => kind === 'calls')?.evidence.length, 1);
  });

  test('a port that the Service does not serve breaks the line, one that is not said leaves it at the Service', () => {
    assert.deepEqual(linesOf(calling('http://api:81'), 'calls'), [`${from} > Service/shop/api (API_URL) broken`]);
    // Port 90 is one that no container declares, so whether the call works depends on which port it means.
    assert.deepEqual(linesOf(calling('api'), 'calls'), [`${from} > Service/shop/api (API_URL) unknown`]);
  });

  test('what is not in the stack has no line', () => {
    assert.deepEqual(linesOf(calling('http://gone'), 'calls'), []);
  });
});
