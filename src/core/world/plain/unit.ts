import type { Resource } from '../../resources/resource.ts';
import { baseName } from '../stack-file.ts';
import { type Alternative, alternatives } from './alternatives.ts';
import { type FileFacts, indexByNamespace } from './file-facts.ts';
import { meets, type Namespaces, type Need } from './needs.ts';

/** Files of one folder that are surely applied together: the piece that plain stacks are made of. */
export interface Unit {
  /** `manifests`, or `manifests (install.yaml)` for one of several alternatives. Unique in a workspace. */
  readonly label: string;
  readonly folder: string;
  /** Whether its objects were read from a cluster. */
  readonly live: boolean;
  /** Files that define the same objects as this unit's own, where there are some: base names, sorted. */
  readonly alternatives: readonly string[];
  readonly files: readonly string[];
  /** Sorted by file and position. */
  readonly resources: readonly Resource[];
  readonly identities: ReadonlySet<string>;
  readonly namespaces: Namespaces;
  readonly offers: readonly string[];
  /** What its objects need and do not find in it. */
  readonly unmet: readonly Need[];
  /** Why it may hold objects that the text does not show, else `undefined`. */
  readonly hidden: string | undefined;
}

/** The units of a folder called `name`, whose files are given sorted by path. Manifests and objects read from a cluster never mix. */
export function unitsOf(name: string, folder: string, files: readonly FileFacts[]): readonly Unit[] {
  const live = files.filter(isDump);
  const plain = live.length === 0 ? files : files.filter((file) => !isDump(file));
  return [
    ...unitsIn(name, folder, plain, false),
    ...unitsIn(plain.length === 0 ? name : `${name} (dump)`, folder, live, true),
  ];
}

function isDump({ live }: FileFacts): boolean {
  return live;
}

function unitsIn(name: string, folder: string, files: readonly FileFacts[], live: boolean): readonly Unit[] {
  if (files.length === 0) return [];
  const sets = alternatives(files);
  const seeds = sets.flatMap(({ seed }) => (seed === undefined ? [] : [baseName(seed.file.path)]));
  return sets.map((set) => {
    const label = set.seed === undefined ? name : `${name} (${baseName(set.seed.file.path)})`;
    return createUnit(label, folder, live, set, set.seed === undefined ? [] : seeds);
  });
}

function createUnit(
  label: string,
  folder: string,
  live: boolean,
  { files }: Alternative,
  seeds: readonly string[],
): Unit {
  const resources = files.flatMap(({ file }) => file.resources);
  const namespaces = files.length === 1 && files[0] !== undefined ? files[0].namespaces : indexByNamespace(resources);
  const template = files.find(({ file }) => file.template);
  return {
    label,
    folder,
    live,
    alternatives: seeds,
    files: files.map(({ file }) => file.path),
    resources,
    identities:
      files.length === 1 && files[0] !== undefined
        ? files[0].identities
        : new Set(files.flatMap(({ identities }) => [...identities])),
    namespaces,
    offers: files.flatMap(({ offers }) => offers),
    unmet: files.flatMap(({ needs }) => needs.filter((need) => !meets(namespaces, need, true))),
    hidden:
      template === undefined ? undefined : `${baseName(template.file.path)} is a template that is not rendered here`,
  };
}
