import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FileChange, Workspace } from '../../src/core/language/workspace.ts';
import { allRules } from '../../src/core/rules/all.ts';
import { defaultScan, readText, walk } from '../../src/server/node/scan.ts';
import { root } from './sources.ts';
import { asFound } from './workspace.ts';

/** Where manifests of real applications lie, beside the repository. */
export const corpus = join(root, '..', 'shared', 'corpus');

/** What is lacking when the corpus is not there, else `undefined`. */
export const corpusLacking = existsSync(corpus) ? undefined : 'the manifests of real applications in ../shared/corpus';

/** Every manifest of the corpus. */
export function corpusFiles(): readonly (FileChange & { readonly text: string })[] {
  return allFiles().filter(({ content }) => !content);
}

/** Every file of the corpus that a workspace reads. */
function allFiles(): readonly (FileChange & { readonly text: string })[] {
  return [...walk(corpus, defaultScan, () => undefined)].flatMap((path) => {
    const read = readText(join(corpus, path));
    return 'text' in read ? [asFound({ path, text: read.text })] : [];
  });
}

/** A workspace of the whole corpus, judged by every rule. */
export function corpusWorkspace(): Workspace {
  const workspace = new Workspace({ rules: allRules });
  workspace.update(allFiles());
  return workspace;
}
