import { join } from 'node:path';
import { Workspace } from '../../src/core/language/workspace.ts';
import { allRules } from '../../src/core/rules/all.ts';
import { defaultScan, readText, walk } from '../../src/server/node/scan.ts';

/** A folder as a workspace whose findings are known, and its files. */
export interface Loaded {
  readonly workspace: Workspace;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** Reads a folder as the server does. */
export function load(folder: string): Loaded {
  const workspace = new Workspace({ rules: allRules });
  const files = [...walk(folder, defaultScan, () => undefined)].flatMap((path) => {
    const read = readText(join(folder, path));
    return 'text' in read ? [{ path, text: read.text }] : [];
  });
  workspace.update(files);
  workspace.snapshot.allFindings();
  return { workspace, files };
}
