import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, toText } from '../../src/core/render/kustomize/build.ts';
import { corpus, corpusLacking } from '../support/corpus.ts';
import { writeFiles } from '../support/folder.ts';
import { buildFiles, corpusFile, kustomizations, printed, resourcesOf } from '../support/kustomize.ts';
import { lacking } from '../support/needs.ts';
import { Random } from '../support/random.ts';
import { randomOverlay } from './generate-overlays.ts';
import { referred, referrers } from './generate-references.ts';
import { kustomizeBuild, kustomizeBuildAll, kustomizeLacking } from './kustomize.ts';

test('every kustomization of the corpus is what kustomize builds, resource by resource and in its order', (t) => {
  const lack = kustomizeLacking() ?? corpusLacking;
  if (lack !== undefined) return lacking(t, lack);
  let equal = 0;
  let refused = 0;
  let resources = 0;
  for (const folder of kustomizations()) {
    const real = kustomizeBuild(join(corpus, folder));
    const ours = build(folder, corpusFile);
    const problems = [...ours.problems.map(({ message }) => message), ...ours.incomplete.map(({ reason }) => reason)];
    if ('refused' in real) {
      assert.notEqual(problems.length, 0, `${folder}: kustomize says ${real.refused}`);
      refused++;
      continue;
    }
    assert.deepEqual(problems, [], folder);
    assert.deepEqual(resourcesOf(ours), printed(real.text), folder);
    assert.equal(ours.resources.map((resource) => toText(resource).text).join('---\n'), real.text, folder);
    equal++;
    resources += ours.resources.length;
  }
  t.diagnostic(`${equal} equal with ${resources} resources, ${refused} refused by both`);
});

const overlays = 2950;

const untagged =
  'for kustomize a field that a replacement made has no type, for later replacements and for how it is printed';

/** Overlays that are known to differ, with the reason. */
const known: ReadonlyMap<number, string> = new Map([
  [1775, untagged],
  [1998, untagged],
  [2837, untagged],
  [1673, 'labels that also went to annotations are one node for kustomize, whatever else is set there'],
]);

test('generated overlays are what kustomize builds, and refused where it refuses', { timeout: 600_000 }, (t) => {
  const lack = kustomizeLacking();
  if (lack !== undefined) return lacking(t, lack);
  const folder = mkdtempSync(join(tmpdir(), 'portolan-overlays-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const seeds = Array.from({ length: overlays }, (_, index) => 1000 + index).filter((seed) => !known.has(seed));
  const all = seeds.map((seed) => randomOverlay(new Random(seed)));
  for (const [index, files] of all.entries()) writeFiles(join(folder, String(seeds[index])), files);
  const printed = kustomizeBuildAll(seeds.map((seed) => join(folder, String(seed), 'overlay')));
  const different: string[] = [];
  const counts = { equal: 0, refused: 0, crashed: 0 };
  for (const [index, real] of printed.entries()) {
    const seed = seeds[index];
    const ours = buildFiles(all[index] ?? {}, 'overlay');
    if ('refused' in real) {
      // Where kustomize itself crashes there is nothing to agree with.
      if (real.refused.startsWith('panic:')) counts.crashed++;
      else if (ours.problems.length === 0) different.push(`${seed}: only kustomize refuses: ${real.refused}`);
      else counts.refused++;
    } else if (ours.problems.length > 0) different.push(`${seed}: only we refuse: ${ours.problems[0]?.message}`);
    else if (ours.resources.map((resource) => toText(resource).text).join('---\n') === real.text) counts.equal++;
    else different.push(`${seed}: other resources`);
  }
  assert.deepEqual(different, []);
  t.diagnostic(
    `${counts.equal} equal, ${counts.refused} refused by both, ${counts.crashed} crash kustomize, ${known.size} known to differ`,
  );
  assert.ok(counts.equal >= 2000, `only ${counts.equal} are built`);
});

test('every field of the API that may name an object, hold a variable, a label or an image is changed as kustomize changes it', (t) => {
  const lack = kustomizeLacking();
  if (lack !== undefined) return lacking(t, lack);
  const folder = mkdtempSync(join(tmpdir(), 'portolan-references-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'source' }, data: { v: 'value' } };
  const vars =
    'vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: source}, fieldref: {fieldPath: data.v}}]';
  const cases: readonly (readonly [string, readonly unknown[]])[] = [
    ...referred.map(([apiVersion, kind], index) => {
      const target = { apiVersion, kind, metadata: { name: 'x' } };
      return [`namePrefix: p-\n${index % 2 === 0 ? '' : 'namespace: ns\n'}`, [...referrers('x'), target]] as const;
    }),
    [vars, [...referrers('$(V)'), config]],
    ['commonLabels: {a: b}\ncommonAnnotations: {c: d}\nimages: [{name: i, newTag: "2"}]\n', referrers('x')],
    [
      'labels: [{pairs: {a: b}, includeTemplates: true}, {pairs: {c: d}, includeVolumeClaimTemplates: true}]\n',
      referrers('x'),
    ],
  ];
  for (const [index, [changes, resources]] of cases.entries()) {
    const files = {
      'kustomization.yaml': `resources: [all.yaml]\n${changes}`,
      'all.yaml': resources.map((each) => JSON.stringify(each)).join('\n---\n'),
    };
    writeFiles(join(folder, String(index)), files);
    const real = kustomizeBuild(join(folder, String(index)));
    assert.ok('text' in real, `${changes}: ${'refused' in real ? real.refused : ''}`);
    const ours = buildFiles(files, '');
    assert.deepEqual(ours.problems, []);
    assert.deepEqual(resourcesOf(ours), printed(real.text), changes);
  }
});
