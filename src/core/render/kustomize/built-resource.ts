import { lazily } from '../../text/lazily.ts';
import type { Source } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import type { Dict, Item } from '../value.ts';
import { emitYaml } from '../yaml/emit.ts';

/** A resource of a build. Nobody changes it: builds that come to the same share it. */
export class BuiltResource implements Item {
  readonly value: Dict;
  readonly source: Source | undefined;
  readonly #text = lazily(() => emitYaml(this));

  constructor(value: Dict, source: Source | undefined) {
    this.value = value;
    this.source = source;
  }

  /** As kustomize prints it, with the sources of its parts. */
  get text(): Text {
    return this.#text();
  }
}
