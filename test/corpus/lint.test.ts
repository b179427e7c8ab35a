import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { groupBy } from '../../src/core/world/group-by.ts';
import { corpusLacking, corpusWorkspace } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';
import { reviewedErrors } from './reviewed-errors.ts';
import { reviewedWarnings } from './reviewed-warnings.ts';

suite('manifests that their projects publish', () => {
  test('no errors and no warnings but reviewed ones', (context) => {
    if (corpusLacking !== undefined) return lacking(context, corpusLacking);
    const { snapshot } = corpusWorkspace();
    assert.deepEqual(snapshot.failures, [], 'no rule throws');
    const findings = snapshot.allFindings();
    const errors = findings.filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      errors.map(({ code, location }) => `${location.document.file} ${code}`).sort(),
      reviewedErrors.map(({ file, code }) => `${file} ${code}`).sort(),
    );
    assert.ok(reviewedErrors.length <= 10);
    const warnings = groupBy(
      findings.filter(({ severity }) => severity === 'warning'),
      ({ code, location }) => `${location.document.file} ${code}`,
    );
    assert.deepEqual(
      [...warnings].map(([place, { length }]) => `${place} ${length}`).sort(),
      reviewedWarnings.map(({ file, code, count }) => `${file} ${code} ${count}`).sort(),
    );
    const counts = { right: 0, debatable: 0, wrong: 0 };
    for (const { verdict, count } of reviewedWarnings) counts[verdict] += count;
    assert.equal(counts.wrong, 0);
    assert.ok(counts.debatable <= 0.03 * (counts.right + counts.debatable));
  });
});
