import type { DocumentEdit, ManifestDocument, PlacedDocument } from '../manifest/document.ts';
import {
  appendItems,
  applyEdits,
  type Edits,
  insertEntries,
  isSafeEdit,
  removeEntry,
  removeItem,
  replaceMap,
  replaceScalar,
} from '../manifest/edit.ts';
import { child, type MapNode, type Node, type ScalarNode, type SequenceNode, sameContent } from '../manifest/node.ts';
import { parseDocument, parseText } from '../manifest/parse.ts';
import { type Content, type ContentMap, isJson } from '../manifest/write.ts';
import type { SpanEdit } from '../text/span.ts';
import type { RenderedDocument } from '../world/rendered.ts';

/** A document of a file, by an offset of the file as whoever renders sees it. */
export type DocumentAt = (file: string, offset: number) => PlacedDocument | undefined;

/**
 * Edits of a rendered document, made where its object stands. What they change is found in the trees before and after; the maps
 * and lists that they change have to stand in the object's own file just as they were rendered. `undefined` where they do not.
 */
export function sourceEdits(
  { document, text }: RenderedDocument,
  edits: readonly DocumentEdit[],
  documentAt: DocumentAt,
): readonly DocumentEdit[] | undefined {
  const before = parseDocument(document).root;
  const [changed = '', ...added] = applyEdits(document.text, edits).split(/(?=\n---\n)/);
  const after = parseText(changed);
  if (before === undefined || after.root === undefined || after.problems.length > 0) return undefined;
  const object = child(before, 'kind') ?? before;
  const origin = text.sourceAt(object.start)?.at;
  const placed = origin?.file === document.file ? documentAt(origin.file, origin.start) : undefined;
  const root = placed && parseDocument(placed.document).root;
  if (placed === undefined || root === undefined) return undefined;
  const source = placed.document;
  const twins = new Twins(source, root, (offset) => {
    const found = text.sourceAt(offset);
    const isOwn = found?.at.file === source.file && found.callSite === undefined;
    return isOwn ? found.at.start - placed.start : undefined;
  });
  const changes = twins.changed(before, after.root);
  const addition = addedDocuments(source, added);
  // What is added beside an object names it as it is rendered.
  const isAsWritten =
    added.length === 0 || text.segments.every((piece) => (piece.source?.at.file ?? source.file) === source.file);
  if (changes === undefined || addition === undefined || !isAsWritten) return undefined;
  const made = [...changes, ...addition];
  if (made.length === 0 || overlap(made) || !isSafeEdit(source.text, made)) return undefined;
  return made.map((edit) => ({ ...edit, document: source }));
}

function overlap(edits: readonly SpanEdit[]): boolean {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return sorted.some(({ end }, index) => (sorted[index + 1]?.start ?? end) < end);
}

function addedDocuments({ text }: ManifestDocument, added: readonly string[]): Edits {
  if (added.length === 0) return [];
  const at = text.trimEnd().length;
  return isJson(text) ? undefined : [{ start: at, end: at, newText: added.join('').trimEnd() }];
}

/** The nodes of a rendered tree beside those of the document that they come from. */
class Twins {
  readonly #source: ManifestDocument;
  readonly #maps = new Map<number, MapNode>();
  readonly #lists = new Map<Node, SequenceNode>();
  readonly #scalars = new Map<number, ScalarNode>();
  /** Where a character of the rendered text stands in the source; `undefined` where it comes from elsewhere. */
  readonly #offsetOf: (rendered: number) => number | undefined;

  constructor(source: ManifestDocument, root: Node, offsetOf: (rendered: number) => number | undefined) {
    this.#source = source;
    this.#offsetOf = offsetOf;
    this.#collect(root);
  }

  /** The edits of the source that make of it what a rendered tree became. */
  changed(before: Node, after: Node): Edits {
    if (sameContent(before, after)) return [];
    if (before.type === 'map' && after.type === 'map') return this.#changedMap(before, after);
    if (before.type === 'sequence' && after.type === 'sequence') return this.#changedList(before, after);
    if (before.type !== 'scalar' || after.type !== 'scalar' || after.value === null) return undefined;
    const twin = this.#scalarOf(before);
    return twin && replaceScalar(this.#source.text, twin, after.value);
  }

  #collect(node: Node): void {
    if (node.type === 'scalar') this.#scalars.set(node.start, node);
    else if (node.type === 'sequence')
      for (const item of node.items) {
        this.#lists.set(item, node);
        this.#collect(item);
      }
    else
      for (const { key, value } of node.entries) {
        this.#maps.set(key.start, node);
        this.#collect(value);
      }
  }

