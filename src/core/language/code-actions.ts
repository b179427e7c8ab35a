import type { Finding } from '../rules/rule.ts';
import type { Range } from '../text/span.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** A change that a user can accept. */
export interface CodeAction {
  readonly title: string;
  /** The finding that it answers. */
  readonly finding: Finding;
  readonly kind: 'fix' | 'ignore';
  readonly preferred: boolean;
  readonly edits: readonly (FileRange & { readonly newText: string })[];
}

/** What can be done about the findings that a range touches: their fixes, best first, then silencing them. */
export function codeActions(snapshot: Snapshot, file: string, range: Range): readonly CodeAction[] {
  const findings = snapshot.findings(file).filter(({ location }) => overlap(snapshot.locate(location).range, range));
  const fixes = findings.flatMap((finding) =>
    finding.fixes().map(
      ({ title, edits, preferred }): CodeAction => ({
        title,
        finding,
        kind: 'fix',
        preferred: preferred === true,
        edits: edits.map((edit) => ({ ...snapshot.locate(edit), newText: edit.newText })),
      }),
    ),
  );
  fixes.sort((a, b) => Number(b.preferred) - Number(a.preferred));
  return [...fixes, ...findings.flatMap((finding) => ignoreAction(snapshot, finding))];
}

/** A comment above the finding's line. JSON has no comments, and Portolan's own codes are not rules. */
function ignoreAction(snapshot: Snapshot, finding: Finding): readonly CodeAction[] {
  const { file, range } = snapshot.locate(finding.location);
  const text = snapshot.files.get(file)?.text;
  if (text === undefined || file.endsWith('.json') || finding.code < 'KN100') return [];
  const line = snapshot.lines(file).line(range.start.line);
  // A comment line belongs where the line's own content begins, dashes of lists included.
  const indent = /^ */.exec(line)?.[0] ?? '';
  const start = { line: range.start.line, character: 0 };
  const newText = `${indent}# portolan-ignore ${finding.code}: ${text.includes('\r\n') ? '\r\n' : '\n'}`;
  return [
    {
      title: `Ignore ${finding.code} here`,
      finding,
      kind: 'ignore',
      preferred: false,
      edits: [{ file, range: { start, end: start }, newText }],
    },
  ];
}

function overlap(a: Range, b: Range): boolean {
  const before = (x: Range['start'], y: Range['start']) =>
    x.line < y.line || (x.line === y.line && x.character <= y.character);
  return before(a.start, b.end) && before(b.start, a.end);
}
