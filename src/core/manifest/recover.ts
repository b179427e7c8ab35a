import { isAlias, isMap, isScalar, isSeq, parseDocument, Scalar } from 'yaml';
import type { Span } from '../text/span.ts';
import type { ManifestProblem, ParsedDocument } from './document.ts';
import type { MapEntry, Node, ScalarNode, ScalarStyle } from './node.ts';
import { resolvePlain } from './scalar.ts';

/** Mistakes after this many in one document add nothing for a reader. */
const maxProblems = 5;

const styles: ReadonlyMap<string, ScalarStyle> = new Map([
  [Scalar.QUOTE_SINGLE, 'single'],
  [Scalar.QUOTE_DOUBLE, 'double'],
  [Scalar.BLOCK_LITERAL, 'literal'],
  [Scalar.BLOCK_FOLDED, 'folded'],
]);

/**
 * Reads a document that does not parse with the parser that recovers from mistakes, so that everything around a mistake
 * stays usable. Slow; used only for texts that the fast parser refuses.
 */
export function recoverDocument(text: string): ParsedDocument {
  try {
    // A text that js-yaml refuses for its depth would take this parser's stack too.
    if (deeperThan(text, 200))
      return {
        root: undefined,
        problems: [
          { code: 'KN003', start: 0, end: 0, message: 'This document nests deeper than 200 levels and is left out.' },
        ],
      };
    const document = parseDocument(text, {
      prettyErrors: false,
      uniqueKeys: false,
      strict: false,
      version: '1.2',
      logLevel: 'silent',
    });
    const problems = document.errors.slice(0, maxProblems).map((error): ManifestProblem => {
      const [start = 0, end = start] = error.pos;
      return {
        code: 'KN001',
        start,
        end: Math.min(Math.max(end, start), text.length),
        message: sentence(error.message),
      };
    });
    if (problems.length === 0) problems.push({ code: 'KN001', start: 0, end: 0, message: 'This is not valid YAML.' });
    return { root: convert(document.contents, text, 0), problems };
  } catch {
    return {
      root: undefined,
      problems: [{ code: 'KN001', start: 0, end: 0, message: 'This cannot be read as YAML.' }],
    };
  }
}

/** A parser's message as a sentence of its own. */
function sentence(message: string): string {
  const line = message.split('\n', 1)[0]?.trim() ?? '';
  return line.endsWith('.') ? line : `${line}.`;
}

function convert(node: unknown, text: string, depth: number): Node | undefined {
  if (depth > 200 || isAlias(node)) return undefined;
  const span = spanOf(node);
  if (isMap(node)) {
    const entries: MapEntry[] = [];
    for (const pair of node.items) {
      const key = convert(pair.key, text, depth + 1);
      if (key?.type !== 'scalar') continue;
      const value = convert(pair.value, text, depth + 1) ?? empty(key.end);
      entries.push({ key: { ...key, value: String(key.value) }, value });
    }
    return { type: 'map', entries, flow: node.flow === true, ...span };
  }
  if (isSeq(node)) {
    const items = node.items.flatMap((item) => convert(item, text, depth + 1) ?? []);
    return { type: 'sequence', items, flow: node.flow === true, ...span };
  }
  if (!isScalar(node)) return undefined;
  const style = styles.get(node.type ?? '') ?? 'plain';
  const value = style === 'plain' ? resolvePlain(text.slice(span.start, span.end).trim()) : String(node.value ?? '');
  return { type: 'scalar', value, style, ...span };
}

function empty(offset: number): ScalarNode {
  return { type: 'scalar', value: null, style: 'plain', start: offset, end: offset };
}

function spanOf(node: unknown): Span {
  const range = isMap(node) || isSeq(node) || isScalar(node) ? node.range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

/** Whether brackets or indentation nest deeper than `limit`; an upper bound, cheap. */
function deeperThan(text: string, limit: number): boolean {
  let flow = 0;
  let deepest = 0;
  let indents: number[] = [];
  for (const line of text.split('\n')) {
    const indent = line.search(/[^ ]/);
    if (indent === -1) continue;
    indents = indents.filter((known) => known < indent);
    indents.push(indent);
    // `- - - x` nests once a dash.
    let dashes = 0;
    for (let at = indent; line[at] === '-' && line[at + 1] === ' '; at += 2) dashes++;
    for (const char of line) {
      if (char === '[' || char === '{') flow++;
      else if ((char === ']' || char === '}') && flow > 0) flow--;
      deepest = Math.max(deepest, flow);
    }
    if (indents.length + dashes + deepest > limit) return true;
  }
  return false;
}
