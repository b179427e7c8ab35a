import type { Span, SpanEdit } from '../text/span.ts';
import { textsOf } from './comments.ts';
import type { MapEntry, MapNode, Node, SequenceNode } from './node.ts';
import { parseText } from './parse.ts';
import { blockLines, type Content, type ContentMap, inline, inlineEntry, isJson, quoteScalar } from './write.ts';

/**
 * Small edits of a document's text that keep comments and formatting, in block style, flow style and JSON. Each returns the
 * edits, or `undefined` where the text cannot be changed safely. Spans count as the tree's do.
 */
export type Edits = readonly SpanEdit[] | undefined;

/** Writes another text, number or truth value where a scalar stands; a text keeps the quotes that stand there. */
export function replaceScalar(text: string, at: Span, value: string | number | boolean): Edits {
  const first = text[at.start];
  // Block scalars and empty places are not rewritten in place.
  if (at.start === at.end || first === '|' || first === '>') return undefined;
  const style = first === '"' || isJson(text) ? 'double' : first === "'" ? 'single' : 'plain';
  return [
    { start: at.start, end: at.end, newText: typeof value === 'string' ? quoteScalar(value, style) : String(value) },
  ];
}

/** Writes a map where another value stands: a map, or nothing. Comments within would be lost, so they prevent it. */
export function replaceMap(text: string, node: Node, content: ContentMap): Edits {
  const { start, end } = node;
  if (start === end) return [{ start, end, newText: ` ${inline(content, isJson(text))}` }];
  if (commentsIn(text, node, node).length > 0) return undefined;
  const newText =
    node.type === 'map' && !node.flow
      ? blockLines(content).join(lineBreak(text) + ' '.repeat(columnOf(text, start)))
      : inline(content, isJson(text));
  return [{ start, end, newText }];
}

/** Adds entries to a map, behind the entry `after` when it is there, else behind the last one. */
export function insertEntries(text: string, map: MapNode, entries: ContentMap, after?: string): Edits {
  const own = ownEntries(map);
  const before = own.findLast(({ key }) => key.value === after) ?? own.at(-1);
  if (map.flow) {
    const json = before === undefined ? isJson(text) : before.key.style === 'double';
    if (before !== undefined)
      return insertInFlow(
        text,
        { start: before.key.start, end: before.value.end },
        Object.entries(entries).map(([key, value]) => inlineEntry(key, value, json)),
      );
    const blank = text.slice(map.start + 1, map.end - 1).trim() === '';
    return blank ? [{ start: map.start, end: map.end, newText: inline(entries, json) }] : undefined;
  }
  if (before === undefined) return undefined;
  const at = endOfLine(text, before.value.end);
  const indent = lineBreak(text) + ' '.repeat(columnOf(text, before.key.start));
  return [
    {
      start: at,
      end: at,
      newText: blockLines(entries)
        .map((line) => indent + line)
        .join(''),
    },
  ];
}

/** Adds items behind the last of a sequence, written like that one. */
export function appendItems(text: string, sequence: SequenceNode, items: readonly Content[]): Edits {
  const last = sequence.items.at(-1);
  if (last === undefined || !isWithin(last, sequence)) return undefined;
  const flow = sequence.flow || (last.type !== 'scalar' && last.flow);
  const json = isJson(text) || (last.type === 'map' && last.flow && last.entries[0]?.key.style === 'double');
  const inlined = items.map((item) => inline(item, json));
  if (sequence.flow) return insertInFlow(text, last, inlined);
  const dash = dashOf(text, last);
  if (dash === undefined) return undefined;
  const at = endOfLine(text, last.end);
  const indent = lineBreak(text) + ' '.repeat(columnOf(text, dash));
  const width = text.slice(dash, last.start).includes('\n') ? 2 : last.start - dash;
  const lines = (flow ? inlined.map((item) => [item]) : items.map(blockLines)).flatMap((item) =>
    item.map((line, index) => `${indent}${(index === 0 ? '-' : '').padEnd(width)}${line}`),
  );
  return [{ start: at, end: at, newText: lines.join('') }];
}

/** Removes an entry of a map with its lines. A map that would be left without entries is not changed. */
export function removeEntry(text: string, map: MapNode, key: string): Edits {
  const own = ownEntries(map);
  const index = own.findLastIndex((entry) => entry.key.value === key);
  const found = own[index];
  if (found === undefined || own.length < 2) return undefined;
  const spans = own.map(({ key: name, value }) => ({ start: name.start, end: Math.max(name.end, value.end) }));
  return remove(text, spans, index, map);
}

/** Removes an item of a sequence with its lines. The only item of a sequence is not removed. */
export function removeItem(text: string, sequence: SequenceNode, index: number): Edits {
  const item = sequence.items[index];
  if (item === undefined || sequence.items.length < 2 || !sequence.items.every((each) => isWithin(each, sequence)))
    return undefined;
  if (sequence.flow) return remove(text, sequence.items, index, sequence);
  const spans: Span[] = [];
  for (const each of sequence.items) {
    const dash = dashOf(text, each);
    if (dash === undefined) return undefined;
    spans.push({ start: dash, end: each.end });
  }
  return remove(text, spans, index, sequence);
}

