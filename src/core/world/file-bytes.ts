import type { StackFile } from './stack-file.ts';

/** The contents of files as bytes, which is how charts and kustomizations are read: the same object for the same file. */
export class FileBytes {
  readonly #known = new WeakMap<StackFile, Uint8Array>();

  of(file: StackFile): Uint8Array {
    let bytes = file.bytes ?? this.#known.get(file);
    if (bytes === undefined) {
      bytes = new TextEncoder().encode(file.text);
      this.#known.set(file, bytes);
    }
    return bytes;
  }

  /** Contents by path. */
  byPath(files: readonly StackFile[]): ReadonlyMap<string, Uint8Array> {
    return new Map(files.map((file) => [file.path, this.of(file)]));
  }
}
