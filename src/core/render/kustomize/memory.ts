import type { Text } from '../origin/text.ts';
import type { RenderError } from '../problem.ts';
import type { Dict } from '../value.ts';
import type { BuiltResource } from './built-resource.ts';
import type { Accumulation, Report } from './context.ts';
import { type Content, decoded } from './files.ts';
import type { Patch } from './patches.ts';
import type { Resource } from './resource.ts';

/** What files were read as, as long as their texts are the same. */
class Readings<T> {
  readonly #known = new Map<string, { content: Content; readonly text: string; readonly value: T }>();

  /** What a file is read as. `read` may throw, then it is asked again. */
  get(path: string, content: Content, read: (text: string) => T): T {
    const known = this.#known.get(path);
    if (known !== undefined && known.content === content) return known.value;
    const text = decoded(content ?? '');
    if (known?.text === text) {
      known.content = content;
      return known.value;
    }
    const value = read(text);
    this.#known.set(path, { content, text, value });
    return value;
  }
}

/** What a kustomization file states, `undefined` where that is nothing, and what is refused about it. */
export interface DecodedKustomization {
  readonly dict: Dict | undefined;
  readonly problems: readonly RenderError[];
}

/** What the kustomization of a folder came to, with all that it read and reported for that. */
export interface Base {
  readonly dict: Dict;
  readonly reads: ReadonlyMap<string, Content>;
  /** The folders that it included. */
  readonly folders: ReadonlySet<string>;
  readonly reports: ReadonlyMap<unknown, (report: Report) => void>;
  /** What it took of what one build may use up. */
  readonly taken: number;
  readonly result: Accumulation;
}

/** What builds keep of a folder for those that follow. */
export class FolderMemory {
  readonly kustomizations = new Readings<DecodedKustomization>();
  readonly resources = new Readings<readonly Resource[]>();
  readonly patches = new Readings<Patch>();
  /** Patches that stand in the kustomization itself. */
  readonly inlinePatches = new WeakMap<Text, Patch>();
  /** What includers get of it. */
  base: Base | undefined;
  /** What a build of the folder itself gave, by what it is called and by what it was called first. */
  built: ReadonlyMap<string, BuiltResource> = new Map();
}
