import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import type { Span } from '../text/span.ts';
import { Anchors } from './anchors.ts';
import type { ManifestDocument, ManifestProblem, ParsedDocument } from './document.ts';
import { maxDepth, maxProblems, maxRecovered } from './limits.ts';
import { type Merge, merged } from './merge.ts';
import { mistakeAt, wordsOfReason } from './mistake.ts';
import {
  few,
  isTemplateAction,
  type MapEntry,
  type Node,
  type ScalarNode,
  type ScalarStyle,
  type SequenceNode,
  sameContent,
} from './node.ts';
import { recoverDocument } from './recover.ts';
import { refusedTab } from './refused-tab.ts';
import { atOriginal, relax } from './relax.ts';
import { asStated, resolvePlain, resolveTagged } from './scalar.ts';

/** Parses a document. Never throws: what cannot be read becomes a problem, the rest of the tree stays. */
export function parseDocument(document: ManifestDocument): ParsedDocument {
  return parseText(document.text);
}

/** Where the first mistake that stops a parser stands in the text of a document, else `undefined`. */
export function firstMistake(text: string): number | undefined {
  const result = read(text);
  return 'events' in result || parseRelaxed(text) !== undefined ? undefined : result.at;
}

/** Parses the text of one document, as {@link parseDocument} does. */
export function parseText(text: string): ParsedDocument {
  const result = read(text);
  if ('events' in result) return new TreeBuilder(text, result.events).build();
  const { reason, at } = result;
  if (reason.startsWith('nesting exceeded')) {
    const message = `This document nests deeper than ${maxDepth} levels and is left out.`;
    return { root: undefined, problems: [{ code: 'KN003', severity: 'warning', start: at, end: at, message }] };
  }
  // js-yaml stops at the first mistake; `yaml` reads on, several times slower.
  const mistake = mistakeAt(text, at, wordsOfReason(reason));
  return parseRelaxed(text) ?? (text.length > maxRecovered ? readAbove(text, mistake) : recoverDocument(text, mistake));
}

/** A text that YAML forbids and kubectl reads. */
function parseRelaxed(text: string): ParsedDocument | undefined {
  const relaxed = relax(text);
  if (relaxed === undefined) return undefined;
  const result = read(relaxed.text);
  if (!('events' in result)) return undefined;
  return atOriginal(new TreeBuilder(relaxed.text, result.events).build(), relaxed);
}

/** What stands above a mistake in a document that is too long for the parser that reads on. */
function readAbove(text: string, mistake: ManifestProblem): ParsedDocument {
  const root = treeAbove(text, mistake.start, 3);
  const what = root === undefined ? 'it' : 'what stands behind the first one';
  const message = `This document is over ${maxRecovered / 1000} KB; mistakes in such documents are not skipped, so ${what} is left out.`;
  return { root, problems: [{ code: 'KN003', severity: 'warning', start: 0, end: 0, message }, mistake] };
}

/** The tree of the lines above an offset; where a mistake shows there too, of those above that. */
function treeAbove(text: string, at: number, attempts: number): Node | undefined {
  const last = Math.min(at, text.trimEnd().length - 1);
  const above = text.slice(0, text.lastIndexOf('\n', last - 1) + 1);
  if (above === '' || attempts === 0) return undefined;
  const result = read(above);
  if ('events' in result) return new TreeBuilder(above, result.events).build().root;
  // A bracket or quote that does not end may have begun anywhere.
  return result.reason.startsWith('unexpected end') ? undefined : treeAbove(above, result.at, attempts - 1);
}

