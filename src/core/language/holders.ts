import type { ManifestDocument } from '../manifest/document.ts';
import type { Resource } from '../resources/resource.ts';
import type { RuleReport, WorldReports } from '../rules/run.ts';
import { sameItems } from '../world/common-ends.ts';
import { groupBy } from '../world/group-by.ts';
import type { Stack } from '../world/stack.ts';
import { type Holder, reportsByDocument } from './findings.ts';

/** Documents asked about one by one before an index of the whole stack pays. */
const few = 64;

/** Which stacks hold a file, and what they say about its documents. Put in order when first asked. */
export class StackHolders {
  readonly #stacks: readonly StackHolder[];
  readonly #files: readonly (readonly string[])[];
  /** Positions in `#stacks` by file; shared with later states as long as every stack holds the same files. */
  #positions: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(worlds: readonly WorldReports[], before: StackHolders | undefined) {
    this.#stacks = worlds.map((reports) => new StackHolder(reports));
    this.#files = this.#stacks.map(({ stack }) => stack.files);
    if (before !== undefined && sameItems(before.#files, this.#files)) this.#positions = before.#positions;
  }

  /** The stacks that hold a file, in their order. */
  of(path: string): readonly StackHolder[] {
    this.#positions ??= positionsByFile(this.#files);
    return (this.#positions.get(path) ?? []).flatMap((position) => this.#stacks[position] ?? []);
  }
}

function positionsByFile(files: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  for (const [position, paths] of files.entries())
    for (const path of paths) {
      const known = positions.get(path);
      if (known === undefined) positions.set(path, [position]);
      else known.push(position);
    }
  return positions;
}

/** One stack with its reports by document. */
class StackHolder {
  readonly stack: Stack;
  readonly #reports: WorldReports;
  #asked = 0;
  #index:
    | {
        readonly resources: ReadonlyMap<ManifestDocument, readonly Resource[]>;
        readonly reports: ReadonlyMap<ManifestDocument, readonly RuleReport[]>;
      }
    | undefined;

  constructor(reports: WorldReports) {
    this.stack = reports.world.stack;
    this.#reports = reports;
  }

  /** What the stack knows of a document. */
  holder(document: ManifestDocument): Holder {
    const { stack } = this;
    // After an edit a document or two are asked for, at first all of them.
    if (this.#asked++ < few) {
      const resources = this.#reports.world.ofDocument(document);
      return { stack, resources, reports: reportsOn(resources, this.#reports) };
    }
    this.#index ??= {
      resources: groupBy(this.#reports.world.resources, (resource) => resource.document),
      reports: reportsByDocument(this.#reports),
    };
    return {
      stack,
      resources: this.#index.resources.get(document) ?? [],
      reports: this.#index.reports.get(document) ?? [],
    };
  }
}

function reportsOn(resources: readonly Resource[], { byRule }: WorldReports): readonly RuleReport[] {
  const found: RuleReport[] = [];
  for (const bySubject of byRule.values())
    for (const resource of resources) found.push(...(bySubject.get(resource) ?? []));
  return found;
}
