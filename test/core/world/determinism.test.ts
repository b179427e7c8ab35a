import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildStacks, type JoinedStacks, type StackFile } from '../../../src/core/world/stacks.ts';
import { deployment, ingress, kustomization, service, stackFile, stackFiles } from './workspace.ts';

const texts: Record<string, string> = {
  'a/k8s/web.yaml': deployment('web'),
  'a/k8s/api.yaml': deployment('api'),
  'a/svc/web.yaml': service('web') + service('api'),
  'a/edge/ingress.yaml': ingress('edge', 'web'),
  'b/install.yaml': service('web') + deployment('web'),
  'b/minimal.yaml': service('web') + deployment('web'),
  'b/extra/ingress.yaml': ingress('edge', 'web'),
  'k/base/kustomization.yaml': kustomization('resources: [web.yaml]\ncommonLabels: { a: b }\n'),
  'k/base/web.yaml': deployment('web') + service('web'),
  'k/prod/kustomization.yaml': kustomization('resources: [../base]\nnamespace: p\npatches: [{ path: p.yaml }]\n'),
  'k/prod/p.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: NodePort }\n',
  'chart/Chart.yaml': 'apiVersion: v2\nname: c\n',
  'chart/templates/x.yaml': service('x'),
};

/** Everything that a presenter or a rule could see of the stacks. */
function view({ stacks, parts }: JoinedStacks): unknown {
  return JSON.parse(
    JSON.stringify({
      parts: [...parts].sort(),
      stacks: stacks.map((stack) => ({
        ...stack,
        resources: stack.resources.map((resource) => ({ ...resource, document: resource.document.file })),
      })),
    }),
  );
}

test('the order of the files decides nothing', () => {
  const files = stackFiles(texts);
  const expected = view(buildStacks({ files, stated: [] }));
  for (const order of [
    [...files].reverse(),
    [...files.slice(5), ...files.slice(0, 5)],
    [...files].sort((a, b) => a.path.length - b.path.length),
  ])
    assert.deepEqual(view(buildStacks({ files: order, stated: [] })), expected);
});

/** Edits of the workspace, each with the names of the stacks that may be other objects after it. */
const edits: readonly (readonly [path: string, text: string | undefined, affected: readonly string[]])[] = [
  ['a/k8s/web.yaml', deployment('web').replace('8080', '8081'), ['a/edge']],
  ['a/k8s/web.yaml', deployment('webb'), ['a/k8s', 'a/edge']],
  ['b/extra/ingress.yaml', ingress('edge', 'nothing'), ['b (install.yaml)', 'b (minimal.yaml)', 'b/extra']],
  ['k/base/web.yaml', deployment('web') + service('web', 'app: other'), ['k/prod']],
  [
    'k/prod/p.yaml',
    'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: x } }\n',
    ['k/prod'],
  ],
  ['k/prod/kustomization.yaml', kustomization('resources: [../base]\n'), ['k/prod', 'k/prod (other files)']],
  ['chart/templates/y.yaml', service('y'), ['chart']],
  ['b/minimal.yaml', undefined, ['b (install.yaml)', 'b (minimal.yaml)', 'b', 'b/extra']],
  ['k/base/kustomization.yaml', undefined, ['k/prod', 'k/base']],
];

test('after every edit the stacks are those of a fresh start, and the others the same objects', () => {
  const files = new Map<string, StackFile>(stackFiles(texts).map((file) => [file.path, file]));
  let previous = buildStacks({ files: [...files.values()], stated: [] });
  for (const [path, text, affected] of edits) {
    if (text === undefined) files.delete(path);
    else files.set(path, stackFile(path, text));
    const next = buildStacks({ files: [...files.values()], stated: [], previous });
    assert.deepEqual(
      view(next),
      view(buildStacks({ files: [...files.values()].reverse(), stated: [] })),
      `${path} ${text}`,
    );
    const kept = new Map(previous.stacks.map((stack) => [stack.name, stack]));
    for (const stack of next.stacks)
      if (!affected.includes(stack.name)) assert.equal(stack, kept.get(stack.name), `${path} leaves ${stack.name}`);
    previous = next;
  }
});

test('objects that an edit leaves alone are the same, whatever it moves', () => {
  const files = [...stackFiles(texts)];
  const before = buildStacks({ files, stated: [] });
  const at = files.findIndex(({ path }) => path === 'k/base/web.yaml');
  files[at] = stackFile('k/base/web.yaml', `# moved\n${deployment('web')}${service('web', 'app: other')}`);
  const after = buildStacks({ files, stated: [], previous: before });
  const objects = (joined: JoinedStacks) => joined.stacks.find(({ name }) => name === 'k/prod')?.resources ?? [];
  assert.equal(objects(after).length, 2);
  assert.ok(objects(after)[0] === objects(before)[0]);
  assert.ok(objects(after)[1] !== objects(before)[1]);
});

test('an input that did not change gives the same stacks', () => {
  const files = stackFiles(texts);
  const before = buildStacks({ files, stated: [] });
  const after = buildStacks({ files: [...files], stated: [], previous: before });
  after.stacks.forEach((stack, i) => {
    assert.equal(stack, before.stacks[i]);
  });
});

test('nothing is kept of the folder of a kustomization that is gone', () => {
  const before = buildStacks({ files: stackFiles(texts), stated: [] });
  assert.deepEqual([...before.parties.loaded.keys()].sort(), ['k/base', 'k/prod']);
  const { 'k/prod/kustomization.yaml': _, ...rest } = texts;
  const after = buildStacks({ files: stackFiles(rest), stated: [], previous: before });
  assert.deepEqual([...after.parties.loaded.keys()], ['k/base']);
});

test('what a template changes of its chart is nothing that other variants or later renderings see', () => {
  const chart = (port: number) => ({
    'chart/Chart.yaml': 'apiVersion: v2\nname: c\nannotations: { seen: none }\n',
    'chart/values.yaml': `port: ${port}\n`,
    'chart/values-prod.yaml': 'port: 81\n',
    'chart/templates/x.yaml': `${service('x', 'app: {{ .Chart.Annotations.seen }}')}{{- $_ := set .Chart.Annotations "seen" (toString .Values.port) }}`,
  });
  let previous = buildStacks({ files: stackFiles(chart(80)), stated: [] });
  assert.deepEqual(
    previous.stacks.map(({ name }) => name),
    ['chart', 'chart (values-prod.yaml)'],
  );
  for (const port of [80, 82]) {
    previous = buildStacks({ files: stackFiles(chart(port)), stated: [], previous });
    for (const { rendering } of previous.stacks)
      assert.match(rendering?.documents[0]?.document.text ?? '', /selector: \{ app: none \}/);
  }
});
