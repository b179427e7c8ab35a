import type { ManifestDocument } from '../manifest/document.ts';
import type { Node } from '../manifest/node.ts';
import { parseDocument } from '../manifest/parse.ts';
import type { Origin, Source } from '../render/origin/origin.ts';
import { contains, type Position, type Range, type Span, touches } from '../text/span.ts';
import { sameItems } from '../world/common-ends.ts';
import type { Stack } from '../world/stack.ts';
import { liesIn, pathFrom } from '../world/stack-file.ts';
import { type HoverLine, type HoverPart, shortParts, shownText } from './hover-line.ts';
import { documentAt, originLocation, originOffset, originRange } from './origins.ts';
import { renderingStacks } from './rendered-view.ts';
import type { Snapshot } from './workspace.ts';

/** What rendering makes of a place of a file: of an action of a template, or of an entry of a values file. */
export interface RenderedHover {
  readonly range: Range;
  readonly lines: readonly HoverLine[];
  /** The same where other lines come first. */
  readonly short: readonly HoverLine[];
}

/** What there is to say about a place of a file that is rendered or rendered with. */
export function renderedHover(snapshot: Snapshot, file: string, position: Position): RenderedHover | undefined {
  const stacks = renderingStacks(snapshot, file);
  if (stacks.length === 0) return undefined;
  const offset = originOffset(snapshot, file, position);
  return actionHover(snapshot, file, offset, stacks) ?? valueHover(snapshot, file, offset, stacks);
}

/** What an action writes in a stack, and what that is made of. */
interface Written {
  readonly stack: Stack;
  readonly action: Origin;
  /** Each time that the action is executed. */
  readonly texts: readonly string[];
  readonly sources: readonly Source[];
}

function actionHover(
  snapshot: Snapshot,
  file: string,
  offset: number,
  stacks: readonly Stack[],
): RenderedHover | undefined {
  const { text = '' } = snapshot.files.get(file) ?? {};
  // Kustomizations are rendered from what is no template.
  if (!text.includes('{{')) return undefined;
  const written = stacks.flatMap((stack) => writtenBy(stack, file, offset) ?? []);
  const [first, ...others] = written;
  const range = first && originRange(snapshot, first.action)?.range;
  if (first === undefined || range === undefined) return undefined;
  if (!text.startsWith('{{', snapshot.lines(file).offset(range.start))) return undefined;
  const made = sourceLine(snapshot, first);
  const different = others.filter(({ texts }) => !sameItems(texts, first.texts));
  const elsewhere = elsewhereLine(different, others.length);
  const [value = '', ...rest] = valueLines(first.texts);
  const answer = (text: string): HoverLine => [`writes ${text}`, ...made];
  return {
    range,
    lines:
      rest.length === 0
        ? [answer(value), ...elsewhere]
        : [answer('these lines'), ...[value, ...rest].map((line): HoverLine => [line]), ...elsewhere],
    short: [answer(rest.length === 0 ? value : `${value} …`), ...(different.length === 0 ? [] : elsewhere)],
  };
}

/** What the innermost action at an offset writes; `undefined` where none writes anything. */
function writtenBy(stack: Stack, file: string, offset: number): Written | undefined {
  let action: Origin | undefined;
  let texts: string[] = [];
  let sources: Source[] = [];
  for (const { text } of stack.rendering?.documents ?? []) {
    let isOpen = false;
    for (const [index, { start, source }] of text.segments.entries()) {
      const found = source && actionAt(source, file, offset);
      const isInner =
        found !== undefined && (action === undefined || !contains(found, action) || isSame(found, action));
      if (source === undefined || found === undefined || !isInner) {
        isOpen = false;
        continue;
      }
      if (action !== undefined && !isSame(found, action)) [texts, sources, isOpen] = [[], [], false];
      action = found;
      const piece = text.text.slice(start, text.segments[index + 1]?.start);
      if (isOpen) texts[texts.length - 1] += piece;
      else texts.push(piece);
      sources.push(source);
      isOpen = true;
    }
  }
  return action && { stack, action, texts, sources };
}

/** The action of a file that wrote a piece and that holds an offset; text that stands for itself is no action. */
function actionAt({ at, callSite, fidelity }: Source, file: string, offset: number): Origin | undefined {
  const actions = [callSite, fidelity === 'characters' ? undefined : at];
  return actions.find((each) => each?.file === file && each.start <= offset && offset < each.end);
}

function isSame(a: Origin, b: Origin): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}

/** Lines of a value that are shown. */
const maxValueLines = 4;

/** What was written: one text line by line, several beside each other. */
function valueLines(texts: readonly string[]): readonly string[] {
  const [text = '', ...more] = [...new Set(texts.map((each) => each.trim()))];
  if (more.length > 0) {
    const shown = [text, ...more].slice(0, maxValueLines).map(firstLine).join(', ');
    return [more.length < maxValueLines ? shown : `${shown} and ${more.length + 1 - maxValueLines} more`];
  }
  // A value on lines of its own is indented as a whole, which says nothing here.
  const [only = ''] = texts;
  const lines = only
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  const shown = lines
    .slice(0, maxValueLines)
    .map((line) => keepingIndent(line.slice(Number.isFinite(indent) ? indent : 0)));
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, `and ${left} more line${left === 1 ? '' : 's'}`];
}

function firstLine(text: string): string {
  const [line = '', ...more] = text.split('\n');
  return more.length === 0 ? line : `${line} …`;
}

