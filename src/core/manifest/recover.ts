import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Range,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Span } from '../text/span.ts';
import type { ManifestProblem, ParsedDocument } from './document.ts';
import { maxDepth, maxExpansion } from './limits.ts';
import { merged } from './merge.ts';
import { isTemplateAction, type MapEntry, type Node, type ScalarNode, type ScalarStyle } from './node.ts';
import { resolvePlain } from './scalar.ts';

const styles: ReadonlyMap<string, ScalarStyle> = new Map([
  [Scalar.QUOTE_SINGLE, 'single'],
  [Scalar.QUOTE_DOUBLE, 'double'],
  [Scalar.BLOCK_LITERAL, 'literal'],
  [Scalar.BLOCK_FOLDED, 'folded'],
]);

/**
 * Reads a document that does not parse with the parser that recovers from mistakes, so that everything around a mistake
 * stays usable. Slow; used only for texts that the fast parser refuses.
 */
export function recoverDocument(text: string): ParsedDocument {
  try {
    // A text that js-yaml refuses for its depth would take this parser's stack too.
    if (deeperThan(text, maxDepth))
      return {
        root: undefined,
        problems: [
          {
            code: 'KN003',
            severity: 'warning',
            start: 0,
            end: 0,
            message: `This document nests deeper than ${maxDepth} levels and is left out.`,
          },
        ],
      };
    const document = parseDocument(text, {
      prettyErrors: false,
      uniqueKeys: false,
      strict: false,
      version: '1.2',
      logLevel: 'silent',
    });
    const problems = [firstMistake(document, text) ?? invalid(text, 0, 'This is not valid YAML.')];
    return { root: new Converter(document, text).convert(document.contents, 0), problems };
  } catch {
    return {
      root: undefined,
      problems: [invalid(text, 0, 'This cannot be read as YAML.')],
    };
  }
}

/** What the codes of the `yaml` package mean to a person, and what to do. */
const mistakes: ReadonlyMap<string, string> = new Map([
  ['ALIAS_PROPS', 'An alias (*name) cannot have an anchor or a tag of its own; remove them.'],
  ['BAD_ALIAS', 'An alias has to name an anchor, like *name.'],
  ['BAD_COLLECTION_TYPE', 'The tag does not fit the map or list that follows it.'],
  ['BAD_DIRECTIVE', 'This %-line is no directive that YAML knows; remove it, or quote a value that begins with %.'],
  ['BAD_DQ_ESCAPE', 'A double-quoted text has an escape that YAML does not know; write \\\\ for a backslash.'],
  [
    'BAD_INDENT',
    'The indentation fits no block above; a map’s keys and a list’s dashes have to stand below each other.',
  ],
  ['BAD_PROP_ORDER', 'An anchor or tag has to stand in front of the value it is for, behind the dash or colon.'],
  ['BAD_SCALAR_START', 'A plain text cannot begin with this character; put the value in quotes.'],
  ['BLOCK_AS_IMPLICIT_KEY', 'A key and its value have to stand on one line here; is a colon or a line break too many?'],
  ['BLOCK_IN_FLOW', 'A block of lines cannot stand inside [ ] or { }; is a comma or a closing bracket missing?'],
  ['IMPOSSIBLE', 'This is not valid YAML.'],
  ['KEY_OVER_1024_CHARS', 'A key is longer than 1024 characters; is a colon or a quote missing?'],
  ['MULTILINE_IMPLICIT_KEY', 'A key has to end on its line; is a colon missing, or the indentation wrong?'],
  ['MULTIPLE_ANCHORS', 'A value can have one anchor only.'],
  ['MULTIPLE_TAGS', 'A value can have one tag only.'],
  ['TAB_AS_INDENT', 'A tab cannot indent YAML; use spaces.'],
  ['TAG_RESOLVE_FAILED', 'The value does not fit its tag, or the tag is not known.'],
  [
    'UNEXPECTED_TOKEN',
    'Something stands here that does not belong: a bracket, quote or dash too many, or one missing above.',
  ],
]);

