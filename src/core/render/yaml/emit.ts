/**
 * YAML as Helm v4.3 writes it. `toYaml` goes through JSON and go-yaml v2 (sigs.k8s.io/yaml v1.6): keys in natural order, lists
 * not indented, long strings broken behind 80 columns; `toYamlPretty` is go-yaml v3: lists indented, nothing broken.
 */
import { formatFloat } from '../go/float.ts';
import type { Source } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { type Budget, maxDepth, newBudget, RenderError } from '../problem.ts';
import { Dict, type Item, isString, List, Native, type Value } from '../value.ts';
import { naturally } from './order.ts';
import { type Part, type Parts, repeatable, type Written } from './part.ts';
import { YamlWriter } from './writer.ts';

/** How YAML is written. */
export interface EmitOptions {
  /** As `toYamlPretty` does. */
  readonly pretty?: boolean;
  readonly budget?: Budget;
}

/**
 * Writes a value, with the line break at its end that `yaml.Marshal` writes (`toYaml` removes one). Every scalar keeps its
 * sources, what stands around it has those of its key. Throws {@link RenderError} for what has no YAML: numbers that are not
 * finite, maps in themselves.
 */
export function emitYaml(item: Item, options: EmitOptions = {}): Text {
  const emitter = new Emitter(options.pretty === true, options.budget ?? newBudget(), undefined);
  emitter.node(item, -1, false, undefined, 0);
  return emitter.finish();
}

/**
 * Writes as {@link emitYaml} does what nobody changes any more. What is the same object as in `before`, at the same place, is
 * taken from its text.
 */
export function emitAgain(item: Item, before: Written | undefined): Written {
  const emitter = new Emitter(false, newBudget(), before?.text);
  const frame: Frame = { known: before?.parts, knownStart: 0, parts: undefined, start: 0 };
  emitter.node(item, -1, false, undefined, 0, '', frame);
  return { text: emitter.finish(), parts: frame.parts };
}

/** Shorter ones are written as fast as they are copied. */
const leastPart = 64;

/** A collection that is written, as far as its parts are kept. */
interface Frame {
  /** The parts of the collection that stood there before, which began at `knownStart` of its text. */
  readonly known: Parts;
  readonly knownStart: number;
  readonly start: number;
  parts: Map<string | number, Part> | undefined;
}

class Emitter {
  readonly #writer: YamlWriter;
  readonly #pretty: boolean;
  readonly #before: Text | undefined;

  constructor(pretty: boolean, budget: Budget, before: Text | undefined) {
    this.#pretty = pretty;
    this.#before = before;
    this.#writer = new YamlWriter({ width: pretty ? Number.POSITIVE_INFINITY : 80, tabs: pretty, budget });
  }

  finish(): Text {
    this.#writer.indent(0, undefined);
    return this.#writer.text();
  }

  /** `indent` is that of the collection around; `mapping` whether that is a map; `name` what the item is called in it. */
  node(
    item: Item,
    indent: number,
    mapping: boolean,
    key: Source | undefined,
    depth: number,
    name: string | number = '',
    around?: Frame,
  ): void {
    if (depth > maxDepth) throw new RenderError('json: unsupported value: encountered a cycle');
    const value = item.value instanceof Native ? dictOf(item.value) : item.value;
    const source = item.source ?? key;
    if (value instanceof Dict) {
      if (value.size === 0) this.#writer.token(value.isNil ? 'null' : '{}', source);
      else if (around === undefined) this.#map(value, indent, source, depth);
      else this.#part(value, indent, mapping, source, depth, name, around);
    } else if (value instanceof List) {
      if (value.items.length === 0) this.#writer.token(value.isNil ? 'null' : '[]', source);
      else if (around === undefined) this.#list(value, indent, mapping, source, depth);
      else this.#part(value, indent, mapping, source, depth, name, around);
    } else if (isString(value)) {
      const text = typeof value === 'string' ? Text.of(value, source) : value;
      this.#writer.string(text, indent < 0 ? 2 : indent + 2, key);
    } else this.#writer.token(this.#scalar(value), source);
  }

  /** Writes a collection, or copies what it was written as. Where it stands decides about all that stands around it. */
  #part(
    value: Dict | List,
    indent: number,
    mapping: boolean,
    source: Source | undefined,
    depth: number,
    name: string | number,
    around: Frame,
  ): void {
    const writer = this.#writer;
    const { length: start, spent, source: before } = writer;
    const known = around.known?.get(name);
    const knownStart = around.knownStart + (known?.offset ?? 0);
    const offset = start - around.start;
    if (this.#before !== undefined && known?.value === value && known.source === source && repeatable(known, before)) {
      writer.repeat(this.#before, knownStart, known);
      keep(around, name, known.offset === offset ? known : { ...known, offset });
      return;
    }
    const frame: Frame = { known: known?.parts, knownStart, parts: undefined, start };
    const first =
      value instanceof Dict
        ? this.#map(value, indent, source, depth, frame)
        : this.#list(value, indent, mapping, source, depth, frame);
    const length = writer.length - start;
    if (length < leastPart) return;
    const { parts } = frame;
    const part = { value, source, first, offset, length, parts, end: writer.state(), cost: writer.spent - spent };
    if (repeatable(part, before)) keep(around, name, part);
  }

  /** Gives the source of its first key. */
  #map(dict: Dict, around: number, source: Source | undefined, depth: number, frame?: Frame): Source | undefined {
    const indent = around < 0 ? 0 : around + 2;
    let first: Source | undefined;
    for (const name of [...dict.entries.keys()].sort((a, b) => naturally(a, b, this.#pretty))) {
      const entry = dict.get(name);
      if (entry === undefined) continue;
      const key = entry.key ?? entry.source ?? source;
      first ??= key;
      this.#writer.indent(indent, key);
      this.#writer.key(name, key, indent);
      this.node(entry, indent, true, key, depth + 1, name, frame);
    }
    return first;
  }

  /** Gives the source of its first item. */
  #list(
    { items }: List,
    around: number,
    mapping: boolean,
    source: Source | undefined,
    depth: number,
    frame?: Frame,
  ): Source | undefined {
    const inline = mapping && !this.#pretty && !this.#writer.isIndented;
    const indent = around < 0 ? 0 : inline ? around : around + 2;
    for (const [index, item] of items.entries()) {
      const own = item.source ?? source;
      this.#writer.indent(indent, own);
      this.#writer.dash(own);
      this.node(item, indent, false, own, depth + 1, index, frame);
    }
    return items[0]?.source ?? source;
  }

  #scalar(value: Exclude<Value, Dict | List | Native | string | Text>): string {
    if (value === null) return 'null';
    if (typeof value !== 'number') return String(value);
    if (!Number.isFinite(value)) {
      if (this.#pretty) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
      throw new RenderError(`json: unsupported value: ${formatFloat(value, 'g', -1)}`);
    }
    // Behind JSON a number without a fraction is an integer as long as 64 bits hold it.
    if (!this.#pretty && Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64)
      return formatFloat(value, 'f', -1);
    return formatFloat(value, 'g', -1);
  }
}

function keep(around: Frame, name: string | number, part: Part): void {
  around.parts ??= new Map();
  around.parts.set(name, part);
}

/** What of an engine's object stands in its type's fields. */
function dictOf({ members }: Native): Dict {
  const dict = new Dict();
  for (const [name, member] of members) if (typeof member !== 'function') dict.set(name, member);
  return dict;
}
