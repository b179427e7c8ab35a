import { explanationOf } from './explanations.ts';
import type { Neutral } from './neutral.ts';
import { names, numbers, type Operator } from './operator.ts';
import type { Arbiter, NeutralResult, Result } from './run.ts';

/** How a run was made. */
export interface Conditions {
  readonly seed: number;
  readonly most: number;
  /** Whether a real control plane was asked. */
  readonly cluster: boolean;
}

/** What of an operator's mutations was found. */
export interface Tally {
  readonly operator: Operator;
  readonly tried: number;
  readonly broken: readonly Result[];
  readonly found: readonly Result[];
  readonly missed: readonly Result[];
}

/** The tallies of operators, in their order. */
export function talliesOf(operators: readonly Operator[], results: readonly Result[]): readonly Tally[] {
  return operators.map((operator) => {
    const own = results.filter(({ judged }) => judged.mutation.operator === operator);
    const broken = own.filter((result) => result.broken !== undefined);
    const found = broken.filter(({ judged }) => judged.found !== undefined);
    return { operator, tried: own.length, broken, found, missed: broken.filter((result) => !found.includes(result)) };
  });
}

/** A share in percent with one decimal, `–` of nothing. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : ((100 * part) / whole).toFixed(1);
}

/** The report that `MUTATIONS.md` is. */
export function reportOf(
  tallies: readonly Tally[],
  neutrals: readonly Neutral[],
  neutralResults: readonly NeutralResult[],
  { seed, most, cluster }: Conditions,
): string {
  const broken = tallies.flatMap((tally) => tally.broken);
  const found = tallies.flatMap((tally) => tally.found);
  const alarms = neutralResults.filter((result) => result.alarms.length > 0);
  return [
    '# Single mistakes in working manifests: what is found',
    '',
    'Written by `npm run mutate`. Every operator makes one kind of mistake, one place at a time, in the manifests of nine real applications (`../shared/corpus`), in the example (`media/example`) and in stacks with the families that neither has (`test/corpus/working`). A mutation counts where it breaks something: a real API server refuses the object that it took before, the real EndpointSlice controller gives a Service other endpoints, or, where neither can tell, the engine says that a declared call, a way in, a probe or a verdict of a policy is not what it was. Found means: a new finding has its place, or a related place, on the line that was changed; of something that was taken away, on the object that it was taken from. What is unknown is missed.',
    '',
    `Seed ${seed}, at most ${most} mutations of an operator in the corpus and half as many in the others. ${
      cluster
        ? 'A real control plane was asked.'
        : '**No control plane was there: the engine alone decided what breaks.**'
    } The targets stand in the operators (\`test/corpus/mutation/operators\`) and were stated before anything was measured: ${names} %, of digits ${numbers} %.`,
    '',
    `**${found.length} of ${broken.length} are found (${share(found.length, broken.length)} %), by ${tallies.length} operators; ${neutralResults.length} changes that change nothing bring ${alarms.length} errors or warnings.**`,
    '',
    '## By family',
    '',
    '| family | operators | breaking | found |',
    '|---|---|---|---|',
    ...familyRows(tallies),
    '',
    '## By operator',
    '',
    'Of those that break, who said so: the server refuses it, the endpoints differ, the engine.',
    '',
    '| family | operator | tried | breaking | refused / endpoints / engine | found | target | as error / warning / info or hint |',
    '|---|---|---|---|---|---|---|---|',
    ...tallies.map(operatorRow),
    '',
    '## Every miss',
    '',
    ...missLines(tallies),
    '',
    '## Changes that change nothing',
    '',
    '| change | tried | errors or warnings |',
    '|---|---|---|',
    ...neutrals.map((neutral) => {
      const own = neutralResults.filter(({ judged }) => judged.mutation.operator === neutral);
      return `| ${neutral.name} | ${own.length} | ${own.filter((result) => result.alarms.length > 0).length} |`;
    }),
    ...alarms.map(({ source, judged, alarms: said }) => `\n- ${placeOf(source, judged)}: ${said.join(', ')}`),
    '',
  ].join('\n');
}

function familyRows(tallies: readonly Tally[]): readonly string[] {
  return [...new Set(tallies.map(({ operator }) => operator.family))].map((family) => {
    const own = tallies.filter(({ operator }) => operator.family === family);
    const broken = own.flatMap((tally) => tally.broken).length;
    const found = own.flatMap((tally) => tally.found).length;
    return `| ${family} | ${own.length} | ${broken} | ${found} (${share(found, broken)} %) |`;
  });
}

function operatorRow({ operator, tried, broken, found }: Tally): string {
  const by = (arbiter: Arbiter) => broken.filter((result) => result.broken?.by === arbiter).length;
  const as = (...severities: readonly string[]) =>
    found.filter(({ judged }) => severities.includes(judged.found?.severity ?? '')).length;
  return `| ${operator.family} | ${operator.name} | ${tried} | ${broken.length} | ${by('refused')} / ${by('endpoints')} / ${by('engine')} | ${found.length} (${share(found.length, broken.length)} %) | ${operator.target} % | ${as('error')} / ${as('warning')} / ${as('info', 'hint')} |`;
}

/** Misses by what explains them; those that nothing explains come first. */
function missLines(tallies: readonly Tally[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const result of tallies.flatMap(({ missed }) => missed)) {
    const because = explanationOf(result)?.because ?? 'Not explained.';
    const { operator } = result.judged.mutation;
    const line = `  - ${operator.name}: ${placeOf(result.source, result.judged)}`;
    groups.set(because, [...(groups.get(because) ?? []), line]);
  }
  const sorted = [...groups].sort(([a], [b]) => Number(b === 'Not explained.') - Number(a === 'Not explained.'));
  return sorted.flatMap(([because, lines]) => [`- **${because}** (${lines.length})`, ...lines]);
}

/** `corpus a/b.yaml:3: "x" becomes "y"`. */
function placeOf(
  source: string,
  { mutation, line }: { readonly mutation: { file: string; before: string; after: string }; readonly line: number },
): string {
  const short = (text: string) => `\`${text.trim().split('\n', 1)[0]?.slice(0, 40) ?? ''}\``;
  const { file, before, after } = mutation;
  if (after.trim() === '') return `${source} \`${file}\` line ${line}: without ${short(before)}`;
  return `${source} \`${file}\` line ${line}: ${before === '' ? 'with ' : `${short(before)} becomes `}${short(after)}`;
}
