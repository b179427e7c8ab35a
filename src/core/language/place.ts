import type { Location, ManifestDocument } from '../manifest/document.ts';
import type { Resource } from '../resources/resource.ts';
import { contains, type Position, type Span, touches } from '../text/span.ts';
import type { World } from '../world/world.ts';
import { originOffset } from './origins.ts';
import { renderedOffset } from './source-place.ts';
import type { Snapshot } from './workspace.ts';

/** Where a cursor is: the object under it in the first stack that holds the file. */
export interface Place {
  readonly document: ManifestDocument;
  /** Offset in the document's text. */
  readonly offset: number;
  readonly resource: Resource;
  readonly world: World;
  /** Names of the stacks that hold the file, the one of `world` first. */
  readonly stacks: readonly string[];
}

/** What is under a position of a file; `undefined` outside objects that Portolan knows. */
export function placeAt(snapshot: Snapshot, file: string, position: Position): Place | undefined {
  const manifest = snapshot.files.get(file);
  if (manifest === undefined) return undefined;
  const rendered = renderedPlaceAt(snapshot, file, originOffset(snapshot, file, position));
  if (rendered !== undefined) return rendered;
  const at = snapshot.lines(file).offset(position);
  const placed = manifest.documents.find(({ document, start }) => start <= at && at <= start + document.text.length);
  if (placed === undefined) return undefined;
  const offset = at - placed.start;
  for (const world of worldsOf(snapshot, file)) {
    const resource = world.ofDocument(placed.document).find(({ span }) => touches(span, offset));
    if (resource !== undefined)
      return {
        document: placed.document,
        offset,
        resource,
        world,
        stacks: stackNames(snapshot, file, world),
      };
  }
  return undefined;
}

/** What is under an offset of a file that is rendered: the object whose text is written there, in the first stack that has one. */
function renderedPlaceAt(snapshot: Snapshot, file: string, at: number): Place | undefined {
  let best: { readonly place: Place; readonly length: number } | undefined;
  for (const world of worldsOf(snapshot, file))
    for (const { document, text } of world.stack.rendering?.documents ?? []) {
      const found = renderedOffset(text, file, at);
      if (found === undefined || (best !== undefined && found.length >= best.length)) continue;
      const { offset, length } = found;
      const resource = world.ofDocument(document).find(({ span }) => touches(span, offset));
      if (resource !== undefined)
        best = { length, place: { document, offset, resource, world, stacks: stackNames(snapshot, file, world) } };
    }
  return best?.place;
}

/** Names of the stacks that hold a file, that of a world first. */
function stackNames(snapshot: Snapshot, file: string, { stack }: World): readonly string[] {
  const names = snapshot.stacksOf(file).map(({ name }) => name);
  return [stack.name, ...names.filter((name) => name !== stack.name)];
}

/** Worlds of the stacks that hold a file, in stack order. */
export function worldsOf(snapshot: Snapshot, file: string): readonly World[] {
  const stacks = new Set(snapshot.stacksOf(file));
  return snapshot.worlds.filter(({ stack }) => stacks.has(stack));
}

/** The innermost of some spans that holds an offset. */
export function innermost<T extends { readonly span: Span }>(candidates: Iterable<T>, offset: number): T | undefined {
  let found: T | undefined;
  for (const candidate of candidates)
    if (touches(candidate.span, offset) && (found === undefined || contains(found.span, candidate.span)))
      found = candidate;
  return found;
}

/** A place of an object's text. */
export function at({ document }: Resource, { start, end }: Span): Location {
  return { document, start, end };
}