/** Markdown drops the blanks that a line begins with. */
function keepingIndent(line: string): string {
  return line.replace(/^ +/, (blanks) => '\u00a0'.repeat(blanks.length));
}

/** ` · from values.yaml:5 · by templates/_helpers.tpl:2`. */
function sourceLine(snapshot: Snapshot, { stack, sources, action }: Written): readonly HoverPart[] {
  const values = sources.flatMap(({ values: origin }) => origin ?? []);
  // Where a helper begins to write is enough to find it.
  const helpers = new Map<string, Origin>();
  for (const { at, callSite } of sources)
    if (callSite !== undefined && isSame(callSite, action) && !helpers.has(at.file)) helpers.set(at.file, at);
  return [
    ...placesPart('from', placesOf(snapshot, stack, values)),
    ...placesPart('by', placesOf(snapshot, stack, [...helpers.values()])),
  ];
}

function placesPart(label: string, places: readonly HoverPart[]): readonly HoverPart[] {
  return places.length === 0 ? [] : [` · ${label} `, ...shortParts(places, 2, (place) => [place])];
}

/** The lines that some places are on, each once, as links. */
function placesOf(snapshot: Snapshot, { root }: Stack, origins: readonly Origin[]): readonly HoverPart[] {
  const places = new Map<string, HoverPart>();
  for (const origin of origins) {
    const at = originRange(snapshot, origin);
    const to = originLocation(snapshot.files.get(origin.file), origin);
    if (at === undefined || to === undefined) continue;
    const name = liesIn(at.file, root) ? pathFrom(root, at.file) : at.file;
    const text = `${name}:${at.range.start.line + 1}`;
    if (!places.has(text)) places.set(text, { text, to });
  }
  return [...places.values()];
}

/** What other stacks make of it: the first that differs, and how many do. */
function elsewhereLine(different: readonly Written[], others: number): readonly HoverLine[] {
  if (others === 0) return [];
  const stacks = `${others} other stack${others === 1 ? '' : 's'}`;
  const [first] = different;
  if (first === undefined) return [[`the same in ${stacks}`]];
  const [value = ''] = valueLines(first.texts);
  const count =
    others === 1 ? '' : `; ${different.length} of ${stacks} ${different.length === 1 ? 'differs' : 'differ'}`;
  return [[`${shownText(value)} in stack ${first.stack.name}${count}`]];
}

/** Places that are named. */
const maxPlaces = 8;

/** Which templates print an entry of a values file. */
function valueHover(
  snapshot: Snapshot,
  file: string,
  offset: number,
  stacks: readonly Stack[],
): RenderedHover | undefined {
  const printed = stacks.map((stack) => ({ stack, uses: usesOf(stack, file) })).filter(({ uses }) => uses.length > 0);
  const [first] = printed;
  const entry = first && entryAt(snapshot, file, offset);
  if (first === undefined || entry === undefined) return undefined;
  const range = originRange(snapshot, { file, ...entry.shown })?.range;
  const origins = printed.flatMap(({ uses }) =>
    uses.flatMap(({ values, at }) => (contains(entry.value, values) ? at : [])),
  );
  const places = placesOf(snapshot, first.stack, origins);
  if (range === undefined || places.length === 0) return undefined;
  const lines: readonly HoverLine[] = [['printed by ', ...shortParts(places, maxPlaces, (place) => [place])]];
  return { range, lines, short: lines };
}

/** What of a stack was taken from a file, and the action that printed it. */
function usesOf({ rendering }: Stack, file: string): readonly { readonly values: Origin; readonly at: Origin }[] {
  return (rendering?.documents ?? []).flatMap(({ text }) =>
    text.segments.flatMap(({ source }) => {
      const { values, at, callSite } = source ?? {};
      return values?.file === file && at !== undefined && at !== values ? { values, at: callSite ?? at } : [];
    }),
  );
}

/** An entry of a file: its value, and what to underline. */
interface EntrySpan {
  readonly value: Span;
  readonly shown: Span;
}

/** The entry whose key or scalar is at an offset, in offsets without the mark of the byte order. */
function entryAt(snapshot: Snapshot, file: string, offset: number): EntrySpan | undefined {
  const { document, start: by } = documentAt(snapshot.files.get(file), offset) ?? {};
  if (document === undefined || by === undefined || offset > by + document.text.length) return undefined;
  const found = entryIn(treeOf(document), offset - by);
  const moved = ({ start, end }: Span) => ({ start: start + by, end: end + by });
  return found && { value: moved(found.value), shown: moved(found.shown) };
}

const trees = new WeakMap<ManifestDocument, Node>();

/** Files of values are no manifests, so nobody else has parsed them. */
function treeOf(document: ManifestDocument): Node | undefined {
  const root = trees.get(document) ?? parseDocument(document).root;
  if (root !== undefined) trees.set(document, root);
  return root;
}

function entryIn(node: Node | undefined, offset: number): EntrySpan | undefined {
  if (node === undefined || node.type === 'scalar')
    return node !== undefined && touches(node, offset) ? { value: node, shown: node } : undefined;
  if (node.type === 'sequence')
    return entryIn(
      node.items.find((item) => touches(item, offset)),
      offset,
    );
  const own = node.entries.find(({ key }) => touches(key, offset));
  if (own !== undefined) return { value: own.value, shown: own.key };
  const around = node.entries.find(({ value }) => touches(value, offset));
  return entryIn(around?.value, offset);
}