/** The first mistake; what it leads to further down says nothing new. */
function firstMistake(document: Document.Parsed, text: string): ManifestProblem | undefined {
  const [error] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (error === undefined) return unknownAlias(document, text);
  const [offset] = error.pos;
  const closing = /end with a ([\]}])/.exec(error.message)?.[1];
  if (closing !== undefined)
    return invalid(
      text,
      offset,
      `A ${closing} is missing: the list or map in brackets that begins above does not end.`,
    );
  const quote = /closing (["'])quote/.exec(error.message)?.[1];
  if (quote !== undefined)
    return invalid(
      text,
      lastQuoted(document, quote) ?? offset,
      `The text that begins here with ${quote} does not end.`,
    );
  const missing = /^Missing ([,:])/.exec(error.message)?.[1];
  if (missing !== undefined) return invalid(text, offset, `A "${missing}" is missing in front of this.`);
  return invalid(text, offset, mistakes.get(error.code) ?? 'This is not valid YAML.');
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

/** An alias without an anchor above it, which only using it would show. */
function unknownAlias(document: Document.Parsed, text: string): ManifestProblem | undefined {
  let found: ManifestProblem | undefined;
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) !== undefined) return undefined;
      found = invalid(text, node.range?.[0] ?? 0, `No anchor &${node.source} stands above this alias.`);
      return visit.BREAK;
    },
  });
  return found;
}

/** A mistake at an offset; underlined is the rest of its word, or the character. */
function invalid(text: string, offset: number, message: string): ManifestProblem {
  // Of a text that ends too early, the last word shows where.
  const start = Math.min(offset, Math.max(0, text.trimEnd().length - 1));
  const word = /^[^\s,[\]{}]{1,40}/.exec(text.slice(start, start + 40))?.[0].length ?? 0;
  return { code: 'KN001', severity: 'error', start, end: Math.min(start + Math.max(word, 1), text.length), message };
}

/** Turns the tree of the `yaml` package into ours. */
class Converter {
  readonly #document: Document.Parsed;
  readonly #text: string;
  /** Nodes that aliases may still add. */
  #left: number;

  constructor(document: Document.Parsed, text: string) {
    this.#document = document;
    this.#text = text;
    this.#left = Math.min(maxExpansion * Math.max(text.length, 100), 1_000_000);
  }

  convert(node: unknown, depth: number): Node | undefined {
    if (depth > maxDepth || this.#left-- < 0) return undefined;
    if (isAlias(node)) return this.convert(node.resolve(this.#document), depth + 1);
    if (isMap(node)) return this.#map(node, depth);
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.convert(item, depth + 1) ?? []);
      return { type: 'sequence', items, flow: node.flow === true, ...this.#spanOf(node) };
    }
    return isScalar(node) ? this.#scalar(node) : undefined;
  }

  #map(node: YAMLMap, depth: number): Node {
    const entries: MapEntry[] = [];
    const merges: Node[] = [];
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
      if (key.style === 'plain' && key.value === '<<') merges.push(value);
      else entries.push({ key: { ...key, value: String(key.value) }, value });
    }
    return { type: 'map', entries: merged(entries, merges), flow: node.flow === true, ...this.#spanOf(node) };
  }

  #scalar(node: Scalar): ScalarNode {
    const span = this.#spanOf(node);
    const style = styles.get(node.type ?? '') ?? 'plain';
    const forced = node.tag === 'tag:yaml.org,2002:str' || node.tag === '!';
    const value = style === 'plain' && !forced ? resolvePlain(String(node.source ?? '')) : String(node.value ?? '');
    return { type: 'scalar', value, style, ...span };
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

/** Whether brackets or indentation nest deeper than `limit`; an upper bound, cheap. */
function deeperThan(text: string, limit: number): boolean {
  let flow = 0;
  let deepest = 0;
  let indents: number[] = [];
  for (const line of text.split('\n')) {
    const indent = line.search(/[^ ]/);
    if (indent === -1) continue;
    indents = indents.filter((known) => known < indent);
    indents.push(indent);
    // `- - - x` nests once a dash.
    let dashes = 0;
    for (let at = indent; line[at] === '-' && line[at + 1] === ' '; at += 2) dashes++;
    for (const char of line) {
      if (char === '[' || char === '{') flow++;
      else if ((char === ']' || char === '}') && flow > 0) flow--;
      deepest = Math.max(deepest, flow);
    }
    if (indents.length + dashes + deepest > limit) return true;
  }
  return false;
}
