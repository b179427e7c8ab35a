/**
 * Negates every condition of every rule, one at a time, and counts those that the rule's own tests notice: its fixtures and the
 * examples of its page. `npm run negate -- [CODE…] [--misses]`; exit code 1 where a whole rule can be turned around unnoticed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { allRules } from '../../../src/core/rules/all.ts';
import type { Report, Rule } from '../../../src/core/rules/rule.ts';
import { example } from '../../support/fixes.ts';
import { checkFixture } from '../../support/fixture.ts';
import { fixtureFiles } from '../../support/fixtures.ts';
import { workspaceOf } from '../../support/workspace.ts';

const folder = new URL('../../../src/core/rules/', import.meta.url);
const fixtures = fixtureFiles();
const mutants = new Map<string, string>();

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const source = mutants.get(url);
    return source === undefined ? loaded : { ...loaded, source };
  },
});

/** Files of rules by code. */
const files = new Map<string, URL>(
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const code = /(?:^|[/\\])kn(\d+)-[^/\\]*\.ts$/.exec(path)?.[1];
    return code === undefined ? [] : [[`KN${code}`, new URL(path.replaceAll('\\', '/'), folder)] as const];
  }),
);

/** Whether the tests of a rule hold with another in its place. */
function holds(rule: Rule): boolean {
  const { code, byDefault, severity } = rule;
  const switchedOn = byDefault === 'off' ? { '.portolan.yaml': `rules: { ${code}: ${severity} }\n` } : {};
  const rules = allRules.map((other) => (other.code === code ? rule : other));
  const reported = (section: 'Bad' | 'Good') =>
    workspaceOf({ ...switchedOn, 'a.yaml': example(code, section) }, rules)
      .snapshot.allFindings()
      .some((finding) => finding.code === code);
  try {
    if (!reported('Bad') || reported('Good')) return false;
    for (const { codes, cases } of fixtures)
      if (codes.includes(code)) for (const { text } of cases) checkFixture(text, codes, rules);
    return true;
  } catch {
    return false;
  }
}

/** The rule turned around: it reports every subject of which it says nothing, and nothing of the others. */
function inverse(rule: Rule): Rule {
  return {
    ...rule,
    check(subject, context, report) {
      const reports: Report[] = [];
      rule.check(subject, context, (each) => reports.push(each));
      if (reports.length === 0)
        report({ at: (subject as { kindSpan: Report['at'] }).kindSpan, message: 'turned around' });
    },
  };
}

/** Where a text has conditions of `if`, without their parentheses. */
function conditionsIn(source: string): readonly { readonly start: number; readonly end: number }[] {
  return [...source.matchAll(/\bif \(/g)].flatMap(({ index }) => {
    const start = index + 'if ('.length;
    let depth = 1;
    let end = start;
    for (; end < source.length && depth > 0; end++)
      if (source[end] === '(') depth++;
      else if (source[end] === ')') depth--;
    return depth === 0 ? [{ start, end: end - 1 }] : [];
  });
}

async function mutantOf(code: string, file: URL, source: string, number: number): Promise<Rule | undefined> {
  const url = `${file.href}?negated=${number}`;
  mutants.set(url, source);
  const exported = (await import(url)) as Readonly<Record<string, Rule>>;
  return exported[code.toLowerCase()];
}

const given = process.argv.slice(2);
const wanted = given.filter((word) => !word.startsWith('--'));
const showMisses = given.includes('--misses');
const turned: string[] = [];
const missed: string[] = [];
let checked = 0;
let conditions = 0;
let number = 0;
for (const rule of allRules) {
  const { code } = rule;
  const file = files.get(code);
  if (file === undefined || (wanted.length > 0 && !wanted.includes(code))) continue;
  if (!holds(rule)) throw new Error(`The tests of ${code} fail as they are.`);
  checked++;
  if (holds(inverse(rule))) turned.push(code);
  const source = readFileSync(file, 'utf8');
  for (const { start, end } of conditionsIn(source)) {
    conditions++;
    const negated = `${source.slice(0, start)}!(${source.slice(start, end)})${source.slice(end)}`;
    const mutant = await mutantOf(code, file, negated, number++);
    if (mutant !== undefined && holds(mutant))
      missed.push(`${code} line ${source.slice(0, start).split('\n').length}: if (${source.slice(start, end)})`);
  }
}
if (showMisses) for (const miss of missed) console.log(miss);
console.log(`${checked - turned.length} of ${checked} rules cannot be turned around unnoticed.`);
console.log(`${conditions - missed.length} of ${conditions} conditions of rules cannot be negated unnoticed.`);
if (turned.length > 0) {
  console.log(`Turned around unnoticed: ${turned.join(', ')}.`);
  process.exitCode = 1;
}
