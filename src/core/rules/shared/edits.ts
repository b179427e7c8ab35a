import type { DocumentEdit } from '../../manifest/document.ts';
import {
  appendDocument,
  appendItems,
  type Edits,
  entryAt,
  insertEntries,
  isSafeEdit,
  itemAt,
  nodeAt,
  removeEntry,
  removeItem,
  replaceMap,
  replaceScalar,
} from '../../manifest/edit.ts';
import { child, type Node } from '../../manifest/node.ts';
import { parseDocument } from '../../manifest/parse.ts';
import type { Content, ContentMap } from '../../manifest/write.ts';
import type { Pair } from '../../resources/field.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { Fix } from '../rule.ts';

/** One step of a fix; `undefined` where the text cannot be changed safely. */
export type Step = readonly DocumentEdit[] | undefined;

/** A value's place. What an overlay, a controller or a default put there is not in the text, so it cannot be edited. */
export type Place = Span & { readonly defaulted?: true; readonly added?: string };

/** A fix of some steps; none when a step is not possible, or when the text would say something else than is meant. */
export function fixOf(title: string, steps: readonly Step[], preferred = false): readonly Fix[] {
  const edits: DocumentEdit[] = [];
  for (const step of steps) {
    if (step === undefined) return [];
    edits.push(...step);
  }
  const documents = new Set(edits.map(({ document }) => document));
  for (const document of documents) {
    const own = edits.filter((edit) => edit.document === document);
    if (!isSafeEdit(document.text, own)) return [];
  }
  edits.sort((a, b) => (a.document === b.document ? a.start - b.start || a.end - b.end : 0));
  return edits.length === 0 ? [] : [{ title, edits, preferred }];
}

/** Writes another value where one stands, in the quotes that stand there. */
export function replaceAt(subject: Resource, at: Place, value: string | number | boolean): Step {
  return isStated(at) ? inText(subject, (text) => replaceScalar(text, at, value)) : undefined;
}

/** Adds entries to the map at `map`, or to one below it, behind the entry `after` when it is there. */
export function insertInto(
  subject: Resource,
  map: Span,
  entries: ContentMap,
  options: { readonly below?: readonly string[]; readonly after?: string } = {},
): Step {
  return inTree(subject, (text, root) => {
    const node = descend(nodeAt(root, map), options.below ?? []);
    return node?.type === 'map' ? insertEntries(text, node, entries, options.after) : undefined;
  });
}

/** Gives `key` of the map at `map` a map for its value, whether it has one, has nothing, or is not there. */
export function setMapIn(subject: Resource, map: Span, key: string, value: ContentMap): Step {
  return inTree(subject, (text, root) => {
    const node = nodeAt(root, map);
    const present = child(node, key);
    if (present !== undefined) return replaceMap(text, present, value);
    return node?.type === 'map' ? insertEntries(text, node, { [key]: value }) : undefined;
  });
}

/** Adds items to the list `key` of the map at `map`, which has some. */
export function appendInto(subject: Resource, map: Span, key: string, items: readonly Content[]): Step {
  return inTree(subject, (text, root) => {
    const list = child(nodeAt(root, map), key);
    return list?.type === 'sequence' ? appendItems(text, list, items) : undefined;
  });
}

/** Removes `key` of the map at `map` with its lines. */
export function removeKey(subject: Resource, map: Span, key: string): Step {
  return inTree(subject, (text, root) => {
    const node = nodeAt(root, map);
    return node?.type === 'map' ? removeEntry(text, node, key) : undefined;
  });
}

/** Removes the entry whose value (or key) stands at `at` from its map. */
export function removeField(subject: Resource, at: Place): Step {
  return inTree(subject, (text, root) => {
    const found = isStated(at) ? entryAt(root, at) : undefined;
    return found && removeEntry(text, found.map, found.key);
  });
}

/** Removes the item at `item` from the list that holds it. */
export function removeItemAt(subject: Resource, item: Place): Step {
  return inTree(subject, (text, root) => {
    const found = isStated(item) ? itemAt(root, item) : undefined;
    return found && removeItem(text, found.sequence, found.index);
  });
}

/** Adds an object behind one that is a block-style document of its own. */
export function addObject(behind: Resource, object: ContentMap): Step {
  return inTree(behind, (text, root) =>
    root?.type === 'map' && !root.flow && root.start === behind.span.start && root.end === behind.span.end
      ? appendDocument(text, object)
      : undefined,
  );
}

/** A fix that writes another value where one stands. */
export function replaceFix(
  title: string,
  subject: Resource,
  at: Place,
  value: string | number | boolean,
  preferred = false,
): readonly Fix[] {
  return fixOf(title, [replaceAt(subject, at, value)], preferred);
}

/** A fix that removes `key` of the map at `map` with its lines. */
export function removeKeyFix(title: string, subject: Resource, map: Span, key: string): readonly Fix[] {
  return fixOf(title, [removeKey(subject, map, key)]);
}

/** A fix that adds `key: value` to the map at `map`, behind `after` when it is there. */
export function insertKeyFix(
  title: string,
  subject: Resource,
  map: Span,
  key: string,
  value: Content,
  after?: string,
): readonly Fix[] {
  return fixOf(title, [insertInto(subject, map, { [key]: value }, after === undefined ? {} : { after })]);
}

/** The key of a pair of labels, annotations or a selector. */
export function keyOf({ keyStart, keyEnd, added }: Pair): Place {
  return { start: keyStart, end: keyEnd, ...(added === undefined ? {} : { added }) };
}

function isStated({ defaulted, added }: Place): boolean {
  return defaulted === undefined && added === undefined;
}

function descend(node: Node | undefined, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>(child, node);
}

function inTree(subject: Resource, edit: (text: string, root: Node | undefined) => Edits): Step {
  return inText(subject, (text) => edit(text, parseDocument(subject.document).root));
}

function inText({ document }: Resource, edit: (text: string) => Edits): Step {
  return edit(document.text)?.map((change) => ({ document, ...change }));
}
