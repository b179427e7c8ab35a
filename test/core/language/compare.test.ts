import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compare } from '../../../src/core/language/compare.ts';
import { portWords } from '../../../src/core/network/reach/port-words.ts';
import type { Finding } from '../../../src/core/rules/rule.ts';
import { service, single } from '../../support/folder.ts';
import { ciliumAgent } from '../../support/manifests.ts';
import { workspaceOf } from '../../support/workspace.ts';

type Files = Readonly<Record<string, string>>;

/** What `compare` says of two states, in words. */
function compared(before: Files, after: Files, bases: readonly [string, string] = ['', '']) {
  const [old, now] = [workspaceOf(before).snapshot, workspaceOf(after).snapshot];
  const { stacks, findings } = compare({ snapshot: old, base: bases[0] }, { snapshot: now, base: bases[1] });
  const words = (sign: string, changes: (typeof stacks)[number]['opened']) =>
    changes.map(({ from, to, ports }) => `${sign} ${from} → ${to} ${portWords(ports)}`);
  return {
    connections: stacks.flatMap(({ opened, closed }) => [...words('+', opened), ...words('−', closed)]),
    new: errorsIn(findings.new),
    fixed: errorsIn(findings.fixed),
  };
}

const errorsIn = (findings: readonly Finding[]) =>
  findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);

