import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildTools, goLackingFor } from '../support/go.ts';
import { root } from '../support/sources.ts';

const module = join(root, 'test/arbiters/helm');

/** What is lacking to ask Helm, else `undefined`. */
export function helmLacking(): string | undefined {
  return goLackingFor(module);
}

/** What `helm template` prints of a chart, or why it refuses. */
export function helmTemplate(
  folder: string,
  args: readonly string[] = [],
): { readonly text: string } | { readonly refused: string } {
  const program = join(buildTools(module, 'helm'), 'helm');
  const { status, stdout, stderr } = spawnSync(program, ['template', 'release-name', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return status === 0 ? { text: stdout } : { refused: stderr };
}
