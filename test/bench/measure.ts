import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const reporter = fileURLToPath(new URL('report-peak.mjs', import.meta.url));

/** One run of a whole process, Node's start included. */
export interface ProcessRun {
  readonly milliseconds: number;
  /** Largest resident set. */
  readonly bytes: number;
}

/** Runs a script in a Node of its own. Throws when it ends with another exit code than 0 or 1 (findings). */
export function runProcess(script: string, args: readonly string[]): ProcessRun {
  const started = performance.now();
  const { status, output, error } = spawnSync(
    process.execPath,
    ['--import', pathToFileURL(reporter).href, script, ...args],
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], maxBuffer: 1 << 30, encoding: 'utf8' },
  );
  const milliseconds = performance.now() - started;
  if (status !== 0 && status !== 1) throw new Error(`${script} failed: ${error?.message ?? output[2]}`);
  return { milliseconds, bytes: Number(output[3]) };
}

/** Milliseconds that each call takes, `rounds` times, sorted. */
export function timeEach(rounds: number, call: (round: number) => void): readonly number[] {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(timeOf(() => call(round)));
  return sorted(times);
}

/** Milliseconds that a call takes. */
export function timeOf(call: () => void): number {
  const started = performance.now();
  call();
  return performance.now() - started;
}

/** Numbers in ascending order. */
export function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

/** The value that a share of sorted values does not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle of some values. */
export function median(values: readonly number[]): number {
  return quantile(sorted(values), 0.5);
}

/**
 * What an exported function of a module here gives in a process of its own, where nothing else has warmed or filled what it
 * uses; arguments and result travel as JSON. Throws when it does.
 */
export function alone<T>(module: string, name: string, args: readonly unknown[]): T {
  const url = new URL(module, import.meta.url).href;
  const script = `import { ${name} } from ${JSON.stringify(url)};
import { writeSync } from 'node:fs';
writeSync(3, JSON.stringify(await ${name}(...${JSON.stringify(args)})));`;
  const { status, output } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} failed.`);
  return JSON.parse(output[3] ?? '') as T;
}
