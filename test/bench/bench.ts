/**
 * `npm run bench`: what speed and memory cost, each as a ratio to a baseline of the same run. `--record` writes
 * `test/bench/RESULTS.md`. Measures the bundles that ship; nothing else should be running.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, bundles, root } from '../../src/tools/build.ts';
import { corpus, corpusLacking } from '../support/corpus.ts';
import { measureDiff } from './diff.ts';
import { measureEditor } from './editor.ts';
import { generateWorkspace } from './generate.ts';
import { alone, median, runProcess } from './measure.ts';
import { type NativeFigures, nativeLacking } from './native.ts';
import type { NaiveMeasure, ReachMeasure } from './reach.ts';
import type { RenderedTypingFigures } from './rendered-typing.ts';
import type { RenderingFigures } from './rendering.ts';
import { measureServerStart } from './server-start.ts';
import type { TracingFigures } from './tracing.ts';
import type { TypingFigures } from './typing.ts';

const seed = 11;
const rows: string[] = [];
const row = (...cells: readonly string[]) => {
  rows.push(`| ${cells.join(' | ')} |`);
  console.log(cells.join('  ·  '));
};
const ms = (value: number) => `${value.toFixed(value < 20 ? 1 : 0)} ms`;
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
const times = (ratio: number) => `${ratio.toFixed(1)} ×`;

await build();
const scratch = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
const folder = join(scratch, 'workspace');
try {
  const { files, documents, bytes, large } = generateWorkspace(folder, seed);
  console.log(`${documents} manifests in ${files} files, ${mb(bytes)}\n`);
  coldScan();
  typing(large);
  tracing(large);
  changes();
  await serverStart();
  allPairs();
  rendering();
  beside();
  await inEditor();
  sizes();
  if (process.argv.includes('--record')) record(`${documents} manifests in ${files} files, ${mb(bytes)}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function coldScan(): void {
  const cli = join(root, 'dist/cli.js');
  const baseline = fileURLToPath(new URL('parse-with-yaml.ts', import.meta.url));
  const ours = [];
  const theirs = [];
  // In turns, so that both see the same machine; the first turn warms the file system's cache.
  for (let turn = 0; turn < 6; turn++) {
    const lint = runProcess(cli, ['lint', folder, '--format', 'json']);
    const parse = runProcess(baseline, [folder]);
    if (turn > 0) ours.push(lint) && theirs.push(parse);
  }
  const time = median(ours.map(({ milliseconds }) => milliseconds));
  const base = median(theirs.map(({ milliseconds }) => milliseconds));
  row(
    'cold scan to findings, whole process',
    ms(time),
    '≤ 900 ms',
    `only parsing with yaml: ${ms(base)}`,
    times(base / time),
  );
  row(
    '… its peak memory',
    mb(Math.max(...ours.map(({ bytes }) => bytes))),
    '≤ 250 MB',
    `only parsing with yaml: ${mb(Math.max(...theirs.map(({ bytes }) => bytes)))}`,
    '',
  );
}

function typing(large: string): void {
  const { edit, hover, parse } = alone<TypingFigures>('typing.ts', 'measureTyping', [folder, large, 400]);
  row(
    `edit in a file of ${mb(statSync(join(folder, large)).size)} to findings, p95`,
    ms(edit.p95),
    '≤ 10 ms',
    `parsing it with yaml: ${ms(parse)}`,
    times(parse / edit.p95),
  );
  row('… p50', ms(edit.p50), '', '', times(parse / edit.p50));
  row('first hover after an edit, p95', ms(hover.p95), '≤ 5 ms', '', '');
}

async function serverStart(): Promise<void> {
  if (corpusLacking !== undefined) return;
  const runs: number[] = [];
  for (let turn = 0; turn < 5; turn++)
    runs.push((await measureServerStart(join(corpus, 'online-boutique'))).milliseconds);
  row('server start to first diagnostics of online-boutique', ms(median(runs)), '≤ 300 ms', '', '');
}

function tracing(large: string): void {
  const { next, first } = alone<TracingFigures>('tracing.ts', 'measureTracing', [folder, large, 400]);
  row('one trace among all of them, p95', ms(next), '≤ 5 ms', '', '');
  row('… the first after an edit, p95', ms(first), '≤ 5 ms', '', '');
}

function changes(): void {
  const { manifests, milliseconds } = measureDiff(join(root, 'dist/cli.js'), folder, scratch);
  row(`diff of two folders of ${manifests} manifests, whole process`, ms(milliseconds), '≤ 1000 ms', '', '');
}

function allPairs(): void {
  const { pods, policies, classes, milliseconds } = alone<ReachMeasure>('reach.ts', 'measureReach', [1000, 5, 9]);
  const naive = alone<NaiveMeasure>('reach.ts', 'compareWithNaive', [1000, 5, 100_000]);
  const oneByOne = (naive.milliseconds / naive.pairs) * pods * pods;
  row(
    `all pairs of ${pods} pods under ${policies} policies (${classes} classes)`,
    ms(milliseconds),
    '≤ 100 ms',
    `naive, one by one: ${ms(oneByOne)}`,
    times(oneByOne / milliseconds),
  );
  row(`… other answers than the naive ones, of ${naive.pairs}`, `${naive.differences}`, '0', '', '');
  const large = alone<ReachMeasure>('reach.ts', 'measureReach', [5000, 4, 3]);
  row(`all pairs of ${large.pods} pods under ${large.policies} policies`, ms(large.milliseconds), '≤ 1000 ms', '', '');
  row('… what cluster and answers hold in memory', mb(large.bytes), '≤ 300 MB', '', '');
}

function rendering(): void {
  if (corpusLacking !== undefined) return;
  const { cold, templateEdit, valuesEdit, overlayEdit } = alone<RenderingFigures>(
    'rendering.ts',
    'measureRendering',
    [],
  );
  row('render of every chart and kustomization of the corpus, whole process', ms(cold), '≤ 2000 ms', '', '');
  row('… an edit in a template of cert-manager to its manifests, p95', ms(templateEdit), '≤ 10 ms', '', '');
  row('… an edit in its values', ms(valuesEdit), '≤ 20 ms', '', '');
  row('… an edit in the largest overlay', ms(overlayEdit), '≤ 10 ms', '', '');
  const typed = alone<RenderedTypingFigures>('rendered-typing.ts', 'measureRenderedTyping', []);
  const places = { template: 'a template', values: 'its values', base: 'a base', overlay: 'an overlay' } as const;
  for (const [place, what] of Object.entries(places))
    row(`… from an edit in ${what} to findings, p95`, ms(typed[place as keyof typeof places]), '≤ 50 ms', '', '');
}

/** Ours beside the native programs. */
function beside(): void {
  const lacks = corpusLacking ?? nativeLacking();
  if (lacks !== undefined) {
    console.log(`Left out: ours beside helm and kustomize, which lacks ${lacks}`);
    return;
  }
  const programs = [
    ['compareWithHelm', 'helm template', 'render of cert-manager'],
    ['compareWithKustomize', 'kustomize build', 'render of the largest whole overlay'],
  ] as const;
  for (const [name, program, what] of programs) {
    const { native, cold, warm } = alone<NativeFigures>('native.ts', name, [join(root, 'dist/cli.js')]);
    row(`${what}, whole process`, ms(cold), '', `${program}: ${ms(native)}`, times(native / cold));
    row('… in a warm process, all of it again', ms(warm), '', `${program}: ${ms(native)}`, times(native / warm));
  }
}

async function inEditor(): Promise<void> {
  const { activation, longestBlock } = await measureEditor();
  row('activation in a real editor', ms(activation), '≤ 20 ms', '', '');
  row(
    '… longest block of the extension host, from a start of the server to its findings',
    ms(longestBlock),
    '',
    '',
    '',
  );
}

function sizes(): void {
  for (const { outfile, budget } of bundles)
    row(outfile, `${(statSync(join(root, outfile)).size / 1000).toFixed(0)} KB`, `≤ ${budget / 1000} KB`, '', '');
}

function record(workspace: string): void {
  const [{ model = 'unknown processor' } = {}] = cpus();
  const text = `# What speed and memory cost

Written by \`npm run bench -- --record\`. The workspace is generated (seed ${seed}): ${workspace}, all of them one stack.
Machine: ${cpus().length} cores, ${model}, ${mb(totalmem())} of memory, Node ${process.version}; ${new Date().toISOString().slice(0, 10)}.

| what | measured | target | baseline of the same run | faster |
|---|---|---|---|---|
${rows.join('\n')}
`;
  writeFileSync(fileURLToPath(new URL('RESULTS.md', import.meta.url)), text);
}
