import { helmFunctions } from '../functions/table.ts';
import { fromBytes } from '../go/bytes.ts';
import { Text } from '../origin/text.ts';
import { attempt, RenderError } from '../problem.ts';
import { type ParsedTemplate, parse } from '../template/index.ts';
import type { Dict } from '../value.ts';
import { Executions } from './executions.ts';

/** A file as it is kept. */
interface Kept {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * What reading the files of charts and executing their templates comes to, between renderings: as long as the bytes of a file
 * are the same object. Its owner is the caller; a new one gives the same answers.
 */
export class RenderCache {
  readonly #templates = new Readings<ParsedTemplate | RenderError>();
  readonly #texts = new Readings<Text>();
  readonly #tables = new Readings<Dict>();
  readonly #archives = new WeakMap<Uint8Array, readonly Kept[]>();
  readonly #executions = new Map<string, Executions>();

  /** A parsed template of some name. Throws {@link RenderError}. */
  template(name: string, file: Kept): ParsedTemplate {
    const { path, bytes } = file;
    const found = this.#templates.get(file, name, () =>
      attempt(() => parse(name, fromBytes(bytes), path, helmFunctions)),
    );
    if (found instanceof RenderError) throw found;
    return found;
  }

  /** The text of a file, which is its own source. */
  text(file: Kept): Text {
    return this.#texts.get(file, '', () => {
      const content = fromBytes(file.bytes);
      const at = { file: file.path, start: 0, end: content.length };
      return Text.of(content, { at, fidelity: 'characters' });
    });
  }

  /** The table in a file, by how it is read. Nobody changes it. Throws {@link RenderError}. */
  table(file: Kept, read: () => Dict): Dict {
    return this.#tables.get(file, '', read);
  }

  /** The files in an archive; `undefined` where it cannot be unpacked. */
  archive(bytes: Uint8Array, unpack: () => readonly Kept[] | undefined): readonly Kept[] | undefined {
    const found = this.#archives.get(bytes) ?? unpack();
    if (found !== undefined) this.#archives.set(bytes, found);
    return found;
  }

  /** What the templates came to in the last rendering of some name. */
  executions(rendering: string): Executions {
    const found = this.#executions.get(rendering) ?? new Executions();
    this.#executions.set(rendering, found);
    return found;
  }
}

/** What files were read as, by their bytes, paths and how they were read. */
class Readings<T> {
  readonly #known = new WeakMap<Uint8Array, Map<string, T>>();

  get({ bytes, path }: Kept, how: string, read: () => T): T {
    const known = this.#known.get(bytes) ?? new Map<string, T>();
    this.#known.set(bytes, known);
    const key = `${path}\0${how}`;
    const found = known.get(key) ?? read();
    known.set(key, found);
    return found;
  }
}
