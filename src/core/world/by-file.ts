import type { Resource } from '../resources/resource.ts';
import { byText } from '../text/words.ts';

/** What stands in a document. */
interface InDocument {
  readonly document: { readonly file: string };
}

/** Orders objects by their file. Array.prototype.sort is stable, so objects of one file stay in order. */
export function byFile(a: InDocument, b: InDocument): number {
  return byText(a.document.file, b.document.file);
}

/**
 * Objects sorted by file in which those of some files are exchanged: `before` are objects of these files that the list
 * holds, `after` those that take their place, both sorted by file. Costs what the exchanged files cost, and one copy.
 */
export function exchange(
  resources: readonly Resource[],
  before: readonly Resource[],
  after: readonly Resource[],
): readonly Resource[] {
  const parts: (readonly Resource[])[] = [];
  let done = 0;
  let from = 0;
  let to = 0;
  while (from < before.length || to < after.length) {
    const old = before[from]?.document.file;
    const now = after[to]?.document.file;
    const file = old === undefined || (now !== undefined && now < old) ? now : old;
    if (file === undefined) break;
    const start = firstOf(resources, file, done);
    parts.push(resources.slice(done, start));
    const first = to;
    while (before[from]?.document.file === file) from++;
    while (after[to]?.document.file === file) to++;
    parts.push(after.slice(first, to));
    done = start;
    while (resources[done]?.document.file === file) done++;
  }
  parts.push(resources.slice(done));
  return parts.flat();
}

/** Where the objects of a file begin in a list sorted by file, or would. */
function firstOf(resources: readonly Resource[], file: string, from: number): number {
  let low = from;
  let high = resources.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byText(resources[middle]?.document.file ?? '', file) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
