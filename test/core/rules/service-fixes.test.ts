import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { example, fixed, fixesOf, titles } from '../../support/fixes.ts';

suite('selectors', () => {
  const pods = (...names: readonly string[]) =>
    names
      .map(
        (name) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { tier: backend, app: ${name} } }
spec: { containers: [{ name: ${name}, image: ${name}, readinessProbe: { exec: { command: [a] } }, ports: [{ containerPort: 8080 }] }] }
`,
      )
      .join('');
  const service = (name: string, selector: string) => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:${selector}
  ports: [{ port: 8080 }]
`;

  test('a Service can be given to each of its workloads, its namesake first (KN204)', () => {
    const text = service('api', '\n  selector:\n    tier: backend # all') + pods('worker', 'api');
    const found = fixesOf('KN204', { 'a.yaml': text });
    assert.deepEqual(
      found.map(({ fix }) => [fix.title, fix.preferred]),
      [
        ['Select only Pod "worker" (app: worker)', false],
        ['Select only Pod "api" (app: api)', true],
      ],
    );
    assert.equal(found[1]?.files['a.yaml'], text.replace('# all\n', '# all\n    app: api\n'));
  });

  test('a workload that does not serve the Service’s ports is not offered', () => {
    const text = service('api', '\n  selector: { tier: backend }') + pods('worker', 'api');
    const [first = '', second = ''] = text.split('metadata: { name: api, labels');
    const other = `${first}metadata: { name: api, labels${second.replace('containerPort: 8080', 'containerPort: 1')}`;
    assert.deepEqual(titles('KN204', other), ['Select only Pod "worker" (app: worker)']);
  });

  test('a selector is added where it is absent, empty or null (KN205)', () => {
    const labels = 'tier: backend, app: web';
    for (const before of ['\n  selector: {} # none', '\n  selector: # none', '\n  selector: ~ # none'])
      assert.equal(
        fixed('KN205', service('web', before) + pods('web')),
        service('web', `\n  selector: { ${labels} } # none`) + pods('web'),
      );
    const text = service('web', '') + pods('web');
    assert.equal(
      fixed('KN205', text),
      text.replace(
        'ports: [{ port: 8080 }]\n---',
        'ports: [{ port: 8080 }]\n  selector:\n    tier: backend\n    app: web\n---',
      ),
    );
  });

  test('nothing is selected when the ports would not fit', () => {
    assert.deepEqual(titles('KN205', service('web', '').replace('8080', '80') + pods('web')), []);
  });

  test('the label is mended, not the Service, when the workload itself selects by the Service’s value (KN203)', () => {
    const text = (label: string) => `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { ${label} } }
    spec: { containers: [{ name: web, image: web }] }
`;
    for (const label of ['app: wbe', 'apq: web']) assert.equal(fixed('KN203', text(label)), text('app: web'));
  });

  test('the object that is alone in its namespace moves to the other one (KN202)', () => {
    const text = example('KN202', 'Bad');
    assert.equal(fixed('KN202', text), text.replace('namespace: front', 'namespace: shop'));
    const more = `${text}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: front }\n`;
    assert.equal(fixed('KN202', more), more.replace('namespace: shop', 'namespace: front'));
  });

  test('the Service of a StatefulSet follows its pods, unless it has pods of its own (KN303)', () => {
    const set = `---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: peers
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: db }] }
`;
    const peers = (selector: string) => service('peers', `${selector} # peers\n  clusterIP: None`) + set;
    assert.equal(
      fixed('KN303', peers('\n  selector:\n    role: data\n    tier: store')),
      peers('\n  selector:\n    app: db'),
    );
    assert.deepEqual(titles('KN303', peers('\n  selector: { tier: backend }') + pods('web')), []);
  });
});

