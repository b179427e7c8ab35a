import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixed, fixesOf, titles } from '../../support/fixes.ts';

const service = (name: string, ports = '{ port: 5432 }', rest = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [${ports}]${rest} }\n---\n`;
const slice = (metadata: string, rest: string) =>
  `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: ${metadata}\n${rest}\n`;
const own = 'addressType: IPv4\nendpoints: [{ addresses: [192.0.2.7] }]';
const of = (name: string) => `{ name: x, labels: { kubernetes.io/service-name: ${name} } }`;
const label = 'kubernetes.io/service-name';

suite('which Service', () => {
  test('a label is added to those that are there, or as the first one (KN401)', () => {
    const whole = `${own}\nports: [{ port: 5432 }]`;
    const before = service('db') + slice('\n  name: db-1\n  labels:\n    app: db # ours', whole);
    assert.equal(fixed('KN401', before), before.replace('# ours\n', `# ours\n    ${label}: db\n`));
    const bare = service('db') + slice('\n  name: db-1 # one', whole);
    assert.equal(fixed('KN401', bare), bare.replace('# one\n', `# one\n  labels:\n    ${label}: db\n`));
  });

  test('no label is added where no Service waits for the slice (KN401)', () => {
    assert.deepEqual(titles('KN401', slice('{ name: db-1 }', own)), []);
  });

  test('the name of a Service is mended where that one has no other endpoints (KN402, KN413)', () => {
    const ports = '\nports: [{ port: 5432 }]';
    const text = service('postgres') + slice(of('postgers'), own + ports);
    assert.equal(fixed('KN402', text), text.replace('postgers', 'postgres'));
    const other = service('postgres', '{ port: 5432 }', ', selector: { app: db }');
    assert.deepEqual(titles('KN402', other + slice(of('postgers'), own + ports)), []);
    const endpoints = `${service('postgres')}apiVersion: v1\nkind: Endpoints\nmetadata: { name: postgers }\nsubsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]\n`;
    assert.equal(fixed('KN413', endpoints), endpoints.replace('postgers', 'postgres'));
  });

  test('a slice is moved to the namespace of its Service (KN402)', () => {
    const text =
      service('db').replace('name: db }', 'name: db, namespace: shop }') +
      slice(`{ name: x, namespace: data, labels: { ${label}: db } }`, `${own}\nports: [{ port: 5432 }]`);
    assert.equal(fixed('KN402', text), text.replace('namespace: data', 'namespace: shop'));
  });

  test('a manager of its own is stated, but not beside a selector (KN404)', () => {
    const managed = (manager: string) =>
      slice(
        `{ name: x, labels: { ${label}: db, endpointslice.kubernetes.io/managed-by: ${manager} } }`,
        `${own}\nports: [{ port: 5432 }]`,
      );
    for (const controller of ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io']) {
      const text = service('db') + managed(controller);
      assert.equal(fixed('KN404', text), service('db') + managed('cluster-admins'));
      const selecting = service('db', '{ port: 5432 }', ', selector: { app: db }');
      assert.deepEqual(titles('KN404', selecting + managed(controller)), []);
    }
  });

  test('a selector is removed where it selects nothing (KN414)', () => {
    const endpoints =
      'apiVersion: v1\nkind: Endpoints\nmetadata: { name: db }\nsubsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]\n';
    const text = service('db', '{ port: 5432 }', ', selector: { app: db }') + endpoints;
    assert.equal(fixed('KN414', text), service('db') + endpoints);
    const pod =
      '---\napiVersion: v1\nkind: Pod\nmetadata: { name: db, labels: { app: db } }\nspec: { containers: [{ name: db, image: db }] }\n';
    assert.deepEqual(titles('KN414', text + pod), []);
  });

  test('the label that keeps Endpoints from being mirrored is removed (KN415)', () => {
    const endpoints = (labels: string) =>
      `${service('db')}apiVersion: v1\nkind: Endpoints\nmetadata: { name: db, labels: { app: db${labels} } }\nsubsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]\n`;
    const text = endpoints(', endpointslice.kubernetes.io/skip-mirror: "true"');
    assert.equal(fixed('KN415', text), endpoints(''));
  });
});

