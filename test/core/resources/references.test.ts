import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { references } from '../../../src/core/network/references.ts';
import { makerOf, worldOf } from '../../support/world.ts';

/** A pod of namespace shop whose container has some fields, in YAML's flow style. */
const pod = (container: string, spec = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec:\n  containers:\n    - ${JSON.stringify({ name: 'main', image: 'i' }).slice(0, -1)}, ${container} }\n${spec}---\n`;

const env = (name: string, value: string) => pod(`env: [{ name: ${name}, value: ${JSON.stringify(value)} }]`);
const args = (...words: readonly string[]) => pod(`args: ${JSON.stringify(words)}`);

/** Each reference as `host:port`, `?` where it is not sure; every range is checked to hold the host. */
function found(text: string): readonly string[] {
  const world = worldOf(text);
  return world.derive(references, makerOf(world, 'shop/web')).map((reference) => {
    const { resource, start, end } = reference.place();
    const { host, port, sure } = reference;
    if (reference.form !== 'variable') assert.equal(resource.document.text.slice(start, end), host);
    return `${host}${port === undefined ? '' : `:${port}`}${sure ? '' : '?'}`;
  });
}

suite('hosts in a variable or an argument', () => {
  const cases: readonly (readonly [what: string, text: string, hosts: readonly string[]])[] = [
    ['a URL with its port', env('API', 'http://user:pw@api.shop:8080/v1?at=1:2'), ['api.shop:8080']],
    ['a scheme stands for a port', env('DB', 'postgres://db/shop'), ['db:5432']],
    ['jdbc', env('DB', 'jdbc:postgresql://db/shop'), ['db:5432']],
    ['several servers of one URL', env('DB', 'mongodb://$(U):$(P)@a:27017,b:27018/x'), ['a:27017', 'b:27018']],
    ['a list of URLs', env('ETCD', 'a=http://a.etcd:2380,b=http://b.etcd:2380'), ['a.etcd:2380', 'b.etcd:2380']],
    ['a third slash', env('TARGET', 'dns:///api:50051'), ['api:50051']],
    ['IPv6', env('API', 'http://[fd00::1]:80/'), ['fd00::1:80']],
    ['host and port', env('REDIS_ADDR', 'redis:6379'), ['redis:6379']],
    ['a list of them', env('KAFKA_BROKERS', 'k-0.kafka:9092, k-1.kafka:9092'), ['k-0.kafka:9092', 'k-1.kafka:9092']],
    ['voters', env('QUORUM_VOTERS', '0@k-0.kafka:9093'), ['k-0.kafka:9093?']],
    ['what a driver of Go reads', env('DSN', 'root:pw@tcp(mysql:3306)/db'), ['mysql:3306']],
    ['words that may be something else', env('MODE', 'tcp:5432'), ['tcp:5432?']],
    ['a name alone where a host belongs', env('DB_HOST', 'db'), ['db?']],
    ['and nowhere else', env('DB_NAME', 'db'), []],
    ['a name of the cluster', env('ZIPKIN', 'zipkin.jaeger.svc.cluster.local'), ['zipkin.jaeger.svc.cluster.local']],
    ['SRV', env('STORE', 'dnssrv+_grpc._tcp.store'), ['_grpc._tcp.store']],
    ['what only begins with a name', env('API', 'http://api$(SUFFIX)/'), []],
    ['buckets, files and sockets', env('A', 's3://bucket file:///x unix:///run/x.sock'), []],
    ['versions of images', env('DEFAULT_DB', 'postgres:15'), []],
    ['topics and their partitions', env('TOPICS', 'orders:3:1'), []],
    ['but a low port of a host', env('ECHO_HOST', 'echo:7'), ['echo:7']],
    ['images and times', env('IMAGE_URL', 'nginx:1.27'), []],
    ['what a process listens on for all', env('HTTP_ADDR', '0.0.0.0:8080'), []],
    ['a flag with its value', args('--redis-addr=redis:6379'), ['redis:6379']],
    ['a flag before its value', args('--db-host', 'db'), ['db?']],
    ['a shell', args('until nc -z db 5432; do sleep 1; done'), ['db:5432']],
    ['a comment', args('run\n# see http://example.com\nrun'), []],
    ['names of one certificate', args('--host=hook,hook.shop.svc'), ['hook.shop.svc']],
    ['the variable of a Service', args('--to=$(REDIS_CART_SERVICE_HOST):80'), ['redis-cart?']],
    [
      'the command of a probe',
      pod('livenessProbe: { exec: { command: [sh, -c, "wget -qO- http://db.example.com:8080/health"] } }'),
      ['db.example.com:8080'],
    ],
    [
      'the command of a hook',
      pod('lifecycle: { preStop: { exec: { command: [curl, -X, POST, "http://api/leave"] } } }'),
      ['api:80'],
    ],
    ['a probe', pod('livenessProbe: { httpGet: { host: db.example.com, port: 80 } }'), ['db.example.com:80']],
  ];
  for (const [what, text, hosts] of cases) test(what, () => assert.deepEqual(found(text), hosts));
});

suite('values that are put together', () => {
  const two = (first: string, second: string) =>
    pod(`env: [{ name: ONE, value: ${JSON.stringify(first)} }, { name: TWO, value: ${JSON.stringify(second)} }]`);

  test('a host is where the variable states it', () => {
    const text = two('db.shop', 'postgres://$(ONE):5433/x');
    assert.deepEqual(found(text), ['db.shop:5433']);
  });
  test('$$ escapes, and a later variable does not count', () => {
    assert.deepEqual(found(two('db', 'http://$$(ONE):80')), []);
    assert.deepEqual(found(two('http://$(TWO):80', 'db')), []);
  });
  test('a host takes the port of the variable beside it', () => {
    const text = pod(`env: [{ name: DB_HOST, value: db }, { name: DB_PORT, value: "5433" }]`);
    assert.deepEqual(found(text), ['db:5433?']);
  });
  test('variables that double themselves end', () => {
    const names = Array.from({ length: 60 }, (_, at) => ({
      name: `V${at}`,
      value: at === 0 ? 'http://db:80 ' : `$(V${at - 1})$(V${at - 1})`,
    }));
    assert.ok(found(pod(`env: ${JSON.stringify(names)}`)).length > 0);
  });
});

suite('ConfigMaps', () => {
  const config = (...lines: readonly string[]) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata:\n${lines.map((line) => `  ${line}\n`).join('')}---\n`;
  const file = (...lines: readonly string[]) => config('app.conf: |', ...lines.map((line) => `  ${line}`));
  const mounted = pod(
    'volumeMounts: [{ name: v, mountPath: /etc }]',
    '  volumes: [{ name: v, configMap: { name: settings } }]\n',
  );

  test('envFrom, with its prefix, and valueFrom', () => {
    const text = config('URL: http://api', 'host: db');
    assert.deepEqual(found(text + pod('envFrom: [{ configMapRef: { name: settings }, prefix: DB_ }]')), [
      'api:80',
      'db?',
    ]);
    const key = 'valueFrom: { configMapKeyRef: { name: settings, key: host } }';
    assert.deepEqual(found(text + pod(`env: [{ name: DB_HOST, ${key} }]`)), ['db?']);
    assert.deepEqual(found(text + pod(`env: [{ name: MODE, ${key} }]`)), []);
  });

  test('keys that a volume leaves out are not read', () => {
    const text = config('a.conf: http://a', 'b.conf: http://b');
    const one = '  volumes: [{ name: v, configMap: { name: settings, items: [{ key: b.conf, path: b }] } }]\n';
    assert.deepEqual(found(text + pod('volumeMounts: [{ name: v, mountPath: /etc }]', one)), ['b:80']);
  });

  const files: readonly (readonly [what: string, lines: readonly string[], hosts: readonly string[]])[] = [
    ['properties', ['# url=http://no', 'db.url = jdbc:mysql://mysql/x', 'redis.host=redis'], ['mysql:3306', 'redis?']],
    ['YAML, the port on the next line', ['redis:', '  host: redis', '  port: 6380'], ['redis:6380?']],
    ['JSON', ['{"host": "db", "port": 5432, "url": "http://api:1"}'], ['db:5432?', 'api:1']],
    [
      'nginx, whose groups of servers are names of its own',
      ['upstream back {', '  server web:8080;', '}', 'proxy_pass http://back;', 'proxy_pass http://other;'],
      ['web:8080', 'other:80'],
    ],
    ['Envoy', ['address: { socket_address: { address: reviews, port_value: 9080 } }'], ['reviews:9080?']],
    ['Prometheus', ["- targets: ['a:9090', 'b:9091']", '- c.shop.svc:80'], ['a:9090', 'b:9091', 'c.shop.svc:80']],
  ];
  for (const [what, lines, hosts] of files) test(what, () => assert.deepEqual(found(file(...lines) + mounted), hosts));

  test('folded and quoted texts give exact ranges', () => {
    assert.deepEqual(found(config('a: "say \\"x\\" http://api:80"', 'b: >-', '  x', '  http://api:81') + mounted), [
      'api:80',
      'api:81',
    ]);
  });
});