const none = { connections: [], new: [], fixed: [] };
const policy = (app: string, spec: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${app}, namespace: shop }
spec: { podSelector: { matchLabels: { app: ${app} } }, ${spec} }
`;

suite('comparing two states', () => {
  const shop = { 'shop/db.yaml': single('db'), 'shop/web.yaml': single('web') };

  test('connections are those of workloads, whatever file, kind or number of replicas makes them', () => {
    assert.deepEqual(compared(shop, shop), none);
    assert.deepEqual(compared(shop, { 'shop/all.yaml': `${single('web')}---\n${single('db')}` }), none);
    assert.deepEqual(
      compared(shop, { ...shop, 'shop/web.yaml': single('web').replace('replicas: 1', 'replicas: 3') }),
      none,
    );
    const set = single('db')
      .replace('kind: Deployment', 'kind: StatefulSet')
      .replace('spec:\n', 'spec:\n  serviceName: db\n');
    assert.deepEqual(compared(shop, { ...shop, 'shop/db.yaml': set }).connections, []);
  });

  test('blocks of addresses that only one side names are told apart on both', () => {
    const inner = '{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }';
    const outer = '{ ipBlock: { cidr: 10.0.0.0/8 } }, { ipBlock: { cidr: 192.0.2.0/24 } }';
    const from = (peers: string) => policy('db', `policyTypes: [Ingress], ingress: [{ from: [${peers}] }]`);
    const closed = { ...shop, 'shop/policy.yaml': from(inner) };
    const wider = { ...shop, 'shop/policy.yaml': from(outer) };
    assert.deepEqual(compared(closed, wider).connections, [
      '+ 10.1.0.0/16 → shop/db all ports',
      '+ 192.0.2.0/24 → shop/db all ports',
    ]);
  });

  test('policies are read as the network plugin of each side reads them', () => {
    const everyAddress = policy(
      'db',
      'policyTypes: [Ingress], ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]',
    );
    const pod = (name: string, ip: string) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, uid: ${name}, labels: { app: ${name} } }
spec: { containers: [{ name: main, image: i }] }
status: { phase: Running, podIPs: [{ ip: ${ip} }] }
`;
    const open = {
      '.portolan.yaml': 'stacks: [{ name: all, paths: ["**"] }]',
      'shop/policy.yaml': everyAddress,
      'shop/db.yaml': pod('db', '10.0.0.4'),
      'shop/web.yaml': pod('web', '10.0.0.5'),
    };
    assert.deepEqual(
      compared(open, { ...open, 'cni/cilium.yaml': ciliumAgent }).connections.filter((line) => line.startsWith('−')),
      ['− shop/web → shop/db all ports'],
    );
  });

  test('what is not known opens and closes nothing', () => {
    const from = (app: string) =>
      policy('db', `policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: ${app} } } }] }]`);
    const open = { ...shop, 'shop/policy.yaml': from('web') };
    const templated = { ...shop, 'shop/policy.yaml': from('"${APP}"') };
    assert.deepEqual(compared(open, templated), none);
    const [stack] = compare(
      { snapshot: workspaceOf(open).snapshot, base: '' },
      { snapshot: workspaceOf(templated).snapshot, base: '' },
    ).stacks;
    assert.equal(stack?.unsure, 1);
  });

  test('stacks that begin to need each other open nothing between workloads that were there', () => {
    const apart = {
      'a/web.yaml': single('web'),
      'b/db.yaml': single('db'),
      'b/service.yaml': service('db', 'db', 'http'),
    };
    const calling = single('web').replace(
      '          ports:',
      '          env: [{ name: DB_URL, value: "http://db" }]\n          ports:',
    );
    const joined = { ...apart, 'a/web.yaml': calling };
    assert.deepEqual(
      workspaceOf(apart).snapshot.stacks.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.equal(workspaceOf(joined).snapshot.stacks.length, 1);
    assert.deepEqual(compared(apart, joined), none);
    assert.deepEqual(compared(joined, apart), none);
    const denied = { ...joined, 'b/policy.yaml': policy('db', 'policyTypes: [Ingress]') };
    assert.deepEqual(compared(apart, denied).connections, ['− internet → shop/db all ports']);
  });

  test('a stack whose folder is renamed or becomes a kustomization is still itself', () => {
    const moved = { 'store/db.yaml': single('db'), 'store/web.yaml': single('web') };
    assert.deepEqual(compared(shop, moved), none);
    const kustomized = { ...shop, 'shop/kustomization.yaml': 'resources: [db.yaml, web.yaml]\n' };
    assert.deepEqual(compared(shop, kustomized).connections, []);
  });

  test('variants are compared one by one', () => {
    const overlays = (prod: string) => ({
      'base/kustomization.yaml': 'resources: [db.yaml, web.yaml]\n',
      'base/db.yaml': single('db'),
      'base/web.yaml': single('web'),
      'overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
      'overlays/prod/kustomization.yaml': 'resources: [../../base, policy.yaml]\n',
      'overlays/prod/policy.yaml': policy('db', prod),
    });
    const ingress = 'policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }] }]';
    assert.deepEqual(compared(overlays(ingress), overlays('policyTypes: [Ingress]')).connections, [
      '− shop/web → shop/db all ports',
    ]);
  });

  test('what is compared may be a folder or a file of a larger workspace', () => {
    const inside = (folder: string) => ({
      [`${folder}/app/db.yaml`]: single('db'),
      [`${folder}/app/service.yaml`]: service('db', 'db', 'htpp'),
    });
    assert.deepEqual(compared(inside('envs/one'), inside('envs/two'), ['envs/one', 'envs/two']), none);
    const text = `${single('db')}---\n${service('db', 'db', 'htpp')}`;
    assert.deepEqual(compared({ 'a/old.yaml': text }, { 'b/new.yaml': text }, ['a/old.yaml', 'b/new.yaml']), none);
  });

  test('findings are the same where only their lines, or the files of their objects, are others', () => {
    const wrong = service('db', 'db', 'htpp');
    const files = { ...shop, 'shop/service.yaml': wrong };
    assert.deepEqual(compared(shop, files), { ...none, new: ['KN210'] });
    assert.deepEqual(compared(files, shop), { ...none, fixed: ['KN210'] });
    assert.deepEqual(compared(files, { ...shop, 'shop/service.yaml': `# moved\n\n${wrong}` }), none);
    assert.deepEqual(compared(files, { ...shop, 'shop/services/db.yaml': wrong }), none);
    const other = { ...shop, 'shop/service.yaml': service('db', 'db', 'hptt') };
    assert.deepEqual(compared(files, other), { ...none, new: ['KN210'], fixed: ['KN210'] });
  });
});
