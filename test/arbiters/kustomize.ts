import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildProgram, buildTools, goLackingFor } from '../support/go.ts';
import { root } from '../support/sources.ts';
import { askAll, type Printed } from './printed.ts';

const module = join(root, 'test/arbiters/kustomize');

/** What is lacking to ask kustomize, else `undefined`. */
export function kustomizeLacking(): string | undefined {
  return goLackingFor(module);
}

/** The program itself, which is built where it is not yet. */
export function kustomizeProgram(): string {
  return join(buildTools(module, 'kustomize'), 'kustomize');
}

/** What `kustomize build` prints for a folder, or why it refuses. */
export function kustomizeBuild(folder: string): Printed {
  const { status, stdout, stderr } = spawnSync(kustomizeProgram(), ['build', folder], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return status === 0 ? { text: stdout } : { refused: stderr };
}

/** {@link kustomizeBuild} of many folders, by the command's own code in one process. */
export function kustomizeBuildAll(folders: readonly string[]): readonly Printed[] {
  return askAll(buildProgram(module, 'kustomize-builds'), folders);
}
