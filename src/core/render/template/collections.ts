/** `index`, `slice` and `len` of Go 1.26's text/template (funcs.go). */
import { byteLength, fromBytes, toBytes } from '../go/bytes.ts';
import { typeName } from '../go/reflect.ts';
import { Text } from '../origin/text.ts';
import { RenderError } from '../problem.ts';
import { contentsOf, Dict, isString, List, stringOf, type Value } from '../value.ts';
import { Evaluated } from './evaluated.ts';

/** `index x 1 "a"`: `x[1]["a"]`. */
export function indexed([first, ...indexes]: readonly Evaluated[]): Evaluated {
  if (first === undefined || first.value === null) throw new RenderError('index of untyped nil');
  let item = first;
  for (const index of indexes) {
    const { value } = index;
    const inside = contentsOf(item.value);
    if (inside === null) throw new RenderError('index of nil pointer');
    if (inside instanceof Dict) item = entryOf(inside, value);
    else if (inside instanceof List) {
      const entry = inside.items[offset(index.unboxed(), inside.items.length)];
      if (entry === undefined) throw new RenderError('reflect: slice index out of range');
      item = new Evaluated(entry.value, entry.source, true);
    } else if (isString(inside)) {
      const bytes = toBytes(stringOf(inside));
      const byte = bytes[offset(index.unboxed(), bytes.length)];
      if (byte === undefined) throw new RenderError('reflect: string index out of range');
      item = new Evaluated(BigInt(byte), item.source, false);
    } else throw new RenderError(`can't index item of type ${typeName(inside)}`);
  }
  return item;
}

function entryOf(map: Dict, key: Value): Evaluated {
  if (key === null) throw new RenderError('value is nil; should be of type string');
  if (!isString(key)) throw new RenderError(`value has type ${typeName(key)}; should be string`);
  const entry = map.get(stringOf(key));
  return new Evaluated(entry?.value ?? null, entry?.source, true);
}

/** `slice x 1 2`: `x[1:2]`. Of strings it counts bytes. */
export function sliced([first, ...indexes]: readonly Evaluated[]): Evaluated {
  if (first === undefined || first.value === null) throw new RenderError('slice of untyped nil');
  if (indexes.length > 3) throw new RenderError(`too many slice indexes: ${indexes.length}`);
  const inside = contentsOf(first.value);
  const isText = isString(inside);
  if (isText && indexes.length === 3) throw new RenderError('cannot 3-index slice a string');
  if (!isText && !(inside instanceof List)) throw new RenderError(`can't slice item of type ${typeName(inside)}`);
  const length = isText ? byteLength(stringOf(inside)) : inside.items.length;
  const [from = 0, to = length, most = length] = indexes.map((item) => offset(item, length));
  if (from > to) throw new RenderError(`invalid slice index: ${from} > ${to}`);
  if (to > most) throw new RenderError(`invalid slice index: ${to} > ${most}`);
  const value = isText ? part(inside, from, to, length) : new List(inside.items.slice(from, to));
  return new Evaluated(value, first.source, false);
}

/** A part of a string by bytes. */
function part(text: string | Text, from: number, to: number, length: number): string | Text {
  // One unit a byte: everything is ASCII.
  if (length === text.length) return text.slice(from, to);
  const string = fromBytes(toBytes(stringOf(text)).subarray(from, to));
  return typeof text === 'string' ? string : Text.of(string, text.lastSource());
}

/** An index that may be as large as the length; out of its interface, which only `index` does. */
function offset({ value, isBoxed, type }: Evaluated, length: number): number {
  if (value === null && !isBoxed) throw new RenderError('cannot index slice/array with nil');
  if (typeof value !== 'bigint' || isBoxed) throw new RenderError(`cannot index slice/array with type ${type}`);
  if (value < 0n || value > BigInt(length)) throw new RenderError(`index out of range: ${value}`);
  return Number(value);
}

/** `len`: of strings the number of bytes. */
export function length(item: Evaluated): bigint {
  const inside = contentsOf(item.value);
  // Go asks nothing at all for its type, and words the panic so.
  if (inside === null)
    throw new RenderError(item.isBoxed ? 'len of nil pointer' : 'reflect: call of reflect.Value.Type on zero Value');
  if (isString(inside)) return BigInt(byteLength(stringOf(inside)));
  if (inside instanceof List) return BigInt(inside.items.length);
  if (inside instanceof Dict) return BigInt(inside.size);
  throw new RenderError(`len of type ${typeName(inside)}`);
}
