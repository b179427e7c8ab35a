import type { ManifestDocument } from '../manifest/document.ts';
import type { Node } from '../manifest/node.ts';
import { parseDocument } from '../manifest/parse.ts';
import type { Finding, Fix } from '../rules/rule.ts';
import type { Range } from '../text/span.ts';
import { ignoreAction } from './ignore-action.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** A change that a user can accept. */
export interface CodeAction {
  readonly title: string;
  /** The finding that it answers. */
  readonly finding: Finding;
  readonly kind: 'fix' | 'fix-all' | 'ignore';
  readonly preferred: boolean;
  readonly edits: readonly (FileRange & { readonly newText: string })[];
}

/** The findings of a file that a range touches; a cursor behind the last character touches it. */
export function findingsAt(snapshot: Snapshot, file: string, range: Range): readonly Finding[] {
  return snapshot.findings(file).filter(({ location }) => overlap(snapshot.locate(location).range, range));
}

/** What can be done about the findings that a range touches: their fixes, best first, then silencing them, then their like. */
export function codeActions(snapshot: Snapshot, file: string, range: Range): readonly CodeAction[] {
  const findings = findingsAt(snapshot, file, range);
  const action = (finding: Finding, kind: CodeAction['kind'], { title, edits, preferred }: Fix): CodeAction => ({
    title,
    finding,
    kind,
    preferred: preferred === true,
    edits: edits.map((edit) => ({ ...snapshot.locate(edit), newText: edit.newText })),
  });
  const fixes = findings.flatMap((finding) => finding.fixes().map((fix) => action(finding, 'fix', fix)));
  fixes.sort((a, b) => Number(b.preferred) - Number(a.preferred));
  const manifest = snapshot.files.get(file);
  if (manifest === undefined) return fixes;
  const trees = new Map<ManifestDocument, Node | undefined>();
  for (const { location } of findings)
    if (!trees.has(location.document)) trees.set(location.document, parseDocument(location.document).root);
  const ignoring = findings.flatMap((finding) =>
    ignoreAction(finding, manifest, trees.get(finding.location.document)).map((fix) => action(finding, 'ignore', fix)),
  );
  return [...fixes, ...ignoring, ...fixesOfAll(snapshot, file, findings)];
}

/** For each code that a range touches and the file has more of: the preferred fixes of all of them, as far as they do not meet. */
function fixesOfAll(snapshot: Snapshot, file: string, touched: readonly Finding[]): readonly CodeAction[] {
  const byCode = new Map(touched.map((finding) => [finding.code, finding]));
  return [...byCode].flatMap(([code, finding]) => {
    const alike = snapshot.findings(file).filter((other) => other.code === code);
    if (alike.length < 2) return [];
    const edits: CodeAction['edits'][number][] = [];
    let count = 0;
    for (const { fixes } of alike) {
      const best = fixes().find(({ preferred }) => preferred === true);
      const own = best?.edits.map((edit) => ({ ...snapshot.locate(edit), newText: edit.newText })) ?? [];
      if (own.length === 0 || own.some((edit) => edits.some((other) => meet(edit, other)))) continue;
      edits.push(...own);
      count++;
    }
    const title = `Fix all ${count} findings of ${code} in this file`;
    return count < 2 ? [] : [{ title, finding, kind: 'fix-all', preferred: false, edits }];
  });
}

/** Whether two edits touch the same text, so that their order would matter. */
function meet(a: FileRange, b: FileRange): boolean {
  return a.file === b.file && overlap(a.range, b.range);
}

function overlap(a: Range, b: Range): boolean {
  const before = (x: Range['start'], y: Range['start']) =>
    x.line < y.line || (x.line === y.line && x.character <= y.character);
  return before(a.start, b.end) && before(b.start, a.end);
}
