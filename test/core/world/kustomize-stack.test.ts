import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPairs } from '../../../src/core/resources/labels.ts';
import { buildStacks } from '../../../src/core/world/stacks.ts';
import { deployment, find, ingress, kustomization, membership, service, stackFiles, stacksOf } from './workspace.ts';

const base = {
  'base/kustomization.yaml': kustomization('resources: [web.yaml, svc.yaml]\n'),
  'base/web.yaml': deployment('web'),
  'base/svc.yaml': service('web'),
};

test('a kustomization that no other one includes is a stack, with the files of those it includes', () => {
  const stacks = stacksOf({ ...base, 'prod/kustomization.yaml': kustomization('resources: [../base]\n') });
  assert.deepEqual(membership(stacks), {
    prod: ['base/kustomization.yaml', 'base/svc.yaml', 'base/web.yaml', 'prod/kustomization.yaml'],
  });
  assert.equal(stacks[0]?.kind, 'kustomize');
  assert.match(stacks[0]?.why ?? '', /^prod is a kustomization that no other one includes/);
});

test('a base belongs to every overlay that includes it', () => {
  const stacks = stacksOf({
    ...base,
    'prod/kustomization.yaml': kustomization('resources: [../base]\nnamespace: prod\n'),
    'test/kustomization.yaml': kustomization('bases: [../base]\nnamespace: test\n'),
  });
  assert.deepEqual(
    stacks.map(({ name, namespace, resources }) => [name, namespace, resources.length]),
    [
      ['prod', 'prod', 2],
      ['test', 'test', 2],
    ],
  );
});

test('labels for selectors make the selector that a workload or a Service lacks', () => {
  const bare = (kind: string) => `apiVersion: ${kind === 'Service' ? 'v1' : 'apps/v1'}
kind: ${kind}
metadata: { name: web }
spec: { template: { spec: { containers: [{ name: web, image: web }] } } }
`;
  const stacks = stacksOf({
    'base/kustomization.yaml': kustomization('resources: [web.yaml, svc.yaml]\ncommonLabels: { app: web }\n'),
    'base/web.yaml': bare('Deployment'),
    'base/svc.yaml': bare('Service'),
  });
  const { selector, template } = find(stacks, 'podMaker', 'web');
  assert.equal(selector && formatPairs(selector.matchLabels), 'app=web');
  assert.equal(formatPairs(template.labels), 'app=web');
  assert.equal(formatPairs(find(stacks, 'service', 'web').selector), 'app=web');
});

test('a kustomization that another one includes is no stack, whichever folder comes first', () => {
  const overlay = kustomization('resources: [../manager]\n');
  const manager = { 'manager/kustomization.yaml': kustomization('resources: [web.yaml]\n') };
  for (const folder of ['default', 'overlay'])
    assert.deepEqual(
      stacksOf({
        [`${folder}/kustomization.yaml`]: overlay,
        ...manager,
        'manager/web.yaml': deployment('web'),
      }).map(({ name }) => name),
      [folder],
    );
});

test('patch files are no objects of their own, used or not', () => {
  const texts = {
    ...base,
    'base/kustomization.yaml': kustomization('resources: [web.yaml, svc.yaml]\npatches: [{ path: ports.yaml }]\n'),
    'base/ports.yaml': service('web'),
    'base/manager_auth_patch.yaml': deployment('web'),
    'base/patches/other.yaml': deployment('web'),
  };
  const { stacks, parts } = buildStacks({ files: stackFiles(texts), stated: [] });
  assert.deepEqual(
    stacks.map(({ name, resources }) => [name, resources.length]),
    [['base', 2]],
  );
  assert.deepEqual([...parts], ['base/ports.yaml']);
});

test('files beside a kustomization that it does not name are plain', () => {
  const stacks = stacksOf({ ...base, 'base/extra.yaml': deployment('extra') });
  assert.deepEqual(Object.keys(membership(stacks)), ['base', 'base (other files)']);
});

test('what lies elsewhere makes objects unknown', () => {
  for (const [text, reason] of [
    ['resources: [https://example.com/all.yaml, web.yaml]', /all\.yaml is on another machine and never fetched/],
    ['resources: [github.com/org/repo//deploy?ref=v1, web.yaml]', /v1 is on another machine and never fetched/],
    ['resources: [missing.yaml, web.yaml]', /missing\.yaml in kustomization\.yaml is not in the workspace/],
    ['resources: [web.yaml]\nhelmCharts: [{ name: redis }]', /the chart redis is not rendered/],
    ['resources: [web.yaml]\ngenerators: [gen.yaml]', /the generators of the kustomization are programs/],
    ['resources: [web.yaml]\nnamesuffix: x\nwrong: field', /a part of the kustomization cannot be built/],
  ] as const) {
    const [stack] = stacksOf({ 'kustomization.yaml': kustomization(text), 'web.yaml': deployment('web') });
    assert.match(stack?.unknowns.objects ?? '', reason);
    assert.equal(stack?.resources.length, 1, 'the rest is built');
  }
});

