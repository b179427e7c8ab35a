import { opaqueMark } from '../render/helm/opaque.ts';
import type { Origin, Source } from '../render/origin/origin.ts';
import { type Text, TextBuilder } from '../render/origin/text.ts';
import { LineIndex } from '../text/line-index.ts';
import type { Position, Range, Span } from '../text/span.ts';
import { isKustomizationName } from '../world/kustomize/kustomization.ts';
import type { RenderedDocument } from '../world/rendered.ts';
import type { Rendering, Stack } from '../world/stack.ts';
import { baseName, liesIn, pathFrom } from '../world/stack-file.ts';
import { shownText } from './hover-line.ts';
import { originOffset, originRange } from './origins.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/**
 * What a stack renders from a file, as one text. Its first line says which stack it is, so that what follows stays where it is
 * when that line changes.
 */
export interface RenderedView {
  readonly stack: Stack;
  readonly text: Text;
  /** Why the file does not render as it is, on one line; `text` is then what is left. */
  readonly failure: string | undefined;
}

/** The stacks that render a file or render with it, in stack order. */
export function renderingStacks(snapshot: Snapshot, file: string): readonly Stack[] {
  return snapshot.stacks.filter(({ kind, root, files, rendering }) => {
    if (rendering === undefined) return false;
    return (kind === 'helm' && liesIn(file, root)) || files.includes(file) || sourcesOf(rendering).has(file);
  });
}

const sources = new WeakMap<Rendering, ReadonlySet<string>>();

/** The files that pieces of a rendering come from. */
function sourcesOf(rendering: Rendering): ReadonlySet<string> {
  const known = sources.get(rendering);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const { text } of rendering.documents)
    for (const { source } of text.segments) for (const { file } of originsOf(source)) found.add(file);
  sources.set(rendering, found);
  return found;
}

function originsOf(source: Source | undefined): readonly Origin[] {
  if (source === undefined) return [];
  return [source.at, source.callSite, source.values].filter((origin) => origin !== undefined);
}

/** What a file renders to in the first of the preferred stacks that render it, else in the first of all. */
export function renderedView(snapshot: Snapshot, file: string, preferred: readonly string[]): RenderedView | undefined {
  const stack = preferredStack(renderingStacks(snapshot, file), preferred);
  return stack && viewOf(file, stack);
}

/** The first of the preferred stacks that is among some, else the first of those. */
export function preferredStack(stacks: readonly Stack[], preferred: readonly string[]): Stack | undefined {
  const name = preferred.find((each) => stacks.some((stack) => stack.name === each));
  return stacks.find((stack) => stack.name === name) ?? stacks[0];
}

function viewOf(file: string, stack: Stack): RenderedView {
  const all = stack.rendering?.documents ?? [];
  // What a kustomization generates stands in it, but it is about everything.
  const own = isKustomizationName(file) ? [] : all.filter(({ document }) => document.file === file).sort(byPlace);
  const isPart = own.length > 0 || isTemplate(file, stack);
  const failure = failureOf(stack, isPart ? file : undefined);
  const builder = new TextBuilder();
  builder.add(`# ${headline(stack, failure, isPart && own.length === 0)}\n`);
  for (const [index, { document, text }] of (isPart ? own : all).entries()) {
    if (index > 0) builder.add('---\n');
    if (!isPart) builder.add(`# Source: ${shownText(document.file)}\n`, topOf(document.file));
    builder.add(readable(text.slice(0, text.text.trimEnd().length), stack));
    builder.add('\n');
  }
  return { stack, text: builder.text(), failure };
}

/** Whether manifests are rendered from a file, though it may write none. */
function isTemplate(file: string, stack: Stack): boolean {
  const isOfChart = stack.kind === 'helm' && liesIn(file, stack.root);
  return (
    isOfChart &&
    /^(charts\/[^/]+\/)*templates\//.test(pathFrom(stack.root, file)) &&
    /^[^_].*\.(ya?ml|json)$/.test(baseName(file))
  );
}

/** A manifest with words for what is not known of it. */
function readable(text: Text, { unknowns }: Stack): Text {
  if (!text.text.includes(opaqueMark)) return text;
  const builder = new TextBuilder();
  let from = 0;
  for (const { index, 0: mark } of text.text.matchAll(new RegExp(`${opaqueMark}(: "")?`, 'g'))) {
    builder.add(text.slice(from, index));
    const why = unknowns.objects ?? 'a part of the chart cannot be rendered';
    builder.add(mark === opaqueMark ? '<unknown>' : `# unknown: ${why}`, text.sourceAt(index));
    from = index + mark.length;
  }
  builder.add(text.slice(from));
  return builder.text();
}

/** As they stand in the file; those that one action writes stay in the order in which they are applied. */
function byPlace(a: RenderedDocument, b: RenderedDocument): number {
  return beginning(a) - beginning(b);
}

function beginning({ document, text }: RenderedDocument): number {
  for (const { source } of text.segments) {
    const at = source?.callSite ?? source?.at;
    if (at?.file === document.file) return at.start;
  }
  return 0;
}

function topOf(file: string): Source {
  return { at: { file, start: 0, end: 0 }, fidelity: 'line' };
}

function headline({ name }: Stack, failure: string | undefined, isEmpty: boolean): string {
  const stack = name === '.' ? 'The stack of this folder' : `Stack ${shownText(name)}`;
  if (failure !== undefined) return `${stack} does not render: ${failure}`;
  return isEmpty ? `${stack} renders nothing from this file.` : stack;
}