/** The events of a text, or where and why js-yaml stopped. */
function read(text: string): { readonly events: Event[] } | { readonly reason: string; readonly at: number } {
  try {
    // js-yaml counts the scalar within the lists and maps, and the key that it tries to read, as levels of their own.
    return { events: parseEvents(text, { maxDepth: maxDepth + 2 }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) return { reason: '', at: 0 };
    return { reason: error.reason, at: error.mark?.position ?? 0 };
  }
}

const styleOf: Readonly<Record<number, ScalarStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

/** Builds the positioned tree of the first document in a list of events. */
class TreeBuilder {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors: Anchors;
  readonly #problems: ManifestProblem[] = [];
  #at = 0;
  /** Offset behind what was read last: where an empty value stands. */
  #behind = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
    this.#anchors = new Anchors(text.length);
  }

  build(): ParsedDocument {
    const first = this.#events[0];
    if (first?.type !== EVENT_ID.DOCUMENT) return { root: undefined, problems: [] };
    this.#at = 1;
    const next = this.#events[1];
    const root = next === undefined || next.type === EVENT_ID.POP ? undefined : this.#node(0);
    const tab = refusedTab(this.#text, root);
    if (tab !== undefined) this.#problems.push(tab);
    return { root, problems: firstOf(this.#problems) };
  }

  /** The next node. Where it is empty, it stands behind `separator`, the code of `:` or `-`. */
  #node(separator: number): Node {
    const event = this.#events[this.#at++];
    switch (event?.type) {
      case EVENT_ID.SCALAR: {
        const before = this.#anchors.size++;
        const scalar = this.#scalar(event, separator);
        this.#anchor(event, scalar, before);
        return scalar;
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const before = this.#anchors.size++;
        const flow = event.style === 2;
        const node = event.type === EVENT_ID.MAPPING ? this.#map(event.start, flow) : this.#sequence(event.start, flow);
        this.#anchor(event, node, before);
        return node;
      }
      case EVENT_ID.ALIAS:
        return this.#alias(event);
      default:
        return this.#empty(this.#behind);
    }
  }

  #scalar(event: ScalarEvent, separator: number): ScalarNode {
    const style = styleOf[event.style] ?? 'plain';
    const { valueStart, valueEnd } = event;
    if (valueStart === -1) {
      const offset = Math.max(event.tagEnd, event.anchorEnd);
      if (offset === -1)
        return this.#empty(separator === 0 ? this.#skip(this.#behind) : this.#behindSeparator(separator));
      this.#behind = offset;
      return { ...this.#empty(offset), value: this.#value('', 'plain', event) };
    }
    if (style === 'plain') {
      this.#behind = valueEnd;
      const text = event.fast ? this.#text.slice(valueStart, valueEnd) : getScalarValue(this.#text, event);
      return { type: 'scalar', value: this.#value(text, style, event), style, start: valueStart, end: valueEnd };
    }
    const value = this.#value(asStated(getScalarValue(this.#text, event), valueEnd, this.#text), style, event);
    if (style === 'single' || style === 'double') {
      this.#behind = valueEnd + 1;
      return { type: 'scalar', value, style, start: valueStart - 1, end: valueEnd + 1 };
    }
    const start = this.#blockIndicator(Math.max(this.#behind, event.tagEnd, event.anchorEnd), valueStart);
    let end = valueEnd;
    while (end > start && isWhite(this.#text.charCodeAt(end - 1))) end--;
    this.#behind = end;
    return { type: 'scalar', value, style, start, end };
  }

  #value(text: string, style: ScalarStyle, { tagStart, tagEnd }: ScalarEvent): ScalarNode['value'] {
    if (tagStart === -1) return style === 'plain' ? resolvePlain(text) : text;
    const value = resolveTagged(text, fullTag(this.#text.slice(tagStart, tagEnd)));
    if (value !== undefined) return value;
    this.#problem({ start: tagStart, end: tagEnd }, 'The value does not fit this tag.');
    return text;
  }

  #map(start: number, flow: boolean): Node {
    const entries: MapEntry[] = [];
    const merges: Merge[] = [];
    let template = false;
    // `[a: b]` holds a map without brackets of its own.
    const bracketed = flow && this.#text.charCodeAt(start) === 123;
    while (!this.#popped()) {
      const keyEvent = this.#events[this.#at];
      const plain =
        keyEvent?.type === EVENT_ID.SCALAR && keyEvent.style === SCALAR_STYLE.PLAIN && keyEvent.tagStart === -1;
      const key = this.#key(this.#node(0));
      const value = this.#node(58);
      if (key === undefined) template = true;
      else if (plain && key.value === '<<') merges.push({ behind: entries.length, value });
      else entries.push({ key, value });
    }
    const end = bracketed ? this.#behindClosing(125) : this.#endOfLast(start);
    if (template) {
      const written = this.#text.slice(start, end);
      if (isTemplateAction(flow, written)) return { type: 'scalar', value: written, style: 'plain', start, end };
      this.#problem({ start, end: Math.min(end, start + 1) }, 'A key of this map is no text. Keys have to be texts.');
    }
    this.#reportDuplicates(entries);
    return { type: 'map', entries: merged(entries, merges), flow, start, end };
  }

  #sequence(start: number, flow: boolean): SequenceNode {
    const items: Node[] = [];
    this.#behind = Math.max(this.#behind, flow ? start + 1 : start);
    while (!this.#popped()) items.push(this.#node(45));
    const end = flow ? this.#behindClosing(93) : this.#endOfLast(start);
    return { type: 'sequence', items, flow, start, end };
  }

  /** Keys are texts for the API server, whatever YAML takes them for. */
  #key(node: Node): ScalarNode | undefined {
    if (node.type !== 'scalar') return undefined;
    if (typeof node.value === 'string') return node;
    if (node.value === null)
      this.#problem(
        { start: node.start, end: Math.max(node.end, node.start + 1) },
        'This key is empty. Keys have to be texts.',
      );
    return { ...node, value: String(node.value) };
  }

  #alias({ anchorStart, anchorEnd }: { readonly anchorStart: number; readonly anchorEnd: number }): Node {
    this.#behind = anchorEnd;
    const found = this.#anchors.resolve(this.#text.slice(anchorStart, anchorEnd), {
      start: anchorStart - 1,
      end: anchorEnd,
    });
    if (found !== undefined && 'type' in found) return found;
    if (found !== undefined) this.#problems.push(found);
    return this.#empty(anchorEnd);
  }

  #anchor(event: { readonly anchorStart: number; readonly anchorEnd: number }, node: Node, before: number): void {
    if (event.anchorStart === -1) return;
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), node, before);
  }

  #reportDuplicates(entries: readonly MapEntry[]): void {
    if (entries.length < 2) return;
    const seen = entries.length > few ? new Map<ScalarNode['value'], Node>() : undefined;
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index];
      if (entry === undefined) break;
      const { key, value } = entry;
      const before = seen === undefined ? lastOf(entries, index, key.value) : seen.get(key.value);
      if (before !== undefined) {
        const twice = `The key "${String(key.value)}" stands twice in this map`;
        if (sameContent(before, value)) this.#problem(key, `${twice}, with the same value.`, 'info');
        else this.#problem(key, `${twice}. kubectl keeps the last one, strict checks refuse it.`, 'warning');
      }
      seen?.set(key.value, value);
    }
  }

  #popped(): boolean {
    const event = this.#events[this.#at];
    if (event !== undefined && event.type !== EVENT_ID.POP) return false;
    this.#at++;
    return true;
  }

  #empty(offset: number): ScalarNode {
    return { type: 'scalar', value: null, style: 'plain', start: offset, end: offset };
  }

  /** Offset behind the separator that an empty value follows. */
  #behindSeparator(separator: number): number {
    const at = this.#skip(this.#behind);
    if (this.#text.charCodeAt(at) === separator) this.#behind = at + 1;
    return this.#behind;
  }

  /** Offset of the `|` or `>` before a block scalar's content. */
  #blockIndicator(from: number, content: number): number {
    let at = this.#skip(from);
    while (at < content && this.#text.charCodeAt(at) !== 124 && this.#text.charCodeAt(at) !== 62)
      at = this.#skip(at + 1);
    return Math.min(at, content);
  }

  /** Offset behind the bracket that closes a flow collection. */
  #behindClosing(bracket: number): number {
    let at = this.#skip(this.#behind);
    while (at < this.#text.length && this.#text.charCodeAt(at) !== bracket) at = this.#skip(at + 1);
    this.#behind = Math.min(at + 1, this.#text.length);
    return this.#behind;
  }

  /** Offset of the first character that is neither white space nor part of a comment. */
  #skip(from: number): number {
    let comment = false;
    let at = from;
    for (; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (isLineEnd(code)) comment = false;
      else if (code === 35 && (at === 0 || isWhite(this.#text.charCodeAt(at - 1)))) comment = true;
      else if (!comment && !isWhite(code)) break;
    }
    return at;
  }

  #endOfLast(start: number): number {
    return Math.max(start, this.#behind);
  }

  #problem({ start, end }: Span, message: string, severity: ManifestProblem['severity'] = 'error'): void {
    this.#problems.push({ code: 'KN001', severity, start, end, message });
  }
}

