import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixed, fixesOf, titles } from '../../support/fixes.ts';

const service = (name: string, more: string) => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ${more} }
---
`;
const caller = (env: string, namespace = 'shop') => `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: ${namespace} }
spec:
  containers:
    - name: web
      image: web
      env:
        - { name: A_URL, ${env} } # what it calls
`;
const ports = 'ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }]';

suite('hosts', () => {
  const cases: readonly (readonly [code: string, before: string, after: string, namespace?: string])[] = [
    ['KN801', 'http://catlaog/items', 'http://catalog/items'],
    ['KN801', 'http://catlaog.shop.svc:80', 'http://catalog.shop.svc:80'],
    ['KN802', 'http://catalog:80', 'http://catalog.shop:80', 'front'],
    ['KN802', 'http://catalog.front.svc.cluster.local', 'http://catalog.shop.svc.cluster.local', 'front'],
    ['KN802', 'http://catalog.shpo.svc', 'http://catalog.shop.svc', 'front'],
    ['KN807', 'http://catalog.shop.svc.a.example/', 'http://catalog.shop.svc.cluster.local/'],
    ['KN808', 'http://shop.catalog.svc', 'http://catalog.shop.svc', 'front'],
    ['KN808', 'http://catalog.svc', 'http://catalog.shop.svc'],
    ['KN808', 'http://catalog.shop.cluster.local', 'http://catalog.shop.svc.cluster.local'],
  ];
  for (const [code, before, after, namespace] of cases)
    test(`${before} becomes ${after} (${code})`, () => {
      const text = (value: string) => service('catalog', ports) + caller(`value: "${value}"`, namespace);
      assert.equal(fixed(code, text(before)), text(after));
    });

  test('what looks like a Service is replaced in a ConfigMap (KN801)', () => {
    const settings = (url: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data:
  url: ${url} # where it is
---
`;
    const text = (url: string) =>
      service('catalog', ports) +
      settings(url) +
      caller('valueFrom: { configMapKeyRef: { name: settings, key: url } }');
    assert.equal(fixed('KN801', text('http://catlaog')), text('http://catalog'));
  });

  test('a host that is put together of variables is left alone (KN801)', () => {
    const text = `${service('catalog', ports)}${caller('value: cat')}        - { name: B, value: "http://$(A_URL)laog" }\n`;
    assert.deepEqual(titles('KN801', text), []);
  });

  test('another container of the pod is localhost, and an underscore a dash (KN813, KN814)', () => {
    const beside = (host: string) => `${caller(`value: "http://${host}:8080"`)}    - { name: proxy, image: proxy }\n`;
    assert.equal(fixed('KN813', beside('proxy')), beside('localhost'));
    const text = (host: string) => service('order-api', ports) + caller(`value: "http://${host}/x"`);
    assert.equal(fixed('KN814', text('order_api')), text('order-api'));
  });

  test('a workload without a Service gets no other name (KN813)', () => {
    const text = `${caller('value: "http://worker"')}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: worker, namespace: shop }
spec:
  selector: { matchLabels: { app: worker } }
  template:
    metadata: { labels: { app: worker } }
    spec: { containers: [{ name: worker, image: worker }] }
`;
    assert.deepEqual(titles('KN813', text), []);
  });

  test('the address of a Service becomes its name, with the namespace where it is another (KN812)', () => {
    const text = (host: string, namespace: string) =>
      service('catalog', `clusterIP: 10.96.0.7, ${ports}`) + caller(`value: "http://${host}:80"`, namespace);
    assert.equal(fixed('KN812', text('10.96.0.7', 'shop')), text('catalog', 'shop'));
    assert.equal(fixed('KN812', text('10.96.0.7', 'front')), text('catalog.shop', 'front'));
  });

  test('a pod asks the cluster (KN818)', () => {
    const text = (policy: string, more: string) =>
      service('catalog', ports) +
      caller('value: "http://catalog"').replace('spec:\n', `spec:\n${more}  dnsPolicy: ${policy} # why\n`);
    assert.equal(fixed('KN818', text('Default', '')), text('ClusterFirst', ''));
    assert.equal(
      fixed('KN818', text('Default', '  hostNetwork: true\n')),
      text('ClusterFirstWithHostNet', '  hostNetwork: true\n'),
    );
  });
});

