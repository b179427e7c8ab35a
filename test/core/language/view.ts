import { codeActions } from '../../../src/core/language/code-actions.ts';
import { type HoverLine, hover } from '../../../src/core/language/hover.ts';
import { links } from '../../../src/core/language/links.ts';
import type { FileRange, Snapshot } from '../../../src/core/language/workspace.ts';
import type { Finding } from '../../../src/core/rules/rule.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';

/** `web.yaml:3:7-3:12`, counted as editors show it. */
export function placeText({ file, range: { start, end } }: FileRange): string {
  return `${file}:${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
}

/** A line of a hover as a terminal shows it. */
export function plain(line: HoverLine): string {
  return line.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

/** Everything that a presenter shows of a finding, in one text. */
export function findingText(snapshot: Snapshot, finding: Finding): string {
  const { code, name, severity, message, location, subject, related, stacks } = finding;
  const fixes = finding
    .fixes()
    .map(({ title, preferred, edits }) => [
      title,
      preferred,
      edits.map((edit) => [placeText(snapshot.locate(edit)), edit.newText]),
    ]);
  return JSON.stringify([
    placeText(snapshot.locate(location)),
    `${severity} ${code} ${name} ${subject?.kind}/${subject?.name?.value}`,
    message,
    related.map((other) => [placeText(snapshot.locate(other.location)), other.message]),
    stacks,
    fixes,
  ]);
}

/** The findings of every file that has some. */
export function findingsView(snapshot: Snapshot): Map<string, readonly string[]> {
  const view = new Map<string, readonly string[]>();
  for (const path of snapshot.files.keys()) {
    const found = snapshot.findings(path).map((finding) => findingText(snapshot, finding));
    if (found.length > 0) view.set(path, found);
  }
  return view;
}

/** Everything else that presenters ask for: stacks, hovers of every word, links and actions of every file. */
export function snapshotView(snapshot: Snapshot): unknown {
  return {
    failures: snapshot.failures,
    resources: snapshot.resourceCount,
    settings: { ...snapshot.settings, severities: [...snapshot.settings.severities] },
    stacks: snapshot.stacks.map(({ resources, ...stack }) => ({
      ...stack,
      resources: resources.map(
        ({ kind, name, document, span }) => `${document.file} ${span.start} ${kind} ${name?.value}`,
      ),
    })),
    worlds: snapshot.worlds.map(({ stack, namespaces }) => [stack.name, namespaces]),
    files: [...snapshot.files.keys()].sort().map((file) => ({
      file,
      stacks: snapshot.stacksOf(file).map(({ name }) => name),
      hovers: hovers(snapshot, file),
      links: links(snapshot, file).map(
        ({ range, target, tooltip }) => `${placeText({ file, range })} ${placeText(target)} ${tooltip}`,
      ),
      actions: codeActions(snapshot, file, { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } }).map(
        ({ title, kind, preferred, edits }) => [
          title,
          kind,
          preferred,
          edits.map((edit) => [placeText(edit), edit.newText]),
        ],
      ),
    })),
  };
}

function hovers(snapshot: Snapshot, file: string): readonly string[] {
  const text = snapshot.files.get(file)?.text ?? '';
  const lines = new LineIndex(text);
  const found = new Set<string>();
  for (const { index } of text.matchAll(/[\w./-]+/g)) {
    const shown = hover(snapshot, file, lines.position(index));
    if (shown === undefined) continue;
    const parts = shown.lines.map((line) =>
      line.map((part) => (typeof part === 'string' ? part : `${part.text} (${placeText(snapshot.locate(part.to))})`)),
    );
    found.add(`${placeText({ file, range: shown.range })} ${parts.map((line) => line.join('')).join(' / ')}`);
  }
  return [...found];
}
