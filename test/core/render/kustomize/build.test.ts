import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { toText } from '../../../../src/core/render/kustomize/build.ts';
import { buildFiles } from '../../../support/kustomize.ts';
import { overlays } from './overlays.ts';

interface Golden {
  readonly text?: string;
  readonly refused?: string;
}

const goldens: Readonly<Record<string, Golden>> = JSON.parse(
  readFileSync(new URL('goldens.json', import.meta.url), 'utf8'),
);

/** Refused for the same reason in other words: those of kustomize print Go's structures. */
const reworded = new Set(['a generator of what is there']);

for (const { name, folder, files } of overlays)
  test(`as kustomize: ${name}`, () => {
    const result = buildFiles(files, folder);
    const golden = goldens[name];
    const problems = result.problems.map(({ message }) => message);
    if (golden?.refused !== undefined) {
      const isSaid = problems.some((message) => golden.refused?.includes(message) || reworded.has(name));
      assert.ok(isSaid, `${problems.join('\n')}\nand kustomize says:\n${golden.refused}`);
      return;
    }
    assert.deepEqual(problems, []);
    assert.equal(result.resources.map((resource) => toText(resource).text).join('---\n'), golden?.text);
  });
