import { mergeMaps } from '../../render/helm/chart.ts';
import { asWhole, type Source } from '../../render/origin/origin.ts';
import { Text } from '../../render/origin/text.ts';
import { bare, clonedItem, Dict, type Item, isString, List, sourceOf, stringOf } from '../../render/value.ts';

/** One value as `--set` and `--set-string` of Helm state it. */
export interface Setting {
  readonly path: readonly (string | number)[];
  readonly item: Item;
  readonly key: Source | undefined;
}

/** What a tool does with a value before Helm reads it. */
export interface SettingOptions {
  /** `--set-string`: the value stays a text. */
  readonly text: boolean;
  /** Whether `{a,b}` is a list. */
  readonly lists: boolean;
  /** Whether a comma begins another setting, of which nothing is known then. */
  readonly commas: boolean;
}

/** Helm takes lists up to 65,536 (`MaxIndex` of pkg/strvals); what somebody wrote stays far below. */
const maxIndex = 1023;

/** Helm refuses deeper keys (`MaxNestedNameLevel`); here indexes count as well. */
const maxDepth = 30;

/** Reads a setting (Helm's pkg/strvals); `undefined` where Helm refuses it or it says more than one. */
export function readSetting(
  name: string,
  value: Item,
  key: Source | undefined,
  options: SettingOptions,
): Setting | undefined {
  const path = readPath(name);
  const item = readValue(value, options);
  if (path === undefined || item === undefined) return undefined;
  // Helm loses what stands in a list when it is set to nothing.
  const isLost = isString(item.value) && stringOf(item.value) === '' && path.some((step) => typeof step === 'number');
  return isLost ? undefined : { path, item, key };
}

/** The keys and indexes of `a.b[0].c`; a backslash takes the meaning from what follows it. */
function readPath(name: string): readonly (string | number)[] | undefined {
  const path: (string | number)[] = [];
  let rest = name;
  while (rest !== '' || path.length === 0) {
    const [all, key = ''] = /^((?:[^\\.[,=]|\\[\s\S])+)/.exec(rest) ?? [];
    if (all === undefined || path.length >= maxDepth) return undefined;
    path.push(unescaped(key));
    rest = rest.slice(all.length);
    for (let match = /^\[(\d{1,5})\]/.exec(rest); match !== null; match = /^\[(\d{1,5})\]/.exec(rest)) {
      const index = Number(match[1]);
      if (index > maxIndex || path.length >= maxDepth) return undefined;
      path.push(index);
      rest = rest.slice(match[0].length);
    }
    if (rest.startsWith('.') && rest.length > 1) rest = rest.slice(1);
    else if (rest !== '') return undefined;
  }
  return path;
}

function readValue(item: Item, { text, lists, commas }: SettingOptions): Item | undefined {
  const source = sourceOf(item);
  if (!isString(item.value)) return undefined;
  const written = stringOf(item.value);
  if (lists && written.startsWith('{')) {
    if (!/^\{[^{}]*\}$/.test(written)) return undefined;
    // No YAML holds the character that stands for the commas which part items.
    const items = written
      .slice(1, -1)
      .replaceAll(/\\[\s\S]|,/g, (match) => (match === ',' ? '\0' : match))
      .split('\0');
    return { value: new List(items.map((each) => typed(Text.of(unescaped(each), asWhole(source)), text))), source };
  }
  if (commas && /(?<!\\),/.test(written)) return undefined;
  return typed(written.includes('\\') ? Text.of(unescaped(written), asWhole(source)) : item.value, text);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, '$1');
}

/** A value as Helm guesses its type (`typedVal` of pkg/strvals). */
function typed(value: Text | string, text: boolean): Item {
  const written = stringOf(value);
  const source = value instanceof Text ? value.lastSource() : undefined;
  if (text) return { value, source };
  if (/^(true|false)$/i.test(written)) return { value: written.toLowerCase() === 'true', source };
  if (/^null$/i.test(written)) return { value: null, source };
  if (/^(0|[-+]?[0-9]+)$/.test(written) && (written === '0' || !written.startsWith('0'))) {
    const number = BigInt(written.replace('+', ''));
    if (BigInt.asIntN(64, number) === number) return { value: number, source };
  }
  return { value, source };
}

/**
 * What settings make of the values below them (`ParseInto` of pkg/strvals): only what they touch, as a map that lies over those
 * values. A list is theirs as a whole, so what they leave of it is taken from below. `undefined` where Helm refuses them: what
 * they go into is neither a map nor a list.
 */
export function settingsOver(below: readonly Dict[], settings: readonly Setting[]): Dict | undefined {
  const base = below.reduce(mergeMaps, new Dict());
  const result = new Dict();
  for (const { path, item, key } of settings) if (!setIn(result, base, path, item, key)) return undefined;
  return result;
}

function setIn(
  table: Dict,
  below: Dict | undefined,
  [step, ...rest]: Setting['path'],
  item: Item,
  key: Source | undefined,
): boolean {
  const name = String(step);
  const value = changed(table.get(name), below?.get(name), rest, item, key);
  if (value !== undefined) table.set(name, value, key);
  return value !== undefined;
}

/** What stands at a place once something in it is set: what settings made of it before, which may be changed, or what lies below. */
function changed(
  own: Item | undefined,
  below: Item | undefined,
  path: Setting['path'],
  item: Item,
  key: Source | undefined,
): Item | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return item;
  const there = (own ?? below)?.value;
  const source = (own ?? below)?.source ?? item.source;
  if (typeof step === 'string') {
    if (there !== undefined && !(there instanceof Dict)) return undefined;
    const table = own?.value instanceof Dict ? own.value : new Dict();
    const lower = below?.value instanceof Dict ? below.value : undefined;
    return setIn(table, lower, path, item, key) ? { value: table, source } : undefined;
  }
  if (there !== undefined && !(there instanceof List)) return undefined;
  const items = own === undefined ? (there?.items ?? []).map(clonedItem) : (there?.items ?? []);
  while (items.length <= step) items.push(bare(null));
  const before = items[step];
  const value = changed(before?.value === null ? undefined : before, undefined, rest, item, key);
  if (value === undefined) return undefined;
  items[step] = value;
  return { value: new List(items), source };
}
