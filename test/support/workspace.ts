import { type Snapshot, Workspace } from '../../src/core/language/workspace.ts';
import { allRules } from '../../src/core/rules/all.ts';
import type { Finding } from '../../src/core/rules/rule.ts';
import { LineIndex } from '../../src/core/text/line-index.ts';

/** A workspace of some files, judged by every rule. */
export function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace({ rules: allRules });
  workspace.update(Object.entries(files).map(([path, text]) => ({ path, text })));
  return workspace;
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
