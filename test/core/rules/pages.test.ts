import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { allRules } from '../../../src/core/rules/all.ts';
import { example } from '../../support/fixes.ts';
import { checkFixes } from '../../support/fixture.ts';
import { workspaceOf } from '../../support/workspace.ts';

// The target version whose API server refuses what the page shows, where it is not the newest.
suite('the examples of the rules’ pages', () => {
  for (const { code, fixable, byDefault, severity } of allRules) {
    const switchedOn = byDefault === 'off' ? { '.portolan.yaml': `rules: { ${code}: ${severity} }\n` } : {};
    test(`${code}: the bad example is reported, and its fixes work`, () => {
      const files = { ...switchedOn, 'a.yaml': example(code, 'Bad') };
      const { snapshot } = workspaceOf(files);
      assert.deepEqual(snapshot.failures, []);
      const findings = snapshot.allFindings().filter((finding) => finding.code === code);
      assert.ok(
        findings.length > 0,
        `reported: ${snapshot
          .allFindings()
          .map((finding) => `${finding.code} ${finding.message}`)
          .join('; ')}`,
      );
      for (const finding of findings) checkFixes(files, finding);
      if (fixable)
        assert.ok(
          findings.some((finding) => finding.fixes().length > 0),
          'a fix is offered',
        );
    });

    test(`${code}: the good example is not`, () => {
      const { snapshot } = workspaceOf({ ...switchedOn, 'a.yaml': example(code, 'Good') });
      assert.deepEqual(snapshot.failures, []);
      assert.deepEqual(
        snapshot
          .allFindings()
          .filter((finding) => finding.code === code)
          .map(({ message }) => message),
        [],
      );
      assert.deepEqual(
        snapshot
          .allFindings()
          .filter(({ severity }) => severity === 'error')
          .map(({ code: other, message }) => `${other} ${message}`),
        [],
      );
    });
  }
});
