import type { Span, SpanEdit } from '../text/span.ts';
import type { MapNode, Node, ScalarNode, SequenceNode } from './node.ts';
import { resolvePlain } from './scalar.ts';

/**
 * Small edits of a document's text that keep comments and formatting. Each returns the edits, or `undefined` where the
 * text cannot be changed safely. Spans count as the tree's do.
 */

/** A value as it has to be written to be read as the text `value`: quoted only where it would be something else. */
export function quoteScalar(value: string, style: ScalarNode['style'] = 'plain'): string {
  if (style === 'double') return JSON.stringify(value);
  if (style === 'single') return `'${value.replaceAll("'", "''")}'`;
  return isSafePlain(value) ? value : JSON.stringify(value);
}

function isSafePlain(value: string): boolean {
  return (
    /^[A-Za-z0-9_./-][A-Za-z0-9_./:@+-]*$/.test(value) &&
    !value.endsWith(':') &&
    !value.startsWith('-') &&
    resolvePlain(value) === value
  );
}

/** Writes another value where a scalar stands; numbers are written plain, texts in the quotes that stand there. */
export function replaceValue(node: ScalarNode, value: string | number): readonly SpanEdit[] | undefined {
  if (node.style === 'literal' || node.style === 'folded') return undefined;
  const newText = typeof value === 'number' ? String(value) : quoteScalar(value, node.style);
  return [{ start: node.start, end: node.end, newText: node.start === node.end ? ` ${newText}` : newText }];
}

/** Adds `key: value` to a map, behind the entry `after` (default: the last one). `value` is YAML for one line. */
export function insertEntry(
  text: string,
  map: MapNode,
  key: string,
  value: string,
  after?: string,
): readonly SpanEdit[] | undefined {
  const before =
    (after === undefined ? undefined : map.entries.findLast((entry) => entry.key.value === after)) ??
    map.entries.at(-1);
  if (map.flow) {
    if (before === undefined) return [{ start: map.start + 1, end: map.start + 1, newText: ` ${key}: ${value} ` }];
    const at = before.value.end;
    return [{ start: at, end: at, newText: `, ${key}: ${value}` }];
  }
  if (before === undefined) return undefined;
  const at = endOfLine(text, before.value.end);
  const indent = ' '.repeat(columnOf(text, before.key.start));
  return [{ start: at, end: at, newText: `${lineBreak(text)}${indent}${key}: ${value}` }];
}

/** Removes an entry of a map with its lines. A map that would be left without entries is not changed. */
export function removeEntry(text: string, map: MapNode, key: string): readonly SpanEdit[] | undefined {
  const index = map.entries.findLastIndex((entry) => entry.key.value === key);
  const found = map.entries[index];
  if (found === undefined || map.entries.length < 2) return undefined;
  const span = { start: found.key.start, end: Math.max(found.key.end, found.value.end) };
  const neighbours = map.entries.map((entry) => ({
    start: entry.key.start,
    end: Math.max(entry.key.end, entry.value.end),
  }));
  return map.flow
    ? [removeBetweenCommas(neighbours, index, span)]
    : removeLines(text, span, map.entries[index + 1]?.key.start);
}

/** Removes an item of a sequence with its lines. The only item of a sequence is not removed. */
export function removeItem(text: string, sequence: SequenceNode, index: number): readonly SpanEdit[] | undefined {
  const item = sequence.items[index];
  if (item === undefined || sequence.items.length < 2) return undefined;
  if (sequence.flow) return [removeBetweenCommas(sequence.items, index, item)];
  const dash = text.lastIndexOf('-', item.start - 1);
  if (dash < 0 || text.slice(dash + 1, item.start).trim() !== '') return undefined;
  const next = sequence.items[index + 1];
  return removeLines(
    text,
    { start: dash, end: item.end },
    next === undefined ? undefined : text.lastIndexOf('-', next.start - 1),
  );
}

/** Adds an item behind the last of a sequence; `lines` are its lines without indentation or dash. */
export function appendItem(
  text: string,
  sequence: SequenceNode,
  lines: readonly string[],
): readonly SpanEdit[] | undefined {
  const last = sequence.items.at(-1);
  if (last === undefined || sequence.flow) return undefined;
  const dash = text.lastIndexOf('-', last.start - 1);
  if (dash < 0) return undefined;
  const indent = ' '.repeat(columnOf(text, dash));
  const at = endOfLine(text, last.end);
  const item = lines.map((line, index) => `${lineBreak(text)}${indent}${index === 0 ? '- ' : '  '}${line}`).join('');
  return [{ start: at, end: at, newText: item }];
}

/** The innermost node whose span is exactly `span`, searched from the root. */
export function nodeAt(root: Node | undefined, span: Span): Node | undefined {
  if (root === undefined || span.start < root.start || span.end > root.end) return undefined;
  const children =
    root.type === 'map' ? root.entries.map(({ value }) => value) : root.type === 'sequence' ? root.items : [];
  for (const child of children) {
    const found = nodeAt(child, span);
    if (found !== undefined) return found;
  }
  return root.start === span.start && root.end === span.end ? root : undefined;
}

/** Removes whole lines when nothing else stands on them, else only the span up to what follows. */
function removeLines(text: string, span: Span, next: number | undefined): readonly SpanEdit[] | undefined {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const alone = text.slice(lineStart, span.start).trim() === '';
  if (alone)
    return [
      { start: lineStart, end: Math.min(endOfLine(text, span.end) + lineBreak(text).length, text.length), newText: '' },
    ];
  // The first entry of a list item shares its line with the dash: what follows moves up to it.
  return next === undefined ? undefined : [{ start: span.start, end: next, newText: '' }];
}

function removeBetweenCommas(all: readonly Span[], index: number, span: Span): SpanEdit {
  const next = all[index + 1];
  if (next !== undefined) return { start: span.start, end: next.start, newText: '' };
  return { start: all[index - 1]?.end ?? span.start, end: span.end, newText: '' };
}

/** Offset of the end of the line that holds `at`, its comment included. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
