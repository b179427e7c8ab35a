import type { ManifestDocument } from '../manifest/document.ts';
import { child, entry, lastEntries, type MapNode, type Node, type ScalarNode } from '../manifest/node.ts';
import type { Span } from '../text/span.ts';
import type { Field, Pair, Pairs, ResourceProblem, Stated, UnknownField } from './field.ts';
import { expressionBehind, placeholderIn, placeholderInText, placeholderWord } from './placeholder.ts';

/**
 * Decoders of single fields. All of them take a map and a key, treat `null` as absent like the API server's decoder,
 * never throw, and answer a wrong type with a problem and an unknown value.
 */

/** What is read: the document, and the problems of the object found so far. */
export interface Reading {
  readonly document: ManifestDocument;
  /** Whether expressions of ytt or tokens may stand behind empty values. */
  readonly ytt: boolean;
  /** Whether the document is not valid YAML, so that parts of it may be missing. */
  readonly broken: boolean;
  readonly problems: ResourceProblem[];
}

const brokenText = 'the text that states it is not valid YAML';
const noNodes: readonly Node[] = [];
const noStrings: readonly Stated<string>[] = [];
const noPairs: readonly Pair[] = [];

/** The value of a key, `undefined` when it is absent or null. */
export function present(parent: Node | undefined, key: string): Node | undefined {
  const node = child(parent, key);
  return node === undefined || isNull(node) ? undefined : node;
}

/** A text; an empty one counts as absent, as it does for the API server's string fields. */
export function text(reading: Reading, parent: Node | undefined, key: string): Stated<string> | undefined {
  const node = child(parent, key);
  if (node === undefined) return undefined;
  if (node.type === 'scalar' && node.value === '') return undefined;
  return textOf(reading, node, key, placeholderIn);
}

/** A text of a field that is a pointer in the API: an empty one is stated, and no absence. */
export function pointerText(reading: Reading, parent: Node | undefined, key: string): Stated<string> | undefined {
  const node = child(parent, key);
  return node === undefined ? undefined : textOf(reading, node, key, placeholderIn);
}

/** A text that programs read and that may hold `$(VAR)` or a shell's variables; an empty one is stated. */
export function freeText(reading: Reading, parent: Node | undefined, key: string): Stated<string> | undefined {
  const node = child(parent, key);
  return node === undefined ? undefined : textOf(reading, node, key, placeholderInText);
}

/** A text with the API server's default. */
export function textOr(
  reading: Reading,
  parent: Node | undefined,
  key: string,
  standard: string,
  enclosing: Span,
): Stated<string> {
  return text(reading, parent, key) ?? defaulted(standard, enclosing);
}

/** The value of a text that is known, for what is only shown or looked up. */
export function plainText(parent: Node | undefined, key: string): string | undefined {
  const node = child(parent, key);
  return node?.type === 'scalar' && typeof node.value === 'string' && node.value !== '' ? node.value : undefined;
}

/** A whole number. */
export function integer(reading: Reading, parent: Node | undefined, key: string): Stated<number> | undefined {
  const node = child(parent, key);
  if (node === undefined) return undefined;
  if (node.type === 'scalar') {
    const { value } = node;
    if (typeof value === 'number' && Number.isInteger(value)) return field(value, node);
    if (value === null) return computed(reading, node);
  }
  return wrongType(reading, node, key, 'a whole number');
}

/** A whole number whose zero means "not set". */
export function positive(reading: Reading, parent: Node | undefined, key: string): Stated<number> | undefined {
  const number = integer(reading, parent, key);
  return number?.value === 0 ? undefined : number;
}

/** A number or a name (`intstr.IntOrString`). A quoted number is a name; 0 and "" stay, what they mean is the field's own. */
export function numberOrName(
  reading: Reading,
  parent: Node | undefined,
  key: string,
): Stated<number | string> | undefined {
  const node = child(parent, key);
  if (node === undefined) return undefined;
  if (node.type === 'scalar') {
    const { value } = node;
    if (value === null) return computed(reading, node);
    if (typeof value === 'number' && Number.isInteger(value)) return field(value, node);
    // Names of ports know no capitals: PORT stands for one.
    if (typeof value === 'string')
      return known(
        value,
        node,
        (text) => placeholderIn(text) ?? (/PORT/.test(text) ? placeholderWord(text) : undefined),
      );
  }
  return wrongType(reading, node, key, 'a whole number or a name');
}

/** A truth value. */
export function truth(reading: Reading, parent: Node | undefined, key: string): Stated<boolean> | undefined {
  const node = child(parent, key);
  if (node === undefined) return undefined;
  if (node.type === 'scalar') {
    if (typeof node.value === 'boolean') return field(node.value, node);
    if (node.value === null) return computed(reading, node);
  }
  return wrongType(reading, node, key, 'true or false');
}