suite('ports', () => {
  const db = (ports: string, own_: string) => service('db', ports) + slice(of('db'), `${own}\nports: [${own_}]`);

  test('a port gets the name and the protocol of its counterpart (KN403)', () => {
    const cases = [
      ['{ name: pg, port: 5432 }', '{ name: db, port: 5432 }', '{ name: pg, port: 5432 }', 'Use the name pg'],
      ['{ name: pg, port: 5432 }', '{ port: 5432 }', '{ port: 5432, name: pg }', 'Use the name pg'],
      ['{ port: 5432 }', '{ name: db, port: 5432 }', '{ port: 5432 }', 'Remove the name'],
      [
        '{ name: a, port: 53, protocol: UDP }',
        '{ name: a, port: 53 }',
        '{ name: a, port: 53, protocol: UDP }',
        'Use protocol UDP',
      ],
      [
        '{ name: a, port: 53, protocol: UDP }',
        '{ name: b, port: 53, protocol: TCP }',
        '{ name: a, port: 53, protocol: UDP }',
        'Use the name a',
      ],
    ] as const;
    for (const [ports, before, after, title] of cases) {
      assert.equal(fixed('KN403', db(ports, before)), db(ports, after));
      assert.deepEqual(titles('KN403', db(ports, before)), [title]);
    }
  });

  test('which of several counterparts is meant is not guessed (KN403)', () => {
    const two = '{ name: a, port: 1 }, { name: b, port: 2 }';
    assert.deepEqual(titles('KN403', db(two, '{ name: c, port: 1 }')), []);
    assert.deepEqual(titles('KN403', db('{ name: a, port: 1 }', '{ name: c, port: 1 }, { name: d, port: 2 }')), []);
  });

  test('a number is taken from the target of the Service’s port (KN410)', () => {
    const target = '{ name: pg, port: 5432, targetPort: 6432 }';
    assert.equal(fixed('KN410', db(target, '{ name: pg }')), db(target, '{ name: pg, port: 6432 }'));
    assert.equal(fixed('KN410', db(target, '{ name: pg, port: 0 }')), db(target, '{ name: pg, port: 6432 }'));
    assert.deepEqual(titles('KN410', db(target.replace('6432', 'postgres'), '{ name: pg }')), []);
    assert.deepEqual(titles('KN410', db(target, '{ name: other }')), []);
  });
});

suite('addresses', () => {
  const ports = 'ports: [{ port: 5432 }]';
  const text = (type: string, endpoints: string) =>
    slice('{ name: x, labels: { app: db } }', `${type}endpoints: ${endpoints}\n${ports}`);

  test('an address is written as the API server reads it (KN406)', () => {
    const before = text('addressType: IPv4\n', '[{ addresses: [192.0.02.7] }]');
    assert.equal(fixed('KN406', before), before.replace('.02.', '.2.'));
    const six = text('addressType: IPv6\n', '[{ addresses: ["2001:0db8:0::7"] }]');
    assert.equal(fixed('KN406', six), six.replace('2001:0db8:0::7', '2001:db8::7'));
    assert.deepEqual(titles('KN406', text('addressType: IPv4\n', '[{ addresses: [127.0.0.01] }]')), []);
  });

  test('the type is that of all addresses, or not guessed (KN407)', () => {
    const four = '[{ addresses: [192.0.2.7] }]';
    assert.equal(fixed('KN407', text('addressType: IPv6\n', four)), text('addressType: IPv4\n', four));
    assert.equal(fixed('KN407', text('addressType: ipv4\n', four)), text('addressType: IPv4\n', four));
    assert.equal(fixed('KN407', text('', four)), text('addressType: IPv4\n', four));
    const mixed = '[{ addresses: [192.0.2.7] }, { addresses: ["2001:db8::7"] }]';
    for (const type of ['', 'addressType: any\n', 'addressType: IPv4\n'])
      assert.deepEqual(titles('KN407', text(type, mixed)), []);
  });

  test('an endpoint is split into one for each address, where it says nothing else (KN409)', () => {
    const block = (endpoints: string) => text('addressType: IPv4\n', `\n${endpoints}`);
    assert.equal(
      fixed('KN409', block('  - addresses: [192.0.2.7, 192.0.2.8, 192.0.2.9]')),
      block('  - addresses: [192.0.2.7]\n  - addresses:\n      - 192.0.2.8\n  - addresses:\n      - 192.0.2.9'),
    );
    assert.equal(
      fixed('KN409', block('  - addresses:\n      - 192.0.2.7\n      - 192.0.2.8')),
      block('  - addresses:\n      - 192.0.2.7\n  - addresses:\n      - 192.0.2.8'),
    );
    const flow = text('addressType: IPv4\n', '[{ addresses: [192.0.2.7, 192.0.2.8] }]');
    assert.equal(
      fixed('KN409', flow),
      text('addressType: IPv4\n', '[{ addresses: [192.0.2.7] }, { addresses: [192.0.2.8] }]'),
    );
    assert.deepEqual(titles('KN409', block('  - addresses: [192.0.2.7, 192.0.2.8]\n    nodeName: one')), []);
    assert.deepEqual(titles('KN409', block('  - addresses:\n      - 192.0.2.7 # a\n      - 192.0.2.8')), []);
    const [only] = fixesOf('KN409', { 'a.yaml': flow });
    assert.equal(only?.fix.preferred, true);
  });
});
