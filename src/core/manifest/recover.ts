import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Range,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLParseError,
  type YAMLSeq,
} from 'yaml';
import type { Span } from '../text/span.ts';
import { Anchors } from './anchors.ts';
import type { ManifestProblem, ParsedDocument } from './document.ts';
import { maxDepth } from './limits.ts';
import { type Merge, merged } from './merge.ts';
import { mistakeAt, wordsOfError } from './mistake.ts';
import { isTemplateAction, type MapEntry, type Node, type ScalarNode, type ScalarStyle } from './node.ts';
import { asStated, resolvePlain, resolveTagged } from './scalar.ts';

const styles: ReadonlyMap<string, ScalarStyle> = new Map([
  [Scalar.QUOTE_SINGLE, 'single'],
  [Scalar.QUOTE_DOUBLE, 'double'],
  [Scalar.BLOCK_LITERAL, 'literal'],
  [Scalar.BLOCK_FOLDED, 'folded'],
]);

/**
 * Reads a document that does not parse with the parser that recovers from mistakes, so that everything around a mistake
 * stays usable. Slow; used only for texts that the fast parser refuses, with the mistake that it names.
 */
export function recoverDocument(text: string, refusal = mistakeAt(text, 0)): ParsedDocument {
  try {
    const document = readOn(text);
    const repaired = repair(text, document);
    const converter = new Converter(text);
    const root = converter.convert((repaired === text ? document : readOn(repaired)).contents, 0);
    return {
      root,
      problems: [conflict(text) ?? firstMistake(document, text, refusal) ?? converter.problem ?? refusal],
    };
  } catch {
    // What nests some thousand levels deep behind its first mistake takes the stack of this parser.
    return { root: undefined, problems: [refusal] };
  }
}

function readOn(text: string): Document.Parsed {
  return parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    strict: false,
    version: '1.2',
    logLevel: 'silent',
  });
}

/** Takes out, without moving anything, what would hide the rest of the text: a quote that does not end, markers of a conflict. */
function repair(text: string, document: Document.Parsed): string {
  const quote = document.errors.map(({ message }) => unclosed(message)).find((found) => found !== undefined);
  const start = quote === undefined ? undefined : lastQuoted(document, quote);
  const quoted = start === undefined ? text : `${text.slice(0, start)} ${text.slice(start + 1)}`;
  return conflict(text) === undefined ? quoted : quoted.replaceAll(/^([<=>|])(?=\1{6}(?:\s|$))/gm, '#');
}

/** The first marker of a merge conflict. */
function conflict(text: string): ManifestProblem | undefined {
  const start = text.search(/^<{7}\s/m);
  const message = 'A merge conflict is not resolved here. Keep one side and remove the lines with the markers.';
  return start === -1 ? undefined : mistakeAt(text, start, message);
}

/** The quote that an error of the `yaml` package misses. */
function unclosed(message: string): string | undefined {
  return /closing (["'])quote/.exec(message)?.[1];
}

/** The first mistake; what it leads to further down says nothing new. */
function firstMistake(document: Document.Parsed, text: string, refusal: ManifestProblem): ManifestProblem | undefined {
  let error: YAMLParseError | undefined;
  for (const each of document.errors) if (error === undefined || each.pos[0] < error.pos[0]) error = each;
  if (error === undefined) return undefined;
  const words = wordsOfError(error.code, error.message);
  if (words === undefined) return refusal;
  const quote = unclosed(error.message);
  const start = quote === undefined ? undefined : lastQuoted(document, quote);
  return mistakeAt(text, start ?? error.pos[0], words);
}

/** Where the last text in these quotes begins. */
function lastQuoted(document: Document.Parsed, quote: string): number | undefined {
  let found: number | undefined;
  const type = quote === '"' ? Scalar.QUOTE_DOUBLE : Scalar.QUOTE_SINGLE;
  visit(document, {
    Scalar: (_, node) => {
      if (node.type === type) found = node.range?.[0];
    },
  });
  return found;
}

/** Turns the tree of the `yaml` package into ours. */
class Converter {
  readonly #text: string;
  readonly #anchors: Anchors;
  /** The first alias that leads nowhere, which `yaml` does not call a mistake. */
  problem: ManifestProblem | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#anchors = new Anchors(text.length);
  }

  convert(node: unknown, depth: number): Node | undefined {
    if (depth > maxDepth) return undefined;
    if (isAlias(node)) return this.#alias(node);
    const before = this.#anchors.size++;
    const converted = isMap(node)
      ? this.#map(node, depth)
      : isSeq(node)
        ? this.#sequence(node, depth)
        : isScalar(node)
          ? this.#scalar(node)
          : undefined;
    if (converted !== undefined && isNode(node) && !isAlias(node) && node.anchor !== undefined)
      this.#anchors.set(node.anchor, converted, before);
    return converted;
  }

  #alias(node: Alias): Node {
    const span = this.#spanOf(node);
    const found = this.#anchors.resolve(node.source, span);
    if (found !== undefined && 'type' in found) return found;
    if (found?.code === 'KN001') this.problem ??= found;
    return empty(span.end);
  }

  #sequence(node: YAMLSeq, depth: number): Node {
    const items = node.items.flatMap((item) => this.convert(item, depth + 1) ?? []);
    return { type: 'sequence', items, flow: node.flow === true, ...this.#spanOf(node) };
  }

  #map(node: YAMLMap, depth: number): Node {
    const entries: MapEntry[] = [];
    const merges: Merge[] = [];
    for (const pair of node.items) {
      const key = this.convert(pair.key, depth + 1);
      if (key?.type !== 'scalar') {
        const { start, end } = this.#spanOf(node);
        const written = this.#text.slice(start, end);
        if (isTemplateAction(node.flow === true, written))
          return { type: 'scalar', value: written, style: 'plain', start, end };
        continue;
      }
      const value = this.convert(pair.value, depth + 1) ?? empty(key.end);
      if (key.style === 'plain' && key.value === '<<') merges.push({ behind: entries.length, value });
      else entries.push({ key: { ...key, value: String(key.value) }, value });
    }
    return { type: 'map', entries: merged(entries, merges), flow: node.flow === true, ...this.#spanOf(node) };
  }

  #scalar(node: Scalar): ScalarNode {
    const style = styles.get(node.type ?? '') ?? 'plain';
    const written = String((style === 'plain' ? node.source : node.value) ?? '');
    const text = asStated(written, node.range?.[1] ?? 0, this.#text);
    const plain = style === 'plain' ? resolvePlain(text) : text;
    const value = node.tag === undefined ? plain : (resolveTagged(text, node.tag) ?? text);
    return { type: 'scalar', value, style, ...this.#spanOf(node) };
  }

  /** Without the white space behind a block. */
  #spanOf({ range }: { readonly range?: Range | null }): Span {
    const [start = 0, behind = start] = range ?? [];
    let end = behind;
    while (end > start && /[ \t\r\n]/.test(this.#text[end - 1] ?? '')) end--;
    return { start, end };
  }
}

function empty(offset: number): ScalarNode {
  return { type: 'scalar', value: null, style: 'plain', start: offset, end: offset };
}
