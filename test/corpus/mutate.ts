/**
 * `npm run mutate`: breaks one thing after the other in manifests that work, asks a real control plane and the engine what
 * became of it, counts what Portolan finds, and writes `test/corpus/MUTATIONS.md`. `--most N` tries so many of each
 * operator, `--all` every one; `--only TEXT` those whose name holds a text, and `--engine` asks no control plane: both
 * print the report instead.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { goLacking } from '../control-plane/build.ts';
import { corpusLacking } from '../support/corpus.ts';
import { Cluster, type Ruling } from './mutation/cluster.ts';
import { neutrals } from './mutation/neutral.ts';
import type { Question } from './mutation/objects.ts';
import { operators } from './mutation/operators/all.ts';
import { reportOf, talliesOf } from './mutation/report.ts';
import { tryAll, tryNeutrals } from './mutation/run.ts';
import { everySource } from './mutation/sources.ts';

const seed = 3;
const { values } = parseArgs({
  options: {
    most: { type: 'string', default: '24' },
    all: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    engine: { type: 'boolean', default: false },
  },
});
const most = values.all ? Number.POSITIVE_INFINITY : Number(values.most);
const named = <T extends { readonly name: string }>(list: readonly T[]) =>
  list.filter(({ name }) => name.includes(values.only));

const lacks = goLacking();
if (lacks !== undefined) console.error(`No control plane is asked: this needs ${lacks}.`);
if (corpusLacking !== undefined) console.error(`The corpus is left out: this needs ${corpusLacking}.`);
const isAsked = !values.engine && lacks === undefined;
const sources = everySource(most);
const results = await tryAll(sources, named(operators), seed, isAsked ? askCluster : undefined);
const unchanged = tryNeutrals(sources, named(neutrals), seed);
const tallies = talliesOf(named(operators), results);
const report = reportOf(tallies, named(neutrals), unchanged, { seed, most, cluster: isAsked });
if (values.only !== '' || values.engine) console.log(report);
else writeFileSync(fileURLToPath(new URL('MUTATIONS.md', import.meta.url)), report);

async function askCluster(questions: readonly Question[]): Promise<readonly Ruling[]> {
  const cluster = await Cluster.start();
  try {
    return await cluster.ask(questions);
  } finally {
    await cluster.stop();
  }
}
