import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Span } from '../text/span.ts';
import type { ManifestDocument, ManifestProblem, ParsedDocument } from './document.ts';
import { maxDepth, maxExpansion } from './limits.ts';
import { merged } from './merge.ts';
import {
  isTemplateAction,
  type MapEntry,
  type Node,
  type ScalarNode,
  type ScalarStyle,
  type SequenceNode,
  sameContent,
} from './node.ts';
import { recoverDocument } from './recover.ts';
import { resolvePlain } from './scalar.ts';

/** Parses a document. Never throws: what cannot be read becomes a problem, the rest of the tree stays. */
export function parseDocument(document: ManifestDocument): ParsedDocument {
  return parseText(document.text);
}

/** Parses the text of one document, as {@link parseDocument} does. */
export function parseText(text: string): ParsedDocument {
  let events: Event[];
  try {
    events = parseEvents(text, { maxDepth });
  } catch {
    // js-yaml stops at the first mistake; `yaml` reads on, several times slower.
    return recoverDocument(text);
  }
  return new TreeBuilder(text, events).build();
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
  readonly #anchors = new Map<string, Node>();
  readonly #sizes = new Map<Node, number>();
  readonly #problems: ManifestProblem[] = [];
  #at = 0;
  /** Offset behind what was read last: where an empty value stands. */
  #behind = 0;
  #size = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  build(): ParsedDocument {
    const first = this.#events[0];
    if (first?.type !== EVENT_ID.DOCUMENT) return { root: undefined, problems: [] };
    this.#at = 1;
    const next = this.#events[1];
    const root = next === undefined || next.type === EVENT_ID.POP ? undefined : this.#node();
    return { root, problems: this.#problems };
  }

  #node(): Node {
    const event = this.#events[this.#at++];
    switch (event?.type) {
      case EVENT_ID.SCALAR: {
        const scalar = this.#scalar(event);
        this.#anchor(event, scalar, 1);
        return scalar;
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const before = this.#size++;
        const flow = event.style === 2;
        const node = event.type === EVENT_ID.MAPPING ? this.#map(event.start, flow) : this.#sequence(event.start, flow);
        this.#anchor(event, node, this.#size - before);
        return node;
      }
      case EVENT_ID.ALIAS:
        return this.#alias(event);
      default:
        return this.#empty(this.#behind);
    }
  }

  #scalar(event: ScalarEvent): ScalarNode {
    this.#size++;
    const style = styleOf[event.style] ?? 'plain';
    const { valueStart, valueEnd } = event;
    if (valueStart === -1) {
      const tagged = event.tagStart !== -1 ? event.tagEnd : event.anchorStart !== -1 ? event.anchorEnd : -1;
      return this.#empty(tagged === -1 ? this.#behindSeparator() : tagged);
    }
    if (style === 'plain') {
      this.#behind = valueEnd;
      const text = event.fast ? this.#text.slice(valueStart, valueEnd) : getScalarValue(this.#text, event);
      const forced = event.tagStart !== -1 && isStringTag(this.#text.slice(event.tagStart, event.tagEnd));
      return { type: 'scalar', value: forced ? text : resolvePlain(text), style, start: valueStart, end: valueEnd };
    }
    const value = getScalarValue(this.#text, event);
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

  #map(start: number, flow: boolean): Node {
    const entries: MapEntry[] = [];
    const merges: Node[] = [];
    let template = false;
    while (!this.#popped()) {
      const keyEvent = this.#events[this.#at];
      const plain = keyEvent?.type === EVENT_ID.SCALAR && keyEvent.style === SCALAR_STYLE.PLAIN;
      const key = this.#key(this.#node());
      const value = this.#node();
      if (key === undefined) template = true;
      else if (plain && key.value === '<<') merges.push(value);
      else entries.push({ key, value });
    }
    const end = flow ? this.#behindClosing(125) : this.#endOfLast(start);
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
    while (!this.#popped()) items.push(this.#node());
    const end = flow ? this.#behindClosing(93) : this.#endOfLast(start);
    return { type: 'sequence', items, flow, start, end };
  }

  /** Keys are texts for the API server, whatever YAML takes them for. */
  #key(node: Node): ScalarNode | undefined {
    if (node.type !== 'scalar') return undefined;
    return typeof node.value === 'string' ? node : { ...node, value: String(node.value) };
  }

  #alias({ anchorStart, anchorEnd }: { readonly anchorStart: number; readonly anchorEnd: number }): Node {
    this.#behind = anchorEnd;
    const name = this.#text.slice(anchorStart, anchorEnd);
    const node = this.#anchors.get(name);
    const span = { start: anchorStart - 1, end: anchorEnd };
    if (node === undefined) {
      this.#problem(span, `There is no anchor &${name} before this alias.`);
      return this.#empty(anchorEnd);
    }
    const size = this.#size + (this.#sizes.get(node) ?? 1);
    if (size > maxExpansion * Math.max(this.#text.length, 100)) {
      if (!this.#problems.some(({ code }) => code === 'KN003'))
        this.#problems.push({
          ...span,
          code: 'KN003',
          severity: 'warning',
          message: `The aliases of this document would make it more than ${maxExpansion} times as large as its text. The rest of them is left out.`,
        });
      return this.#empty(anchorEnd);
    }
    this.#size = size;
    return node;
  }

  #anchor(event: { readonly anchorStart: number; readonly anchorEnd: number }, node: Node, size: number): void {
    if (event.anchorStart === -1) return;
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), node);
    this.#sizes.set(node, size);
  }

  #reportDuplicates(entries: readonly MapEntry[]): void {
    if (entries.length < 2) return;
    const seen = new Map<ScalarNode['value'], Node>();
    for (const { key, value } of entries) {
      const before = seen.get(key.value);
      if (before !== undefined) {
        const twice = `The key "${String(key.value)}" stands twice in this map`;
        if (sameContent(before, value)) this.#problem(key, `${twice}, with the same value.`, 'info');
        else this.#problem(key, `${twice}. kubectl keeps the last one, strict checks refuse it.`, 'warning');
      }
      seen.set(key.value, value);
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

  /** Offset behind the `:` or `-` that an empty value follows. */
  #behindSeparator(): number {
    for (let at = this.#behind; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === 58 || code === 45) {
        this.#behind = at + 1;
        return at + 1;
      }
      if (!isWhite(code)) break;
    }
    return this.#behind;
  }

  /** Offset of the `|` or `>` before a block scalar's content. */
  #blockIndicator(from: number, content: number): number {
    for (let at = from; at < content; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === 124 || code === 62) return at;
    }
    return content;
  }

  /** Offset behind the bracket that closes a flow collection, comments skipped. */
  #behindClosing(bracket: number): number {
    let comment = false;
    for (let at = this.#behind; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (isLineEnd(code)) comment = false;
      else if (code === 35 && at > 0 && this.#text.charCodeAt(at - 1) !== 44) comment = true;
      else if (code === bracket && !comment) {
        this.#behind = at + 1;
        return at + 1;
      }
    }
    return this.#behind;
  }

  #endOfLast(start: number): number {
    return Math.max(start, this.#behind);
  }

  #problem({ start, end }: Span, message: string, severity: ManifestProblem['severity'] = 'error'): void {
    this.#problems.push({ code: 'KN001', severity, start, end, message });
  }
}

function isStringTag(tag: string): boolean {
  return tag === '!!str' || tag === '!' || tag === '!<tag:yaml.org,2002:str>';
}

function isWhite(code: number): boolean {
  return code === 32 || code === 9 || isLineEnd(code);
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}
