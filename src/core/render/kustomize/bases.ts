/** Bases that nothing changed in are taken from the build before. */
import { BudgetError } from '../problem.ts';
import type { Accumulation, Report } from './context.ts';
import type { Content } from './files.ts';
import type { Base } from './memory.ts';
import { type Build, type Kustomization, memoryOf } from './read.ts';

/**
 * What the kustomization of a folder comes to for those that include it: what it came to before, where all files that it read
 * then are the same, else what `make` makes of it. `above` are the folders that include it.
 */
export function baseOf(
  build: Build,
  folder: string,
  { dict }: Kustomization,
  above: readonly string[],
  make: (build: Build) => Accumulation,
): Accumulation {
  const memory = memoryOf(build, folder);
  const known = memory.base;
  if (known !== undefined && known.dict === dict && holds(known, build, above)) {
    build.take(known.taken, undefined);
    for (const path of known.folders) build.enter(path);
    for (const report of known.reports.values()) report(build.report);
    return copyOf(known.result);
  }
  const reads = new Map<string, Content>();
  const folders = new Set<string>();
  const reports = new Map<unknown, (report: Report) => void>();
  // A base that is included over and over says what it has to say once.
  const say = (what: unknown, report: (to: Report) => void) => {
    if (reports.has(what)) return;
    reports.set(what, report);
    report(build.report);
  };
  let asksElsewhere = false;
  let isCut = false;
  let taken = 0;
  const result = make({
    ...build,
    read: (path) => {
      const content = build.read(path);
      reads.set(path, content);
      return content;
    },
    report: {
      problem: (error) => {
        isCut ||= error instanceof BudgetError;
        say(error, (to) => to.problem(error));
      },
      lacking: (reason, at) => say(`${reason} ${at?.file} ${at?.start}`, (to) => to.lacking(reason, at)),
    },
    renderHelm: (chart) => {
      asksElsewhere = true;
      return build.renderHelm(chart);
    },
    take: (resources, at) => {
      taken += resources;
      build.take(resources, at);
    },
    enter: (path) => {
      folders.add(path);
      build.enter(path);
    },
  });
  const isFree = !asksElsewhere && !isCut && !meets(folders, above);
  memory.base = isFree ? { dict, reads, folders, reports, taken, result: copyOf(result) } : undefined;
  return result;
}

/** Whether a base would come to the same again. */
function holds({ reads, folders, taken }: Base, build: Build, above: readonly string[]): boolean {
  if (taken > build.left() || meets(folders, above)) return false;
  for (const [path, content] of reads) if (!isSame(build.read(path), content)) return false;
  return true;
}

/** Whether folders that are included lead back to those that include them. */
function meets(folders: ReadonlySet<string>, above: readonly string[]): boolean {
  return [...folders].some((path) => above.some((root) => contains(path, root)));
}

/** Whether a folder is another one or has it inside. */
export function contains(folder: string, other: string): boolean {
  return folder === other || other.startsWith(`${folder}/`) || folder === '';
}

function isSame(a: Content, b: Content): boolean {
  if (a === b) return true;
  if (!(a instanceof Uint8Array && b instanceof Uint8Array) || a.length !== b.length) return false;
  return a.every((byte, index) => byte === b[index]);
}

function copyOf({ resources, config, vars }: Accumulation): Accumulation {
  return { resources: resources.map((resource) => resource.clone()), config, vars: [...vars] };
}