suite('ports of a Service', () => {
  test('a container port is declared for a second protocol where the first is needed (KN216)', () => {
    const text = `apiVersion: v1
kind: Service
metadata: { name: dns }
spec:
  selector: { app: dns }
  ports:
    - { name: tcp, port: 53, targetPort: 5353 }
    - { name: udp, port: 53, targetPort: 5353, protocol: UDP }
---
apiVersion: v1
kind: Pod
metadata: { name: dns, labels: { app: dns } }
spec:
  containers:
    - name: dns
      image: dns
      ports:
        - containerPort: 5353
          name: dns
      readinessProbe: { tcpSocket: { port: dns } }
`;
    assert.equal(
      fixed('KN216', text),
      text.replace(
        '          name: dns\n',
        '          name: dns\n        - containerPort: 5353\n          protocol: UDP\n',
      ),
    );
  });

  const ports = (...lines: readonly string[]) => `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  ports:
${lines.map((line) => `    ${line}\n`).join('')}  selector: { app: web }
`;

  test('one of two equal entries goes, but no name that something may ask for (KN221)', () => {
    const first = ['- name: http # web', '  port: 80'];
    assert.equal(fixed('KN221', ports(...first, '- port: 80', '  targetPort: 80 # again')), ports(...first, '# again'));
    assert.equal(fixed('KN221', ports('- port: 80', ...first)), ports(...first));
    assert.deepEqual(titles('KN221', ports(...first, '- name: web', '  port: 80')), []);
    assert.deepEqual(titles('KN221', ports(...first, '- port: 80', '  targetPort: 81')), []);
  });

  test('a node port that stands twice goes from the second port (KN225)', () => {
    const two = (second: string) =>
      ports('- { name: a, port: 80, nodePort: 30080 }', `- { name: b, port: 81${second} }`);
    assert.equal(fixed('KN225', two(', nodePort: 30080')), two(''));
  });

  test('a taken node port goes, or becomes the next one that is free (KN226)', () => {
    const text = (port: string) =>
      [ports('- { port: 80, nodePort: 30080 }'), ports('- { port: 80, nodePort: 30081 }'), ports(`- port: 80${port}`)]
        .map((each, index) => each.replace('name: web', `name: web${index}`))
        .join('---\n');
    const taken = text('\n      nodePort: 30080 # for the firewall');
    assert.equal(
      fixed('KN226', taken, 'Remove nodePort, so that the cluster picks one'),
      text('\n      # for the firewall'),
    );
    assert.equal(fixed('KN226', taken, 'Use nodePort 30082'), text('\n      nodePort: 30082 # for the firewall'));
  });

  test('an address that cannot be used goes, with its list if it is alone (KN252)', () => {
    const text = (addresses: string) => ports('- port: 80').replace('  type: NodePort\n', addresses);
    assert.equal(
      fixed('KN252', text('  externalIPs: [127.0.0.1, 203.0.113.7]\n')),
      text('  externalIPs: [203.0.113.7]\n'),
    );
    assert.equal(fixed('KN252', text('  externalIPs: # old\n    - 127.0.0.1\n')), text('  # old\n'));
    assert.deepEqual(titles('KN252', text('  externalIPs: [203.0.113]\n')), []);
    assert.deepEqual(titles('KN252', text('  externalIPs: [127.0.0.1]\n  externalTrafficPolicy: Local\n')), []);
  });
});

suite('new objects', () => {
  const alias = (spec: string) => `apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec:
  type: ExternalName # old
${spec}`;
  const slice = (ports: string) => `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: db-1
  namespace: shop
  labels:
    kubernetes.io/service-name: db
addressType: IPv4
endpoints:
  - addresses:
      - 203.0.113.7
ports:${ports}
`;

  test('an address gets a slice, and a headless Service while no port is known (KN233)', () => {
    assert.equal(
      fixed('KN233', alias('  externalName: 203.0.113.7\n')),
      alias('  clusterIP: None\n').replace('ExternalName', 'ClusterIP') + slice(' []'),
    );
  });

  test('ports of the alias are those of the slice', () => {
    const ports = '  ports: [{ name: pg, port: 5432, targetPort: 6432 }, { name: dns, port: 53, protocol: UDP }]\n';
    const inSlice = '\n  - name: pg\n    port: 6432\n  - name: dns\n    port: 53\n    protocol: UDP';
    assert.equal(
      fixed('KN233', alias(`  externalName: 203.0.113.7 # db\n${ports}`)),
      alias(`  # db\n${ports}`).replace('ExternalName', 'ClusterIP') + slice(inSlice),
    );
  });

  test('no slice can hold a loopback address', () => {
    assert.deepEqual(titles('KN233', alias('  externalName: 127.0.0.1\n')), []);
  });

  test('a port gets a Service of its own behind the workload (KN259)', () => {
    const text = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, version: "1" } }
    spec: { containers: [{ name: web, image: web, readinessProbe: { exec: { command: [a] } }, ports: [{ containerPort: 8080 }, { name: grpc, containerPort: 9000 }] }] }
# end
---
apiVersion: v1
kind: ConfigMap
metadata: { name: x }
`;
    const added = `---
apiVersion: v1
kind: Service
metadata:
  name: web-grpc
spec:
  selector:
    app: web
  ports:
    - name: grpc
      port: 9000
      targetPort: grpc
`;
    assert.equal(fixed('KN259', text), text.replace('# end\n', `# end\n${added}`));
  });
});
