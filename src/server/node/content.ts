import type { FileChange } from '../../core/language/workspace.ts';

/** Content files over this many bytes are not read; Helm takes no larger ones into a chart. */
const maxFileBytes = 5 * 1024 * 1024;
/** A workspace keeps at most so many content files, which may have {@link maxBytes} together. */
export const maxContentFiles = 20_000;
const maxBytes = 100_000_000;

/** What a content file holds: `bytes` where it is no UTF-8 text. */
export type FileContent = { readonly size: number } & ({ readonly text: string } | { readonly bytes: Uint8Array });

/** The content files of one workspace. They are bounded because a kustomization may lie at the root of anything. */
export class ContentFiles {
  readonly #sizes = new Map<string, number>();
  #total = 0;

  has(path: string): boolean {
    return this.#sizes.has(path);
  }

  /** Reads a file anew by `read`, which is told how large it may be. What is not read is gone. */
  read(path: string, read: (limit: number) => FileContent | undefined): FileChange {
    const limit = this.#release(path);
    const found = limit > 0 ? read(limit) : undefined;
    if (found === undefined) return { path, text: undefined, content: true };
    this.#keep(path, found.size);
    const { size: _, ...content } = { text: '', ...found };
    return { path, content: true, ...content };
  }

  /** Whether there is room for a file of some size, which is then its. */
  reserve(path: string, size: number): boolean {
    const limit = this.#release(path);
    if (limit === 0 || size > limit) return false;
    this.#keep(path, size);
    return true;
  }

  /** Gives up the room of a file; returns how large it may be now. */
  #release(path: string): number {
    this.#total -= this.#sizes.get(path) ?? 0;
    this.#sizes.delete(path);
    return this.#sizes.size < maxContentFiles ? Math.min(maxFileBytes, maxBytes - this.#total) : 0;
  }

  #keep(path: string, size: number): void {
    this.#sizes.set(path, size);
    this.#total += size;
  }
}
