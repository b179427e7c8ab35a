import type { Folder } from './folder.ts';

/** A document of the client: the folder that it belongs to and its path there. */
export interface Located {
  readonly folder: Folder;
  readonly path: string;
}

/** The workspace folders, and one more for documents that lie in none. */
export class Folders {
  readonly #make: (uri: string) => Folder;
  readonly #byUri = new Map<string, Folder>();
  readonly #loose: Folder;

  constructor(make: (uri: string) => Folder) {
    this.#make = make;
    this.#loose = make('');
  }

  /** All workspace folders. */
  get all(): readonly Folder[] {
    return [...this.#byUri.values()];
  }

  /** All folders, the one for loose documents included. */
  get everything(): readonly Folder[] {
    return [...this.#byUri.values(), this.#loose];
  }

  /** Adds a workspace folder, unless it is there. */
  add(uri: string): Folder {
    const trimmed = uri.replace(/\/+$/, '');
    let folder = this.#byUri.get(trimmed);
    if (folder === undefined) {
      folder = this.#make(trimmed);
      this.#byUri.set(trimmed, folder);
    }
    return folder;
  }

  /** Removes a workspace folder and returns it. */
  remove(uri: string): Folder | undefined {
    const trimmed = uri.replace(/\/+$/, '');
    const folder = this.#byUri.get(trimmed);
    this.#byUri.delete(trimmed);
    return folder;
  }

  /** The innermost folder that holds a document. */
  locate(uri: string): Located {
    let found: Located = { folder: this.#loose, path: uri };
    for (const folder of this.#byUri.values()) {
      const path = folder.pathOf(uri);
      if (path !== undefined && folder.uri.length > found.folder.uri.length) found = { folder, path };
    }
    return found;
  }
}
