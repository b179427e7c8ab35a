import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentLink,
  type Hover,
  MarkupKind,
} from 'vscode-languageserver';
import { codeActions, findingsAt } from '../core/language/code-actions.ts';
import { type HoverLine, hover } from '../core/language/hover.ts';
import { plainText } from '../core/language/hover-line.ts';
import { links } from '../core/language/links.ts';
import { questionAbout } from '../core/language/question-about.ts';
import type { FileRange, Snapshot } from '../core/language/workspace.ts';
import type { Finding, Severity } from '../core/rules/rule.ts';
import type { Position, Range } from '../core/text/span.ts';
import type { AnswerParams } from '../protocol/requests.ts';
import type { Folder } from './folder.ts';

/** What the client can do with an answer. */
export interface Abilities {
  readonly markdown: boolean;
  /** What stands before a rule's code in the address of its page; `undefined` when the client shows no pages. */
  readonly rulePages: string | undefined;
  /** Whether the client has Portolan's own commands. */
  readonly commands: boolean;
}

/** Source of all diagnostics. */
export const source = 'Portolan';

/** The findings of a file as LSP has them. */
export function toDiagnostics(folder: Folder, path: string, abilities: Abilities): Diagnostic[] {
  const { snapshot } = folder.workspace;
  return snapshot.findings(path).map((finding) => toDiagnostic(finding, folder, snapshot, abilities));
}

function toDiagnostic(finding: Finding, folder: Folder, snapshot: Snapshot, abilities: Abilities): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(snapshot.locate(finding.location).range),
    severity: toSeverity(finding.severity, folder.settings.showInfo),
    code: finding.code,
    source,
    message: finding.message,
  };
  if (abilities.rulePages !== undefined) diagnostic.codeDescription = { href: `${abilities.rulePages}${finding.code}` };
  if (finding.related.length > 0)
    diagnostic.relatedInformation = finding.related.map(({ message, location }) => {
      const place = snapshot.locate(location);
      return { message, location: { uri: folder.uriOf(place.file), range: toRange(place.range) } };
    });
  return diagnostic;
}

/** Infos are hints to the editor, so that they show in the text and not in the Problems panel, unless the user wants them there. */
function toSeverity(severity: Severity, showInfo: boolean): DiagnosticSeverity {
  if (severity === 'error') return DiagnosticSeverity.Error;
  if (severity === 'warning') return DiagnosticSeverity.Warning;
  return severity === 'info' && showInfo ? DiagnosticSeverity.Information : DiagnosticSeverity.Hint;
}

/** The hover at a position. */
export function toHover(folder: Folder, path: string, position: Position, abilities: Abilities): Hover | null {
  const { snapshot } = folder.workspace;
  const found = hover(snapshot, path, position);
  if (found === undefined) return null;
  const write = abilities.markdown ? markdownLine : plainText;
  const value = found.lines.map((line) => write(line, folder, snapshot)).join(abilities.markdown ? '  \n' : '\n');
  return {
    contents: { kind: abilities.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value },
    range: toRange(found.range),
  };
}

function markdownLine(line: HoverLine, folder: Folder, snapshot: Snapshot): string {
  return line
    .map((part) =>
      typeof part === 'string'
        ? escapeMarkdown(part)
        : `[${escapeMarkdown(part.text)}](${linkTo(snapshot.locate(part.to), folder)})`,
    )
    .join('');
}

/** Manifests are not trusted: nothing of their text may become markup, a link, an image or HTML. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]()#+\-.!|~$<>&:@]/g, (character) =>
      character === '<' ? '&lt;' : character === '>' ? '&gt;' : character === '&' ? '&amp;' : `\\${character}`,
    )
    .replaceAll(/[\r\n]+/g, ' ');
}

/** Address of a place, in the form that editors open at a line and column. */
function linkTo({ file, range }: FileRange, folder: Folder): string {
  const uri = folder.uriOf(file).replaceAll('(', '%28').replaceAll(')', '%29');
  return `${uri}#L${range.start.line + 1},${range.start.character + 1}`;
}

/** Links of a file to the objects that it names. */
export function toLinks(folder: Folder, path: string): DocumentLink[] {
  return links(folder.workspace.snapshot, path).map(({ range, target, tooltip }) => ({
    range: toRange(range),
    target: linkTo(target, folder),
    tooltip,
  }));
}

/** What can be done about the findings at a range; nothing when the client asks `only` for other kinds than fixes. */
export function toCodeActions(
  folder: Folder,
  path: string,
  range: Range,
  only: readonly CodeActionKind[] | undefined,
  abilities: Abilities,
): CodeAction[] {
  const wanted = only === undefined || only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix);
  if (!wanted) return [];
  const { snapshot } = folder.workspace;
  const actions = codeActions(snapshot, path, range);
  const pages = new Map<string, CodeAction>();
  const result = actions.map(({ title, finding, kind, preferred, edits }): CodeAction => {
    const changes: Record<string, { range: ReturnType<typeof toRange>; newText: string }[]> = {};
    for (const edit of edits) {
      const uri = folder.uriOf(edit.file);
      changes[uri] = [...(changes[uri] ?? []), { range: toRange(edit.range), newText: edit.newText }];
    }
    const diagnostics = [toDiagnostic(finding, folder, snapshot, abilities)];
    return {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      edit: { changes },
      ...(preferred && kind === 'fix' ? { isPreferred: true } : {}),
    };
  });
  if (!abilities.commands) return result;
  for (const finding of findingsAt(snapshot, path, range))
    pages.set(finding.code, {
      title: `Open the page of ${finding.code}`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(finding, folder, snapshot, abilities)],
      command: { title: 'Open Rule Page', command: 'portolan.openRulePage', arguments: [finding.code] },
    });
  return [...result, ...tracesOf(folder, path, range, abilities), ...pages.values()];
}

/** The connections that the findings at a range are about, to be traced; each once. */
function tracesOf(folder: Folder, path: string, range: Range, abilities: Abilities): readonly CodeAction[] {
  const { snapshot } = folder.workspace;
  const actions = new Map<string, CodeAction>();
  for (const finding of findingsAt(snapshot, path, range)) {
    if (finding.severity !== 'error' && finding.severity !== 'warning') continue;
    const question = questionAbout(snapshot, finding);
    if (question === undefined) continue;
    const params = { kind: 'trace', uri: folder.uriOf(path), ...question } satisfies AnswerParams;
    const key = JSON.stringify(params);
    if (!actions.has(key))
      actions.set(key, {
        title: 'Why can they not connect?',
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(finding, folder, snapshot, abilities)],
        command: { title: 'Trace a Connection', command: 'portolan.trace', arguments: [params] },
      });
  }
  return [...actions.values()];
}

/** A stretch as LSP has it. */
export function toRange({ start, end }: Range) {
  return { start: { ...start }, end: { ...end } };
}