  #changedMap(before: MapNode, after: MapNode): Edits {
    const edits: Edits[] = [];
    const { text } = this.#source;
    const isNew = (key: ScalarNode) => child(before, String(key.value)) === undefined;
    const added: Record<string, Content> = {};
    for (const { key, value } of after.entries) if (isNew(key)) added[String(key.value)] = contentOf(value);
    const gone = before.entries.filter(({ key }) => child(after, String(key.value)) === undefined);
    if (Object.keys(added).length > 0 || gone.length > 0) {
      const twin = this.#mapOf(before);
      if (twin === undefined) return undefined;
      if (gone.length === before.entries.length) return replaceMap(text, twin, added);
      const first = after.entries.findIndex(({ key }) => isNew(key));
      const isLast = after.entries.slice(first).every(({ key }) => isNew(key));
      const kept = twin.entries.filter(({ key }) => child(after, String(key.value)) !== undefined);
      const previous = (isLast ? kept.at(-1) : after.entries[first - 1])?.key.value;
      if (Object.keys(added).length > 0)
        edits.push(insertEntries(text, twin, added, previous === undefined ? undefined : String(previous)));
      for (const { key } of gone) edits.push(removeEntry(text, twin, String(key.value)));
    }
    for (const { key, value } of before.entries) {
      const now = child(after, String(key.value));
      if (now !== undefined) edits.push(this.changed(value, now));
    }
    return together(edits);
  }

  #changedList(before: SequenceNode, after: SequenceNode): Edits {
    const [old, now] = [before.items, after.items];
    if (old.length === now.length)
      return together(
        old.map((item, index) => (now[index] === undefined ? undefined : this.changed(item, now[index]))),
      );
    const twin = this.#listOf(before);
    if (twin === undefined) return undefined;
    const isSame = (a: Node | undefined, b: Node | undefined) =>
      a !== undefined && b !== undefined && sameContent(a, b);
    if (now.length > old.length && old.every((item, index) => isSame(item, now[index])))
      return appendItems(this.#source.text, twin, now.slice(old.length).map(contentOf));
    const index = old.findIndex((item, at) => !isSame(item, now[at]));
    const isOne =
      now.length === old.length - 1 && old.slice(index + 1).every((item, at) => isSame(item, now[index + at]));
    return isOne ? removeItem(this.#source.text, twin, index) : undefined;
  }

  /** The map of the source that has the very entries of a rendered one. */
  #mapOf({ entries }: MapNode): MapNode | undefined {
    const [twin, ...others] = new Set(entries.map(({ key }) => this.#maps.get(this.#offsetOf(key.start) ?? -1)));
    return others.length === 0 && twin?.entries.length === entries.length ? twin : undefined;
  }

  #listOf({ items }: SequenceNode): SequenceNode | undefined {
    const twins = items.map((item) => this.#nodeOf(item));
    const [first] = twins;
    const list = first && this.#lists.get(first);
    const isWhole = list?.items.length === items.length && list.items.every((item, index) => item === twins[index]);
    return isWhole ? list : undefined;
  }

  #scalarOf({ start, value }: ScalarNode): ScalarNode | undefined {
    const offset = this.#offsetOf(start) ?? -1;
    // A quoted text begins with its first character.
    const twin = this.#scalars.get(offset) ?? this.#scalars.get(offset - 1);
    return twin?.value === value ? twin : undefined;
  }

  #nodeOf(node: Node): Node | undefined {
    if (node.type === 'scalar') return this.#scalarOf(node);
    return node.type === 'map' ? this.#mapOf(node) : this.#listOf(node);
  }
}

/** All of several edits, or none where one cannot be made. */
function together(edits: readonly Edits[]): Edits {
  return edits.some((each) => each === undefined) ? undefined : edits.flatMap((each) => each ?? []);
}

function contentOf(node: Node): Content {
  if (node.type === 'scalar') return node.value ?? '';
  if (node.type === 'sequence') return node.items.map(contentOf);
  const map: Record<string, Content> = {};
  for (const { key, value } of node.entries) map[String(key.value)] = contentOf(value);
  return map satisfies ContentMap;
}
