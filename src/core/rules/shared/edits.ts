import type { DocumentEdit } from '../../manifest/document.ts';
import { insertEntry, nodeAt, quoteScalar, removeEntry, removeItem } from '../../manifest/edit.ts';
import type { MapNode, Node, SequenceNode } from '../../manifest/node.ts';
import { parseDocument } from '../../manifest/parse.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span, SpanEdit } from '../../text/span.ts';
import type { Fix } from '../rule.ts';

/** A fix that writes another value where one stands, in the quotes that stand there. */
export function replaceFix(
  title: string,
  subject: Resource,
  at: Span,
  value: string | number,
  preferred = false,
): readonly Fix[] {
  const { document } = subject;
  const written = document.text[at.start];
  const style = written === '"' ? 'double' : written === "'" ? 'single' : 'plain';
  // Block scalars and empty places are not rewritten in place.
  if (written === '|' || written === '>' || at.start === at.end) return [];
  const newText = typeof value === 'number' ? String(value) : quoteScalar(value, style);
  return [{ title, edits: [{ document, start: at.start, end: at.end, newText }], preferred }];
}

/** A fix that rewrites a key. */
export function renameKeyFix(title: string, subject: Resource, at: Span, key: string): readonly Fix[] {
  return [{ title, edits: [{ document: subject.document, start: at.start, end: at.end, newText: quoteScalar(key) }] }];
}

/** A fix that removes `key` of the map at `map` with its lines. */
export function removeKeyFix(title: string, subject: Resource, map: Span, key: string): readonly Fix[] {
  return mapFix(title, subject, map, (text, node) => removeEntry(text, node, key));
}

/** A fix that adds `key: value` to the map at `map`, behind `after` when it is there. */
export function insertKeyFix(
  title: string,
  subject: Resource,
  map: Span,
  key: string,
  value: string,
  after?: string,
): readonly Fix[] {
  return mapFix(title, subject, map, (text, node) => insertEntry(text, node, key, value, after));
}

/** A fix that removes the item at `item` from the list that holds it. */
export function removeItemFix(title: string, subject: Resource, item: Span): readonly Fix[] {
  const { document } = subject;
  const found = listHolding(parseDocument(document).root, item);
  const edits = found && removeItem(document.text, found.list, found.index);
  return edits === undefined ? [] : [{ title, edits: edits.map((change) => ({ document, ...change })) }];
}

function listHolding(
  node: Node | undefined,
  item: Span,
): { readonly list: SequenceNode; readonly index: number } | undefined {
  if (node === undefined || node.type === 'scalar' || item.start < node.start || item.end > node.end) return undefined;
  if (node.type === 'sequence') {
    const index = node.items.findIndex(({ start, end }) => start === item.start && end === item.end);
    if (index !== -1) return { list: node, index };
  }
  const children = node.type === 'map' ? node.entries.map(({ value }) => value) : node.items;
  for (const child of children) {
    const found = listHolding(child, item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A fix that edits the map at `at`. */
function mapFix(
  title: string,
  subject: Resource,
  at: Span,
  edit: (text: string, map: MapNode) => readonly SpanEdit[] | undefined,
): readonly Fix[] {
  const { document } = subject;
  const node = nodeAt(parseDocument(document).root, at);
  const edits = node?.type === 'map' ? edit(document.text, node) : undefined;
  return edits === undefined ? [] : [{ title, edits: edits.map((change): DocumentEdit => ({ document, ...change })) }];
}