test('a kustomization that includes itself ends', () => {
  const stacks = stacksOf({
    'a/kustomization.yaml': kustomization('resources: [., web.yaml]\n'),
    'a/web.yaml': deployment('web'),
  });
  assert.equal(stacks[0]?.resources.length, 1);
  assert.notEqual(stacks[0]?.unknowns.objects, undefined);
});

test("Flux's kind of the same name is an object like others", () => {
  const flux =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: x }\nspec: { path: ./x }\n';
  assert.deepEqual(
    stacksOf({ 'apps/kustomization.yaml': flux, 'apps/web.yaml': deployment('web') }).map(({ kind }) => kind),
    ['plain'],
  );
});

test('the namespace of a layer holds for its objects, an outer one for all', () => {
  const texts = {
    ...base,
    'base/kustomization.yaml': kustomization('resources: [web.yaml, svc.yaml]\nnamespace: inner\n'),
    'own/kustomization.yaml': kustomization('resources: [../base, edge.yaml]\n'),
    'own/edge.yaml': ingress('edge', 'web'),
  };
  const stacks = stacksOf(texts);
  assert.equal(find(stacks, 'service', 'web').namespace?.value, 'inner');
  assert.equal(find(stacks, 'ingress', 'edge').namespace, undefined);
  const outer = stacksOf({
    ...texts,
    'own/kustomization.yaml': kustomization('resources: [../base, edge.yaml]\nnamespace: outer\n'),
  });
  assert.equal(find(outer, 'service', 'web').namespace?.value, 'outer');
  assert.equal(outer[0]?.namespace, 'outer');
});

test('labels with selectors go to both sides of their layer alone', () => {
  const stacks = stacksOf({
    ...base,
    'base/kustomization.yaml': kustomization('resources: [web.yaml, svc.yaml]\ncommonLabels: { part: shop }\n'),
    'prod/kustomization.yaml': kustomization('resources: [../base, more.yaml]\nlabels: [{ pairs: { team: a } }]\n'),
    'prod/more.yaml': deployment('more') + service('more'),
  });
  const web = find(stacks, 'service', 'web');
  assert.equal(formatPairs(web.selector), 'app=web,part=shop');
  assert.equal(formatPairs(find(stacks, 'podMaker', 'web').template.labels), 'app=web,part=shop');
  assert.equal(formatPairs(find(stacks, 'service', 'more').selector), 'app=more');
  assert.equal(formatPairs(find(stacks, 'podMaker', 'more').template.labels), 'app=more');
  assert.equal(formatPairs(find(stacks, 'podMaker', 'more').labels), 'team=a');
});

test('names get their prefixes, and who refers to them follows', () => {
  const stacks = stacksOf({
    ...base,
    'base/kustomization.yaml': kustomization('resources: [web.yaml, svc.yaml, edge.yaml]\nnameSuffix: -x\n'),
    'base/edge.yaml': ingress('edge', 'web'),
    'prod/kustomization.yaml': kustomization('resources: [../base, more.yaml]\nnamePrefix: prod-\n'),
    'prod/more.yaml': service('more'),
  });
  assert.equal(find(stacks, 'service', 'prod-more').name?.value, 'prod-more');
  assert.equal(find(stacks, 'service', 'prod-web-x').name?.value, 'prod-web-x');
  const [backend] = find(stacks, 'ingress', 'prod-edge-x').rules.flatMap(({ paths }) =>
    paths.map((path) => path.backend?.service?.value),
  );
  assert.equal(backend, 'prod-web-x');
});

test('generated ConfigMaps have the names that people give them, and their content', () => {
  const stacks = stacksOf({
    'kustomization.yaml': kustomization(
      'resources: [web.yaml]\nconfigMapGenerator:\n  - { name: env, literals: [URL=http://api], files: [more.properties] }\n',
    ),
    'more.properties': 'a=b\n',
    'web.yaml': deployment('web').replace('image: i', 'image: i, envFrom: [{ configMapRef: { name: env } }]'),
  });
  assert.equal(formatPairs(find(stacks, 'configMap', 'env').data), 'URL=http://api,more.properties=a=b\n');
  assert.equal(stacks[0]?.files.includes('more.properties'), true);
});

test('replicas are set where the kustomization says how many', () => {
  const stacks = stacksOf({
    ...base,
    'prod/kustomization.yaml': kustomization('resources: [../base]\nreplicas: [{ name: web, count: 3 }]\n'),
  });
  assert.equal(find(stacks, 'podMaker', 'web').replicas?.value, 3);
});

