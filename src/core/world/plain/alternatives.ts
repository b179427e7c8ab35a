import { conflict, type FileFacts } from './file-facts.ts';
import { meets } from './needs.ts';

/** Some files of a folder that can be applied together. */
export interface Alternative {
  /** The file that sets it apart from the folder's other alternatives; `undefined` when the folder has none. */
  readonly seed: FileFacts | undefined;
  /** Sorted by path. */
  readonly files: readonly FileFacts[];
}

/**
 * Above this many alternatives a folder is a collection of examples: a file that fits beside one of them is then no longer
 * taken to belong to each of them.
 */
const collection = 40;

/**
 * Splits the files of one folder (sorted by path) into sets that define no object twice. Files that define the same object
 * are alternatives; each is a set with the files that conflict with none, and with what else it needs
 * (`stacks-and-evidence` §2.4).
 */
export function alternatives(files: readonly FileFacts[]): readonly Alternative[] {
  const seeds = conflicting(files);
  if (seeds.size === 0) return [{ seed: undefined, files }];
  const common = files.filter((file) => !seeds.has(file));
  const gathered = seeds.size > collection;
  const sets: Alternative[] = gathered && common.length > 0 ? [{ seed: undefined, files: common }] : [];
  for (const seed of seeds) {
    const start = gathered ? [seed] : [seed, ...common];
    sets.push({ seed, files: byPath(withNeeded(start, gathered ? files : [...seeds])) });
  }
  return withoutSubsets(sets);
}

/** Files that define an object that another one of them defines too, in order. */
function conflicting(files: readonly FileFacts[]): ReadonlySet<FileFacts> {
  const owners = new Map<string, FileFacts>();
  const found = new Set<FileFacts>();
  for (const file of files)
    for (const identity of file.identities) {
      const owner = owners.get(identity);
      if (owner === undefined) owners.set(identity, file);
      else found.add(owner).add(file);
    }
  return new Set(files.filter((file) => found.has(file)));
}

/** Adds what the files need and conflicts with none of them, until nothing more is needed. */
function withNeeded(start: readonly FileFacts[], candidates: readonly FileFacts[]): readonly FileFacts[] {
  const files = [...start];
  const identities = new Set(files.flatMap((file) => [...file.identities]));
  for (let i = 0; i < files.length; i++)
    for (const need of files[i]?.needs ?? []) {
      if (files.some(({ namespaces }) => meets(namespaces, need, true))) continue;
      const found = candidates.find(
        (candidate) =>
          candidate.offers.includes(need.key) &&
          meets(candidate.namespaces, need) &&
          !conflict(candidate.identities, identities),
      );
      if (found === undefined) continue;
      files.push(found);
      for (const identity of found.identities) identities.add(identity);
    }
  return files;
}

/** An alternative that lies wholly in another one adds nothing: what is wrong with it is wrong there too. */
function withoutSubsets(sets: readonly Alternative[]): readonly Alternative[] {
  return sets.filter(
    (set, i) =>
      !sets.some((other, j) => i !== j && holds(other, set) && (other.files.length > set.files.length || j < i)),
  );
}

function holds(other: Alternative, { seed, files }: Alternative): boolean {
  if (other.files.length < files.length || (seed !== undefined && !other.files.includes(seed))) return false;
  return files.every((file) => other.files.includes(file));
}

function byPath(files: readonly FileFacts[]): readonly FileFacts[] {
  return [...files].sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
}
