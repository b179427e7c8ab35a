import { fromBytes } from '../go/bytes.ts';
import { TextChange } from '../origin/text-change.ts';
import { attempt, RenderError } from '../problem.ts';

/** A file whose text may be none that can be read, as while somebody types. */
interface Readable {
  readonly path: string;
  /** Without a byte order mark. */
  readonly bytes: Uint8Array;
}

/** What a file comes to. */
export interface Reading<T> {
  /** `undefined` where neither the file nor an earlier text of it can be read. */
  readonly value: T | undefined;
  /** Why the file cannot be read. */
  readonly mistake?: RenderError;
  /** Where an earlier text stands in: how that lies in the present one. */
  readonly change?: TextChange;
}

/** The last texts of files that could be read: each stands in while that of the file cannot. Its owner is the caller. */
export class StandIns {
  readonly #good = new Map<string, Uint8Array>();

  /** Reads a file, or the last text of it that could be read. */
  read<F extends Readable, T>(file: F, work: (file: F) => T): Reading<T> {
    const result = attempt(() => work(file));
    if (!(result instanceof RenderError)) {
      this.#good.set(file.path, file.bytes);
      return { value: result };
    }
    const bytes = this.#good.get(file.path);
    const value = bytes && attempt(() => work({ ...file, bytes }));
    if (bytes === undefined || value === undefined || value instanceof RenderError)
      return { value: undefined, mistake: result };
    return { value, mistake: result, change: new TextChange(file.path, fromBytes(bytes), fromBytes(file.bytes)) };
  }

  /** Lets go of files that are gone. */
  keep(paths: { has(path: string): boolean }): void {
    for (const path of this.#good.keys()) if (!paths.has(path)) this.#good.delete(path);
  }
}
