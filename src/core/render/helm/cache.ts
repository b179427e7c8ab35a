import { helmFunctions } from '../functions/table.ts';
import { fromBytes } from '../go/bytes.ts';
import { Text } from '../origin/text.ts';
import { attempt, RenderError } from '../problem.ts';
import { type ParsedTemplate, parse } from '../template/index.ts';
import type { Dict } from '../value.ts';

/** A file as it is kept. */
interface Kept {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * What reading the files of charts comes to, between renderings: as long as the bytes of a file are the same object. Its owner is
 * the caller; a new one gives the same answers.
 */
export class RenderCache {
  readonly #templates = new WeakMap<Uint8Array, Map<string, ParsedTemplate | RenderError>>();
  readonly #texts = new WeakMap<Uint8Array, Text>();
  readonly #tables = new WeakMap<Uint8Array, Dict>();

  /** A parsed template of some name. Throws {@link RenderError}. */
  template(name: string, { path, bytes }: Kept): ParsedTemplate {
    const named = this.#templates.get(bytes) ?? new Map<string, ParsedTemplate | RenderError>();
    this.#templates.set(bytes, named);
    const found = named.get(name) ?? attempt(() => parse(name, fromBytes(bytes), path, helmFunctions));
    named.set(name, found);
    if (found instanceof RenderError) throw found;
    return found;
  }

  /** The text of a file, which is its own source. */
  text({ path, bytes }: Kept): Text {
    const known = this.#texts.get(bytes);
    if (known !== undefined) return known;
    const content = fromBytes(bytes);
    const text = Text.of(content, { at: { file: path, start: 0, end: content.length }, fidelity: 'characters' });
    this.#texts.set(bytes, text);
    return text;
  }

  /** The table in a file, by how it is read. Nobody changes it. Throws {@link RenderError}. */
  table({ bytes }: Kept, read: () => Dict): Dict {
    const found = this.#tables.get(bytes) ?? read();
    this.#tables.set(bytes, found);
    return found;
  }
}
