import { opaqueMark } from '../../core/render/helm/opaque.ts';
import type { Origin, Source } from '../../core/render/origin/origin.ts';
import { sourceOfSpan } from '../../core/render/origin/span-source.ts';
import { Text } from '../../core/render/origin/text.ts';
import { Dict, dictAt, type Item, isString, List, stringAt, stringOf, type Value } from '../../core/render/value.ts';
import type { Places } from './places.ts';

/** What is printed. */
export interface Rendered {
  readonly yaml: string;
  readonly documents: readonly { readonly file: string; readonly item: Item }[];
  readonly problems: readonly { readonly message: string; readonly at: Origin | undefined }[];
}

/** The contract of `render --format json`, version 1; its schema is `media/schemas/render.schema.json`. */
export function toJson({ documents, problems }: Rendered, places: Places): string {
  const origins: object[] = [];
  const opaque: object[] = [];
  const show = (origin: Origin | undefined) => (origin === undefined ? null : places.place(origin));
  for (const [document, { item }] of documents.entries())
    visit(item, '', (pointer, each) => {
      const { value } = each;
      const source = wholeSource(each);
      if (isString(value) && stringOf(value).includes(opaqueMark))
        opaque.push({
          document,
          pointer,
          reason: 'The template that writes it is defined in a chart that is not here.',
        });
      if (source === undefined) return;
      origins.push({
        document,
        pointer,
        template: show(source.at),
        callSite: show(source.callSite),
        values: show(source.values),
      });
    });
  const report = {
    version: 1,
    documents: documents.map(({ file, item }) => ({
      object: objectOf(item),
      file: places.place({ file, start: 0, end: 0 }).file,
      value: plain(item.value),
    })),
    origins,
    opaque,
    problems: problems.map(({ message, at }) => ({
      message,
      ...(at === undefined ? { file: null, range: null } : places.place(at)),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** The source of a value; a string says it of its own characters. */
export function wholeSource({ value, source }: Item): Source | undefined {
  return value instanceof Text ? (sourceOfSpan(value, 0, value.length) ?? source) : source;
}

/** Calls back for every scalar and every empty collection. */
function visit(item: Item, pointer: string, found: (pointer: string, item: Item) => void): void {
  const { value } = item;
  if (value instanceof List && value.items.length > 0)
    for (const [index, each] of value.items.entries()) visit(each, `${pointer}/${index}`, found);
  else if (value instanceof Dict && value.size > 0)
    for (const [key, entry] of value.entries)
      visit(entry, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, found);
  else found(pointer, item);
}

/** A value as JSON has it. */
export function plain(value: Value): unknown {
  if (value instanceof List) return value.items.map((item) => plain(item.value));
  if (value instanceof Dict)
    return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry.value)]));
  if (typeof value === 'bigint') return Number(value);
  return isString(value) ? stringOf(value) : value;
}

function objectOf({ value }: Item): object | null {
  if (!(value instanceof Dict)) return null;
  const metadata = dictAt(value, 'metadata');
  const [apiVersion, kind] = [stringAt(value, 'apiVersion'), stringAt(value, 'kind')];
  if (apiVersion === undefined || kind === undefined) return null;
  const text = (key: string) => stringAt(metadata, key) ?? null;
  return { apiVersion, kind, namespace: text('namespace'), name: text('name') };
}
