import { describe } from '../../resources/kinds.ts';
import { formatPairs } from '../../resources/labels.ts';
import type { Resource } from '../../resources/resource.ts';
import { byFile, exchange } from '../by-file.ts';
import { sameItems } from '../common-ends.ts';
import type { Stack } from '../stack.ts';
import { commonFolder, type StackFile } from '../stack-file.ts';
import { FileFacts } from './file-facts.ts';
import { type Group, type Joint, joinUnits } from './join.ts';
import { type Unit, unitsOf } from './unit.ts';

/** Plain stacks with what makes the next state cheap. */
export interface PlainStacks {
  readonly stacks: readonly Stack[];
  readonly folders: ReadonlyMap<string, FolderUnits>;
  readonly groups: ReadonlyMap<string, PlainGroup>;
}

/** A stack with the units it is made of. */
interface PlainGroup {
  readonly members: readonly Unit[];
  /** How many of the members, from the first on, are of this stack alone. */
  readonly own: number;
  readonly stack: Stack;
}

/** A folder's files and what they came to. */
interface FolderUnits {
  /** What the folder's units are called. */
  readonly label: string;
  readonly files: readonly StackFile[];
  readonly facts: readonly FileFacts[];
  readonly units: readonly Unit[];
}

/**
 * The stacks of plain manifests, whose files are given by folder and sorted by path. Folders whose files are the same objects
 * as in `previous` keep their units, stacks whose units are the same stay the same objects. `taken` are names of other stacks.
 */
export function plainStacks(
  folders: ReadonlyMap<string, readonly StackFile[]>,
  taken: ReadonlySet<string>,
  previous: PlainStacks | undefined,
): PlainStacks {
  const next = new Map<string, FolderUnits>();
  const renewed = new Map<Unit, Unit>();
  let reshaped = previous === undefined || previous.folders.size !== folders.size;
  for (const [folder, files] of folders) {
    const old = previous?.folders.get(folder);
    const name = folder === '' ? '.' : folder;
    const label = taken.has(name) ? `${name} (other files)` : name;
    if (old !== undefined && old.label === label && sameItems(old.files, files)) {
      next.set(folder, old);
      continue;
    }
    const summary = summarize(label, folder, files, old);
    next.set(folder, summary);
    if (old === undefined || !sameShape(old, summary)) reshaped = true;
    else for (const [i, unit] of old.units.entries()) renewed.set(unit, summary.units[i] ?? unit);
  }
  const groups = previous === undefined || reshaped ? regroup(next, previous) : renew(previous.groups, renewed);
  return { stacks: [...groups.values()].map(({ stack }) => stack), folders: next, groups };
}

/** Joins all units anew; stacks whose members are the same stay the same objects. */
function regroup(folders: ReadonlyMap<string, FolderUnits>, previous: PlainStacks | undefined): PlainStacks['groups'] {
  const units = [...folders.values()].flatMap((summary) => summary.units).sort((a, b) => (a.label < b.label ? -1 : 1));
  const groups = new Map<string, PlainGroup>();
  for (const group of joinUnits(units)) {
    const name = nameOf(group);
    const members = [...group.own, ...group.shared];
    const why = sentence(group, members);
    const old = previous?.groups.get(name);
    const own = group.own.length;
    const same = old !== undefined && old.own === own && old.stack.why === why && sameItems(old.members, members);
    groups.set(name, same ? old : { members, own, stack: toStack(name, why, group, members) });
  }
  return groups;
}

/** Puts renewed units in the place of the old ones, where nothing changed that decides who belongs together. */
function renew(groups: PlainStacks['groups'], renewed: ReadonlyMap<Unit, Unit>): PlainStacks['groups'] {
  if (renewed.size === 0) return groups;
  const next = new Map<string, PlainGroup>();
  for (const [name, group] of groups) {
    const members = group.members.map((unit) => renewed.get(unit) ?? unit);
    next.set(
      name,
      sameItems(members, group.members)
        ? group
        : { ...group, members, stack: { ...group.stack, resources: renewedResources(group, members) } },
    );
  }
  return next;
}

/** The objects of a group after some of its units were renewed. */
function renewedResources({ stack, members: before }: PlainGroup, members: readonly Unit[]): readonly Resource[] {
  let { resources } = stack;
  for (const [i, unit] of members.entries()) {
    const old = before[i];
    if (old !== undefined && old !== unit) resources = exchange(resources, old.resources, unit.resources);
  }
  return resources;
}

function sameShape(a: FolderUnits, b: FolderUnits): boolean {
  return (
    a.label === b.label &&
    a.facts.length === b.facts.length &&
    a.facts.every((facts, i) => {
      const other = b.facts[i];
      return (
        facts === other || (other !== undefined && facts.file.path === other.file.path && facts.shape === other.shape)
      );
    })
  );
}

function summarize(
  label: string,
  folder: string,
  files: readonly StackFile[],
  old: FolderUnits | undefined,
): FolderUnits {
  const known = new Map(old?.facts.map((facts) => [facts.file, facts]));
  const facts = files
    .filter(({ resources, template }) => resources.length > 0 || template)
    .map((file) => known.get(file) ?? new FileFacts(file));
  return { label, files, facts, units: unitsOf(label, folder, facts) };
}

/** A stack is called after the topmost of the units that it alone has. */
function nameOf({ own }: Group): string {
  const labels = own.map(({ label }) => label);
  return labels.reduce((best, label) => (depth(label) < depth(best) ? label : best), labels[0] ?? '');
}

function depth(label: string): number {
  return label === '.' ? 0 : label.split('/').length;
}

function toStack(name: string, why: string, { own }: Group, members: readonly Unit[]): Stack {
  const single = members.length === 1 ? members[0] : undefined;
  return {
    name,
    kind: own.some(({ live }) => live) ? 'dump' : 'plain',
    root: own.reduce((root, { folder }) => commonFolder(root, folder), own[0]?.folder ?? ''),
    why,
    namespace: undefined,
    files: single?.files ?? members.flatMap(({ files }) => files).sort(),
    resources: resourcesOf(members),
    unknowns: { objects: members.find(({ hidden }) => hidden !== undefined)?.hidden },
  };
}

function resourcesOf(members: readonly Unit[]): readonly Resource[] {
  const [only, ...others] = members;
  return only !== undefined && others.length === 0
    ? only.resources
    : members.flatMap(({ resources }) => resources).sort(byFile);
}

function sentence({ own, joints }: Group, members: readonly Unit[]): string {
  const folders = [...new Set(members.map(({ folder }) => place(folder)))];
  const [joint] = joints;
  const parts: string[] = [];
  if (joint !== undefined && folders.length > 1)
    parts.push(`Folders that need each other: ${list(folders)} (${reason(joint)})`);
  else if (own.some(({ live }) => live)) parts.push(`Objects that were read from a cluster, in ${list(folders)}`);
  else parts.push(`The manifests in ${list(folders)}`);
  const alternative = own.find(({ alternatives }) => alternatives.length > 1);
  if (alternative !== undefined)
    parts.push(
      `${list(alternative.alternatives)} in ${place(alternative.folder)} define the same objects, so each is a stack with what goes with it`,
    );
  return `${parts.join('; ')}.`;
}

function reason({ need, provider }: Joint): string {
  const { from, wanted } = need;
  const where = place(provider.folder);
  return 'pods' in wanted
    ? `${describe(from)} selects ${formatPairs(wanted.pods)}, which pods in ${where} carry`
    : `${describe(from)} refers to "${wanted.name}", which is in ${where}`;
}

function place(folder: string): string {
  return folder === '' ? 'the top folder' : folder;
}

function list(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
