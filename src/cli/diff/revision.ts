import { posix, relative } from 'node:path';
import { configurationFile } from '../../core/language/configuration.ts';
import { isManifestName } from '../../core/language/files.ts';
import { ContentFiles, type FileContent } from '../../server/node/content.ts';
import {
  decode,
  type FileEntry,
  type FileSource,
  type FileText,
  maxFileBytes,
  toContent,
  tooLarge,
  toSlashes,
} from '../../server/node/scan.ts';
import { Repository, type TreeEntry } from './git.ts';

/** The files of a revision of git. */
export interface Revision {
  /** The files as if they lay where the working tree has them. */
  readonly source: FileSource;
  /** Folders of other repositories in it, from the folder that was asked about. */
  readonly submodules: readonly string[];
}

/** Links lead on to links at most so often. */
const maxHops = 40;

/** What a revision has in the repository that holds a folder; submodules are left out. Throws `GitError`. */
export function openRevision(folder: string, revision: string): Revision {
  const repository = new Repository(folder);
  const prefix = repository.prefix();
  const tree = new Tree(repository, repository.tree(repository.commit(revision)));
  /** Path in the tree of what lies at a path of the machine. */
  const inside = (path: string) => posix.join(prefix, toSlashes(relative(folder, path)));
  return {
    source: {
      list: (path) => tree.list(inside(path)),
      read: (path) => tree.read(inside(path)),
      readContent: (path, limit) => tree.readContent(inside(path), limit),
      kind: (path) => tree.kind(inside(path)),
      isLink: (path) => tree.isLink(inside(path)),
      prepare: (paths) => tree.prepare(paths.map(inside)),
    },
    submodules: tree.submodules.flatMap((path) => {
      const way = posix.relative(prefix, path);
      return way.startsWith('..') ? [] : [way];
    }),
  };
}

const missing: FileText = { unreadable: 'Git has no content for it: it was never fetched or is damaged.' };

/** A tree of git that is asked like a disk. Paths are those of the repository, `.` for its root. */
class Tree {
  readonly submodules: readonly string[];
  readonly #repository: Repository;
  readonly #entries = new Map<string, TreeEntry>();
  /** What folders hold by name. That there is a repository is seen by its own folder, which no tree has. */
  readonly #folders = new Map<string, Set<string>>([
    ['.', new Set()],
    ['.git', new Set()],
  ]);
  readonly #texts = new Map<string, FileText>();
  /** Those content files for which there is room. */
  readonly #contents = new Map<string, FileContent>();
  readonly #contentFiles = new ContentFiles();
  readonly #links = new Map<string, string>();

  constructor(repository: Repository, entries: readonly TreeEntry[]) {
    this.#repository = repository;
    this.submodules = entries.filter(({ type }) => type === 'submodule').map(({ path }) => path);
    for (const entry of entries) {
      if (entry.type === 'submodule') continue;
      this.#entries.set(entry.path, entry);
      for (let path = entry.path; path !== '.'; path = posix.dirname(path)) {
        const folder = posix.dirname(path);
        const known = this.#folders.get(folder);
        if (known === undefined) this.#folders.set(folder, new Set([posix.basename(path)]));
        else known.add(posix.basename(path));
      }
    }
    const links = entries.filter(({ type }) => type === 'link');
    const targets = repository.contents(links.map(({ id }) => id));
    for (const { path, id } of links) this.#links.set(path, targets.get(id)?.toString() ?? '');
    // These say which files are read at all.
    const deciding = new Set(['.gitignore', configurationFile]);
    this.#prepareTexts(entries.filter(({ path }) => deciding.has(posix.basename(path))).map(({ path }) => path));
  }

  list(folder: string): FileEntry[] {
    return [...(this.#folders.get(folder) ?? [])].map((name) => {
      const path = posix.join(folder, name);
      const type = this.#folders.has(path) ? 'folder' : this.#entries.get(path)?.type;
      return { name, isDirectory: () => type === 'folder', isFile: () => type === 'file' };
    });
  }

  kind(path: string): ReturnType<FileSource['kind']> {
    const target = this.#follow(path);
    if (target === undefined) return 'nowhere';
    return this.#folders.has(target) ? 'folder' : 'file';
  }

  isLink(path: string): boolean {
    return this.#links.has(path);
  }

  read(path: string): FileText {
    const entry = this.#fileAt(path);
    if (entry === undefined) return { unreadable: 'There is no such file in the revision.' };
    if (!this.#texts.has(entry.id)) this.#prepareTexts([path]);
    return this.#texts.get(entry.id) ?? missing;
  }

  /** A content file that was prepared. */
  readContent(path: string, limit: number): FileContent | undefined {
    const found = this.#contents.get(this.#fileAt(path)?.id ?? '');
    return found === undefined || found.size > limit ? undefined : found;
  }

  /** Reads files at once. */
  prepare(paths: readonly string[]): void {
    const isManifest = (path: string) => isManifestName(posix.basename(path));
    this.#prepareTexts(paths.filter(isManifest));
    this.#prepareContents(paths.filter((path) => !isManifest(path)));
  }

  #prepareContents(paths: readonly string[]): void {
    const files = paths.flatMap((path) => {
      const id = this.#fileAt(path)?.id;
      return id === undefined || this.#contentFiles.has(path) ? [] : [{ path, id }];
    });
    const sizes = this.#repository.sizes([...new Set(files.map(({ id }) => id))]);
    const wanted = files.filter(({ path, id }) => {
      const size = sizes.get(id);
      return size !== undefined && this.#contentFiles.reserve(path, size);
    });
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, bytes] of this.#repository.contents([...ids])) this.#contents.set(id, toContent(bytes));
  }

  #prepareTexts(paths: readonly string[]): void {
    const ids = new Set<string>();
    for (const path of paths) {
      const entry = this.#fileAt(path);
      if (entry !== undefined && !this.#texts.has(entry.id)) ids.add(entry.id);
    }
    const sizes = this.#repository.sizes([...ids]);
    const contents = this.#repository.contents(
      [...ids].filter((id) => (sizes.get(id) ?? Number.POSITIVE_INFINITY) <= maxFileBytes),
    );
    for (const id of ids) {
      const [bytes, size] = [contents.get(id), sizes.get(id)];
      this.#texts.set(id, bytes !== undefined ? decode(bytes) : size !== undefined ? tooLarge(size) : missing);
    }
  }

  #fileAt(path: string): TreeEntry | undefined {
    const entry = this.#entries.get(this.#follow(path) ?? '');
    return entry?.type === 'file' ? entry : undefined;
  }

  /** Where a path leads when links are followed; `undefined` where that is nothing of this tree. */
  #follow(path: string): string | undefined {
    let at = '.';
    let hops = 0;
    const open = path.split('/').reverse();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      at = posix.join(at, name);
      const target = this.#links.get(at);
      if (target === undefined) continue;
      if (posix.isAbsolute(target) || ++hops > maxHops) return undefined;
      open.push(...target.split('/').reverse());
      at = posix.dirname(at);
    }
    return this.#entries.has(at) || this.#folders.has(at) ? at : undefined;
  }
}
