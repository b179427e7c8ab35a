import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { hover } from '../../src/core/language/hover.ts';
import { Workspace } from '../../src/core/language/workspace.ts';
import { readManifestFile } from '../../src/core/manifest/read-file.ts';
import { allRules } from '../../src/core/rules/all.ts';
import { corpusFiles, corpusLacking } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';
import { Random } from '../support/random.ts';
import { roundsOf } from '../support/rounds.ts';
import { hardTexts } from './fuzz-hard.ts';
import { mutate, stretchOf } from './fuzz-mutate.ts';

/** All of them take about a minute, so a run at the desk takes a tenth. */
const { rounds, seed } = roundsOf({ rounds: process.env.CI === 'true' ? 100_000 : 10_000, seed: 11 }, 100_000);

/** The documents that mutations are made of: those of real applications, and those that rules are tested with. */
function sources(): readonly string[] {
  const fixtures = new URL('../fixtures/rules/', import.meta.url);
  const texts = [
    ...corpusFiles().map(({ text }) => text),
    ...readdirSync(fixtures).flatMap((name) => readFileSync(new URL(name, fixtures), 'utf8').split(/^#.*\n/m)),
  ];
  return texts.flatMap((text) =>
    readManifestFile('a.yaml', text, undefined, { template: false })
      .documents.filter(({ document }) => document.candidate)
      .map(({ document }) => document.text),
  );
}

suite('damaged manifests', () => {
  test(`${rounds} of them are parsed, decoded, judged by every rule and hovered without a failure`, (context) => {
    if (corpusLacking !== undefined) return lacking(context, corpusLacking);
    const texts = sources();
    assert.ok(texts.length > 1500, `${texts.length} documents`);
    const random = new Random(seed);
    for (let round = 0; round < rounds; ) {
      const documents = Array.from({ length: 1 + random.below(4) }, () => {
        round++;
        return mutate(stretchOf(random.pick(texts), random), stretchOf(random.pick(texts), random), random);
      });
      check(documents, random, `seed ${seed}, document ${round}`);
    }
  });
});

suite('texts that are made to be hard are read in less than a second', () => {
  for (const [title, text] of Object.entries(hardTexts))
    test(title, () => {
      const kind = title === 'objects' ? 'List' : 'Service';
      check([`apiVersion: v1\nkind: ${kind}\nmetadata: { name: a }\n${text}`], new Random(seed), title);
    });
});

/** Does all that an editor would with some documents, half of the time in files of their own. */
function check(documents: readonly string[], random: Random, where: string): void {
  const split = random.below(2) === 0;
  const files = split
    ? documents.map((text, index) => ({ path: `${index}.yaml`, text }))
    : [{ path: '0.yaml', text: documents.join('\n---\n') }];
  // The one place where a test looks at a clock: that nothing hangs is what this is about.
  const begin = performance.now();
  try {
    const workspace = new Workspace({ rules: allRules });
    const { snapshot } = workspace.update(files);
    assert.deepEqual(snapshot.failures, []);
    for (const { location } of snapshot.allFindings()) assert.ok(location.end <= location.document.text.length);
    for (const { path, text } of files)
      for (let times = 0; times < 3; times++)
        hover(snapshot, path, snapshot.lines(path).position(random.below(text.length + 1)));
  } catch (error) {
    throw new Error(`${where}: ${shown(files)}`, { cause: error });
  }
  const milliseconds = performance.now() - begin;
  assert.ok(milliseconds < 1000, `${where} takes ${milliseconds} ms: ${shown(files)}`);
}

function shown(files: unknown): string {
  return JSON.stringify(files).slice(0, 20_000);
}
