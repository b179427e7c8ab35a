/** configMapGenerator and secretGenerator: resources made from literals, files and files of variables. */
import type { Origin, Source } from '../origin/origin.ts';
import { Text } from '../origin/text.ts';
import { RenderError } from '../problem.ts';
import { cloned, Dict, dictAt, type Item, itemsAt, stringAt } from '../value.ts';
import { asValue } from './context.ts';
import type { Files } from './files.ts';
import { type Behaviour, Resource, textItem, textOf } from './resource.ts';

/** One entry of a generated map. */
interface Pair {
  readonly key: string;
  readonly keySource: Source | undefined;
  readonly value: Text | Uint8Array;
  readonly source: Source | undefined;
}

/** The resource of one entry of a generator. */
export function generate(
  kind: 'ConfigMap' | 'Secret',
  args: Dict,
  at: Source | undefined,
  common: Dict | undefined,
  files: Files,
): Resource {
  const name = args.get('name');
  if (name === undefined || stringAt(args, 'name') === '')
    throw new RenderError(`missing metadata.name in object {{v1 ${kind}} {{ } map[] map[]}}`, at?.at);
  const root = new Dict();
  root.set('apiVersion', textItem('v1', at), at);
  root.set('kind', textItem(kind, at), at);
  const metadata = new Dict();
  root.set('metadata', { value: metadata, source: at }, at);
  metadata.set('name', name, args.get('name')?.key);
  const namespace = args.get('namespace');
  if (namespace !== undefined && stringAt(args, 'namespace') !== '')
    metadata.set('namespace', namespace, namespace.key);
  if (kind === 'Secret') {
    const type = args.get('type');
    root.set(
      'type',
      type !== undefined && stringAt(args, 'type') !== '' ? type : textItem('Opaque', at),
      type?.key ?? at,
    );
  }
  addData(root, kind, pairsOf(args, files), at);
  const own = dictAt(args, 'options');
  for (const field of ['labels', 'annotations']) {
    const merged = new Dict();
    for (const options of [common, own])
      for (const [key, entry] of dictAt(options, field)?.entries ?? []) merged.entries.set(key, entry);
    if (merged.size > 0) metadata.set(field, { value: cloned(merged), source: at }, at);
  }
  const immutable = [own, common].map((options) => options?.get('immutable')).find((option) => option?.value === true);
  if (immutable !== undefined) root.set('immutable', immutable, immutable.key);
  const resource = new Resource(root, at?.at);
  resource.needsHash = ![own, common].some((options) => options?.get('disableNameSuffixHash')?.value === true);
  resource.behaviour = behaviourOf(args);
  return resource;
}

function behaviourOf(args: Dict): Behaviour {
  const behaviour = stringAt(args, 'behavior');
  return behaviour === 'merge' || behaviour === 'replace' ? behaviour : 'create';
}

