import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { firstHover, hover } from '../../../src/core/language/hover.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { deployment, kustomization, service } from '../world/workspace.ts';
import { plain } from './view.ts';

/** What the hover says at the first place of a file's text where `at` stands; each line as a terminal shows it. */
function says(files: string | Readonly<Record<string, string>>, at: string, file = 'a.yaml'): readonly string[] {
  const all = typeof files === 'string' ? { [file]: files } : files;
  const text = all[file] ?? '';
  assert.ok(text.includes(at), `the text has ${at}`);
  const position = new LineIndex(text).position(text.indexOf(at));
  return hover(workspaceOf(all).snapshot, file, position)?.lines.map(plain) ?? [];
}

const object = (apiVersion: string, kind: string, metadata: string, rest: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${rest}\n---\n`;

const pod = (name: string, spec: string, more = '', rest = '') =>
  object('v1', 'Pod', `name: ${name}, labels: { app: web }${more}`, `spec: { ${spec} }${rest}`);

const container = (ports: string) => `containers: [{ name: main, image: i, ports: [${ports}] }]`;

const statefulSet = (serviceName: string, more = 'replicas: 3') =>
  object(
    'apps/v1',
    'StatefulSet',
    'name: db, namespace: shop',
    `spec:
  serviceName: ${serviceName}
  ${more}
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: main, image: i, ports: [{ name: pg, containerPort: 5432 }] }] }`,
  );

const governing = (spec: string) => object('v1', 'Service', 'name: db, namespace: shop', `spec: { ${spec} }`);

suite('hover of a Service', () => {
  const web = service('web', 'app: web', ', namespace: shop') + deployment('web', 'app: web', ', namespace: shop');

  test('its kind and name say what it is called, where its ports lead and who stands behind it', () => {
    const answer = [
      'web.shop.svc.cluster.local · ClusterIP',
      'port 80/TCP → http → 8080 · container main',
      'selects Deployment "web" (1 pod)',
    ];
    assert.deepEqual(says(web, 'Service'), answer);
    assert.deepEqual(says(web, 'web, namespace'), answer);
  });

  test('the cluster domain is the configured one, and a namespace that nothing states stays open', () => {
    const files = {
      'a.yaml': service('web') + deployment('web'),
      '.portolan.yaml': 'kubernetes: { clusterDomain: k.test }\n',
    };
    assert.equal(says(files, 'Service')[0], 'web.<namespace>.svc.k.test · ClusterIP');
  });

  test('one that selects no pods says so, and that connections are refused', () => {
    const text = service('web', 'app: wbe');
    const answer = '✗ no workload of this stack has app=wbe: connections are refused';
    assert.deepEqual(says(text, 'Service'), ['web.<namespace>.svc.cluster.local · ClusterIP', answer]);
    assert.deepEqual(says(text, 'selector'), [answer]);
    assert.deepEqual(says(text, 'port: 80'), [answer]);
  });

  test('pods of another namespace do not count', () => {
    const text = service('web', 'app: web', ', namespace: shop') + deployment('web', 'app: web', ', namespace: ops');
    const there = 'Deployment "web" of namespace ops has these labels; selectors look into their own namespace';
    assert.deepEqual(says(text, 'selector'), [
      '✗ no workload of namespace shop has app=web: connections are refused',
      there,
    ]);
    assert.deepEqual(says(text.replace(', namespace: shop', ''), 'selector'), [
      '✗ no workload of its namespace has app=web: connections are refused',
      there,
    ]);
  });

  test('a headless one without pods is not in the DNS', () => {
    const text = service('web', 'app: wbe').replace('spec: {', 'spec: { clusterIP: None,');
    assert.deepEqual(says(text, 'Service'), [
      'web.<namespace>.svc.cluster.local · headless: answers with the addresses of its ready pods',
      '✗ no workload of this stack has app=wbe: its name does not resolve (NXDOMAIN)',
    ]);
  });

  test('a headless one translates no ports', () => {
    const headless = 'spec: { clusterIP: None, publishNotReadyAddresses: true,';
    const text = service('web').replace('spec: {', headless) + deployment('web');
    assert.deepEqual(says(text, 'Service'), [
      'web.<namespace>.svc.cluster.local · headless: answers with the addresses of its pods, ready or not',
      'port 80/TCP → 80, not 8080: a headless Service translates no ports (SRV records name 8080)',
      'selects Deployment "web" (1 pod)',
    ]);
  });

  test('an ExternalName is an alias: its ports and its selector are not used', () => {
    const text = governing(
      'type: ExternalName, externalName: db.example.com, selector: { app: db }, ports: [{ port: 80 }]',
    );
    assert.deepEqual(says(text, 'Service'), ['db.shop.svc.cluster.local · alias (CNAME) of db.example.com']);
    assert.deepEqual(says(text, 'port: 80'), [
      'not used: an ExternalName Service is a DNS alias, clients connect to db.example.com themselves',
    ]);
    assert.deepEqual(says(text, 'selector'), ['not used: an ExternalName Service is a DNS alias and selects no pods']);
  });

  test('one without selector leads where EndpointSlices say, by the name of the port', () => {
    const slice = object(
      'discovery.k8s.io/v1',
      'EndpointSlice',
      'name: db-1, namespace: shop, labels: { kubernetes.io/service-name: db }',
      `addressType: IPv4
