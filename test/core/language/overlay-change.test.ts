import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { overlayChange } from '../../../src/core/language/overlay-change.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { kustomization } from '../world/workspace.ts';

const config = (name: string, data = 'a: "1"') =>
  `# ${name}\nkind: ConfigMap\napiVersion: v1\ndata: { ${data} }\nmetadata: { name: ${name} }\n`;

const base = {
  'base/kustomization.yaml': kustomization('resources: [web.yaml, two.yaml]\n'),
  'base/web.yaml': config('web'),
  'base/two.yaml': `${config('one')}---\n${config('two')}`,
};

const overlay = (text: string, more: Readonly<Record<string, string>> = {}) => ({
  ...base,
  'prod/kustomization.yaml': kustomization(`resources: [../base]\n${text}`),
  ...more,
});

/** Lines that only one side has, sorted. */
function changed(files: Readonly<Record<string, string>>, file = 'prod/kustomization.yaml', ...preferred: string[]) {
  const change = overlayChange(workspaceOf(files).snapshot, file, preferred);
  assert.ok(change, `${file} is part of no kustomization`);
  const [written, result] = [change.written.split('\n'), change.result.split('\n')];
  const only = (lines: readonly string[], others: readonly string[]) => {
    const left = [...others];
    return lines.filter((line) => {
      const at = left.indexOf(line);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  const changes = [
    ...only(written, result).map((line) => `- ${line}`),
    ...only(result, written).map((line) => `+ ${line}`),
  ];
  return changes.sort();
}

suite('what an overlay changes', () => {
  test('is nothing where it changes nothing, however the objects are laid out', () => {
    assert.deepEqual(changed(overlay('')), []);
    assert.deepEqual(changed(base, 'base/kustomization.yaml'), []);
  });

  test('is what patches and fields of the kustomization set', () => {
    const patch = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: two }\ndata: { a: "2", b: "3" }\n';
    const files = overlay('namePrefix: p-\npatches: [{ path: patch.yaml }]\n', { 'prod/patch.yaml': patch });
    const changes = [
      '+   a: "2"',
      '+   b: "3"',
      '+   name: p-one',
      '+   name: p-two',
      '+   name: p-web',
      '-   a: "1"',
      '-   name: one',
      '-   name: two',
      '-   name: web',
    ];
    assert.deepEqual(changed(files), changes);
    // From wherever it is asked.
    assert.deepEqual(changed(files, 'prod/patch.yaml'), changes);
    assert.deepEqual(changed(files, 'base/web.yaml'), changes);
  });

  test('is what it generates and what it removes', () => {
    const files = overlay(
      `configMapGenerator: [{ name: new, literals: [k=v] }]\npatches: [{ patch: "{ apiVersion: v1, kind: ConfigMap, metadata: { name: one }, $patch: delete }" }]\n`,
    );
    assert.deepEqual(
      changed(files).filter((line) => /name:|k:/.test(line)),
      ['+   k: v', '+   name: new', '-   name: one'],
    );
  });

  test('items of a list are objects of their own', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: x } }\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: z } }\n';
    const files = { 'kustomization.yaml': kustomization('resources: [l.yaml]\nnameSuffix: "-s"\n'), 'l.yaml': list };
    assert.deepEqual(changed(files, 'kustomization.yaml'), [
      '+   name: x-s',
      '+   name: z-s',
      '-   name: x',
      '-   name: z',
    ]);
  });

  test('of several overlays of a file the preferred one counts, else the first', () => {
    const files = {
      ...base,
      'dev/kustomization.yaml': kustomization('resources: [../base]\nnameSuffix: "-dev"\n'),
      'prod/kustomization.yaml': kustomization('resources: [../base]\nnameSuffix: "-prod"\n'),
    };
    assert.ok(changed(files, 'base/web.yaml').includes('+   name: web-dev'));
    assert.ok(changed(files, 'base/web.yaml', 'gone', 'prod').includes('+   name: web-prod'));
    assert.ok(changed(files, 'dev/kustomization.yaml', 'prod').includes('+   name: web-dev'));
  });

  test('a kustomization that does not build says why, and charts and plain files have no overlay', () => {
    const broken = overlay('patches: [{ path: patch.yaml }]\n', {
      'prod/patch.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: nobody }\n',
    });
    assert.match(overlayChange(workspaceOf(broken).snapshot, 'prod/patch.yaml', [])?.failure ?? '', /nobody/);
    const files = {
      'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      'chart/templates/a.yaml': config('a'),
      'plain.yaml': config('b'),
    };
    for (const file of Object.keys(files))
      assert.equal(overlayChange(workspaceOf(files).snapshot, file, []), undefined, file);
  });
});
