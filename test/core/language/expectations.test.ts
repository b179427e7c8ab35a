import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { questionAbout } from '../../../src/core/language/question-about.ts';
import { Workspace } from '../../../src/core/language/workspace.ts';
import { allRules } from '../../../src/core/rules/all.ts';
import { workload } from '../../support/manifests.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { placeText } from './view.ts';

const service = (name: string, namespace: string, port = '{ port: 80, targetPort: http }', type = 'ClusterIP') =>
  `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { type: ${type}, selector: { app: ${name} }, ports: [${port}] }
---
`;

const closed = (name: string, namespace: string) =>
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: ${namespace} }
spec: { podSelector: { matchLabels: { app: ${name} } }, ingress: [] }
---
`;

const postgres = '[{ name: sql, containerPort: 5432 }, { name: metrics, containerPort: 9187 }]';
const shop =
  workload('shop', 'web') +
  service('web', 'shop', '{ port: 80, targetPort: http }', 'LoadBalancer') +
  workload('shop', 'api') +
  service('api', 'shop') +
  workload('data', 'db', postgres) +
  service('db', 'data', '{ port: 5432, targetPort: sql }');

/** The messages of KN005 for some entries of `expect`, with the line of each. */
function failing(entries: readonly string[], files: Readonly<Record<string, string>> = { 'shop.yaml': shop }) {
  const configuration = `expect:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`;
  const { snapshot } = workspaceOf({ '.portolan.yaml': configuration, ...files });
  return snapshot
    .findings('.portolan.yaml')
    .map(({ code, message, location }) => `${snapshot.locate(location).range.start.line} ${code} ${message}`);
}

/** Whether an expectation alone passes. */
function holds(entry: string, text = shop): boolean {
  return failing([entry], { 'shop.yaml': text }).length === 0;
}

suite('an expectation that something works', () => {
  for (const entry of [
    'shop/web reaches service:shop/api port 80',
    'shop/web reaches service:shop/api:80',
    'shop/web reaches shop/api:http',
    'shop/web reaches http://api/charge',
    'web reaches api:80',
    'web reaches api',
    'web reaches db:5432',
    'web reaches db.data.svc.cluster.local:5432',
    'internet reaches web',
    'internet reaches web:80 protocol TCP',
    '{ from: web, to: api, port: 80 }',
  ])
    test(`holds: ${entry}`, () => assert.ok(holds(entry)));

  test('fails where it is broken, by the hop that breaks it, on its own line', () => {
    assert.deepEqual(
      failing(['web reaches api:80', 'web reaches api:8080', 'web reaches api:80 protocol UDP']).map((text) =>
        text.slice(0, text.indexOf(': ')),
      ),
      ['2 KN005 shop/web does not reach api port 8080', '3 KN005 shop/web does not reach api port 80 protocol UDP'],
    );
    const [denied = ''] = failing(['web reaches db:5432'], { 'shop.yaml': shop + closed('db', 'data') });
    assert.match(
      denied,
      /^1 KN005 shop\/web does not reach service:data\/db port 5432: NetworkPolicy "closed" selects /,
    );
  });

  test('the lines that decide stand beside it, and the sentence is what is underlined', () => {
    const text = `expect: ["web reaches db:5432"]\n`;
    const { snapshot } = workspaceOf({ '.portolan.yaml': text, 'a.yaml': shop, 'b.yaml': closed('db', 'data') });
    const [finding] = snapshot.findings('.portolan.yaml');
    assert.ok(finding !== undefined);
    assert.equal(finding.severity, 'error');
    assert.equal(placeText(snapshot.locate(finding.location)), '.portolan.yaml:1:10-1:31');
    assert.ok(finding.related.some(({ location }) => snapshot.locate(location).file === 'b.yaml'));
    assert.deepEqual(questionAbout(snapshot, finding), {
      from: 'shop/web',
      to: 'service:data/db',
      port: 5432,
      protocol: 'TCP',
    });
  });

  test('passes where it is not known', () => {
    const silent = workload('shop', 'api', '[]') + service('api', 'shop', '{ port: 80, targetPort: 8080 }');
    assert.ok(holds('web reaches api:80', workload('shop', 'web') + silent));
    assert.ok(holds('web reaches api.example.com:443'));
  });

  test('has to hold in every stack that holds both ends, and names those in which it does not', () => {
    const half = (api: string) => workload('shop', 'web') + workload('shop', 'api') + api;
    const files = {
      'one/all.yaml': half(service('api', 'shop')),
      'two/all.yaml': half(service('api', 'shop', '{ port: 80, targetPort: grpc }')),
      'three/all.yaml': workload('shop', 'web'),
    };
    const stacks = 'stacks: [{ name: a, paths: [one] }, { name: b, paths: [two] }, { name: c, paths: [three] }]\n';
    const found = (expect: string) => {
      const { snapshot } = workspaceOf({ '.portolan.yaml': `${stacks}expect: [${expect}]\n`, ...files });
      return snapshot.findings('.portolan.yaml');
    };
    const [finding, ...more] = found('web reaches api');
    assert.deepEqual(more, []);
    assert.deepEqual(finding?.stacks, ['b']);
    assert.match(finding?.message ?? '', / in stack "b": .*grpc/);
    assert.deepEqual(found('{ from: web, to: api, stack: a }'), []);
    assert.equal(found('{ from: web, to: api, stack: b }').length, 1);
    assert.match(found('{ from: web, to: api, stack: d }')[0]?.message ?? '', /no stack "d"/);
  });
});

test('a stack in which the name leads nowhere does not count where it leads somewhere in another', () => {
  const stacks = 'stacks: [{ name: a, paths: [a.yaml] }, { name: b, paths: [b.yaml] }]\n';
  const found = (host: string) =>
    workspaceOf({
      '.portolan.yaml': `${stacks}expect: [shop/web reaches http://${host}/]\n`,
      'a.yaml': shop,
      'b.yaml': workload('shop', 'web'),
    }).snapshot.findings('.portolan.yaml').length;
  assert.equal(found('api'), 0);
  assert.equal(found('apii'), 1);
});