/** Adds a document behind the one whose text is given, in block style; JSON has one document a file. */
export function appendDocument(text: string, content: ContentMap): Edits {
  if (/^\s*[{[]/.test(text)) return undefined;
  const at = text.trimEnd().length;
  const newText = ['', '---', ...blockLines(content)].join(lineBreak(text));
  return [{ start: at, end: at, newText }];
}

/** The text of a document after some edits, which must not overlap. */
export function applyEdits(text: string, edits: readonly SpanEdit[]): string {
  const sorted = edits.toSorted((a, b) => b.start - a.start || b.end - a.end);
  return sorted.reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}

/**
 * Whether edits leave a text readable and change only the places at which they stand: what an anchor names is read at
 * other places too, so it is not edited.
 */
export function isSafeEdit(text: string, edits: readonly SpanEdit[]): boolean {
  const before = parseText(text);
  if (text.includes('&') && before.root !== undefined) {
    const shared = sharedSpans(before.root).map(({ start, end }) => ({ start, end: endOfLine(text, end) }));
    if (edits.some((edit) => shared.some(({ start, end }) => edit.start <= end && start <= edit.end))) return false;
  }
  const newText = applyEdits(text, edits);
  // Documents that are added are whole by themselves.
  const own = newText.split(/\r?\n---\r?\n/, 1)[0] ?? '';
  const after = parseText(own);
  return after.root !== undefined && after.problems.length <= before.problems.length;
}

/** The innermost node whose span is exactly `span`, searched from the root. */
export function nodeAt(root: Node | undefined, span: Span): Node | undefined {
  if (root === undefined || !isWithin(span, root)) return undefined;
  for (const child of childrenOf(root)) {
    const found = nodeAt(child, span);
    if (found !== undefined) return found;
  }
  return root.start === span.start && root.end === span.end ? root : undefined;
}

/** The map that holds an entry whose key or value stands at `span`, with the entry's key. */
export function entryAt(
  root: Node | undefined,
  span: Span,
): { readonly map: MapNode; readonly key: string } | undefined {
  if (root === undefined || !isWithin(span, root)) return undefined;
  for (const child of childrenOf(root)) {
    const found = entryAt(child, span);
    if (found !== undefined) return found;
  }
  if (root.type !== 'map') return undefined;
  const same = (node: Span) => node.start === span.start && node.end === span.end;
  const found = root.entries.find(({ key, value }) => same(key) || same(value));
  return found === undefined ? undefined : { map: root, key: String(found.key.value) };
}

/** The sequence that holds the item at `span`, with its position. */
export function itemAt(
  root: Node | undefined,
  span: Span,
): { readonly sequence: SequenceNode; readonly index: number } | undefined {
  if (root === undefined || !isWithin(span, root)) return undefined;
  if (root.type === 'sequence') {
    const index = root.items.findIndex(({ start, end }) => start === span.start && end === span.end);
    if (index !== -1) return { sequence: root, index };
  }
  for (const child of childrenOf(root)) {
    const found = itemAt(child, span);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childrenOf(node: Node): readonly Node[] {
  return node.type === 'map' ? node.entries.map(({ value }) => value) : node.type === 'sequence' ? node.items : [];
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Entries that the map itself states with their values: not those of `<<`, and none whose value is an alias. */
function ownEntries(map: MapNode): readonly MapEntry[] {
  return map.entries.filter(({ key, value }) => isWithin(key, map) && isWithin(value, map) && key.end <= value.start);
}

/** Places that are read more than once: what aliases name, and maps whose entries others merge. */
function sharedSpans(root: Node): readonly Span[] {
  const nodes = new Set<Node>();
  const owners = new Map<MapEntry, MapNode>();
  const shared: Span[] = [];
  const visit = (node: Node) => {
    if (nodes.has(node)) {
      shared.push(node);
      return;
    }
    nodes.add(node);
    if (node.type === 'sequence') node.items.forEach(visit);
    if (node.type !== 'map') return;
    for (const entry of node.entries) {
      const owner = owners.get(entry);
      if (owner === undefined) owners.set(entry, node);
      else shared.push(owner);
      if (owner === undefined) visit(entry.value);
    }
  };
  visit(root);
  return shared;
}

/** Adds `added` behind one part of a flow collection: on lines of their own where the parts have them. */
function insertInFlow(text: string, before: Span, added: readonly string[]): Edits {
  const lineStart = text.lastIndexOf('\n', before.start - 1) + 1;
  const indent = text.slice(lineStart, before.start);
  const behind = endOfLine(text, before.end);
  const rest = /^[ \t]*(,?)[ \t]*(?:#.*)?$/.exec(text.slice(before.end, behind));
  if (rest === null || indent.trim() !== '' || lineStart === 0)
    return [{ start: before.end, end: before.end, newText: added.map((each) => `, ${each}`).join('') }];
  const lines = added.map((each) => lineBreak(text) + indent + each).join(',');
  if (rest[1] !== '') return [{ start: behind, end: behind, newText: `${lines},` }];
  if (behind === before.end) return [{ start: behind, end: behind, newText: `,${lines}` }];
  return [
    { start: before.end, end: before.end, newText: ',' },
    { start: behind, end: behind, newText: lines },
  ];
}

/** Removes one of the parts of a map or sequence, which stand at `spans`. */
function remove(text: string, spans: readonly Span[], index: number, node: MapNode | SequenceNode): Edits {
  const span = spans[index];
  if (span === undefined) return undefined;
  const next = spans[index + 1];
  if (!node.flow) return removeFromBlock(text, span, node, next);
  const previous = spans[index - 1];
  // The last part takes the comma in front of it along.
  const comma = next === undefined && previous !== undefined ? commaBehind(text, previous.end) : undefined;
  const ownComma = commaBehind(text, span.end);
  const whole = { start: span.start, end: ownComma === undefined ? span.end : ownComma + 1 };
  const region = { start: previous?.end ?? whole.start, end: next?.start ?? whole.end };
  if (!text.slice(region.start, region.end).includes('\n')) {
    if (next !== undefined) return [{ start: span.start, end: next.start, newText: '' }];
    return [{ start: region.start, end: span.end, newText: '' }];
  }
  const lines = wholeLines(text, whole);
  const own: SpanEdit =
    lines === undefined
      ? { ...whole, newText: '' }
      : { ...lines, newText: keptComments(text, lines, node, span.start) };
  if (lines === undefined && commentsIn(text, whole, node).length > 0) return undefined;
  if (comma === undefined || ownComma !== undefined) return [own];
  return [{ start: comma, end: comma + 1, newText: '' }, own];
}

function removeFromBlock(text: string, span: Span, node: Node, next: Span | undefined): Edits {
  const lines = wholeLines(text, span);
  if (lines !== undefined) return [{ ...lines, newText: keptComments(text, lines, node, span.start) }];
  // The first entry of a list item shares its line with the dash: what follows moves up to it, unless a comment is there.
  if (next === undefined) return undefined;
  const [comment, ...others] = commentsIn(text, { start: span.start, end: next.start }, node);
  if (comment === undefined) return [{ start: span.start, end: next.start, newText: '' }];
  if (others.length > 0 || comment.start < span.end) return undefined;
  return [{ start: span.start, end: comment.start, newText: '' }];
}

/** The lines of a span when nothing but comments stands beside it on them. */
function wholeLines(text: string, { start, end }: Span): Span | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const behind = endOfLine(text, end);
  if (text.slice(lineStart, start).trim() !== '' || !/^[ \t]*(?:#.*)?$/.test(text.slice(end, behind))) return undefined;
  if (behind < text.length) return { start: lineStart, end: behind + lineBreak(text).length };
  // The last line goes with the break in front of it.
  return { start: lineStart === 0 ? 0 : lineStart - lineBreak(text).length, end: behind };
}

/** The comments of removed lines as lines of their own; a comment that silences a finding there goes with it. */
function keptComments(text: string, lines: Span, node: Node, column: number): string {
  const indent = ' '.repeat(columnOf(text, column));
  const last = lines.end === text.length && text[lines.end - 1] !== '\n';
  return commentsIn(text, lines, node)
    .map(({ start, end }) => text.slice(start, end))
    .filter((comment) => !comment.startsWith('# portolan-ignore'))
    .map((comment) => (last ? lineBreak(text) + indent + comment : indent + comment + lineBreak(text)))
    .join('');
}

/** The comments of a stretch of text, in which the texts of `node` may hold a `#`. */
function commentsIn(text: string, { start, end }: Span, node: Node): readonly Span[] {
  const isText = textsOf(text, node);
  const hash = /(?<=^|\s)#/gm;
  hash.lastIndex = start;
  const found: Span[] = [];
  for (let match = hash.exec(text); match !== null && match.index < end; match = hash.exec(text)) {
    if (isText(match.index)) continue;
    hash.lastIndex = Math.min(endOfLine(text, match.index), end);
    found.push({ start: match.index, end: match.index + text.slice(match.index, hash.lastIndex).trimEnd().length });
  }
  return found;
}

/** Offset of the comma behind a part of a flow collection; `undefined` where a bracket follows. */
function commaBehind(text: string, at: number): number | undefined {
  const length = /^(?:\s|(?<=\s)#.*)*/.exec(text.slice(at))?.[0].length ?? 0;
  return text[at + length] === ',' ? at + length : undefined;
}

/** Offset of the dash in front of an item. */
function dashOf(text: string, item: Span): number | undefined {
  const dash = text.lastIndexOf('-', item.start - 1);
  return dash < 0 || text.slice(dash + 1, item.start).trim() !== '' ? undefined : dash;
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