/** A truth value with the API server's default. */
export function truthOr(
  reading: Reading,
  parent: Node | undefined,
  key: string,
  standard: boolean,
  enclosing: Span,
): Stated<boolean> {
  return truth(reading, parent, key) ?? defaulted(standard, enclosing);
}

/** A map; anything else is a problem and counts as absent. */
export function map(reading: Reading, parent: Node | undefined, key: string): MapNode | undefined {
  const node = child(parent, key);
  if (node === undefined || isNull(node)) return undefined;
  if (node.type === 'map') return node;
  wrongType(reading, node, key, 'a map');
  return undefined;
}

/** The items of a list, empty ones left out; anything else is a problem and counts as absent. */
export function list(reading: Reading, parent: Node | undefined, key: string): readonly Node[] {
  const node = child(parent, key);
  if (node === undefined || isNull(node)) return noNodes;
  if (node.type === 'sequence')
    return node.items.some(isNull) ? node.items.filter((item) => !isNull(item)) : node.items;
  wrongType(reading, node, key, 'a list');
  return noNodes;
}

/** The maps of a list, each decoded. */
export function maps<T>(
  reading: Reading,
  parent: Node | undefined,
  key: string,
  decode: (reading: Reading, item: MapNode) => T,
): readonly T[] {
  const items = list(reading, parent, key);
  const decoded: T[] = [];
  for (const item of items)
    if (item.type === 'map') decoded.push(decode(reading, item));
    else wrongType(reading, item, `An item of ${key}`, 'a map');
  return decoded;
}

/** The texts of a list. */
export function texts(reading: Reading, parent: Node | undefined, key: string): readonly Stated<string>[] {
  return textItems(reading, parent, key, placeholderIn);
}

/** The texts of a list that programs read, as {@link freeText}. */
export function freeTexts(reading: Reading, parent: Node | undefined, key: string): readonly Stated<string>[] {
  return textItems(reading, parent, key, placeholderInText);
}

/**
 * Why a list may hold other items than the stated ones: a placeholder stands for the list or for one of its items, or the
 * text is broken.
 */
export function openList(reading: Reading, parent: Node | undefined, key: string): string | undefined {
  if (reading.broken) return brokenText;
  const node = child(parent, key);
  if (node?.type === 'scalar') return standIn(reading, node);
  if (node?.type === 'sequence')
    for (const item of node.items) {
      const open = item.type === 'scalar' ? standIn(reading, item) : undefined;
      if (open !== undefined) return open;
    }
  return undefined;
}

/**
 * What the values of a map of texts are: `labels` are identifiers, `selector` is a Service's selector, whose wrong types
 * a rule of its own speaks about, `texts` (annotations, data) may hold anything.
 */
export type PairsKind = 'labels' | 'selector' | 'texts';

/** A map of texts. Values that are no texts are marked, and reported except in selectors. */
export function pairs(
  reading: Reading,
  parent: Node | undefined,
  key: string,
  enclosing: Span,
  kind: PairsKind,
): Pairs {
  const node = child(parent, key);
  if (reading.broken) return brokenPairs(reading, node, enclosing, kind);
  if (node === undefined) return noPairsIn(enclosing);
  if (node.type !== 'map') {
    const open = node.type === 'scalar' ? standIn(reading, node) : undefined;
    if (open !== undefined) return { pairs: noPairs, open, start: node.start, end: node.end };
    if (!isNull(node)) wrongType(reading, node, key, 'a map');
    return noPairsIn(enclosing);
  }
  const decoded: Pair[] = [];
  let open: string | undefined;
  for (const { key: name, value } of lastEntries(node)) {
    const pair = pairOfEntry(reading, name, value, kind);
    if (pair.unknown !== undefined) open ??= placeholderIn(pair.key);
    decoded.push(pair);
  }
  const { start, end } = node;
  return open === undefined ? { pairs: decoded, start, end } : { pairs: decoded, open, start, end };
}

function brokenPairs(reading: Reading, node: Node | undefined, enclosing: Span, kind: PairsKind): Pairs {
  const { start, end } = node ?? enclosing;
  const entries = node?.type === 'map' ? lastEntries(node) : [];
  return {
    pairs: entries.map(({ key, value }) => pairOfEntry(reading, key, value, kind)),
    open: brokenText,
    start,
    end,
  };
}

/** No pairs, standing in the object that could have them. */
export function noPairsIn({ start, end }: Span): Pairs {
  return { pairs: noPairs, start, end };
}

/** A default of the API server: the text is silent. */
export function defaulted<T>(value: T, { start, end }: Span): Field<T> {
  return { value, start, end, defaulted: true };
}

/** A value that is not known, for the reason given. */
export function unknownField({ start, end }: Span, reason: string): UnknownField {
  return { value: undefined, unknown: reason, start, end };
}

/** The bare span of a node. */
export function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** Where the keys of a map stand that have a value, by name. */
export function keySpans(parent: MapNode | undefined): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  if (parent !== undefined)
    for (const { key, value } of parent.entries) if (!isNull(value)) spans.set(String(key.value), spanOf(key));
  return spans;
}