/** The value of a key among the entries before an index, from the last on. */
function lastOf(entries: readonly MapEntry[], index: number, key: ScalarNode['value']): Node | undefined {
  for (let i = index - 1; i >= 0; i--) {
    const before = entries[i];
    if (before?.key.value === key) return before.value;
  }
  return undefined;
}

/** So many problems that a person can read them; the worst of the others stands for those. */
function firstOf(problems: readonly ManifestProblem[]): readonly ManifestProblem[] {
  if (problems.length <= maxProblems) return problems;
  const sorted = problems.toSorted((a, b) => a.start - b.start);
  const others = sorted.slice(maxProblems - 1);
  const of = (severity: ManifestProblem['severity']) => others.find((problem) => problem.severity === severity);
  const worst = of('error') ?? of('warning') ?? of('info');
  if (worst === undefined) return problems;
  const message = `${worst.message} ${others.length - 1} more mistakes stand in this document.`;
  return [...sorted.slice(0, maxProblems - 1), { ...worst, message }];
}

/** `!!int` and `!<tag:yaml.org,2002:int>` as `tag:yaml.org,2002:int`. */
function fullTag(written: string): string {
  if (written.startsWith('!!')) return `tag:yaml.org,2002:${written.slice(2)}`;
  return written.startsWith('!<') ? written.slice(2, -1) : written;
}

function isWhite(code: number): boolean {
  return code === 32 || code === 9 || isLineEnd(code);
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}
