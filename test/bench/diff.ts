import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median, runProcess } from './measure.ts';

/** What comparing two folders costs. */
export interface DiffMeasure {
  /** Manifests of one of the folders. */
  readonly manifests: number;
  /** Milliseconds of the whole process, median. */
  readonly milliseconds: number;
}

/**
 * Compares two copies of about 2,000 manifests of a generated workspace, of which the second lacks every policy of one
 * namespace. `scratch` is a folder for the copies.
 */
export function measureDiff(cli: string, workspace: string, scratch: string, rounds = 5): DiffMeasure {
  const namespaces = readdirSync(workspace)
    .filter((name) => name.startsWith('team-'))
    .slice(10, 22);
  const [before, after] = [join(scratch, 'before'), join(scratch, 'after')];
  for (const folder of [before, after]) {
    mkdirSync(folder, { recursive: true });
    for (const name of ['.portolan.yaml', ...namespaces])
      cpSync(join(workspace, name), join(folder, name), { recursive: true });
  }
  const textsIn = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => ({
        path: join(parentPath, name),
        text: readFileSync(join(parentPath, name), 'utf8'),
      }));
  const isPolicy = /^kind: NetworkPolicy$/m;
  for (const { path, text } of textsIn(join(after, namespaces[0] ?? ''))) if (isPolicy.test(text)) rmSync(path);
  const manifests = textsIn(before).reduce((sum, { text }) => sum + (text.match(/^kind: /gm)?.length ?? 0), 0);
  const times: number[] = [];
  // The first turn warms the file system's cache.
  for (let round = 0; round <= rounds; round++) {
    const { milliseconds } = runProcess(cli, ['diff', before, after, '--format', 'json']);
    if (round > 0) times.push(milliseconds);
  }
  return { manifests, milliseconds: median(times) };
}
