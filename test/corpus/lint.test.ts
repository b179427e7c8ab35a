import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { corpusLacking, corpusWorkspace } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';
import { reviewedErrors } from './reviewed-errors.ts';

suite('manifests that their projects publish', () => {
  test('no errors but reviewed ones, and few warnings', (context) => {
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
    const warnings = findings.filter(({ severity }) => severity === 'warning').length;
    assert.ok(
      (100 * warnings) / snapshot.resourceCount <= 3,
      `${warnings} warnings for ${snapshot.resourceCount} objects`,
    );
  });
});
