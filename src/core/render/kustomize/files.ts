/** The files that a kustomization may read, by paths relative to its folder. Nothing is read that the caller does not give. */
import type { Origin } from '../origin/origin.ts';
import { joined } from '../paths.ts';
import type { RenderError } from '../problem.ts';
import { absent, Refusal } from './refusal.ts';

/** The content of a file of the workspace, or `undefined` where there is none. */
export type Content = string | Uint8Array | undefined;

export type ReadFile = (path: string) => Content;

export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The files below one folder. */
export class Files {
  readonly #folder: string;
  readonly #read: ReadFile;
  readonly #problem: (error: RenderError) => void;

  constructor(folder: string, read: ReadFile, problem: (error: RenderError) => void) {
    this.#folder = folder;
    this.#read = read;
    this.#problem = problem;
  }

  /** A path of the workspace for one that is relative to the folder. */
  resolve(path: string): string {
    return joined(this.#folder, path);
  }

  /** The names of the kustomization files in a folder. */
  kustomizationsIn(folder: string): readonly string[] {
    return kustomizationNames
      .map((name) => (folder === '' ? name : `${folder}/${name}`))
      .filter((path) => this.#read(path) !== undefined);
  }

  bytes(path: string, at: Origin | undefined): Uint8Array {
    const content = this.#content(path, at);
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  }

  text(path: string, at: Origin | undefined): string {
    const content = this.#content(path, at);
    return decoded(content);
  }

  #content(path: string, at: Origin | undefined): string | Uint8Array {
    const file = this.resolve(path);
    const content = this.#read(file);
    if (content === undefined) throw absent(file, `open ${file}: no such file or directory`, at);
    this.restrict(file, at);
    return content;
  }

  /** Reports a file outside of the folder; it is used all the same. */
  restrict(file: string, at: Origin | undefined): void {
    if (this.#folder === '' || file.startsWith(`${this.#folder}/`)) return;
    this.#problem(new Refusal('restricted', `security; file '${file}' is not in or below '${this.#folder}'`, at));
  }
}

/** The text of a file's content. */
export function decoded(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** Whether an entry of `resources` names something on another machine. */
export function isRemote(entry: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git::|^[\w.-]+@[\w.-]+:|^(?:www\.)?(?:github|gitlab|bitbucket)\.[a-z]+[/:]|\?ref=|_git\/|\.git(?:\/|$)/.test(
    entry,
  );
}
