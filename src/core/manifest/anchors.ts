import type { Span } from '../text/span.ts';
import type { ManifestProblem } from './document.ts';
import { maxExpansion, maxRepeated } from './limits.ts';
import type { Node } from './node.ts';

/** The anchors of one document, and how large its aliases make it. */
export class Anchors {
  readonly #named = new Map<string, { readonly node: Node; readonly size: number }>();
  readonly #textLength: number;
  #repeated = 0;
  #exceeded = false;
  /** Nodes read so far; one that an alias repeats counts again, with all that is in it. */
  size = 0;

  constructor(textLength: number) {
    this.#textLength = textLength;
  }

  /** Names a node that was begun when `size` was `before`. A name that stands twice means the last one. */
  set(name: string, node: Node, before: number): void {
    this.#named.set(name, { node, size: this.size - before });
  }

  /** The node that an alias names, or what is wrong with it; `undefined` for all aliases after a limit was reported. */
  resolve(name: string, at: Span): Node | ManifestProblem | undefined {
    const named = this.#named.get(name);
    if (named === undefined)
      return { ...at, code: 'KN001', severity: 'error', message: `No anchor &${name} stands above this alias.` };
    if (this.#exceeded) return undefined;
    const ratio = maxExpansion * Math.max(this.#textLength, 100);
    this.#repeated += named.size;
    if (this.#repeated > Math.min(ratio, maxRepeated)) {
      this.#exceeded = true;
      const how =
        ratio < maxRepeated
          ? `${maxExpansion} times as large as its text`
          : `${maxRepeated / 1_000_000} million values larger`;
      const message = `The aliases of this document would make it more than ${how}. The rest of them is left out.`;
      return { ...at, code: 'KN003', severity: 'warning', message };
    }
    this.size += named.size;
    return named.node;
  }
}