test('a component changes the kustomization that lists it', () => {
  const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
  const stacks = stacksOf({
    ...base,
    'parts/db/kustomization.yaml': `${component}resources: [db.yaml]\npatches: [{ target: { kind: Service }, patch: '[{"op": "add", "path": "/spec/type", "value": "NodePort"}]' }]\n`,
    'parts/db/db.yaml': deployment('db'),
    'prod/kustomization.yaml': kustomization('resources: [../base]\ncomponents: [../parts/db]\n'),
  });
  assert.deepEqual(Object.keys(membership(stacks)), ['prod']);
  assert.equal(find(stacks, 'podMaker', 'db').name?.value, 'db');
  assert.equal(find(stacks, 'service', 'web').serviceType.value, 'NodePort');
});

test('an unused component with objects is a stack whose surroundings are unknown', () => {
  const [stack] = stacksOf({
    'c/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [db.yaml]\n',
    'c/db.yaml': deployment('db'),
  });
  assert.equal(stack?.unknowns.objects, 'what the component is added to is not known');
});

test('kustomizations that include each other over and over end', () => {
  const texts: Record<string, string> = {
    'k30/web.yaml': deployment('web'),
    'k30/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
  };
  for (let i = 0; i < 30; i++)
    texts[`k${i}/kustomization.yaml`] = kustomization(`resources: [../k${i + 1}, ../k${i + 1}]\n`);
  const cut = 'a part of the kustomization cannot be built';
  assert.equal(stacksOf(texts)[0]?.unknowns.objects, cut);
  for (let i = 0; i < 30; i++) {
    texts[`k${i}/kustomization.yaml`] = kustomization(`resources: [../a${i}, ../b${i}]\n`);
    for (const side of ['a', 'b'])
      texts[`${side}${i}/kustomization.yaml`] = kustomization(`resources: [../k${i + 1}]\nnamePrefix: ${side}-\n`);
  }
  assert.equal(stacksOf(texts)[0]?.unknowns.objects, cut);
});

test('a chart that lies in the workspace is rendered where a kustomization names it', () => {
  const texts = {
    'k/kustomization.yaml': kustomization(
      'helmCharts: [{ name: shop, releaseName: mine, valuesInline: { port: 81 } }]\nnamespace: prod\n',
    ),
    'k/charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'k/charts/shop/values.yaml': 'port: 80\n',
    'k/charts/shop/templates/svc.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: { name: {{ .Release.Name }} }\nspec: { selector: { minor: "{{ .Capabilities.KubeVersion.Minor }}" }, ports: [{ port: {{ .Values.port }} }] }\n',
  };
  const { stacks } = buildStacks({ files: stackFiles(texts), stated: [], kubernetesMinor: 30 });
  const stack = stacks.find(({ name }) => name === 'k');
  const own = find(stack === undefined ? [] : [stack], 'service', 'mine');
  assert.equal(own.ports[0]?.port?.value, 81);
  assert.equal(own.namespace?.value, 'prod');
  assert.equal(own.document.file, 'k/charts/shop/templates/svc.yaml');
  assert.equal(formatPairs(own.selector), 'minor=30');
  assert.equal(stack?.unknowns.objects, undefined);
});

const problemsOf = (texts: Readonly<Record<string, string>>) =>
  stacksOf(texts).flatMap(
    ({ rendering }) => rendering?.problems.map(({ kind, message }) => `${kind}: ${message}`) ?? [],
  );

test('what kustomize refuses is a problem, what may be elsewhere only perhaps', () => {
  const of = (text: string, more = {}) =>
    problemsOf({ 'k/kustomization.yaml': kustomization(text), 'k/web.yaml': deployment('web'), ...more });
  assert.deepEqual(of('resources: [web.yaml]\nwrong: field\n'), [
    'refused: invalid Kustomization: json: unknown field "wrong"',
  ]);
  assert.deepEqual(of('resources: [web.yaml, ../out.yaml]\n', { 'out.yaml': service('out') }), [
    "absent: security; file 'out.yaml' is not in or below 'k'",
  ]);
  const patch = 'patches: [{ patch: "{apiVersion: v1, kind: Service, metadata: {name: gone}}" }]\n';
  assert.equal(of(`resources: [web.yaml]\n${patch}`)[0]?.startsWith('refused: no resource matches'), true);
  assert.deepEqual(of(`resources: [web.yaml, https://example.com/x.yaml]\n${patch}`), []);
  const [absent, ...more] = of(`resources: [web.yaml, x.yaml]\n${patch}`);
  assert.match(absent ?? '', /^absent: .*x\.yaml: no such file or directory$/);
  assert.deepEqual(more, []);
  const broken = 'patches: [{ patch: "[it does not match, {" }]\n';
  const [first, second] = of(`resources: [web.yaml, x.yaml]\n${broken}`);
  assert.equal(first, absent);
  assert.match(second ?? '', /^refused: unable to parse SM or JSON patch .*does not match/);
});
