import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkFixture } from '../../support/fixture.ts';
import { fixtureFiles } from '../../support/fixtures.ts';

suite('fixtures of rules', () => {
  for (const { name, codes, cases } of fixtureFiles()) {
    test(`${name} names codes and cases`, () => assert.ok(codes.length > 0 && cases.length > 0));
    for (const { title, text } of cases) test(`${name}: ${title}`, () => checkFixture(text, codes));
  }
});