/** Key and value of a field that is there, `undefined` when it is absent or null. */
export function entrySpan(parent: Node | undefined, key: string): Span | undefined {
  const found = entry(parent, key);
  return found === undefined || isNull(found.value) ? undefined : { start: found.key.start, end: found.value.end };
}

/** The value of a field that is there, `undefined` when it is absent or null. */
export function valueSpan(parent: Node | undefined, key: string): Span | undefined {
  const node = present(parent, key);
  return node === undefined ? undefined : spanOf(node);
}

/** Whether the text says nothing here. */
export function isNull(node: Node): boolean {
  return node.type === 'scalar' && node.value === null;
}

/**
 * Reports that a value has the wrong type and gives it back as unknown. A placeholder is no problem: what it will be
 * replaced by may well fit.
 */
export function wrongType(reading: Reading, node: Node, name: string, expected: string): UnknownField {
  const open = node.type === 'scalar' ? (standIn(reading, node) ?? wordIn(node)) : undefined;
  if (open !== undefined) return unknownField(node, open);
  const found = describeNode(node);
  // An anchored value, or a field that is read twice, is one mistake.
  if (!reading.problems.some(({ start, end }) => start === node.start && end === node.end)) {
    const advice = expected === 'a text' && node.type === 'scalar' ? ' Put it in quotes.' : '';
    const message = `${name} is ${found}, but has to be ${expected}: the API server refuses the object.${advice}`;
    reading.problems.push({ message, start: node.start, end: node.end });
  }
  return unknownField(node, `it is ${found} instead of ${expected}`);
}

function textOf(
  reading: Reading,
  node: Node,
  name: string,
  placeholder: (value: string) => string | undefined,
): Stated<string> | undefined {
  if (node.type === 'scalar') {
    if (typeof node.value === 'string') return known(node.value, node, placeholder);
    if (node.value === null) return computed(reading, node);
  }
  return wrongType(reading, node, name, 'a text');
}

function textItems(
  reading: Reading,
  parent: Node | undefined,
  key: string,
  placeholder: (value: string) => string | undefined,
): readonly Stated<string>[] {
  const items = list(reading, parent, key);
  if (items.length === 0) return noStrings;
  const decoded: Stated<string>[] = [];
  for (const item of items) {
    const value = textOf(reading, item, `An item of ${key}`, placeholder);
    if (value !== undefined) decoded.push(value);
  }
  return decoded;
}

function pairOfEntry(reading: Reading, name: ScalarNode, node: Node, kind: PairsKind): Pair {
  const { start, end } = node;
  const keyStart = name.start;
  const keyEnd = name.end;
  const key = String(name.value);
  if (node.type === 'scalar') {
    // The API server's decoder reads null in a map of texts as "".
    const value = node.value ?? '';
    if (typeof value === 'string') {
      const unknown =
        node.value === null
          ? standIn(reading, node)
          : kind === 'texts'
            ? placeholderInText(value)
            : (placeholderIn(key) ?? placeholderIn(value));
      if (unknown === undefined) return { key, value, start, end, keyStart, keyEnd };
      return { key, value: undefined, unknown, start, end, keyStart, keyEnd };
    }
    if (kind !== 'selector') wrongType(reading, node, key, 'a text');
    return { key, value: undefined, notString: value, start, end, keyStart, keyEnd };
  }
  if (kind !== 'selector') wrongType(reading, node, key, 'a text');
  return { key, value: undefined, notString: node.type, start, end, keyStart, keyEnd };
}

function known(value: string, node: ScalarNode, placeholder: (value: string) => string | undefined): Stated<string> {
  const unknown = placeholder(value);
  return unknown === undefined ? field(value, node) : unknownField(node, unknown);
}

function field<T>(value: T, { start, end }: Span): Field<T> {
  return { value, start, end };
}

/** An empty value: absent, unless ytt computes it. */
function computed(reading: Reading, node: ScalarNode): UnknownField | undefined {
  const open = standIn(reading, node);
  return open === undefined ? undefined : unknownField(node, open);
}

/** Why a scalar only stands for what a tool will put there. */
function standIn(reading: Reading, { value, end }: ScalarNode): string | undefined {
  if (typeof value === 'string') return placeholderIn(value);
  return value === null && reading.ytt ? expressionBehind(reading.document.text, end) : undefined;
}

function wordIn({ value }: ScalarNode): string | undefined {
  return typeof value === 'string' ? placeholderWord(value) : undefined;
}

function describeNode(node: Node): string {
  if (node.type === 'map') return 'a map';
  if (node.type === 'sequence') return 'a list';
  const { value } = node;
  if (typeof value === 'string') return `the text "${value.length <= 40 ? value : `${value.slice(0, 39)}…`}"`;
  if (typeof value === 'number') return `the number ${value}`;
  return `${value}`;
}
