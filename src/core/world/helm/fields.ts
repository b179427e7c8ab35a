import { valuesIn } from '../../render/helm/chart.ts';
import { Text } from '../../render/origin/text.ts';
import { attempt, RenderError } from '../../render/problem.ts';
import { Dict, type Item, isString, List, stringOf, type Value } from '../../render/value.ts';
import { folderOf, resolvePath } from '../stack-file.ts';
import type { StatedPath, StatedValues } from './deployment.ts';
import { readSetting, type Setting, type SettingOptions } from './settings.ts';

/** Actions of templates, and variables that Flux, Argo CD and shells put in. */
const variable = /\{\{|\$\{|\$[A-Z]/;

/**
 * Reads what an object says about a chart's values. Whatever is not known, being no text, a template or nothing that parses, makes
 * the whole unknown: values that lack a part would be wrong.
 */
export class Fields {
  readonly file: string;
  /** What makes values unknown that stand where the object does. */
  readonly #template: RegExp | undefined;
  #isKnown = true;

  constructor(file: string, template: RegExp | undefined) {
    this.file = file;
    this.#template = template;
  }

  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Says that something is not known; gives what to go on with. */
  unknown<T>(instead: T): T {
    this.#isKnown = false;
    return instead;
  }

  /** The text under a key; `undefined` where there is none. */
  text(table: Dict | undefined, key: string): string | undefined {
    const value = table?.get(key)?.value;
    return value === undefined || value === null || value === '' ? undefined : this.#text(value);
  }

  texts(table: Dict | undefined, key: string): readonly string[] {
    return this.items(table, key).flatMap(({ value }) => this.#text(value) ?? []);
  }

  /** The items of the list under a key. */
  items(table: Dict | undefined, key: string): readonly Item[] {
    const value = table?.get(key)?.value;
    if (value instanceof List) return value.items;
    return value === undefined || value === null ? [] : this.unknown([]);
  }

  /** Says that nothing is known where a key has something, whatever it is. */
  refuse(table: Dict, ...keys: readonly string[]): void {
    for (const key of keys) {
      const value = table.get(key)?.value;
      const isEmpty = value instanceof List ? value.items.length === 0 : value instanceof Dict && value.size === 0;
      if (value !== undefined && value !== null && value !== false && value !== '' && !isEmpty) this.#isKnown = false;
    }
  }

  /** Values that stand in the object: a map, or a block of text that holds one. */
  inline(item: Item | undefined): readonly StatedValues[] {
    if (item === undefined || item.value === null) return [];
    const values = isString(item.value) ? this.#parsed(item.value) : item.value;
    const at = item.source?.at;
    if (!(values instanceof Dict) || at === undefined || this.#isTemplate(values)) return this.unknown([]);
    return [{ kind: 'inline', span: { start: at.start, end: at.end }, values }];
  }

  /** Settings of which each has its name and value; `at` is where they stand altogether. */
  settings(
    at: Item | undefined,
    entries: readonly {
      readonly name: string | undefined;
      readonly value: Item | undefined;
      readonly text?: boolean;
    }[],
    options: Omit<SettingOptions, 'text'>,
  ): readonly StatedValues[] {
    const span = at?.source?.at;
    if (entries.length === 0 || span === undefined) return [];
    const settings: Setting[] = [];
    for (const { name, value, text = false } of entries) {
      const isTemplate = value === undefined || this.#isTemplate(value.value);
      const setting =
        isTemplate || name === undefined || variable.test(name)
          ? undefined
          : readSetting(name, value, value.source, { ...options, text });
      if (setting === undefined) this.#isKnown = false;
      else settings.push(setting);
    }
    return [{ kind: 'settings', span: { start: span.start, end: span.end }, settings }];
  }

  /** A values file by its path from the file on that names it. */
  besideFile(path: string, optional = false): readonly StatedValues[] {
    const at = this.fromFile(path);
    const isFile = /\.(ya?ml|json)$/i.test(path) && !/[*?[\]]/.test(path);
    return at === undefined || !isFile ? this.unknown([]) : [{ kind: 'file', at, optional }];
  }

  /** A path from the file on that names it, if it stays in the workspace. */
  fromFile(path: string): StatedPath | undefined {
    const resolved = path.includes('://') ? undefined : resolvePath(folderOf(this.file), path);
    return resolved === undefined ? undefined : { path: resolved, from: 'workspace' };
  }

  #text(value: Value): string | undefined {
    if (!isString(value) || variable.test(stringOf(value))) return this.unknown(undefined);
    return stringOf(value);
  }

  /** A values file in a block of text. */
  #parsed(text: string | Text): Dict | undefined {
    const values = attempt(() => valuesIn(Text.join([text, '\n']), this.file));
    return values instanceof RenderError ? undefined : values;
  }

  #isTemplate(value: Value): boolean {
    const template = this.#template;
    if (template === undefined) return false;
    if (isString(value)) return template.test(stringOf(value));
    if (value instanceof List) return value.items.some((item) => this.#isTemplate(item.value));
    if (!(value instanceof Dict)) return false;
    return [...value.entries].some(([key, entry]) => template.test(key) || this.#isTemplate(entry.value));
  }
}
