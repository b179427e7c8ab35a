/**
 * `npm run mutations`: breaks one value after the other of the corpus' working manifests and counts what Portolan finds.
 * Prints the table that `test/corpus/MUTATIONS.md` keeps. `--all` judges every mutation instead of a sample, `--misses` names the misses.
 */
import { corpusLacking, corpusWorkspace } from '../support/corpus.ts';
import { Random } from '../support/random.ts';
import { judge, mutationsOf, operators } from './mutation.ts';

const seed = 3;
const perOperator = process.argv.includes('--all') ? Number.POSITIVE_INFINITY : 150;

if (corpusLacking !== undefined) {
  console.error(`This needs ${corpusLacking}.`);
  process.exit(2);
}
const workspace = corpusWorkspace();
const random = new Random(seed);
const all = mutationsOf(workspace.snapshot, random);
console.log('| value | mutations | found | as error | as warning | as info or hint | missed |');
console.log('|---|---|---|---|---|---|---|');
for (const operator of operators) {
  const own = all.filter((mutation) => mutation.operator === operator);
  const sample = own.length <= perOperator ? own : shuffled(own).slice(0, perOperator);
  const verdicts = sample.map((mutation) => judge(workspace, mutation));
  const count = (...severities: string[]) =>
    verdicts.filter(({ found }) => found !== undefined && severities.includes(found.severity)).length;
  const found = verdicts.filter(({ found }) => found !== undefined).length;
  const share = ((100 * found) / Math.max(1, verdicts.length)).toFixed(1);
  console.log(
    `| ${operator} | ${verdicts.length} | ${found} (${share} %) | ${count('error')} | ${count('warning')} | ${count('info', 'hint')} | ${verdicts.length - found} |`,
  );
  if (process.argv.includes('--misses'))
    for (const { mutation, line, elsewhere } of verdicts.filter((verdict) => verdict.found === undefined))
      console.log(`    ${mutation.file}:${line} ${mutation.before} → ${mutation.after} ${elsewhere.join(', ')}`);
}

function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