ports: [{ name: pg, port: 5433 }]
endpoints: [{ addresses: [192.0.2.7] }, { addresses: [192.0.2.8], conditions: { ready: false } }]`,
    );
    const text = governing('ports: [{ name: pg, port: 5432, targetPort: 9999 }, { name: http, port: 80 }]') + slice;
    assert.deepEqual(says(text, 'name: pg'), [
      'port 5432/TCP → 5433 · EndpointSlice "db-1"',
      'sends to EndpointSlice "db-1": 192.0.2.7 (ready), 192.0.2.8 (not ready)',
    ]);
    assert.equal(
      says(text, 'name: http')[0],
      'port 80/TCP ✗ EndpointSlice "db-1" has no port named http: connections are refused',
    );
  });

  test('one without selector and slices is a question, not a problem', () => {
    assert.deepEqual(says(governing('ports: [{ port: 80 }]'), 'port: 80'), [
      '? no selector, and this stack has no EndpointSlice for it: its endpoints come from elsewhere',
    ]);
  });

  test('what an operator makes is unknown', () => {
    assert.deepEqual(says(service('pg', 'cnpg.io/cluster: pg'), 'selector'), [
      '? no workload of this stack has cnpg.io/cluster=pg; CloudNativePG makes pods with such labels',
    ]);
  });

  test('placeholders are unknown', () => {
    const text =
      service('web', 'app: "${APP}"').replace('targetPort: http', 'targetPort: "${PORT}"') + deployment('web');
    assert.deepEqual(says(text, 'targetPort'), [
      '? port 80/TCP → not known, because it is the placeholder ${PORT}',
      '? which pods it selects is not known, because it is the placeholder ${APP}',
      '? perhaps Deployment "web" (1 pod)',
    ]);
  });

  test('pods that are scaled to 0 take no traffic', () => {
    const text = service('web') + deployment('web').replace('spec:\n', 'spec:\n  replicas: 0\n');
    assert.deepEqual(says(text, 'selector'), [
      '✗ none of its pods takes traffic: connections are refused',
      '✗ selects Deployment "web", which takes no traffic: scaled to 0',
    ]);
  });

  test('a dual-stack Service names each workload once', () => {
    const text = service('web').replace('spec: {', 'spec: { ipFamilies: [IPv4, IPv6],') + deployment('web');
    assert.deepEqual(says(text, 'selector'), ['selects Deployment "web" (1 pod)']);
  });
});

suite('hover of a Service port', () => {
  const http = '{ name: http, containerPort: 8080 }';

  test('the same on the port and on its targetPort, whose own span it marks', () => {
    const text = service('web') + deployment('web');
    const answer = ['port 80/TCP → http → 8080 · container main', 'selects Deployment "web" (1 pod)'];
    assert.deepEqual(says(text, 'name: web, port'), answer);
    assert.deepEqual(says(text, 'http'), answer);
    const start = new LineIndex(text).position(text.indexOf('http'));
    const found = hover(workspaceOf({ 'a.yaml': text }).snapshot, 'a.yaml', start);
    assert.deepEqual(found?.range, { start, end: { ...start, character: start.character + 'http'.length } });
  });

  test('a number that no container declares works all the same', () => {
    const text = service('web').replace('targetPort: http', 'targetPort: 9000') + deployment('web');
    assert.equal(
      says(text, 'targetPort')[0],
      'port 80/TCP → 9000 · no container declares it; it works if one listens there',
    );
  });

  test('a sidecar’s port counts, behind those of the containers', () => {
    const proxy =
      'initContainers: [{ name: proxy, image: i, restartPolicy: Always, ports: [{ name: http, containerPort: 15000 }] }]';
    const alone = service('web') + pod('web', `${proxy}, ${container('')}`);
    assert.equal(says(alone, 'targetPort')[0], 'port 80/TCP → http → 15000 · container proxy');
    const both = service('web') + pod('web', `${proxy}, ${container(http)}`);
    assert.equal(says(both, 'targetPort')[0], 'port 80/TCP → http → 8080 · container main');
  });

  test('a name that no pod has leads nowhere', () => {
    const text = service('web') + pod('web', container('{ name: grpc, containerPort: 8080 }'));
    assert.deepEqual(says(text, 'targetPort'), [
      'port 80/TCP → http ✗ no container port of Pod "web" has this name: connections are refused',
      'selects Pod "web"',
    ]);
  });

  test('a name that is another number on other pods leads to each, and pods that lack it only take no traffic', () => {
    const text =
      service('web') +
      pod('a', container(http)) +
      pod('b', container('{ name: http, containerPort: 9090 }')) +
      pod('c', container('{ name: grpc, containerPort: 8080 }'));
    assert.deepEqual(says(text, 'targetPort'), [
      'port 80/TCP → http → 8080 · container main',
      'port 80/TCP → http → 9090 · container main',
      'port 80/TCP → http ✗ no container port of Pod "c" has this name: no traffic of this port goes there',
      'selects Pod "a"',
      'selects Pod "b"',
      'selects Pod "c"',
    ]);
  });

  test('a name that no pod has is no verdict where more pods may exist', () => {
    const text =
      service('web') +
      pod('web', container('{ name: grpc, containerPort: 8080 }')) +
      object('example.com/v1', 'Search', 'name: web', 'spec: {}');
    assert.deepEqual(says(text, 'targetPort'), [
      'port 80/TCP → http ✗ no container port of Pod "web" has this name: no traffic of this port goes there',
      'selects Pod "web"',
      '? perhaps more: Search "web" may create them',
    ]);
  });

  test('the protocol is part of the name', () => {
    const text = service('web') + pod('web', container('{ name: http, containerPort: 8080, protocol: UDP }'));
    assert.match(says(text, 'targetPort')[0] ?? '', /✗ no container port/);
  });
});

suite('hover over a dump', () => {
  const live = (name: string, status: string) =>
    pod(
      name,
      container('{ name: http, containerPort: 8080 }'),
      `, namespace: shop, uid: ${name}`,
      `\nstatus: ${status}`,
    );
  const running = (ip: string, ready: string) =>
    `{ phase: Running, podIPs: [{ ip: ${ip} }], conditions: [{ type: Ready, status: "${ready}" }] }`;
  const web = service('web', 'app: web', ', namespace: shop, uid: s');
  const mixed =
    web +
    live('web-1', running('10.0.0.1', 'True')) +
    live('web-2', running('10.0.0.2', 'False')) +
    live('web-3', '{ phase: Succeeded, podIPs: [{ ip: 10.0.0.3 }] }');

  test('addresses and readiness are facts', () => {
    assert.deepEqual(says(mixed, 'selector'), [
      'selects Pod "web-1" (10.0.0.1, ready)',
      'selects Pod "web-2" (10.0.0.2, not ready)',
      '✗ selects Pod "web-3", which takes no traffic: finished (Succeeded)',
    ]);
    assert.deepEqual(says(mixed, 'Pod'), ['selected by Service "web", port 80']);
    assert.deepEqual(says(mixed, 'web-2'), ['selected by Service "web", port 80 ✗ no traffic: not ready']);
    assert.deepEqual(says(mixed, 'web-3'), ['selected by Service "web", port 80 ✗ no traffic: finished (Succeeded)']);
  });

  test('without a ready pod connections are refused', () => {
    const text = web + live('web-2', running('10.0.0.2', 'False'));
    assert.deepEqual(says(text, 'selector'), [
      '✗ none of its pods takes traffic: connections are refused',
      'selects Pod "web-2" (10.0.0.2, not ready)',
    ]);
  });
});

suite('hover of a workload', () => {
  const text = `${object('v1', 'Service', 'name: web', 'spec: { selector: { app: web }, ports: [{ name: a, port: 80, targetPort: http }, { name: b, port: 443, targetPort: 8443 }] }')}apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, tier: front } }
    spec:
      initContainers:
        - { name: proxy, image: i, restartPolicy: Always, ports: [{ name: admin, containerPort: 15000 }] }
        - { name: setup, image: i, ports: [{ containerPort: 1 }] }
      containers:
        - { name: main, image: i, ports: [{ name: http, containerPort: 8080 }, { containerPort: 7777 }] }
        - { name: log, image: i }
