import type { Snapshot } from '../../../src/core/language/workspace.ts';
import type { ManifestDocument } from '../../../src/core/manifest/document.ts';
import type { Node } from '../../../src/core/manifest/node.ts';
import type { Span } from '../../../src/core/text/span.ts';
import { isKustomizationName } from '../../../src/core/world/kustomize/kustomization.ts';
import { Random } from '../../support/random.ts';
import type { Edit } from './change.ts';
import type { Neutral } from './neutral.ts';
import type { Operator } from './operator.ts';
import { objectsOf, type Place, placesAt, scalarAt } from './place.ts';

/** One change of one stretch of a file. */
export interface Mutation<T = Operator> extends Span {
  readonly operator: T;
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Where a finding has to stand, in the text after the change. */
  readonly looked: Span;
  /** Whether something was taken away, so that only what it stood in can be pointed at. */
  readonly takesAway: boolean;
}

/** The objects of a workspace, each document once, by kind. */
export type Objects = ReadonlyMap<string, readonly { readonly document: ManifestDocument; readonly object: Node }[]>;

/** Every object of a workspace as its stacks apply it. */
export function objectsByKind(snapshot: Snapshot): Objects {
  const found = new Map<string, { document: ManifestDocument; object: Node }[]>();
  const documents = new Set(snapshot.worlds.flatMap(({ resources }) => resources.map(({ document }) => document)));
  for (const document of documents)
    for (const object of objectsOf(document)) {
      const kind = scalarAt(object, 'kind');
      const list = found.get(kind);
      if (list === undefined) found.set(kind, [{ document, object }]);
      else list.push({ document, object });
    }
  return found;
}

/** The mutations of an operator in a workspace, shuffled: the same for the same seed, whatever other operators there are. */
export function mutationsOf<T extends Operator | Neutral>(
  snapshot: Snapshot,
  objects: Objects,
  operator: T,
  seed: number,
): readonly Mutation<T>[] {
  const random = new Random(seed + [...operator.name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  const found = new Map<string, Mutation<T>>();
  for (const { document, ...edit } of editsOf(snapshot, objects, operator, random)) {
    const mutation = inFile(snapshot, document, edit, operator);
    if (mutation !== undefined) found.set(`${mutation.file} ${mutation.start}`, mutation);
  }
  return shuffled([...found.values()], random);
}

function* editsOf(
  snapshot: Snapshot,
  objects: Objects,
  operator: Operator | Neutral,
  random: Random,
): Generator<Edit & Pick<Place, 'document'>> {
  if ('edits' in operator) {
    for (const world of snapshot.worlds) yield* operator.edits(world, snapshot.settings.clusterDomain, random);
    return;
  }
  for (const kind of operator.kinds)
    for (const { document, object } of objects.get(kind) ?? [])
      for (const path of operator.paths)
        for (const place of placesAt(document, object, path)) {
          const edit =
            'when' in operator && operator.when?.(place) === false ? undefined : operator.change(place, random);
          if (edit !== undefined) yield { ...edit, document };
        }
}

/** An edit of a document as one of the file that people edit; `undefined` where the file does not hold its very text. */
export function inFile<T>(
  snapshot: Snapshot,
  document: ManifestDocument,
  { start, end, after, around }: Edit,
  operator: T,
): Mutation<T> | undefined {
  const file = fileOf(snapshot, document, { start, end });
  if (file === undefined) return undefined;
  const before = document.text.slice(start, end);
  if (snapshot.files.get(file.path)?.text.slice(file.start, file.start + before.length) !== before) return undefined;
  const shift = file.start - start;
  // An added line begins behind the break of the one before it.
  const own = file.start + Math.max(0, after.search(/\S/));
  const looked =
    around === undefined
      ? { start: own, end: file.start + after.trimEnd().length }
      : { start: around.start + shift, end: around.end + shift - (end - start) + after.length };
  return {
    operator,
    file: file.path,
    start: file.start,
    end: file.start + end - start,
    before,
    after,
    looked,
    takesAway: around !== undefined,
  };
}

/** What a kustomization gives to both sides at once breaks nothing, so its own file is left alone. */
function fileOf(snapshot: Snapshot, document: ManifestDocument, { start, end }: Span) {
  const rendered = snapshot.rendered.place({ document, start, end });
  if (rendered !== undefined) {
    const { at, exact } = rendered;
    return exact && !isKustomizationName(at.file) ? { path: at.file, start: at.start } : undefined;
  }
  const placed = snapshot.files.get(document.file)?.documents.find((candidate) => candidate.document === document);
  return placed === undefined ? undefined : { path: document.file, start: placed.start + start };
}

/** The items in another order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
