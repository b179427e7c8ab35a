import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildTools, goLackingFor } from '../support/go.ts';
import { root } from '../support/sources.ts';
import type { Printed } from './printed.ts';

const module = join(root, 'test/arbiters/helm');

/** What is lacking to ask Helm, else `undefined`. */
export function helmLacking(): string | undefined {
  return goLackingFor(module);
}

/** The program itself, which is built where it is not yet. */
export function helmProgram(): string {
  return join(buildTools(module, 'helm'), 'helm');
}

/** What `helm template` prints of a chart, or why it refuses. */
export function helmTemplate(folder: string, args: readonly string[] = []): Printed {
  const { status, stdout, stderr } = spawnSync(helmProgram(), ['template', 'release-name', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return status === 0 ? { text: stdout } : { refused: stderr };
}
