import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildProgram, goLackingFor } from '../support/go.ts';
import { root } from '../support/sources.ts';
import type { Call } from './functions/calls.ts';

const module = join(root, 'test/arbiters/functions');

/** What is lacking to ask Helm's functions, else `undefined`. */
export function functionsLacking(): string | undefined {
  return goLackingFor(module);
}

interface GoAnswer {
  readonly out?: string;
  readonly b64?: string;
  readonly error?: string;
}

/** What Helm's functions answer to calls: type and text of each result, or the error. Bytes that are not UTF-8 stand in base64. */
export function askFunctions(calls: readonly Call[]): string[] {
  const { status, stdout, stderr, error } = spawnSync(buildProgram(module, 'helm-functions'), {
    input: calls.map((call) => `${JSON.stringify(call)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 500_000_000,
    env: { ...process.env, TZ: 'UTC' },
  });
  if (status !== 0) throw new Error(`Helm's functions do not answer: ${error?.message ?? stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const answer: GoAnswer = JSON.parse(line);
      if (answer.error !== undefined) return `error: ${answer.error}`;
      return answer.b64 === undefined ? (answer.out ?? '') : `base64: ${answer.b64}`;
    });
}
