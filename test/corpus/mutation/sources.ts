import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpusLacking, corpusWorkspace } from '../../support/corpus.ts';
import { root } from '../../support/sources.ts';
import { workspaceOf } from '../../support/workspace.ts';
import type { Source } from './run.ts';

/** Everything that mutations are made of: the corpus, where it is, the example, and stacks with what neither has. */
export function everySource(most: number): readonly Source[] {
  const few = Math.ceil(most / 2);
  return [
    ...(corpusLacking === undefined ? [{ name: 'corpus', workspace: corpusWorkspace(), most }] : []),
    { name: 'example', workspace: folderWorkspace(join(root, 'media', 'example')), most: few },
    { name: 'working', workspace: workingWorkspace(), most: few },
  ];
}

/** Stacks that work, with the families that the corpus has none of. */
export function workingWorkspace() {
  return folderWorkspace(fileURLToPath(new URL('../working', import.meta.url)));
}

function folderWorkspace(folder: string) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return workspaceOf(Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')])));
}