suite('ports', () => {
  const call = (value: string) => service('catalog', ports) + caller(`value: "${value}"`);

  test('the port of the pods or the node becomes that of the Service (KN804)', () => {
    assert.equal(fixed('KN804', call('http://catalog:8080/x')), call('http://catalog:80/x'));
    assert.equal(fixed('KN804', call('http://catalog:30080')), call('http://catalog:80'));
  });

  test('in a variable of its own (KN804)', () => {
    const text = (port: string) =>
      `${service('catalog', ports)}${caller('value: x')}        - { name: API_HOST, value: catalog }\n        - { name: API_PORT, value: "${port}" }\n`;
    assert.equal(fixed('KN804', text('8080')), text('80'));
  });

  test('every port of the Service is offered, the only one first (KN803)', () => {
    assert.equal(fixed('KN803', call('http://catalog:81')), call('http://catalog:80'));
    const several = (value: string) =>
      service(
        'catalog',
        'ports: [{ name: a, port: 80 }, { name: b, port: 90 }, { name: c, port: 70, protocol: UDP }]',
      ) + caller(`value: "${value}"`);
    assert.deepEqual(
      fixesOf('KN803', { 'a.yaml': several('http://catalog:81') }).map(({ fix: { title, preferred }, files }) => [
        title,
        preferred,
        files['a.yaml'] === several(`http://catalog:${title.slice(10)}`),
      ]),
      [
        ['Call port 80', false, true],
        ['Call port 90', false, true],
      ],
    );
  });

  test('none of many is offered, and a port of the scheme is stated (KN803)', () => {
    const many = Array.from({ length: 5 }, (_, index) => `{ name: p${index}, port: ${90 + index} }`).join(', ');
    assert.deepEqual(titles('KN803', service('a', `ports: [${many}]`) + caller('value: "http://a:80"')), []);
    const text = (host: string) => service('a', 'ports: [{ port: 90 }]') + caller(`value: "http://${host}/x"`);
    assert.equal(fixed('KN803', text('a')), text('a:90'));
  });
});

suite('variables of Services', () => {
  const use = (value: string) => caller(`value: "${value}"`);

  test('names of DNS where there is no address, and the right name where it is mistyped (KN809)', () => {
    const headless = service('my-db', 'clusterIP: None, ports: [{ port: 80 }]');
    assert.equal(fixed('KN809', headless + use('a $(MY_DB_SERVICE_HOST)!')), headless + use('a my-db!'));
    assert.deepEqual(titles('KN809', headless + use('$(MY_DB_SERVICE_PORT)')), []);
    const text = (name: string) => service('my-api', ports) + use(`$(${name})`);
    assert.equal(fixed('KN809', text('MY_APY_SERVICE_PORT')), text('MY_API_SERVICE_PORT'));
    const elsewhere = (value: string) => service('my-api', ports) + caller(`value: "${value}"`, 'front');
    assert.equal(fixed('KN809', elsewhere('$(MY_API_SERVICE_HOST)')), elsewhere('my-api.shop'));
    assert.deepEqual(titles('KN809', use('$(OTHER_SERVICE_HOST)')), []);
  });

  test('the port that looks alike, or the only one (KN810)', () => {
    const two = service('api', 'ports: [{ name: http-web, port: 80 }, { name: admin, port: 81 }]');
    assert.equal(fixed('KN810', two + use('$(API_SERVICE_PORT_HTTP_WBE)')), two + use('$(API_SERVICE_PORT_HTTP_WEB)'));
    assert.deepEqual(titles('KN810', two + use('$(API_SERVICE_PORT_GRPC)')), []);
    const one = service('api', 'ports: [{ name: http, port: 80 }]');
    assert.equal(fixed('KN810', one + use('$(API_SERVICE_PORT_GRPC)')), one + use('$(API_SERVICE_PORT_HTTP)'));
  });
});
