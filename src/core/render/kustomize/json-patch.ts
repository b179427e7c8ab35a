/** JSON patches (RFC 6902) as kustomize applies them: an operation that does not fit stops the build. */
import type { Source } from '../origin/origin.ts';
import { RenderError } from '../problem.ts';
import { clonedItem, Dict, dictAt, type Item, List, stringAt } from '../value.ts';
import { asJson } from './hash.ts';

/** Applies the operations of a patch to a resource. One with notes of kustomize always has annotations. */
export function applyJsonPatch(root: Dict, operations: readonly Item[], hasNotes: boolean): void {
  for (const item of operations) {
    if (!(item.value instanceof Dict)) throw new RenderError('unable to parse JSON patch', item.source?.at);
    apply(root, item.value, item.source, hasNotes);
  }
}

function apply(root: Dict, operation: Dict, source: Source | undefined, hasNotes: boolean): void {
  const op = stringAt(operation, 'op') ?? '';
  const path = stringAt(operation, 'path') ?? '';
  const fail = (reason: string): never => {
    throw new RenderError(`${op} operation does not apply: ${reason}`, source?.at);
  };
  const missing = (what: string, as: string): never =>
    fail(`${as} ${op === 'add' || op === 'remove' ? `"${what}"` : what}: missing value`);
  const value = operation.get('value');
  const fresh = (): Item =>
    value === undefined ? { value: null, source } : { value: clonedItem(value).value, source: value.source };
  const place = (pointer: string, forAdd: boolean, as = 'doc is missing path:'): Place => {
    const keys = pointer.split('/').slice(1).map(unescaped);
    const last = keys.pop() ?? '';
    if (hasNotes && keys[0] === 'metadata' && keys[1] === 'annotations' && keys.length === 2 && op === 'add')
      makeAnnotations(root, source);
    let at: Item = { value: root, source: undefined };
    for (const key of keys) at = childOf(at, key) ?? missing(pointer, as);
    return placeIn(at, last, forAdd) ?? missing(pointer, as);
  };
  switch (op) {
    case 'add':
      place(path, true).add(fresh(), operation.get('path')?.source);
      return;
    case 'replace':
      // A key that is not there is added: only the map around it has to be there.
      place(path, false).set(fresh());
      return;
    case 'remove': {
      const found = place(path, false);
      if (found.get() === undefined)
        throw new RenderError(
          `error in remove for path: '${path}': Unable to remove nonexistent key: ${lastOf(path)}: missing value`,
          source?.at,
        );
      found.remove();
      return;
    }
    case 'move':
    case 'copy': {
      const from = stringAt(operation, 'from') ?? '';
      const found = place(from, false, 'doc is missing from path:');
      const there = found.get();
      if (op === 'move' && there === undefined)
        throw new RenderError(
          `error in move for path: '${lastOf(from)}': Unable to remove nonexistent key: ${lastOf(from)}: missing value`,
          source?.at,
        );
      const item = there ?? { value: null, source };
      if (op === 'move') found.remove();
      place(path, true, 'doc is missing destination path:').add(clonedItem(item), operation.get('path')?.source);
      return;
    }
    case 'test': {
      const found = place(path, false, 'is missing path:').get();
      if (asJson(found?.value ?? null) !== asJson(value?.value ?? null))
        throw new RenderError(`testing value ${path} failed: test failed`, source?.at);
      return;
    }
    default:
      throw new RenderError(`unexpected kind: unknown operation "${op}"`, source?.at);
  }
}

function makeAnnotations(root: Dict, source: Source | undefined): void {
  const metadata = dictAt(root, 'metadata');
  if (metadata !== undefined && dictAt(metadata, 'annotations') === undefined)
    metadata.set('annotations', { value: new Dict(), source }, source);
}

function lastOf(path: string): string {
  return unescaped(path.slice(path.lastIndexOf('/') + 1));
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** One place in a document, there or not. */
interface Place {
  get(): Item | undefined;
  add(item: Item, key: Source | undefined): void;
  set(item: Item): void;
  remove(): void;
}

function placeIn({ value }: Item, key: string, forAdd: boolean): Place | undefined {
  if (value instanceof Dict)
    return {
      get: () => value.get(key),
      add: (item, source) => value.set(key, item, value.get(key)?.key ?? source),
      set: (item) => value.set(key, item, value.get(key)?.key),
      remove: () => value.delete(key),
    };
  if (!(value instanceof List)) return undefined;
  const index = indexIn(value, key, forAdd);
  if (index === undefined) return undefined;
  return {
    get: () => value.items[index],
    add: (item) => void value.items.splice(index, 0, item),
    set: (item) => void value.items.splice(index, 1, item),
    remove: () => void value.items.splice(index, 1),
  };
}

/** The index that a part of a path means; `-` is behind the end, negative ones count from there. */
function indexIn({ items }: List, key: string, forAdd: boolean): number | undefined {
  const length = forAdd ? items.length + 1 : items.length;
  if (key === '-') return forAdd ? items.length : undefined;
  if (!/^-?\d+$/.test(key)) return undefined;
  const index = Number(key) < 0 ? Number(key) + length : Number(key);
  return index >= 0 && index < length ? index : undefined;
}

function childOf(item: Item, key: string): Item | undefined {
  const { value } = item;
  if (value instanceof Dict) return value.get(key);
  const index = value instanceof List ? indexIn(value, key, false) : undefined;
  return value instanceof List && index !== undefined ? value.items[index] : undefined;
}
