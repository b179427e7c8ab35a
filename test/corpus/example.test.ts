import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/sources.ts';
import { workspaceOf } from '../support/workspace.ts';

const folder = join(root, 'media', 'example');
const files = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

test('every fault of the example is found where it stands, and nothing else', () => {
  const { snapshot } = workspaceOf(files);
  const faults = Object.entries(files).flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (line.includes('# fault') ? [`${file}:${index + 1}`] : [])),
  );
  assert.ok(faults.length >= 7, 'the example shows something');
  const findings = snapshot.allFindings().filter(({ severity }) => severity === 'error' || severity === 'warning');
  const touched = findings.map(({ location, related }) =>
    [location, ...related.map((other) => other.location)]
      .map((place) => snapshot.locate(place))
      .map(({ file, range }) => `${file}:${range.start.line + 1}`)
      .find((place) => faults.includes(place)),
  );
  assert.deepEqual(touched.sort(), faults.sort());
});

test('every fault of the example is of another kind', () => {
  const codes = workspaceOf(files)
    .snapshot.allFindings()
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length, codes.join(' '));
});
