import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { checkFixture } from '../../support/fixture.ts';

const folder = new URL('../../fixtures/rules/', import.meta.url);

suite('fixtures of rules', () => {
  for (const name of readdirSync(folder).sort()) {
    // The first line names the codes that the file is about; several cases are told apart by a line of `#===`.
    const text = readFileSync(new URL(name, folder), 'utf8');
    const codes = /^# about ((?:KN\d+ ?)+)/.exec(text)?.[1]?.trim().split(' ') ?? [];
    const [, ...cases] = text.split(/^#=== (?=.)/m);
    test(`${name} names codes and cases`, () => assert.ok(codes.length > 0 && cases.length > 0));
    for (const each of cases) {
      const [title = '', ...lines] = each.split('\n');
      test(`${name}: ${title}`, () => checkFixture(lines.join('\n'), codes));
    }
  }
});
