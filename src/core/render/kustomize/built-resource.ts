import type { Source } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import type { Dict, Item } from '../value.ts';
import { emitAgain } from '../yaml/emit.ts';
import type { Written } from '../yaml/part.ts';

/** A resource of a build. Nobody changes it: builds that come to the same share it. */
export class BuiltResource implements Item {
  readonly value: Dict;
  readonly source: Source | undefined;
  #written: Written | undefined;
  /** What the same resource was written as before, until this one is. */
  #before: Written | undefined;

  constructor(value: Dict, source: Source | undefined, before: BuiltResource | undefined) {
    this.value = value;
    this.source = source;
    this.#before = before && (before.#written ?? before.#before);
  }

  /** As kustomize prints it, with the sources of its parts. */
  get text(): Text {
    this.#written ??= emitAgain(this, this.#before);
    this.#before = undefined;
    return this.#written.text;
  }
}