suite('an expectation that something does not work', () => {
  test('holds where it is broken', () => {
    assert.ok(holds('internet does not reach db'));
    assert.ok(holds('internet does not reach data/db:5432'));
    assert.ok(holds('web does not reach db', shop + closed('db', 'data')));
  });

  test('fails where it works, and says why it may', () => {
    const [open = ''] = failing(['shop/web does not reach service:data/db port 5432']);
    assert.match(
      open,
      /shop\/web reaches service:data\/db port 5432, and is expected not to: No policy decides the ingress of Deployment "db"/,
    );
    const [outside = ''] = failing(['internet does not reach web']);
    assert.match(outside, /^1 KN005 internet reaches service:shop\/web, and is expected not to: Service "web": /);
  });

  test('fails where only a policy that nothing enforces is in the way', () => {
    const [found = ''] = failing(['web does not reach db:5432'], { 'all.yaml': shop + closed('db', 'data') + flannel });
    assert.match(found, /flannel does not enforce NetworkPolicies\.$/);
  });

  test('gives the reason that it states', () => {
    const [found = ''] = failing(['{ from: web, to: db, port: 5432, reaches: false, reason: only through the api }']);
    assert.match(found, /only through the api$/);
  });

  test('without a port it is about every port', () => {
    const open = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: metrics, namespace: data }
spec: { podSelector: { matchLabels: { app: db } }, ingress: [{ ports: [{ port: 9187 }] }] }
`;
    const [found = ''] = failing(['web does not reach db'], { 'shop.yaml': shop + open });
    assert.match(found, /shop\/web reaches data\/db port 9187, /);
    assert.ok(holds('web does not reach db:5432', shop + open));
  });

  test('of namespaces it is about every workload in them', () => {
    const more = workload('data', 'cache') + closed('db', 'data');
    const [found = ''] = failing(['namespace:shop does not reach namespace:data'], { 'shop.yaml': shop + more });
    assert.match(found, /reaches data\/cache, /);
    const both = shop + more + closed('cache', 'data').replace('name: closed', 'name: closed-too');
    assert.ok(holds('namespace:shop does not reach namespace:data', both));
  });

  test('passes where it is not known', () => {
    assert.ok(holds('web does not reach api', workload('shop', 'web') + workload('shop', 'api', '[]')));
  });
});

suite('an end that is not there', () => {
  test('fails the expectation, both ways, with what may be meant', () => {
    assert.deepEqual(
      failing([
        'shop/wbe reaches shop/api',
        'shop/web does not reach shop/aip',
        'wbe reaches api',
        'web does not reach ap1',
        'web reaches apii:80',
        'namespace:shpo reaches api',
      ]),
      [
        '1 KN005 There is no shop/wbe here; it may be meant as shop/web.',
        '2 KN005 There is no shop/aip here; it may be meant as shop/api.',
        '3 KN005 There is no wbe here; it may be meant as service:shop/web.',
        '4 KN005 There is no ap1 here; it may be meant as service:shop/api.',
        '5 KN005 There is no apii here; it may be meant as service:shop/api.',
        '6 KN005 There is no namespace:shpo here; it may be meant as namespace:shop.',
      ],
    );
    const [far = ''] = failing(['shop/web reaches shop/search']);
    assert.match(far, /There is no shop\/search here; there is data\/db, shop\/api, shop\/web\.$/);
  });

  test('is not missed where templates may make it', () => {
    const chart = {
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/templates/x.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: "{{ .Values.name }}" }\n',
    };
    assert.deepEqual(failing(['shop/web reaches shop/search'], { 'shop.yaml': shop, ...chart }), []);
    assert.equal(failing(['shop/web reaches shop/aip'], { 'shop.yaml': shop, ...chart }).length, 1);
    const operated = `${shop}apiVersion: search.example/v1\nkind: Search\nmetadata: { name: search, namespace: shop }\n`;
    assert.ok(holds('shop/web reaches shop/search-data', operated));
    assert.ok(!holds('shop/web reaches shop/find', operated));
  });

  test('a name that several objects have is told with all of them', () => {
    const two = shop + workload('ops', 'db');
    assert.match(failing(['api reaches db:5432'], { 'a.yaml': two })[0] ?? '', /db may be any of .*data\/db.*ops\/db/);
    assert.ok(holds('api reaches data/db:5432', two));
    const near = `${shop}${workload('ops', 'api')}${service('api', 'ops')}`;
    assert.ok(holds('shop/web reaches api:80', near), 'a Service of the own namespace is what the name is there');
  });

  test('ends in different stacks are told as not checked', () => {
    const files = { 'a/web.yaml': workload('shop', 'web'), 'b/api.yaml': workload('shop', 'api') };
    const stacks = 'stacks: [{ name: a, paths: [a] }, { name: b, paths: [b] }]\n';
    const { snapshot } = workspaceOf({ '.portolan.yaml': `${stacks}expect: [web reaches api]\n`, ...files });
    const [finding] = snapshot.findings('.portolan.yaml');
    assert.equal(finding?.severity, 'warning');
    assert.match(finding?.message ?? '', /no stack holds both web and api/);
  });
});

suite('KN005', () => {
  const faulty = 'web reaches api:8080';
  const codes = (configuration: string) =>
    workspaceOf({ '.portolan.yaml': configuration, 'shop.yaml': shop })
      .snapshot.findings('.portolan.yaml')
      .map(({ code, severity }) => `${severity} ${code}`);

  test('is silenced as every code', () => {
    assert.deepEqual(codes(`expect: [${faulty}]\n`), ['error KN005']);
    assert.deepEqual(codes(`rules: { KN005: warning }\nexpect: [${faulty}]\n`), ['warning KN005']);
    assert.deepEqual(codes(`rules: { KN005: off }\nexpect: [${faulty}]\n`), []);
    assert.deepEqual(codes(`suppress: [{ rule: KN005 }]\nexpect: [${faulty}]\n`), []);
    assert.deepEqual(codes(`expect:\n  - ${faulty} # portolan-ignore KN005: until the release\n`), []);
    assert.deepEqual(codes('suppress: [{ rule: KN005 }]\nexpect: [web reaches api:80]\n'), ['info KN004']);
  });

  test('needs all files of the workspace, and says so where it has not', () => {
    const workspace = new Workspace({ rules: allRules, partial: true });
    const { snapshot } = workspace.update([
      { path: '.portolan.yaml', text: `expect: [${faulty}, shop/x reaches shop/y]\n` },
      { path: 'shop.yaml', text: shop },
    ]);
    const [finding, ...more] = snapshot.findings('.portolan.yaml');
    assert.deepEqual(more, []);
    assert.deepEqual([finding?.code, finding?.severity], ['KN005', 'info']);
    assert.match(finding?.message ?? '', /not checked.*only some were read/);
  });

  test('comes and goes with edits of other files', () => {
    const workspace = workspaceOf({ '.portolan.yaml': 'expect: [web reaches api:80]\n', 'shop.yaml': shop });
    const edit = (text: string) => {
      const { snapshot, changed } = workspace.update([{ path: 'shop.yaml', text }]);
      assert.ok(changed.includes('.portolan.yaml'));
      return snapshot.findings('.portolan.yaml').length;
    };
    assert.equal(edit(shop + closed('api', 'shop')), 1);
    assert.equal(edit(`# moved\n${shop}${closed('api', 'shop')}`), 1);
    assert.equal(edit(shop), 0);
  });

  test('follows a network plugin that another stack shows', () => {
    const workspace = workspaceOf({
      '.portolan.yaml':
        'stacks: [{ name: shop, paths: [shop.yaml] }, { name: net, paths: [cni.yaml] }]\nexpect: [web reaches api:80]\n',
      'shop.yaml': shop + closed('api', 'shop'),
      'cni.yaml': workload('kube-flannel', 'other'),
    });
    const found = (text: string) =>
      workspace.update([{ path: 'cni.yaml', text }]).snapshot.findings('.portolan.yaml').length;
    assert.equal(workspace.snapshot.findings('.portolan.yaml').length, 1);
    assert.equal(found(flannel), 0, 'Flannel enforces no policy');
    assert.equal(found(workload('kube-flannel', 'other')), 1);
  });

  test('a folder cannot make Portolan work for long', () => {
    const sentences = Array.from({ length: 1200 }, (_, i) => `  - shop/web reaches shop/x${i}\n`).join('');
    const { snapshot } = workspaceOf({ '.portolan.yaml': `expect:\n${sentences}`, 'shop.yaml': shop });
    const found = snapshot.findings('.portolan.yaml');
    assert.equal(found.filter(({ code }) => code === 'KN005').length, 1000);
    assert.deepEqual(
      found.filter(({ code }) => code === 'KN007').map(({ message }) => message),
      ['Only the first 1000 expectations are checked; 200 are not.'],
    );
    const many = Array.from({ length: 150 }, (_, i) => workload('big', `w${i}`)).join('');
    const [first, ...more] = failing(
      ['namespace:big does not reach internet', 'namespace:big does not reach namespace:big', 'w1 reaches w2'],
      { 'big.yaml': many },
    );
    assert.match(first ?? '', /reaches internet/);
    assert.equal(more.length, 2);
    for (const text of more) assert.match(text, /not checked/);
  });
});

const flannel = `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: kube-flannel-ds, namespace: kube-flannel }
spec:
  selector: { matchLabels: { app: flannel } }
  template:
    metadata: { labels: { app: flannel } }
    spec: { containers: [{ name: kube-flannel, image: docker.io/flannel/flannel:v0.26.1 }] }
`;