`;

  test('its kind and name say which Services select it', () => {
    assert.deepEqual(says(text, 'Deployment'), ['selected by Service "web", ports 80, 443']);
    assert.deepEqual(says(deployment('web'), 'Deployment'), ['no Service of this stack selects these pods']);
  });

  test('a label says which Services select by it', () => {
    assert.deepEqual(says(text, 'app: web, tier'), ['Service "web" selects by this label: app=web']);
    assert.deepEqual(says(text, 'tier: front'), []);
  });

  test('a container port says who sends to it', () => {
    assert.deepEqual(says(text, '{ name: http, containerPort'), ['http 8080/TCP ← web:80']);
    assert.deepEqual(says(text, '{ containerPort: 7777'), ['7777/TCP ← no Service of this stack sends here']);
  });

  test('a container says who sends to its ports and what it meets on localhost', () => {
    assert.deepEqual(says(text, 'main, image'), [
      'http 8080/TCP ← web:80',
      '7777/TCP ← no Service of this stack sends here',
      'on localhost: container proxy, port 15000',
    ]);
    assert.deepEqual(says(text, 'proxy, image'), [
      'admin 15000/TCP ← no Service of this stack sends here',
      'on localhost: container main, ports 8080, 7777',
    ]);
    assert.deepEqual(says(text, 'log, image'), [
      'on localhost: container main, ports 8080, 7777',
      'on localhost: container proxy, port 15000',
    ]);
  });

  test('an init container serves nobody, and only sidecars that started before it run beside it', () => {
    assert.deepEqual(says(text, 'setup, image'), [
      'ends before the pod serves: no Service sends here',
      'on localhost: container proxy, port 15000',
    ]);
  });

  test('who may send by a port that is not known is unknown', () => {
    const open = service('web').replace('targetPort: http', 'targetPort: "${PORT}"') + deployment('web');
    assert.deepEqual(says(open, 'containerPort'), [
      '? http 8080/TCP ← perhaps web:80, because it is the placeholder ${PORT}',
    ]);
  });

  test('clients of a headless Service use the pod’s own port', () => {
    const headless = service('web').replace('spec: {', 'spec: { clusterIP: None,') + deployment('web');
    assert.deepEqual(says(headless, 'Deployment'), ['selected by Service "web" (headless), port 80']);
    assert.deepEqual(says(headless, 'containerPort'), ['http 8080/TCP ← web:8080 (headless)']);
  });
});

suite('hover of serviceName', () => {
  const ports = 'ports: [{ name: pg, port: 5432 }]';

  test('a headless Service that selects the pods gives them names while they are ready', () => {
    assert.deepEqual(
      says(statefulSet('db') + governing(`clusterIP: None, selector: { app: db }, ${ports}`), 'db\n  replicas'),
      ['db-0.db.shop.svc.cluster.local … db-2.db · Service "db"', 'each resolves while its pod is ready'],
    );
    const early = governing(`clusterIP: None, publishNotReadyAddresses: true, selector: { app: db }, ${ports}`);
    assert.deepEqual(says(statefulSet('db', 'ordinals: { start: 5 }') + early, 'db\n  ordinals'), [
      'db-5.db.shop.svc.cluster.local · Service "db"',
      'each resolves while its pod runs, ready or not',
    ]);
  });

  test('one that selects other pods gives them none', () => {
    const other =
      governing(`clusterIP: None, selector: { app: web }, ${ports}`) +
      deployment('web', 'app: web', ', namespace: shop');
    assert.deepEqual(says(statefulSet('db') + other, 'db\n  replicas'), [
      '✗ Service "db" selects app=web, not these pods: db-0.db.shop.svc.cluster.local does not resolve',
    ]);
  });

  test('one that is not headless promises none', () => {
    assert.deepEqual(says(statefulSet('db') + governing(`selector: { app: db }, ${ports}`), 'db\n  replicas'), [
      'db-0.db.shop.svc.cluster.local … db-2.db · Service "db"',
      'not headless (clusterIP: None): whether names of single pods resolve depends on the DNS server',
    ]);
  });

  test('one that is not there is a question', () => {
    assert.deepEqual(says(statefulSet('db'), 'db\n  replicas'), [
      '? Service db is not in this stack: db-0.db.shop.svc.cluster.local resolves only with it',
    ]);
  });
});

suite('hovers everywhere', () => {
  test('at most eight lines; the rest is counted, and the stack is still named', () => {
    const many = Array.from({ length: 12 }, (_, i) => pod(`web-${i}`, container('')));
    const base = {
      'base/kustomization.yaml': kustomization('resources: [a.yaml]\n'),
      'base/a.yaml': service('web') + many.join(''),
    };
    const files = {
      ...base,
      'dev/kustomization.yaml': kustomization('resources: [../base]\n'),
      'prod/kustomization.yaml': kustomization('resources: [../base]\n'),
    };
    const lines = says(files, 'selector', 'base/a.yaml');
    assert.equal(lines.length, 8);
    assert.deepEqual(lines.slice(-2), ['and 6 more', 'in stack dev; 1 more stack holds this file']);
  });

  test('a name cannot break out of its line', () => {
    const name = '"we\\nb\\u202E\\u001B[31m"';
    const lines = says(
      service(name) + deployment(name, 'app: web').replace('labels: { app: web }', 'labels: { app: web }'),
      'Service',
    );
    for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Bidi_Control}]/u);
    assert.match(lines[0] ?? '', /^we b /);
  });

  test('the first hover of a line is the leftmost', () => {
    const { snapshot } = workspaceOf({ 'a.yaml': service('web') + deployment('web') });
    const first = (line: number) => firstHover(snapshot, 'a.yaml', line)?.lines.map(plain)[0];
    assert.equal(first(0), undefined);
    assert.equal(first(1), 'web.<namespace>.svc.cluster.local · ClusterIP');
    assert.equal(first(3), 'selects Deployment "web" (1 pod)');
    assert.equal(first(1000), undefined);
    assert.equal(firstHover(snapshot, 'gone.yaml', 0), undefined);
  });
});
