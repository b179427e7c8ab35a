import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundles } from '../../src/tools/build.ts';
import { root } from '../support/sources.ts';

for (const { outfile, budget } of bundles)
  test(`${outfile} stays within ${budget / 1000} KB`, () => {
    const { size } = statSync(join(root, outfile));
    assert.ok(size <= budget, `${size} bytes`);
  });
