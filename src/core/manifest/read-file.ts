import { isCandidate } from './candidate.ts';
import type { ManifestDocument, ManifestFile, PlacedDocument } from './document.ts';
import { firstMistake } from './parse.ts';
import { splitDocuments } from './split.ts';

/** What the host knows about a file beside its text. */
export interface ReadFileOptions {
  /** Whether the file lies in the `templates` folder of a chart. */
  readonly template: boolean;
  /** Longest text, in characters, that is looked at; 10 million when absent. */
  readonly maxFileSize?: number;
}

const defaultMaxFileSize = 10_000_000;

/**
 * Splits a file into documents. Documents whose text is the same as one of `previous` are the same objects, so that
 * everything that was derived from them stays valid.
 */
export function readManifestFile(
  path: string,
  text: string,
  previous: ManifestFile | undefined,
  options: ReadFileOptions,
): ManifestFile {
  const limit = options.maxFileSize ?? defaultMaxFileSize;
  if (text.length > limit) {
    const message = `This file is ${megabytes(text.length)} MB; files over ${megabytes(limit)} MB are left out. Set portolan.maxFileSize to include it.`;
    return { path, text, documents: [], problems: [{ code: 'KN003', severity: 'warning', start: 0, end: 0, message }] };
  }
  const spans = splitDocuments(text);
  const known = previous?.documents ?? [];
  const documents: PlacedDocument[] = new Array(spans.length);
  const matches = (index: number, other: number) => {
    const span = spans[index];
    const document = known[other]?.document;
    if (span === undefined || document === undefined || document.text.length !== span.end - span.start)
      return undefined;
    // Equality compares memory, several times faster than `startsWith` does here.
    return text.slice(span.start, span.end) === document.text ? document : undefined;
  };
  // Most edits change one document: what stands before and behind it is the same, only moved.
  let first = 0;
  for (; first < spans.length; first++) {
    const document = matches(first, first);
    if (document === undefined) break;
    documents[first] = { document, start: spans[first]?.start ?? 0 };
  }
  let last = spans.length - 1;
  let other = known.length - 1;
  for (; last >= first && other >= first; last--, other--) {
    const document = matches(last, other);
    if (document === undefined) break;
    documents[last] = { document, start: spans[last]?.start ?? 0 };
  }
  // What was edited at several places, or moved.
  const between = new Map<string, ManifestDocument>();
  for (const { document } of known.slice(first, other + 1)) between.set(document.text, document);
  for (let index = first; index <= last; index++) {
    const { start, end } = spans[index] ?? { start: 0, end: 0 };
    const own = text.slice(start, end);
    const document =
      between.get(own) ?? makeDocument(path, previous === undefined ? own : detached(own), options.template);
    // No two places share an object, even where their texts are the same.
    between.delete(own);
    documents[index] = { document, start };
  }
  return { path, text, documents, problems: [] };
}

/**
 * A copy of a text that was cut from a larger one. A cut keeps the whole alive: without the copy a file's every version would
 * stay in memory for the one document that it changed.
 */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

function makeDocument(file: string, text: string, inTemplates: boolean): ManifestDocument {
  const candidate = isCandidate(text);
  return { file, text, problems: [], candidate, template: candidate && (inTemplates || isTemplate(text)) };
}

/**
 * Whether template actions (Go's `{{ }}`, Jinja's `{% %}`, ERB's `<% %>`) stand where YAML allows none: the first mistake is on
 * the line of one, or behind it. In quotes, in blocks of text and as whole values they are no trouble.
 */
function isTemplate(text: string): boolean {
  if (!action.test(text)) return false;
  const mistake = firstMistake(text);
  if (mistake === undefined) return false;
  const start = text.lastIndexOf('\n', mistake - 1) + 1;
  const end = text.indexOf('\n', mistake);
  const before = text.slice(0, start).trimEnd();
  const above = before.slice(before.lastIndexOf('\n') + 1).replaceAll(/"[^"]*"|'[^']*'/g, '');
  return action.test(text.slice(start, end === -1 ? text.length : end)) || action.test(above);
}

const action = /\{\{|\{%|<%/;

function megabytes(characters: number): string {
  return (characters / 1_000_000).toFixed(characters < 1_000_000 ? 1 : 0);
}
