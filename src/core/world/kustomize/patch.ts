import type { ManifestDocument } from '../../manifest/document.ts';
import { child, type Node } from '../../manifest/node.ts';
import { parseDocument, parseText } from '../../manifest/parse.ts';
import type { PatchEntry, PatchTarget } from './kustomization.ts';

/**
 * One place of an object that a patch writes. Segments are keys; an item of a list is `[name]` when its name is known and
 * `[]` when not. A path that ends early covers all below it.
 */
export interface Touch {
  readonly path: readonly string[];
  /** The text that stands there afterwards, `null` when nothing does, `undefined` when that is not to be told. */
  readonly value: string | null | undefined;
}

/** What a patch does to the objects it is for. */
export interface Patch {
  readonly target: PatchTarget;
  readonly touches: readonly Touch[];
  /** The object is removed (`$patch: delete`). */
  readonly deletes: boolean;
}

/** All that a patch may touch; kustomize keeps the identity of what it patches. */
const everything: readonly Touch[] = [['spec'], ['data'], ['metadata', 'labels'], ['metadata', 'annotations']].map(
  (path) => ({ path, value: undefined }),
);

/**
 * Reads what a patch of a kustomization touches. `documents` are those of the file it names. A patch that cannot be read
 * touches everything of its target.
 */
export function readPatches(entry: PatchEntry, documents: readonly ManifestDocument[]): readonly Patch[] {
  const parsed = entry.text === undefined ? documents.map(parseDocument) : [parseText(entry.text)];
  const patches = parsed.flatMap(({ root }) => (root === undefined ? [] : (readPatch(root, entry.target) ?? [])));
  if (patches.length > 0 || entry.target === undefined) return patches;
  return [{ target: entry.target, touches: everything, deletes: false }];
}

function readPatch(root: Node, target: PatchTarget | undefined): Patch | undefined {
  if (root.type === 'sequence')
    return target === undefined ? undefined : { target, touches: root.items.flatMap(operation), deletes: false };
  if (root.type !== 'map') return undefined;
  const touches: Touch[] = [];
  for (const { key, value } of root.entries)
    if (key.value !== 'apiVersion' && key.value !== 'kind') merge(value, [String(key.value)], touches);
  return {
    target: target ?? ownTarget(root),
    touches: touches.filter(({ path }) => !isIdentity(path)),
    deletes: text(child(root, '$patch')) === 'delete',
  };
}

/** A strategic merge patch without a target is for the object that it names. */
function ownTarget(root: Node): PatchTarget {
  const metadata = child(root, 'metadata');
  const apiVersion = text(child(root, 'apiVersion')) ?? '';
  return {
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    kind: text(child(root, 'kind')),
    name: text(child(metadata, 'name')),
    namespace: text(child(metadata, 'namespace')),
    narrowed: false,
  };
}

function isIdentity([first, second]: readonly string[]): boolean {
  return first === 'metadata' && (second === 'name' || second === 'namespace');
}

/** Collects the places that a strategic merge patch writes. */
function merge(node: Node, path: readonly string[], touches: Touch[]): void {
  if (node.type === 'scalar') touches.push({ path, value: node.value === null ? null : String(node.value) });
  else if (node.type === 'sequence') {
    if (node.items.length === 0) touches.push({ path, value: undefined });
    for (const item of node.items) {
      const name = text(child(item, 'name'));
      merge(item, [...path, name === undefined ? '[]' : `[${name}]`], touches);
    }
  } else {
    if (node.entries.length === 0) touches.push({ path, value: undefined });
    for (const { key, value } of node.entries)
      if (key.value === '$patch' || key.value === '$retainKeys') touches.push({ path, value: undefined });
      else merge(value, [...path, String(key.value)], touches);
  }
}

/** The places that one operation of a JSON patch (RFC 6902) writes. */
function operation(node: Node): readonly Touch[] {
  const op = text(child(node, 'op'));
  const path = pointer(text(child(node, 'path')));
  const value = child(node, 'value');
  if (op === 'test') return [];
  if (path === undefined) return everything;
  if (op === 'move')
    return [
      { path, value: undefined },
      { path: pointer(text(child(node, 'from'))) ?? [], value: undefined },
    ];
  // In a list the others move up.
  if (op === 'remove') return [{ path, value: path.at(-1) === '[]' ? undefined : null }];
  if (op === 'copy' || value === undefined) return [{ path, value: undefined }];
  const touches: Touch[] = [];
  // A map takes the place of what stood there before.
  if (value.type === 'map') touches.push({ path, value: null });
  merge(value, path, touches);
  return value.type === 'sequence' ? [{ path, value: undefined }] : touches;
}

/** A JSON pointer (RFC 6901) as a path; positions in lists are not followed. */
function pointer(path: string | undefined): readonly string[] | undefined {
  if (path === undefined || !path.startsWith('/')) return undefined;
  return path
    .slice(1)
    .split('/')
    .map((segment) => (/^(\d+|-)$/.test(segment) ? '[]' : segment.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** A field path of a replacement (`spec.template.metadata.labels.[a.b/c]`) as a path. */
export function fieldPath(path: string): readonly string[] {
  const segments: string[] = [];
  for (const [, quoted, plain] of path.matchAll(/(?:\[([^\]]*)\]|([^.[\]]+))\.?/g)) {
    const segment = quoted ?? plain ?? '';
    if (quoted?.startsWith('name=')) segments.push(`[${quoted.slice('name='.length)}]`);
    else segments.push(segment === '*' || segment.includes('=') || /^\d+$/.test(segment) ? '[]' : segment);
  }
  return segments;
}

function text(node: Node | undefined): string | undefined {
  return node?.type === 'scalar' && node.value !== null ? String(node.value) : undefined;
}
