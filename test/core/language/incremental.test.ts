import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { allRules } from '../../../src/core/rules/all.ts';
import { corpusFiles, corpusLacking } from '../../support/corpus.ts';
import { lacking } from '../../support/needs.ts';
import { deployment, kustomization, service } from '../world/workspace.ts';
import { CheckedWorkspace, checkEdits } from './incremental.ts';
import { workspaces } from './workspaces.ts';

suite('after any edits a workspace shows what a fresh one does', () => {
  for (const [name, files] of Object.entries(workspaces))
    test(name, () => {
      for (const seed of [1, 2]) checkEdits(new Map(Object.entries(files)), seed, 25);
    });

  for (const application of ['emojivoto', 'online-boutique', 'kubernetes-examples/web', 'argo-cd/manifests/base'])
    test(`real manifests: ${application}`, (t) => {
      if (corpusLacking !== undefined) return lacking(t, corpusLacking);
      const files = corpusFiles().filter(
        ({ path, text }) => path.startsWith(`${application}/`) && text.length < 50_000,
      );
      assert.ok(files.length > 0);
      checkEdits(new Map(files.slice(0, 30).map(({ path, text }) => [path, text])), 1, 8);
    });
});

const overlay = (namespace: string, more = '') =>
  kustomization(`resources: [../base]\nnamespace: ${namespace}\n${more}`);

const patches = (...list: readonly string[]) => `patches: [${list.map((patch) => `{ ${patch} }`).join(', ')}]\n`;

const deleting = 'patch: "{ apiVersion: v1, kind: Service, metadata: { name: web }, $patch: delete }"';

const selecting =
  'patch: "{ apiVersion: v1, kind: Service, metadata: { name: web }, spec: { selector: { app: web } } }"';

const scaling = 'target: { kind: Deployment }, patch: "[{ op: add, path: /spec/replicas, value: 3 }]"';

const stateful = (replicas: number) => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: data }
spec:
  serviceName: db
  replicas: ${replicas}
  selector: { matchLabels: { app: db } }
  template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: db, image: db }] } }
`;

const calling = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://db-1.db.data/x" }] }] }
`;

/** Edits that are easily missed: the files before, what is edited, and its text afterwards. */
const edits: Readonly<
  Record<string, readonly [before: Readonly<Record<string, string>>, path: string, text: string | undefined]>
> = {
  'a StatefulSet of another namespace loses the pod that a container calls': [
    { 'db.yaml': stateful(2), 'web.yaml': calling },
    'db.yaml',
    stateful(1),
  ],
  'an overlay begins to remove an object that another one misses pods for': [
    {
      'base/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
      'base/web.yaml': service('web', 'app: wbe') + deployment('web'),
      'dev/kustomization.yaml': overlay('dev'),
      'prod/kustomization.yaml': overlay('prod', patches(selecting)),
    },
    'prod/kustomization.yaml',
    overlay('prod', patches(deleting)),
  ],
  'an overlay begins to remove one object and to change very many': [
    {
      'base/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
      'base/web.yaml':
        Array.from({ length: 70 }, (_, i) => deployment(`web-${i}`, 'app: web')).join('') +
        service('web', 'app: wbe, "a b": c'),
      'prod/kustomization.yaml': overlay('prod'),
    },
    'prod/kustomization.yaml',
    overlay('prod', patches(deleting, scaling)),
  ],
  'a document moves to which findings of another file point': [
    { 'a.yaml': service('web', 'app: wbe'), 'd.yaml': `# above\n---\n${deployment('web')}` },
    'd.yaml',
    `# above\n# and more\n---\n${deployment('web')}`,
  ],
  'settings change that bear on a file of no stack': [
    { 'large.yaml': service('web').repeat(300), 'd.yaml': deployment('web') },
    '.portolan.yaml',
    'rules: { KN003: error }\n',
  ],
  'a kustomization joins those of a stated stack': [
    {
      '.portolan.yaml': 'stacks: [{ name: all, paths: ["."] }]\n',
      'b/kustomization.yaml': kustomization('resources: [web.yaml]\nnamespace: b\n'),
      'b/web.yaml': service('web', 'app: wbe') + deployment('web'),
      'a/web.yaml': service('other', 'app: other'),
    },
    'a/kustomization.yaml',
    kustomization('resources: [web.yaml]\nnamespace: a\n'),
  ],
  'another file takes over as the kustomization of a folder': [
    {
      'a/kustomization.yaml': kustomization('resources: [web.yaml]\nnamespace: one\n'),
      'a/web.yaml': service('web') + deployment('web'),
    },
    'a/kustomization.yml',
    kustomization('resources: [web.yaml]\nnamespace: two\n'),
  ],
  'one of two overlays of a stated stack changes': [
    {
      '.portolan.yaml': 'stacks: [{ name: all, paths: ["."] }]\n',
      'base/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
      'base/web.yaml': service('web') + deployment('web'),
      'dev/kustomization.yaml': overlay('dev'),
      'prod/kustomization.yaml': overlay('prod'),
    },
    'dev/kustomization.yaml',
    overlay('dev', 'replicas: [{ name: web, count: 3 }]\n'),
  ],
  'a file of no stack becomes the content of a ConfigMap': [
    {
      'a/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
      'a/web.yaml': service('web') + deployment('web'),
      'a/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: "80" }] }\n',
    },
    'a/kustomization.yaml',
    kustomization('resources: [web.yaml]\nconfigMapGenerator: [{ name: c, files: [patch.yaml] }]\n'),
  ],
  'a file of two stacks is left with one': [
    { 'dev/d.yaml': deployment('web'), 'prod/d.yaml': deployment('web'), 'zed/s.yaml': service('web') },
    'prod/d.yaml',
    undefined,
  ],
  'pods come up in another namespace': [
    {
      'a.yaml': service('web', 'app: web', ', namespace: shop'),
      'd.yaml': deployment('web', 'app: api', ', namespace: ops'),
    },
    'd.yaml',
    deployment('web', 'app: web', ', namespace: ops'),
  ],
  'a namespace begins to ask for sidecars': [
    {
      'a.yaml': service('web', 'app: web', ', namespace: shop').replace('targetPort: http', 'targetPort: envoy'),
      'd.yaml': deployment('web', 'app: web', ', namespace: shop'),
      'n.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
    },
    'n.yaml',
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }\n',
  ],
};

suite('after one edit', () => {
  for (const [name, [before, path, text]] of Object.entries(edits))
    test(name, () => {
      const options = { rules: allRules, maxFileSize: 20_000 };
      new CheckedWorkspace(new Map(Object.entries(before)), options).update([{ path, text }]);
    });
});
