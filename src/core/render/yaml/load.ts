/**
 * YAML as Helm v4.3 reads it: go-yaml v2 behind sigs.k8s.io/yaml v1.6, which turns YAML into JSON and decodes that. YAML 1.1
 * words are booleans, numbers are float64, dates stay strings, the last of two equal keys wins.
 */
import type { Node, ScalarNode } from '../../manifest/node.ts';
import { parseText } from '../../manifest/parse.ts';
import { splitDocuments } from '../../manifest/split.ts';
import type { Origin, Source } from '../origin/origin.ts';
import { sourceOfSpan } from '../origin/span-source.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { RenderError } from '../problem.ts';
import { Dict, type Item, List, type Value } from '../value.ts';
import { resolveVersion3 } from './version3.ts';

/** How a text is read. */
export interface LoadOptions {
  /** Whole numbers are int64, as go-yaml decodes them by itself, instead of the float64 that they are behind JSON. */
  readonly integers?: boolean;
  /** Plain scalars mean what go-yaml v3 takes them for, whole numbers being int64: what kustomize reads resources with. */
  readonly version3?: boolean;
  /** A text with sources is read where it stands (a patch in a block of a kustomization), so that its scalars are exact too. */
  readonly inPlace?: boolean;
  /** The text is a values file or Chart.yaml: sources name its entries as {@link Source.values} as well. */
  readonly values?: boolean;
  /** How many characters of the file stand in front of the text, where it is a part of one. */
  readonly offset?: number;
}

/**
 * The first document of a text. Origins count from the beginning of the file; a text with sources of its own hands those on,
 * for the line only. Throws {@link RenderError} where the text is no YAML.
 */
export function loadYaml(text: string | Text, file: string, options: LoadOptions = {}): Item {
  return loadYamlDocuments(text, file, options)[0] ?? { value: null, source: undefined };
}

/** All documents of a text that state anything, as {@link loadYaml} reads the first one. */
export function loadYamlDocuments(text: string | Text, file: string, options: LoadOptions = {}): readonly Item[] {
  const whole = typeof text === 'string' ? text : text.text;
  return splitDocuments(whole).flatMap(({ start, end }) => {
    const written = whole.slice(start, end);
    const { root, problems } = parseText(written);
    const loader = new Loader(text, written, start, file, options);
    const fatal = problems.find(({ severity, code }) => severity === 'error' || code === 'KN003');
    if (fatal !== undefined) throw new RenderError(loader.wordsOf(fatal), loader.origin(fatal));
    return root === undefined ? [] : [loader.item(root)];
  });
}

/** Turns the trees of one document into values. */
class Loader {
  readonly #whole: string | Text;
  readonly #text: string;
  readonly #start: number;
  readonly #file: string;
  readonly #options: LoadOptions;

  constructor(whole: string | Text, text: string, start: number, file: string, options: LoadOptions) {
    this.#whole = whole;
    this.#text = text;
    this.#start = start;
    this.#file = file;
    this.#options = options;
  }

  item(node: Node): Item {
    const source = this.#source(node, 'value');
    if (node.type === 'scalar') {
      const value = this.#scalar(node, source);
      return { value, source: this.#isWritten(node, value) ? this.#source(node, 'characters') : source };
    }
    if (node.type === 'sequence') return { value: new List(node.items.map((item) => this.item(item))), source };
    const dict = new Dict();
    for (const { key, value } of node.entries)
      dict.set(this.#key(key), this.item(value), this.#source(key, this.#exact(key) ? 'characters' : 'value'));
    return { value: dict, source };
  }

  /** Whether a number or a truth value of a resource stands there as it is printed. */
  #isWritten({ start, end }: ScalarNode, value: Value): boolean {
    return (
      this.#options.version3 === true &&
      (typeof value === 'bigint' || typeof value === 'boolean') &&
      this.#text.slice(start, end) === String(value)
    );
  }

  #key(node: ScalarNode): string {
    if (node.style !== 'plain' || this.#options.version3 !== true) return String(node.value);
    return this.#text.slice(node.start, node.end);
  }

  origin({ start, end }: { readonly start: number; readonly end: number }): Origin {
    const before = this.#start + (this.#options.offset ?? 0);
    return { file: this.#file, start: before + start, end: before + end };
  }

  /** go-yaml names lines; the rest of its words depend on how it parses. */
  wordsOf({ start, message }: { readonly start: number; readonly message: string }): string {
    const line = this.#text.slice(0, start).split('\n').length;
    return `error converting YAML to JSON: yaml: line ${line}: ${message}`;
  }

  #scalar(node: ScalarNode, source: Source | undefined): Value {
    if (node.style !== 'plain' || this.#options.version3 !== true) return this.#valueOf(node, source);
    const value = resolveVersion3(node, this.#text.slice(node.start, node.end));
    return typeof value === 'string' ? this.#valueOf({ ...node, value }, source) : value;
  }

  #valueOf(node: ScalarNode, source: Source | undefined): Value {
    const { value, style, start, end } = node;
    if (typeof value === 'string') {
      if (typeof this.#whole !== 'string' && (this.#options.inPlace !== true || style === 'literal'))
        return Text.of(value, source);
      if (style === 'literal') return this.#literal(value, node) ?? Text.of(value, source);
      const inset = style === 'plain' ? 0 : 1;
      return this.#exact(node)
        ? Text.of(value, this.#source({ start: start + inset, end: end - inset }, 'characters'))
        : Text.of(value, source);
    }
    if (typeof value === 'number' && this.#options.integers === true && Number.isInteger(value)) {
      const written = this.#text.slice(start, end).replaceAll('_', '');
      if (/^[-+]?[0-9]+$/.test(written) && !/^[-+]?0[0-9]/.test(written)) return BigInt(written.replace(/^\+/, ''));
      if (!/[.eE]/.test(written) || /^[-+]?0x/i.test(written)) return BigInt(value);
    }
    return value === 0 && !/[.eE]/.test(this.#text.slice(start, end)) ? 0 : value;
  }

  /** Whether a scalar says its characters as they are. */
  #exact({ value, style, start, end }: ScalarNode): boolean {
    const inset = style === 'single' || style === 'double' ? 1 : 0;
    return this.#text.slice(start + inset, end - inset) === value;
  }

  /** A literal block, of which each line stands for itself. */
  #literal(value: string, { start }: ScalarNode): Text | undefined {
    const builder = new TextBuilder();
    let at = this.#text.indexOf('\n', start) + 1;
    let from = 0;
    while (from < value.length) {
      const end = value.indexOf('\n', from);
      const line = value.slice(from, end === -1 ? value.length : end);
      const behind = this.#text.indexOf('\n', at);
      const stop = behind === -1 ? this.#text.length : behind;
      const inked = this.#text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
      if (at === 0 || inked - line.length < at || !this.#text.startsWith(line, inked - line.length)) return undefined;
      builder.add(
        end === -1 ? line : `${line}\n`,
        this.#source({ start: inked - line.length, end: inked }, 'characters'),
      );
      from += line.length + 1;
      at = stop + 1;
    }
    return builder.text();
  }

  #source(span: { readonly start: number; readonly end: number }, fidelity: Source['fidelity']): Source | undefined {
    if (typeof this.#whole !== 'string') {
      const source = sourceOfSpan(this.#whole, this.#start + span.start, this.#start + span.end);
      return source === undefined ? undefined : { ...source, fidelity: 'line' };
    }
    const at = this.origin(span);
    return this.#options.values === true ? { at, fidelity, values: at } : { at, fidelity };
  }
}