/** Why a template, or anything of a stack, is not rendered, on one line. */
export function failureOf(stack: Stack, file: string | undefined): string | undefined {
  const failed = stack.rendering?.problems.find(({ kind, message, at }) => {
    if (kind === 'lacking' || kind === 'missing') return false;
    if (file === undefined || at === undefined || at.file === file) return true;
    // A helper or a value that cannot be read is missed everywhere; what fails says first in which template.
    const name = /^template: ([^:]+):/.exec(message)?.[1] ?? '';
    return kind === 'failed' ? name.endsWith(`/${pathFrom(stack.root, file)}`) : !isTemplate(at.file, stack);
  });
  return failed && shownText(failed.message);
}

/** Where in a view something stands that a stretch of a file wrote, in order; what lies side by side is one. */
export function stretchesIn(
  snapshot: Snapshot,
  { text }: RenderedView,
  file: string,
  { start, end }: Range,
): { readonly ranges: readonly Range[]; readonly exact: boolean } {
  const offset = (position: Position) => originOffset(snapshot, file, position);
  const span = { start: offset(start), end: offset(end) };
  const here = inkOf(text, writtenBy(text, file, span));
  // A cursor in what a template trims, as in front of an action on a line of its own, stands for its line.
  const isInLine = here.length === 0 && span.start === span.end;
  const { length } = snapshot.lines(file).line(start.line);
  const line = { start: offset({ ...start, character: 0 }), end: offset({ ...start, character: length }) };
  const found = isInLine ? inkOf(text, writtenBy(text, file, line)) : here;
  const near = found.length > 0 ? undefined : before(text, file, span.start);
  const lines = new LineIndex(text.text);
  const toRange = (each: Span) => ({ start: lines.position(each.start), end: lines.position(each.end) });
  return { ranges: (near === undefined ? found : [near]).map(toRange), exact: near === undefined };
}

/** Stretches without the line ends and the indentation around them, which most that is written on lines of its own begins with. */
function inkOf({ text }: Text, spans: readonly Span[]): readonly Span[] {
  return spans.flatMap(({ start, end }) => {
    const piece = text.slice(start, end);
    const ink = piece.trim();
    const from = start + piece.indexOf(ink);
    return ink === '' && start < end ? [] : { start: from, end: from + ink.length };
  });
}

/** The stretches of a rendered text that a stretch of a file wrote; of its literal text only what lies in the stretch. */
function writtenBy(text: Text, file: string, { start, end }: Span): readonly Span[] {
  const found: { start: number; end: number }[] = [];
  const add = (from: number, to: number) => {
    const last = found[found.length - 1];
    if (last !== undefined && last.end === from && from < to) last.end = to;
    else found.push({ start: from, end: to });
  };
  for (const [index, segment] of text.segments.entries()) {
    const { source } = segment;
    if (source === undefined) continue;
    const next = text.segments[index + 1]?.start ?? text.length;
    const { at, fidelity } = source;
    const origin = originsOf(source).find((each) => each.file === file && meets(each, start, end));
    if (origin === undefined) continue;
    if (origin !== at || fidelity !== 'characters') add(segment.start, next);
    else {
      const from = segment.start + Math.max(0, start - at.start);
      if (from <= next) add(from, Math.max(from, Math.min(next, segment.start + end - at.start)));
    }
  }
  return found;
}

/** Whether an origin and a stretch have a character in common; a cursor counts at both ends. */
function meets(origin: Origin, start: number, end: number): boolean {
  return start === end ? origin.start <= start && start <= origin.end : origin.start < end && start < origin.end;
}

/** The end of what the text before a place of a file wrote last: where somebody looks who is in an action that writes nothing. */
function before(text: Text, file: string, offset: number): Span | undefined {
  let best: { readonly start: number; readonly end: number } | undefined;
  for (const [index, { source }] of text.segments.entries()) {
    const at = source?.callSite ?? source?.at;
    if (at === undefined || at.file !== file || at.start > offset || (best !== undefined && at.start < best.start))
      continue;
    best = { start: at.start, end: text.segments[index + 1]?.start ?? text.length };
  }
  return best && { start: best.end, end: best.end };
}

/** Where what stands at a position of a view is written: in the template, in the helper that it calls, in a values file. */
export function sourcesAt(snapshot: Snapshot, { text }: RenderedView, position: Position): readonly FileRange[] {
  const offset = new LineIndex(text.text).offset(position);
  const here = text.sourceAt(offset);
  // Behind the last character of a line its text counts, not the line end that something else may have written.
  const isBehind = offset > 0 && (here === undefined || text.text[offset] === '\n') && text.text[offset - 1] !== '\n';
  const source = (isBehind ? text.sourceAt(offset - 1) : here) ?? here;
  if (source === undefined) return [];
  const { at, callSite, values } = source;
  const own = cursor(at, source);
  const places = [callSite ?? own, callSite && own, values === at ? undefined : values];
  return places.flatMap((origin) => (origin && originRange(snapshot, origin)) ?? []);
}

/** The place of a character whose source is exact, else the whole of what wrote it. */
function cursor(at: Origin, { fidelity }: Source): Origin {
  return fidelity === 'characters' ? { ...at, end: at.start } : at;
}
