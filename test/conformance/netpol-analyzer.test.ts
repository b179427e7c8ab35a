import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { reach } from '../../src/cli/reach.ts';
import { conformance, conformanceLacking, readConformance } from '../support/conformance.ts';
import { lacking } from '../support/needs.ts';

interface Case {
  readonly dir: string;
  readonly format: 'txt' | 'json' | 'csv';
  readonly expected: string;
}

const formats = { txt: 'human', json: 'json', csv: 'csv' };

suite("the list cases of np-guard's netpol-analyzer", () => {
  if (conformanceLacking !== undefined) {
    test('its lists', (t) => lacking(t, conformanceLacking ?? ''));
    return;
  }
  const base = join(conformance, 'netpol-analyzer');
  const cases = readConformance<readonly Case[]>('netpol-analyzer/index.json');
  for (const { dir, format, expected } of cases)
    test(`${dir} as ${format}`, () => {
      let out = '';
      const code = reach(['--compat', 'netpol-analyzer', '--format', formats[format], join(base, dir)], {
        out: (text) => {
          out += text;
        },
        err: (text) => assert.fail(text),
        stdin: () => assert.fail('nothing is read from standard input'),
        colours: false,
        cwd: base,
      });
      assert.equal(code, 0);
      const wanted = readFileSync(join(base, expected), 'utf8');
      assert.deepEqual(out.trimEnd().split('\n'), wanted.trimEnd().split(/\r?\n/));
    });

  test('all its lists are asked', () => assert.equal(cases.length, 78));
});
