import { Folder, type FolderContext } from './folder.ts';
import { decodeUri } from './uri.ts';

/** A document of the client: the folder that it belongs to and its path there. */
export interface Located {
  readonly folder: Folder;
  readonly path: string;
}

/**
 * The workspace folders, and one more for documents that lie in none. Folders may lie in each other: each is judged as if it
 * were open alone, and what the innermost one says about a file is what counts.
 */
export class Folders {
  readonly #context: FolderContext;
  readonly #byUri = new Map<string, Folder>();
  readonly #loose: Folder;

  constructor(context: FolderContext) {
    this.#context = context;
    this.#loose = new Folder('', context);
  }

  /** All workspace folders. */
  get all(): readonly Folder[] {
    return [...this.#byUri.values()];
  }

  /** All folders, the one for loose documents included. */
  get everything(): readonly Folder[] {
    return [...this.#byUri.values(), this.#loose];
  }

  /** Resolves when no workspace folder is being read. */
  async whenRead(): Promise<void> {
    for (const folder of this.all) await folder.whenRead();
  }

  /** The workspace folder with the most objects. */
  largest(): Folder | undefined {
    const size = (folder: Folder) => folder.workspace.snapshot.resourceCount;
    return this.all.toSorted((a, b) => size(b) - size(a))[0];
  }

  /** Adds a workspace folder; `undefined` when it is there. */
  add(uri: string): Folder | undefined {
    const key = keyOf(uri);
    if (this.#byUri.has(key)) return undefined;
    const folder = new Folder(withoutSlash(uri), this.#context);
    this.#byUri.set(key, folder);
    return folder;
  }

  /** Removes a workspace folder and returns it. */
  remove(uri: string): Folder | undefined {
    const folder = this.#byUri.get(keyOf(uri));
    this.#byUri.delete(keyOf(uri));
    folder?.dispose();
    return folder;
  }

  /** The innermost folder that holds a document. */
  locate(uri: string): Located {
    const [first, ...others] = this.holding(uri);
    let found = first ?? { folder: this.#loose, path: uri };
    for (const other of others) if (other.path.length < found.path.length) found = other;
    return found;
  }

  /** Every folder that holds a document; the one for loose documents when no other does. */
  holding(uri: string): readonly Located[] {
    const found = this.all.flatMap((folder) => {
      const path = folder.pathOf(uri);
      return path === undefined ? [] : [{ folder, path }];
    });
    return found.length > 0 ? found : [{ folder: this.#loose, path: uri }];
  }

  /** Those of a folder's files about which what the folder says is what counts: no other folder inside it holds them. */
  owned(folder: Folder, paths: Iterable<string>): readonly string[] {
    if (folder.uri === '') return [...paths].filter((path) => this.locate(path).folder === folder);
    const inner = this.all.flatMap(({ uri }) => {
      const path = folder.pathOf(uri);
      return path === undefined ? [] : [`${path}/`];
    });
    return [...paths].filter((path) => !inner.some((prefix) => path.startsWith(prefix)));
  }
}

function withoutSlash(uri: string): string {
  return uri.replace(/\/$/, '');
}

function keyOf(uri: string): string {
  return decodeUri(withoutSlash(uri)) ?? uri;
}
