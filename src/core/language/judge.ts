import type { ManifestDocument } from '../manifest/document.ts';
import type { Resource } from '../resources/resource.ts';
import type { Rule } from '../rules/rule.ts';
import { rerunRules, runRules, type WorldReports } from '../rules/run.ts';
import type { LintSettings } from '../rules/settings.ts';
import { diffWorlds } from '../world/changes.ts';
import { createWorld } from '../world/create-world.ts';
import type { Stack } from '../world/stack.ts';
import { differing } from './same.ts';

/** What may have other findings than before: whole files, or single documents of them. */
export class Touched {
  readonly #files = new Set<string>();
  readonly #documents = new Map<string, Set<ManifestDocument>>();

  /** A file changed; without more, its findings only moved. */
  addPath(path: string): void {
    if (!this.#documents.has(path)) this.#documents.set(path, new Set());
  }

  /** All findings of a file may differ. */
  addFile(path: string): void {
    this.#files.add(path);
  }

  /** Findings of a document may differ, or are gone. */
  addDocument(document: ManifestDocument): void {
    this.addPath(document.file);
    this.#documents.get(document.file)?.add(document);
  }

  /** Every file named so far. */
  get paths(): ReadonlySet<string> {
    return new Set([...this.#files, ...this.#documents.keys()]);
  }

  /** Whether what was said of a document still holds. */
  spares(document: ManifestDocument): boolean {
    return !this.#files.has(document.file) && this.#documents.get(document.file)?.has(document) !== true;
  }
}

/** What the rules said about the worlds before. */
export interface JudgedBefore {
  readonly worlds: ReadonlyMap<string, WorldReports>;
}

/**
 * The worlds of new stacks with what the rules say about them. A stack that is the same object keeps its world and its
 * reports; one of the same name runs again only what the difference can affect. `touched` receives what may have other
 * findings.
 */
export function advanceWorlds(
  before: JudgedBefore,
  stacks: readonly Stack[],
  rules: readonly Rule[],
  settings: LintSettings,
  everything: boolean,
  touched: Touched,
): ReadonlyMap<string, WorldReports> {
  const worlds = new Map<string, WorldReports>();
  for (const stack of stacks) {
    const old = before.worlds.get(stack.name);
    if (!everything && old !== undefined && old.world.stack === stack) worlds.set(stack.name, old);
    else if (everything || old === undefined || differsAsWhole(old.world.stack, stack)) {
      worlds.set(stack.name, runRules(createWorld(stack), rules, settings));
      touchAll(stack, touched);
      if (old !== undefined) touchAll(old.world.stack, touched);
    } else {
      const world = createWorld(stack, old.world);
      const subjects = new Set<Resource>();
      const change = diffWorlds(old.world, world);
      worlds.set(stack.name, rerunRules(old, world, change, subjects));
      for (const { document } of subjects) touched.addDocument(document);
      // An absence rests on every stack that holds the object, so one that came or left matters without a report of its own.
      for (const { document } of change.added) touched.addDocument(document);
      for (const { document } of change.removed) touched.addDocument(document);
      for (const file of differing(old.world.stack.files, stack.files)) touched.addFile(file);
    }
  }
  for (const [name, old] of before.worlds) if (!worlds.has(name)) touchAll(old.world.stack, touched);
  return worlds;
}

/** Whether two stacks of one name differ in what bears on all their objects. */
function differsAsWhole(a: Stack, b: Stack): boolean {
  return a.kind !== b.kind || a.namespace !== b.namespace || a.unknowns.objects !== b.unknowns.objects;
}

function touchAll(stack: Stack, touched: Touched): void {
  for (const file of stack.files) touched.addFile(file);
}
