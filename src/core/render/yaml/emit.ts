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
  const emitter = new Emitter(options.pretty === true, options.budget ?? newBudget());
  emitter.node(item, -1, false, undefined, 0);
  return emitter.finish();
}

class Emitter {
  readonly #writer: YamlWriter;
  readonly #pretty: boolean;

  constructor(pretty: boolean, budget: Budget) {
    this.#pretty = pretty;
    this.#writer = new YamlWriter({ width: pretty ? Number.POSITIVE_INFINITY : 80, tabs: pretty, budget });
  }

  finish(): Text {
    this.#writer.indent(0, undefined);
    return this.#writer.text();
  }

  /** `indent` is that of the collection around; `mapping` whether that is a map. */
  node(item: Item, indent: number, mapping: boolean, key: Source | undefined, depth: number): void {
    if (depth > maxDepth) throw new RenderError('json: unsupported value: encountered a cycle');
    const value = item.value instanceof Native ? dictOf(item.value) : item.value;
    const source = item.source ?? key;
    if (value instanceof Dict) {
      if (value.size === 0) this.#writer.token(value.isNil ? 'null' : '{}', source);
      else this.#map(value, indent, source, depth);
    } else if (value instanceof List) {
      if (value.items.length === 0) this.#writer.token(value.isNil ? 'null' : '[]', source);
      else this.#list(value, indent, mapping, source, depth);
    } else if (isString(value)) {
      const text = typeof value === 'string' ? Text.of(value, source) : value;
      this.#writer.string(text, indent < 0 ? 2 : indent + 2, key);
    } else this.#writer.token(this.#scalar(value), source);
  }

  #map(dict: Dict, around: number, source: Source | undefined, depth: number): void {
    const indent = around < 0 ? 0 : around + 2;
    for (const name of [...dict.entries.keys()].sort((a, b) => naturally(a, b, this.#pretty))) {
      const entry = dict.get(name);
      if (entry === undefined) continue;
      const key = entry.key ?? entry.source ?? source;
      this.#writer.indent(indent, key);
      this.#writer.key(name, key, indent);
      this.node(entry, indent, true, key, depth + 1);
    }
  }

  #list({ items }: List, around: number, mapping: boolean, source: Source | undefined, depth: number): void {
    const inline = mapping && !this.#pretty && !this.#writer.isIndented;
    const indent = around < 0 ? 0 : inline ? around : around + 2;
    for (const item of items) {
      const own = item.source ?? source;
      this.#writer.indent(indent, own);
      this.#writer.dash(own);
      this.node(item, indent, false, own, depth + 1);
    }
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

/** What of an engine's object stands in its type's fields. */
function dictOf({ members }: Native): Dict {
  const dict = new Dict();
  for (const [name, member] of members) if (typeof member !== 'function') dict.set(name, member);
  return dict;
}
