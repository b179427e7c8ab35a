import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildTools, goLackingFor } from '../support/go.ts';
import { root } from '../support/sources.ts';

const module = join(root, 'test/arbiters/kustomize');

/** What is lacking to ask kustomize, else `undefined`. */
export function kustomizeLacking(): string | undefined {
  return goLackingFor(module);
}

/** What `kustomize build` prints for a folder, or why it refuses. */
export function kustomizeBuild(folder: string): { readonly text: string } | { readonly refused: string } {
  const program = join(buildTools(module, 'kustomize'), 'kustomize');
  const { status, stdout, stderr } = spawnSync(program, ['build', folder], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return status === 0 ? { text: stdout } : { refused: stderr };
}
