import { isManifestName } from '../../src/core/language/files.ts';
import { type FileChange, type Snapshot, Workspace } from '../../src/core/language/workspace.ts';
import { allRules } from '../../src/core/rules/all.ts';
import type { Finding, Rule } from '../../src/core/rules/rule.ts';
import { LineIndex } from '../../src/core/text/line-index.ts';
import { baseName } from '../../src/core/world/stack-file.ts';

/** Texts by path. */
export type Texts = Readonly<Record<string, string>> | ReadonlyMap<string, string>;

/** A workspace of some files, judged by every rule or by those given. */
export function workspaceOf(files: Texts, rules: readonly Rule[] = allRules): Workspace {
  const workspace = new Workspace({ rules });
  workspace.update(changesOf(files));
  return workspace;
}

/** Some files as a host finds them. */
export function changesOf(files: Texts): FileChange[] {
  return (files instanceof Map ? [...files] : Object.entries(files)).map(([path, text]) => asFound({ path, text }));
}

/** A change of a file as a host gives it: what is no manifest by its name is content. */
export function asFound<T extends FileChange>(change: T): T {
  return isManifestName(baseName(change.path)) ? change : { ...change, content: true };
}

/** The texts of some files after a fix; positions are those of the snapshot. */
export function applyFix(
  snapshot: Snapshot,
  edits: readonly {
    readonly document: Finding['location']['document'];
    readonly start: number;
    readonly end: number;
    readonly newText: string;
  }[],
): Record<string, string> {
  const texts = Object.fromEntries([...snapshot.files].map(([path, { text }]) => [path, text]));
  const located = edits.map((edit) => ({ ...snapshot.locate(edit), newText: edit.newText }));
  for (const file of new Set(located.map((edit) => edit.file))) {
    const text = texts[file] ?? '';
    const index = new LineIndex(text);
    const own = located
      .filter((edit) => edit.file === file)
      .map(({ range, newText }) => ({ start: index.offset(range.start), end: index.offset(range.end), newText }))
      .sort((a, b) => b.start - a.start || b.end - a.end);
    texts[file] = own.reduce(
      (result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end),
      text,
    );
  }
  return texts;
}

/** A finding for comparisons: code, message and subject, not its place. */
export function nameOf(finding: Finding): string {
  return `${finding.code} ${finding.subject?.kind ?? ''}/${finding.subject?.name?.value ?? ''}`;
}