function addData(root: Dict, kind: 'ConfigMap' | 'Secret', pairs: readonly Pair[], at: Source | undefined): void {
  const data = new Dict();
  const binary = new Dict();
  for (const { key, keySource, value, source } of pairs) {
    if (!/^[-._a-zA-Z0-9]+$/.test(key))
      throw new RenderError(
        `"${key}" is not a valid key name: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
        source?.at,
      );
    if (data.has(key) || binary.has(key))
      throw new RenderError(`cannot add key ${key}, another key by that name already exists`, keySource?.at);
    if (kind === 'Secret') data.set(key, textItem(base64Lines(bytesOf(value)), asValue(source)), keySource);
    else if (value instanceof Text) data.set(key, textItem(value, source), keySource);
    else binary.set(key, textItem(base64Lines(value), asValue(source)), keySource);
  }
  if (data.size > 0 || kind === 'Secret') root.set('data', { value: data, source: at }, at);
  if (binary.size > 0) root.set('binaryData', { value: binary, source: at }, at);
}

/** In the order in which kustomize reads them: variables, files, literals. */
function pairsOf(args: Dict, files: Files): readonly Pair[] {
  const env = args.get('env');
  const envs = [...itemsAt(args, 'envs'), ...(env === undefined ? [] : [env])];
  return [
    ...envs.flatMap((item) => variables(item, files)),
    ...itemsAt(args, 'files').flatMap((item) => fileEntry(item, files)),
    ...itemsAt(args, 'literals').map(literal),
  ];
}

function literal(item: Item): Pair {
  const text = textOf(item);
  const at = text.text.indexOf('=');
  if (at < 1) throw new RenderError(`invalid literal source ${text.text}, expected key=value`, item.source?.at);
  const value = text.slice(at + 1);
  const quote = value.text[0];
  const isQuoted = value.length > 1 && (quote === '"' || quote === "'") && value.text.endsWith(quote);
  return {
    key: text.text.slice(0, at),
    keySource: item.source,
    value: isQuoted ? value.slice(1, value.length - 1) : value,
    source: item.source,
  };
}

function fileEntry(item: Item, files: Files): readonly Pair[] {
  const text = textOf(item).text;
  const at = text.indexOf('=');
  const key = at === -1 ? text.slice(text.lastIndexOf('/') + 1) : text.slice(0, at);
  const path = text.slice(at + 1);
  if (at === 0 || path === '' || path.includes('='))
    throw new RenderError(
      at === 0 ? `key name for file path "${path}" missing` : `file path for key name "${key}" missing`,
      item.source?.at,
    );
  const content = files.bytes(path, item.source?.at);
  const file = files.resolve(path);
  return [{ key, keySource: item.source, value: decoded(content, file), source: fileSource(file, content.length) }];
}

/** A file of variables: `KEY=value` a line, `#` begins a comment. One without a value would take it from the environment. */
function variables(item: Item, files: Files): readonly Pair[] {
  const path = textOf(item).text;
  const content = decoded(files.bytes(path, item.source?.at), files.resolve(path));
  if (!(content instanceof Text)) throw new RenderError(`env file ${path} contains invalid UTF-8`, item.source?.at);
  const pairs: Pair[] = [];
  let start = content.text.startsWith('\uFEFF') ? 1 : 0;
  while (start < content.length) {
    const end = content.text.indexOf('\n', start);
    const stop = end === -1 ? content.length : end;
    const line = content.slice(start, content.text[stop - 1] === '\r' ? stop - 1 : stop);
    const from = line.length - line.text.trimStart().length;
    start = stop + 1;
    if (from === line.length || line.text[from] === '#') continue;
    const at = line.text.indexOf('=', from);
    const source = line.sourceAt(from);
    const value = at === -1 ? Text.of('', source) : line.slice(at + 1);
    const key = line.text.slice(from, at === -1 ? undefined : at);
    pairs.push({ key, keySource: source, value, source: line.sourceAt(at + 1) ?? source });
  }
  return pairs;
}

/** The characters of a file, or its bytes where they are no UTF-8. */
function decoded(content: Uint8Array, file: string): Text | Uint8Array {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    return Text.of(text, { at: { file, start: 0, end: text.length }, fidelity: 'characters' });
  } catch {
    return content;
  }
}

function fileSource(file: string, length: number): Source {
  const at: Origin = { file, start: 0, end: length };
  return { at, fidelity: 'value' };
}

function bytesOf(value: Text | Uint8Array): Uint8Array {
  return value instanceof Text ? new TextEncoder().encode(value.text) : value;
}

/** Base64 in lines of 70 characters where one is not enough. */
function base64Lines(bytes: Uint8Array): string {
  const encoded = base64(bytes);
  if (encoded.length < 70) return encoded;
  return encoded.replaceAll(/.{1,70}/g, '$&\n');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes in base64. */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const digit = (shift: number) => alphabet[(bits >> shift) & 63] ?? '';
    parts.push(digit(18), digit(12), b === undefined ? '=' : digit(6), c === undefined ? '=' : digit(0));
  }
  return parts.join('');
}
