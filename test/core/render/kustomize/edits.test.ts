import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type BuildOptions, type BuildResult, build, toText } from '../../../../src/core/render/kustomize/build.ts';
import { randomOverlay } from '../../../arbiters/generate-overlays.ts';
import { Random } from '../../../support/random.ts';
import { described } from '../described.ts';
import { damaged } from './damage.ts';

type Files = Readonly<Record<string, string>>;

/** A workspace of several folders, of which every part may be edited. */
const workspace: Files = {
  'base/kustomization.yaml': `resources: [web.yaml, ../other]
configMapGenerator: [{name: settings, files: [settings.txt]}]
labels: [{pairs: {app: web}, includeSelectors: true}]
`,
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - {name: main, image: nginx:1.25, ports: [{containerPort: 80}], envFrom: [{configMapRef: {name: settings}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, annotations: {port: 80}}
spec: {ports: [{port: 80}]}
`,
  'base/settings.txt': 'mode=fast\n',
  'other/kustomization.yaml': 'resources: [other.yaml]\nnamePrefix: some-\n',
  'other/other.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {ports: [{port: 81}]}\n',
  'component/kustomization.yaml': `kind: Component
patches: [{target: {kind: Service}, path: patch.yaml}]
`,
  'component/patch.yaml': '- {op: add, path: /metadata/labels/patched, value: "yes"}\n',
  'overlay/kustomization.yaml': `resources: [../base]
components: [../component]
namespace: shop
patches:
- path: replicas.yaml
- patch: |
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {type: NodePort}
images: [{name: nginx, newTag: "2.0"}]
`,
  'overlay/replicas.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n',
  'other/inside/kustomization.yaml': 'resources: [../../overlay]\n',
  'top/kustomization.yaml': 'resources: [../overlay]\nnameSuffix: -x\n',
};

const folders = ['top', 'overlay', 'base', 'other', 'other/inside'];

function builtOf(files: Files, folder: string, options: BuildOptions = {}): BuildResult {
  return build(folder, (path) => (Object.hasOwn(files, path) ? files[path] : undefined), options);
}

function seen(result: BuildResult): string {
  return described([result, result.resources.map(toText)]);
}

/** Edits of a workspace one after the other, each of which is built with what those before left, and without. */
class Editing {
  files: Files;
  readonly #loaded: NonNullable<BuildOptions['loaded']> = new Map();
  readonly #earlier: { readonly result: BuildResult; readonly was: string }[] = [];

  constructor(files: Files) {
    this.files = files;
    this.check('as it was');
  }

  edit(path: string, text: string | undefined, what = path): void {
    const { [path]: _, ...others } = this.files;
    this.files = text === undefined ? others : { ...others, [path]: text };
    this.check(what);
  }

  check(what: string, options: BuildOptions = {}): void {
    for (const folder of folders) {
      const result = builtOf(this.files, folder, { ...options, loaded: this.#loaded });
      const was = seen(result);
      // Not `equal`, which would print all of both.
      assert.ok(was === seen(builtOf(this.files, folder, options)), `${folder} behind an edit: ${what}`);
      this.#earlier.push({ result, was });
    }
  }

  /** What was built before is what it was then. */
  checkEarlier(): void {
    for (const { result, was } of this.#earlier) assert.ok(seen(result) === was);
  }
}

suite('a build behind an edit is what a first build would be', () => {
  const edits: readonly (readonly [what: string, path: string, from: string | RegExp, to: string])[] = [
    ['a port of a base', 'base/web.yaml', 'port: 80}]}', 'port: 8080}]}'],
    ['a line in front of everything', 'base/web.yaml', /^/, '# comment\n'],
    ['a name of a base', 'base/web.yaml', /name: web/g, 'name: shop'],
    ['a resource less', 'base/web.yaml', /---[\s\S]*/, ''],
    ['a resource that is no YAML', 'base/web.yaml', 'spec:', 'spec: {'],
    ['a file of a generator', 'base/settings.txt', 'fast', 'slow'],
    ['a name of what a base includes', 'other/other.yaml', 'name: other', 'name: web'],
    ['a prefix of what a base includes', 'other/kustomization.yaml', 'some-', 'any-'],
    ['labels of a base', 'base/kustomization.yaml', 'app: web', 'app: shop'],
    ['selectors of a base', 'base/kustomization.yaml', 'includeSelectors: true', 'includeSelectors: false'],
    ['an unknown field', 'base/kustomization.yaml', 'labels:', 'lables:'],
    ['a resource that is not there', 'base/kustomization.yaml', 'web.yaml', 'wob.yaml'],
    ['a file outside of the folder', 'base/kustomization.yaml', 'web.yaml', '../overlay/replicas.yaml'],
    ['a resource on another machine', 'base/kustomization.yaml', '../other', 'https://example.com/a?ref=b'],
    ['a chart', 'other/kustomization.yaml', 'resources', 'helmCharts: [{name: shop}]\nresources'],
    ['a patch', 'overlay/replicas.yaml', '3', '4'],
    ['a patch of what is not there', 'overlay/replicas.yaml', 'name: web', 'name: none'],
    ['a patch in the kustomization', 'overlay/kustomization.yaml', 'NodePort', 'LoadBalancer'],
    ['an image', 'overlay/kustomization.yaml', '"2.0"', '"2.1"'],
    ['a namespace', 'overlay/kustomization.yaml', 'shop', 'store'],
    ['a component', 'component/kustomization.yaml', 'kind: Service', 'kind: Deployment'],
    ['a patch of a component', 'component/patch.yaml', 'yes', 'no'],
    ['a component that is none', 'component/kustomization.yaml', 'kind: Component', 'kind: Kustomization'],
    ['a suffix', 'top/kustomization.yaml', '-x', '-y'],
    ['a way back to the top', 'other/kustomization.yaml', 'other.yaml', '../top'],
    ['a way back to the base', 'other/kustomization.yaml', 'other.yaml', '../base'],
  ];

  for (const [what, path, from, to] of edits)
    test(what, () => {
      const editing = new Editing(workspace);
      const text = workspace[path] ?? '';
      assert.notEqual(text.replace(from, to), text);
      // Forth and back: what is kept of either may not stand in for the other.
      for (const next of [text.replace(from, to), text, text.replace(from, to)]) editing.edit(path, next, what);
      editing.checkEarlier();
    });

  test('a file that goes, and comes back', () => {
    for (const path of Object.keys(workspace)) {
      const editing = new Editing(workspace);
      editing.edit(path, undefined);
      editing.edit(path, workspace[path]);
      editing.checkEarlier();
    }
  });

  test('a second kustomization beside the first', () => {
    const editing = new Editing(workspace);
    for (const folder of folders) editing.edit(`${folder}/kustomization.yml`, 'resources: [more.yaml]\n');
  });

  test('a folder that is included through a base that was kept', () => {
    const loaded: NonNullable<BuildOptions['loaded']> = new Map();
    builtOf(workspace, 'top', { loaded });
    const edited = {
      ...workspace,
      'overlay/kustomization.yaml': `# typed\n${workspace['overlay/kustomization.yaml']}`,
    };
    builtOf(edited, 'top', { loaded });
    const result = builtOf(edited, 'other/inside', { loaded });
    assert.ok(result.problems.some(({ message }) => message.startsWith('cycle detected')));
    assert.equal(seen(result), seen(builtOf(edited, 'other/inside')));
  });

  test('whoever renders charts is asked each time', () => {
    const [service] = builtOf(workspace, 'other').resources;
    assert.ok(service);
    const text = 'helmCharts: [{name: shop}]\n';
    const editing = new Editing({ ...workspace, 'other/kustomization.yaml': text });
    editing.check('a chart that is there now', { renderHelm: () => [service] });
    editing.check('a chart that is there no more');
  });

  test('random edits of random overlays', () => {
    const random = new Random(17);
    for (let round = 0; round < 50; round++) {
      const made = { ...randomOverlay(random), 'top/kustomization.yaml': 'resources: [../overlay]\nnamePrefix: a-\n' };
      const editing = new Editing(made);
      for (let edit = 0; edit < 6; edit++) {
        const path = random.pick(Object.keys(made));
        const text = editing.files[path] ?? '';
        const others: Files = randomOverlay(random);
        const choices = [damaged(text, random), made[path as keyof typeof made], others[path], `# ${text}`];
        editing.edit(path, choices[random.below(choices.length)]);
      }
      editing.checkEarlier();
    }
  });
});

test('a resource that an edit leaves as it was is the same object, with the text that it had', () => {
  const loaded: NonNullable<BuildOptions['loaded']> = new Map();
  const [before, after] = [
    workspace,
    { ...workspace, 'other/other.yaml': `${workspace['other/other.yaml']}# typed\n` },
  ].map((files) => builtOf(files, 'overlay', { loaded }).resources);
  assert.ok(before !== undefined && after !== undefined && before.length > 3);
  for (const [index, resource] of before.entries()) {
    assert.equal(after[index], resource);
    assert.equal(toText(resource), toText(resource));
  }
});
