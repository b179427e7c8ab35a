import assert from 'node:assert/strict';
import type { Finding, Rule } from '../../src/core/rules/rule.ts';
import { applyFix, nameOf, workspaceOf } from './workspace.ts';

/** What a fixture expects: a severity and a code at a place. */
interface Expectation {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly severity: string;
  readonly code: string;
  /** What the message has to contain. */
  readonly text: string;
}

/**
 * Checks a fixture: files begin with `#- /path`; a comment `#   ^^^^ error KN203 text` below a line says what is reported
 * there. Codes that `about` does not name are not looked at. Every fix of every expected finding has to remove it, to add
 * none, and to leave the comments of the file alone. `rules` are those that judge it, where they are not all.
 */
export function checkFixture(text: string, about: readonly string[], rules?: readonly Rule[]): void {
  const { files, expected } = readFixture(text);
  const { snapshot } = workspaceOf(files, rules);
  assert.deepEqual(snapshot.failures, [], 'no rule throws');
  const findings = snapshot.allFindings().filter(({ code }) => about.includes(code));
  const found = findings.map((finding) => {
    const { file, range } = snapshot.locate(finding.location);
    return `${file}:${range.start.line + 1}:${range.start.character}-${range.end.line === range.start.line ? range.end.character : '…'} ${finding.severity} ${finding.code}`;
  });
  const wanted = expected.map(
    ({ file, line, start, end, severity, code }) => `${file}:${line + 1}:${start}-${end} ${severity} ${code}`,
  );
  assert.deepEqual(found.map(loose), wanted.map(loose));
  expected.forEach((expectation, index) => {
    const message = findings[index]?.message ?? '';
    assert.ok(message.includes(expectation.text), `"${message}" has to contain "${expectation.text}"`);
  });
  for (const finding of findings) checkFixes(files, finding, rules);
}

/** Several lines of one place are compared by where they begin. */
function loose(place: string): string {
  return place.replace(/-\S+ /, ' ');
}

/** Applies each fix of a finding and looks at what is left. */
export function checkFixes(files: Readonly<Record<string, string>>, finding: Finding, rules?: readonly Rule[]): void {
  const { snapshot } = workspaceOf(files, rules);
  const before = snapshot.allFindings();
  const same = before.find(
    (other) =>
      nameOf(other) === nameOf(finding) &&
      other.location.start === finding.location.start &&
      other.message === finding.message,
  );
  assert.ok(same !== undefined, 'the finding is there again');
  for (const fix of same.fixes()) {
    const fixed = applyFix(snapshot, fix.edits);
    const after = workspaceOf(fixed, rules).snapshot.allFindings();
    const count = (list: readonly Finding[], name: string) => list.filter((other) => nameOf(other) === name).length;
    assert.ok(
      count(after, nameOf(same)) < count(before, nameOf(same)),
      `"${fix.title}" removes ${finding.code}:\n${JSON.stringify(fixed, undefined, 2)}`,
    );
    // A fix that renames the subject has what else is said about it said of another name.
    const isSaidAgain = ({ code, subject }: Finding) =>
      subject?.kind === same.subject?.kind &&
      before.some((each) => each.code === code && each.subject === same.subject);
    for (const left of after)
      assert.ok(
        count(after, nameOf(left)) <= count(before, nameOf(left)) || isSaidAgain(left),
        `"${fix.title}" adds ${left.code}: ${left.message}`,
      );
    const comments = (texts: Readonly<Record<string, string>>) =>
      Object.values(texts).flatMap((text) => text.match(/(?<=^|\s)#.*$/gm) ?? []);
    assert.deepEqual(comments(fixed), comments(files), `"${fix.title}" keeps the comments`);
  }
}

function readFixture(text: string): { files: Record<string, string>; expected: readonly Expectation[] } {
  const files: Record<string, string> = {};
  const expected: Expectation[] = [];
  let file = 'fixture.yaml';
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const path = /^#- \/(\S+)/.exec(line)?.[1];
    if (path !== undefined) {
      file = path;
      lines = [];
      files[file] = '';
      continue;
    }
    const [, carets = '', severity = '', code = '', rest = ''] =
      /^#( *\^+) (error|warning|info|hint) (KN\d+) ?(.*)$/.exec(line) ?? [];
    if (carets !== '') {
      const start = 1 + carets.indexOf('^');
      expected.push({ file, line: lines.length - 1, start, end: 1 + carets.length, severity, code, text: rest });
      continue;
    }
    lines.push(line);
    files[file] = lines.join('\n');
  }
  return {
    files,
    expected: expected.sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.start - b.start,
    ),
  };
}
