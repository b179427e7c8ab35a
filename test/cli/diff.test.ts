import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { runMain } from '../support/cli.ts';
import { corpus, corpusLacking } from '../support/corpus.ts';
import { makeFolder, service, single } from '../support/folder.ts';
import { apps, diffJson, guard, pairsOf, type Report } from './diff-report.ts';

suite('portolan diff', () => {
  const names = ['a', 'b', 'c', 'd', 'db', 'web'];

  test('says what a policy closes in few lines, and backwards what it opened', async (t) => {
    const { path } = makeFolder(t, { ...apps('old', names), ...apps('new', names), 'new/db-policy.yaml': guard });
    const { code, out, err } = await runMain(['diff', 'old', 'new'], path);
    assert.deepEqual([code, err], [1, '']);
    assert.equal(
      out,
      `shop/db
  − ← all 5 other workloads but shop/web  all ports
  − ← shop/web  all ports but TCP 8080
  − ← internet  all ports

0 connections opened, 6 closed; 0 findings new, 0 fixed (6 workloads in 1 stack)
`,
    );
    const back = await runMain(['diff', 'new', 'old'], path);
    assert.equal(back.code, 1);
    assert.match(back.out, /^shop\/db\n {2}\+ ← all 5 other workloads but shop\/web {2}all ports\n/);
  });

  test('of two equal states nothing differs', async (t) => {
    const { path } = makeFolder(t, { ...apps('old', names), ...apps('new', names) });
    const { code, out } = await runMain(['diff', 'old', 'new'], path);
    assert.equal(code, 0);
    assert.equal(out, 'No connection opens or closes, and no finding is new or fixed (6 workloads in 1 stack)\n');
    const { report } = await diffJson(path, 'old', 'new');
    assert.deepEqual(report, { version: 1, opened: [], closed: [], findings: { new: [], fixed: [] } });
  });

  test('a workload that comes or goes is told as one', async (t) => {
    const { path } = makeFolder(t, { ...apps('old', ['gone', ...names]), ...apps('new', [...names, 'come']) });
    const { out } = await runMain(['diff', 'old', 'new'], path);
    assert.equal(
      out,
      `new workload shop/come
  + → all 6 other workloads  all ports
  + → internet  all ports
  + ← all 6 other workloads  all ports
  + ← internet  all ports

removed workload shop/gone
  − → all 6 other workloads  all ports
  − → internet  all ports
  − ← all 6 other workloads  all ports
  − ← internet  all ports

14 connections opened, 14 closed; 0 findings new, 0 fixed (8 workloads in 1 stack)
`,
    );
  });

  test('what happens to a namespace is told by namespaces, of all workloads at once', async (t) => {
    const other = (text: string) => text.replaceAll('namespace: shop', 'namespace: ops');
    const files = (folder: string) => ({
      ...apps(folder, names),
      ...Object.fromEntries(
        ['o1', 'o2', 'o3', 'o4', 'o5', 'o6'].map((name) => [`${folder}/${name}.yaml`, other(single(name))]),
      ),
    });
    const isolated = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: isolated, namespace: shop }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }
`;
    const { path } = makeFolder(t, { ...files('old'), ...files('new'), 'new/isolated.yaml': isolated });
    const { out } = await runMain(['diff', 'old', 'new'], path);
    assert.equal(
      out,
      `shop/a, shop/b, shop/c, shop/d, and 2 more
  − ← all 6 workloads of other namespaces  all ports
  − ← internet  all ports

0 connections opened, 42 closed; 0 findings new, 0 fixed (12 workloads in 1 stack)
`,
    );
  });

  test('findings are those of lint, placed on their side; --severity says which count', async (t) => {
    const files = {
      ...apps('old', ['db']),
      'old/service.yaml': service('db', 'db', 'htpp'),
      ...apps('new', ['db']),
      'new/service.yaml': service('db', 'nobody', 'http'),
    };
    const { path } = makeFolder(t, files);
    const { code, report } = await diffJson(path, 'old', 'new', '--severity', 'error');
    assert.equal(code, 1);
    const placed = (list: Report['findings']['new']) => list.map(({ code, file }) => `${file} ${code}`);
    assert.deepEqual(placed(report.findings.fixed), ['old/service.yaml KN210']);
    const { out } = await runMain(['diff', 'old', 'new'], path);
    assert.match(out, /^\+ new\/service\.yaml:8:10 {2}\w+ {2}KN20\d {2}Service "db" /m);
    assert.match(out, /^− old\/service\.yaml:11:19 {2}error {2}KN210 {2}Service "db" /m);
  });

  test('--format github annotates new findings and the policy that decides', async (t) => {
    const files = { ...apps('old', names), ...apps('new', names), 'new/db-policy.yaml': guard };
    const { path } = makeFolder(t, { ...files, 'new/service.yaml': service('db', 'db', 'htpp') });
    const { out } = await runMain(['diff', 'old', 'new', '--format', 'github', '--severity', 'error'], path);
    const [finding, notice, ...more] = out.trimEnd().split('\n');
    assert.match(finding ?? '', /^::error file=new\/service\.yaml,line=11,.*title=KN210 [a-z-]+::Service "db" /);
    assert.match(
      notice ?? '',
      /^::notice file=new\/db-policy\.yaml,line=\d+,.*title=Connections closed::shop\/db%0A− ← all 5 other workloads but shop\/web {2}all ports%0A/,
    );
    assert.deepEqual(more, []);
  });

  test('each side has its own configuration, and one above both is that of both', async (t) => {
    const wrong = service('db', 'db', 'htpp');
    const files = { ...apps('old', ['db']), 'old/s.yaml': wrong, ...apps('new', ['db']), 'new/s.yaml': wrong };
    const off = 'rules: { KN210: off }\n';
    const own = makeFolder(t, { ...files, 'old/.portolan.yaml': off }).path;
    const { report } = await diffJson(own, 'old', 'new', '--severity', 'error');
    assert.deepEqual(report.findings, { ...report.findings, fixed: [] });
    assert.deepEqual(
      report.findings.new.map(({ code }) => code),
      ['KN210'],
    );
    const above = makeFolder(t, { ...files, '.portolan.yaml': off }).path;
    assert.equal((await runMain(['diff', 'old', 'new'], above)).code, 0);
  });

  test('stacks are compared one by one; --stack asks for one', async (t) => {
    const overlays = (folder: string, policy: string) => ({
      [`${folder}/base/kustomization.yaml`]: 'resources: [db.yaml, web.yaml]\n',
      ...apps(`${folder}/base`, ['db', 'web']),
      [`${folder}/overlays/dev/kustomization.yaml`]: 'resources: [../../base]\n',
      [`${folder}/overlays/prod/kustomization.yaml`]: `resources: [../../base, policy.yaml]\n`,
      [`${folder}/overlays/prod/policy.yaml`]: policy,
    });
    const wide = guard.replace(/, ports: .*/, ' }]');
    const { path } = makeFolder(t, { ...overlays('old', wide), ...overlays('new', guard) });
    const { report } = await diffJson(path, 'old', 'new');
    assert.deepEqual(pairsOf(report.closed), ['shop/web → shop/db']);
    const dev = await runMain(['diff', 'old', 'new', '--stack', 'overlays/dev'], path);
    assert.equal(dev.code, 0);
    const nobody = await runMain(['diff', 'old', 'new', '--stack', 'prod'], path);
    assert.deepEqual([nobody.code, nobody.out], [2, '']);
  });

  test('what is not known is said, and is no difference', async (t) => {
    const files = { ...apps('old', ['db', 'web']), ...apps('new', ['db', 'web']) };
    const { path } = makeFolder(t, {
      ...files,
      'old/p.yaml': guard,
      'new/p.yaml': guard.replaceAll('app: web', 'app: "${APP}"'),
    });
    const { code, err } = await runMain(['diff', 'old', 'new', '--format', 'json'], path);
    assert.equal(code, 0);
    assert.match(err, /^Of 1 pair of workloads or addresses it is not known whether a connection opens or closes\.\n$/);
  });

  test('one side may have nothing; without a side, or with nothing at all, there is no answer', async (t) => {
    const { path } = makeFolder(t, { ...apps('some', ['db', 'web']), 'empty/readme.txt': '', 'none/readme.txt': '' });
    const begun = await runMain(['diff', 'empty', 'some'], path);
    assert.equal(begun.code, 1);
    assert.match(begun.out, /^new workload shop\/db\n {2}\+ → shop\/web /);
    for (const args of [['empty', 'none'], ['some', 'nowhere'], ['some'], ['some', 'some', 'some'], []]) {
      const { code, out, err } = await runMain(['diff', ...args], path);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.notEqual(err, '');
    }
  });

  test('a file that cannot be read makes the exit code 2, and the rest is compared', async (t) => {
    const { path } = makeFolder(t, {
      ...apps('old', names),
      ...apps('new', names),
      'new/db-policy.yaml': guard,
      'new/latin1.yaml': Buffer.from('# \xfc', 'latin1'),
    });
    const { code, out, err } = await runMain(['diff', 'old', 'new'], path);
    assert.equal(code, 2);
    assert.match(err, /^new\/latin1\.yaml: It is not UTF-8 text/);
    assert.match(out, /6 closed/);
  });
});

suite('portolan diff of real applications', { skip: corpusLacking }, () => {
  /** Two folders with the same manifests of the corpus. */
  const twice = (context: TestContext, path: string) => {
    const folder = makeFolder(context, {});
    for (const side of ['old', 'new']) {
      mkdirSync(join(folder.path, side));
      cpSync(join(corpus, path), join(folder.path, side, 'all.yaml'));
    }
    return folder;
  };

  test('a policy that is removed opens exactly what it forbade', async (t) => {
    const folder = twice(t, 'argo-cd/manifests/install.yaml');
    assert.equal((await runMain(['diff', 'old', 'new'], folder.path)).code, 0);
    const documents = readFileSync(join(folder.path, 'old/all.yaml'), 'utf8').split(/^---\n/m);
    const kept = documents.filter((text) => !/^ {2}name: argocd-redis-network-policy$/m.test(text));
    assert.equal(kept.length, documents.length - 1);
    folder.write('new/all.yaml', kept.join('---\n'));
    const { report } = await diffJson(folder.path, 'old', 'new');
    assert.deepEqual(report.closed, []);
    // It lets in three of them, on the port of Redis.
    const rest = [
      { protocol: 'TCP', first: 1, last: 6378 },
      { protocol: 'TCP', first: 6380, last: 65535 },
      { protocol: 'UDP', first: 1, last: 65535 },
      { protocol: 'SCTP', first: 1, last: 65535 },
    ];
    const all = ['TCP', 'UDP', 'SCTP'].map((protocol) => ({ protocol, first: 1, last: 65535 }));
    const expected = [
      ['default/argocd-application-controller', rest],
      ['default/argocd-applicationset-controller', all],
      ['default/argocd-dex-server', all],
      ['default/argocd-notifications-controller', all],
      ['default/argocd-repo-server', rest],
      ['default/argocd-server', rest],
      ['internet', all],
    ];
    assert.deepEqual(
      report.opened,
      expected.map(([from, ports]) => ({ from, to: 'default/argocd-redis', ports })),
    );
  });

  test('a policy that denies everything closes every pair, in one block', async (t) => {
    const folder = twice(t, 'online-boutique/release/kubernetes-manifests.yaml');
    folder.write(
      'new/deny.yaml',
      `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`,
    );
    const { report } = await diffJson(folder.path, 'old', 'new');
    const names = [...new Set(report.closed.map(({ from }) => from))].sort();
    assert.equal(names.length, 13);
    const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => `${from} → ${to}`));
    assert.deepEqual(pairsOf(report.closed).sort(), pairs.sort());
    assert.deepEqual(report.opened, []);
    const { out } = await runMain(['diff', 'old', 'new'], folder.path);
    // What is new are the calls that are blocked now, in a part of their own.
    const [closed, fresh, total, ...more] = out.split('\n\n');
    assert.deepEqual([closed?.split('\n').length, more.length], [4, 0]);
    assert.ok(
      fresh?.split('\n').every((line) => / KN71[156] {2}/.test(line)),
      fresh,
    );
    assert.match(total ?? '', /^0 connections opened/);
    assert.match(
      out,
      /^all 12 workloads\n {2}− → internet {2}all ports\n {2}− ← all 11 other workloads {2}all ports\n/,
    );
  });
});
