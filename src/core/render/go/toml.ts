/** TOML as github.com/BurntSushi/toml v1.6 writes it. */
import { type Budget, RenderError, refuseCycle, spend } from '../problem.ts';
import { Dict, isString, List, Native, stringOf, type Value } from '../value.ts';
import { formatFloat } from './float.ts';
import { Time } from './time.ts';
import { rfc3339Nano } from './time-format.ts';

/** Writes a value. Throws {@link RenderError} in the library's words. */
export function encodeToml(value: Value, budget: Budget): string {
  if (value === null) throw new RenderError('reflect: call of reflect.Value.Type on zero Value');
  const encoder = new Encoder(budget);
  encoder.encode([], value);
  return encoder.text;
}

/** What TOML has for a value: nothing for nil. */
type Type = 'nil' | 'table' | 'tables' | 'other';

class Encoder {
  text = '';
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  encode(key: readonly string[], value: Value, type = this.#typeOf(value)): void {
    if (value instanceof List && type === 'tables') this.#tables(key, value);
    else if (value instanceof Dict && type === 'table') this.#table(key, value);
    else if (type === 'other') this.#entry(key, value, false);
  }

  #typeOf(value: Value, depth = 0): Type {
    refuseCycle(depth);
    if (value === null) return 'nil';
    if (value instanceof Dict) return value.isNil ? 'nil' : 'table';
    if (!(value instanceof List)) return 'other';
    if (value.isNil) return 'nil';
    spend(this.#budget, 'nodes', value.items.length);
    const types = value.items.map((item) => this.#typeOf(item.value, depth + 1));
    if (types.includes('nil')) throw new RenderError('toml: cannot encode array with nil element');
    return types.length > 0 && types.every((type) => type === 'table') ? 'tables' : 'other';
  }

  #write(text: string): void {
    spend(this.#budget, 'characters', text.length);
    this.text += text;
  }

  #newline(): void {
    if (this.text !== '') this.#write('\n');
  }

  #entry(key: readonly string[], value: Value, inline: boolean): void {
    const name = key.at(-1);
    if (name !== undefined) this.#write(`${indent(key)}${quotedKey(name)} = `);
    this.#element(value);
    if (name !== undefined && !inline) this.#newline();
  }

  #tables(key: readonly string[], list: List): void {
    if (key.length === 0) throw new RenderError('toml: top-level values must be Go maps or structs');
    for (const { value } of list.items)
      if (value instanceof Dict) {
        this.#newline();
        this.#write(`${indent(key)}[[${key.map(quotedKey).join('.')}]]\n`);
        this.#map(key, value, false);
      }
  }

  #table(key: readonly string[], dict: Dict): void {
    if (key.length === 1) this.#newline();
    if (key.length > 0) this.#write(`${indent(key)}[${key.map(quotedKey).join('.')}]\n`);
    this.#map(key, dict, false);
  }

  /** Plain entries stand in front of tables. */
  #map(key: readonly string[], dict: Dict, inline: boolean): void {
    refuseCycle(key.length);
    spend(this.#budget, 'nodes', dict.size);
    const entries = dict.keys().map((name) => {
      const value = dict.get(name)?.value ?? null;
      return { name, value, type: this.#typeOf(value) };
    });
    const isTable = ({ type }: { type: Type }) => type === 'table' || type === 'tables';
    const direct = entries.filter((entry) => !isTable(entry));
    const sub = entries.filter(isTable);
    const write = (some: typeof entries, isFollowed: boolean) => {
      for (const [index, { name, value, type }] of some.entries()) {
        if (type === 'nil') continue;
        if (!inline) this.encode([...key, name], value, type);
        else {
          this.#entry([name], value, true);
          if (isFollowed || index < some.length - 1) this.#write(', ');
        }
      }
    };
    if (inline) this.#write('{');
    write(direct, sub.length > 0);
    write(sub, false);
    if (inline) this.#write('}');
  }

  #element(value: Value): void {
    if (isString(value)) this.#write(quoted(stringOf(value)));
    else if (value instanceof Dict) this.#map([], value, true);
    else if (value instanceof List) {
      this.#write('[');
      for (const [index, item] of value.items.entries()) {
        if (index > 0) this.#write(', ');
        this.#element(item.value);
      }
      this.#write(']');
    } else if (typeof value === 'number') this.#write(float(value));
    else if (value instanceof Time) this.#write(value.format(rfc3339Nano));
    else if (value instanceof Native) this.#write(quoted(value.printed ?? ''));
    else this.#write(String(value));
  }
}

function indent(key: readonly string[]): string {
  return '  '.repeat(key.length - 1);
}

function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const text = formatFloat(value, 'g', -1);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function quotedKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

const named: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
]);

function quoted(text: string): string {
  const escaped = text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what TOML escapes
    /["\\\x00-\x1f\x7f]/g,
    (one) => named.get(one) ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
