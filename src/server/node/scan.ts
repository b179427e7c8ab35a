import { isAscii, isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isManifestName, renderedNames } from '../../core/language/files.ts';
import { readPattern } from '../../core/language/patterns.ts';
import { byText } from '../../core/text/words.ts';
import { baseName, folderOf } from '../../core/world/stack-file.ts';
import { type FileContent, maxContentFiles } from './content.ts';

/** Which files of a folder are looked at. */
export interface ScanOptions {
  /** Leave out what `.gitignore` files leave out. */
  readonly gitignore: boolean;
  /** Further gitignore-style patterns relative to the root (`ignore:` of the configuration). */
  readonly exclude: readonly string[];
  /** Globs of what the editor hides, as `files.exclude` has them: of paths from the root, folders with all they hold. */
  readonly hidden?: readonly string[];
  /** Skip folders of dependencies. */
  readonly skipDependencies: boolean;
}

/** What everybody gets who sets nothing. */
export const defaultScan: ScanOptions = { gitignore: true, exclude: [], skipDependencies: true };

/** Why a file has no text. */
interface NoText {
  readonly unreadable: string;
  readonly tooLarge?: boolean;
}

/** The text of a file, or why there is none. */
export type FileText = { readonly text: string } | NoText;

/** Told of what lies in a folder and is not read: `unreadable` what should be, `left-out` what is no file. */
export type Unlisted = (path: string, reason: string, how: 'unreadable' | 'left-out') => void;

/** Something in a folder; links are neither folder nor file. */
export type FileEntry = Pick<Dirent, 'name' | 'isDirectory' | 'isFile'>;

/** Where a scan looks: the disk, or what stands for it. Paths are absolute. */
export interface FileSource {
  /** What a folder holds; throws what the system says. */
  readonly list: (folder: string) => FileEntry[];
  /** Reads a text; `named` where somebody named it. */
  readonly read: (path: string, named?: boolean) => FileText;
  /** Reads a content file; `undefined` for one over `limit` bytes and for what cannot be read. */
  readonly readContent: (path: string, limit: number) => FileContent | undefined;
  /** What lies at a path when links are followed. */
  readonly kind: (path: string) => 'file' | 'folder' | 'nowhere' | 'other';
  readonly isLink: (path: string) => boolean;
  /** Told which files are read next, where reading many at once is cheaper. */
  readonly prepare?: (paths: readonly string[]) => void;
}

/** Files over this many bytes are not read. */
export const maxFileBytes = 10_000_000;

const dependencyFolders = new Set([
  'node_modules',
  'bower_components',
  '.git',
  '.hg',
  '.svn',
  '.terraform',
  '.venv',
  '__pycache__',
]);

/** What version control keeps for itself: no content of anything. */
const repositoryFolders = new Set(['.git', '.hg', '.svn']);

/**
 * Paths of the files to read below `root`, relative to it with `/`, folder by folder in name order; only those below the
 * folder `from` if that is given. They are manifests and, in folders that are rendered and below them, content files. Links
 * to files are followed, links to folders are not (they may run in circles). Rules that ignore the folder which was asked
 * for do not count.
 */
export function* walk(
  root: string,
  options: ScanOptions,
  unlisted: Unlisted,
  from = '',
  source = disk,
): Generator<string> {
  const rules = rootPatterns(root, options, source);
  let folder = '';
  for (const name of from === '' ? [] : from.split('/')) {
    if (options.gitignore) rules.push(...ownIgnores(root, folder, source));
    folder = folder === '' ? name : `${folder}/${name}`;
  }
  const asked = from !== '' && isIgnored(`${from}/`, rules) ? [] : rules;
  const within = from !== '' && isRendered(root, from, source);
  yield* walkFolder({ root, options, unlisted, source, contentFiles: 0 }, from, asked, within);
}

function rootPatterns(root: string, options: ScanOptions, source: FileSource): IgnoreRules[] {
  const patterns = options.gitignore ? parentIgnores(root, source) : [];
  if (options.exclude.length > 0) patterns.push({ base: '', rules: ignore().add([...options.exclude]) });
  for (const glob of options.hidden ?? []) {
    const pattern = readPattern(glob.replace(/\/$/, ''));
    if (!('matches' in pattern)) continue;
    const test = (path: string) => ({ ignored: pattern.matches(path.replace(/\/$/, '')), unignored: false });
    patterns.push({ base: '', rules: { test } });
  }
  return patterns;
}

/** The rules of a folder's own `.gitignore`, if it has one. */
function ownIgnores(root: string, folder: string, source: FileSource): readonly IgnoreRules[] {
  const own = source.read(join(root, folder, '.gitignore'));
  return 'text' in own ? [{ base: folder, rules: ignore().add(own.text) }] : [];
}

/** Whether {@link walk} would yield a path, without listing everything. The file itself need not be there. */
export function walks(root: string, path: string, options: ScanOptions, source = disk): boolean {
  const isWanted = isManifestName(baseName(path)) || isRendered(root, folderOf(path), source);
  return isWanted && reaches(root, path, options, 'file', source);
}

/** Whether the files of a folder are content of what is rendered there or in a folder around it. */
function isRendered(root: string, folder: string, source: FileSource): boolean {
  if (repositoryFolders.has(baseName(folder))) return false;
  if (renderedNames.some((name) => source.kind(join(root, folder, name)) === 'file')) return true;
  return folder !== '' && isRendered(root, folderOf(folder), source);
}

/** What {@link walk} would yield below one of the root's folders; nothing when it does not come there. */
export function* walkInside(root: string, folder: string, options: ScanOptions, unlisted: Unlisted): Generator<string> {
  if (reaches(root, folder, options, 'folder', disk)) yield* walk(root, options, unlisted, folder);
}

/** Whether {@link walk} comes to a path, whatever its name is. */
function reaches(
  root: string,
  path: string,
  options: ScanOptions,
  kind: 'file' | 'folder',
  source: FileSource,
): boolean {
  const names = path.split('/');
  const patterns = rootPatterns(root, options, source);
  for (let depth = 0, above = ''; depth < names.length; depth++) {
    const name = names[depth] ?? '';
    if (options.gitignore) patterns.push(...ownIgnores(root, above, source));
    above = above === '' ? name : `${above}/${name}`;
    const isFolder = kind === 'folder' || depth < names.length - 1;
    if (isIgnored(isFolder ? `${above}/` : above, patterns)) return false;
    const isSkipped = () => options.skipDependencies && isDependency(root, above, source);
    if (isFolder && (source.isLink(join(root, above)) || isSkipped())) return false;
  }
  return true;
}

/** Whether a folder is one of dependencies, by its name or by what a package manager wrote there. */
function isDependency(root: string, folder: string, source: FileSource): boolean {
  const name = baseName(folder);
  if (name === 'vendor') return vendorMarks.some((mark) => source.kind(join(root, folder, mark)) !== 'nowhere');
  return dependencyFolders.has(name);
}

/** Rules of one `.gitignore`; `base` is its folder relative to the root (with `../` for folders above it). */
interface IgnoreRules {
  readonly base: string;
  /** What has to stand before a path of the root for rules from above it. */
  readonly prefix?: string;
  readonly rules: Pick<Ignore, 'test'>;
}

/** What all folders of one walk have in common. */
interface Walk {
  readonly root: string;
  readonly options: ScanOptions;
  readonly unlisted: Unlisted;
  readonly source: FileSource;
  /** How many content files were found. */
  contentFiles: number;
}

/** Walks one folder; `within` one that is rendered, or not. */
function* walkFolder(
  walk: Walk,
  folder: string,
  inherited: readonly IgnoreRules[],
  within: boolean,
): Generator<string> {
  const { root, options, unlisted, source } = walk;
  let entries: FileEntry[];
  try {
    entries = source.list(join(root, folder));
  } catch (error) {
    unlisted(folder === '' ? '.' : folder, reasonOf(error), 'unreadable');
    return;
  }
  if (options.skipDependencies && isVendored(folder, entries)) return;
  const rules =
    options.gitignore && entries.some(({ name }) => name === '.gitignore')
      ? [...inherited, ...ownIgnores(root, folder, source)]
      : inherited;
  entries.sort((a, b) => byText(a.name, b.name));
  const isFile = (entry: FileEntry) =>
    entry.isFile() || (!entry.isDirectory() && source.kind(join(root, folder, entry.name)) === 'file');
  const hasContent =
    !repositoryFolders.has(baseName(folder)) &&
    (within || entries.some((entry) => renderedNames.includes(entry.name) && isFile(entry)));
  for (const entry of entries) {
    const { name } = entry;
    const path = folder === '' ? name : `${folder}/${name}`;
    if (entry.isDirectory()) {
      if (options.skipDependencies && dependencyFolders.has(name)) continue;
      if (!isIgnored(`${path}/`, rules)) yield* walkFolder(walk, path, rules, hasContent);
    } else if (isManifestName(name) && !isIgnored(path, rules)) {
      const target = entry.isFile() ? 'file' : source.kind(join(root, path));
      if (target === 'file') yield path;
      // Emacs marks a file that somebody edits with a link to nowhere.
      else if (target === 'nowhere' && !name.startsWith('.#')) unlisted(path, 'The link leads nowhere.', 'unreadable');
      else if (target === 'other') unlisted(path, notAFile, 'left-out');
    } else if (hasContent && walk.contentFiles < maxContentFiles && isFile(entry) && !isIgnored(path, rules)) {
      walk.contentFiles++;
      yield path;
    }
  }
}

const notAFile = 'It is a pipe, socket or device, not a file.';

/** The files of the machine. */
export const disk: FileSource = {
  list: (folder) => readdirSync(folder, { withFileTypes: true }),
  read: (path, named) => readText(path, named),
  readContent,
  kind: (path) => {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return 'nowhere';
      return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
    } catch {
      return 'nowhere';
    }
  },
  isLink: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true,
};

function isIgnored(path: string, rules: readonly IgnoreRules[]): boolean {
  let ignored = false;
  for (const { base, prefix = '', rules: own } of rules) {
    const inner = prefix + (base === '' ? path : path.slice(base.length + 1));
    const verdict = own.test(inner);
    if (verdict.ignored) ignored = true;
    else if (verdict.unignored) ignored = false;
  }
  return ignored;
}

/** `.gitignore` files of the folders between the root of the repository and `root`; none when they ignore `root` itself. */
function parentIgnores(root: string, source: FileSource): IgnoreRules[] {
  const found: IgnoreRules[] = [];
  for (let folder = root; source.kind(join(folder, '.git')) === 'nowhere'; ) {
    const parent = dirname(folder);
    if (parent === folder) return [];
    folder = parent;
    const file = source.read(join(folder, '.gitignore'));
    if ('text' in file)
      found.unshift({ base: '', prefix: `${toSlashes(relative(folder, root))}/`, rules: ignore().add(file.text) });
  }
  return isIgnored('', found) ? [] : found;
}

/** What a package manager writes into a `vendor` folder. */
const vendorMarks = ['modules.txt', 'autoload.php'];

/** A `vendor` folder that a package manager filled. */
function isVendored(folder: string, entries: readonly FileEntry[]): boolean {
  return /(^|\/)vendor$/.test(folder) && entries.some(({ name }) => vendorMarks.includes(name));
}

/** A path with `/` whatever the system's separator is. */
export function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/**
 * Reads a text; files that are too large, not UTF-8 or not readable say so instead. Pipes and devices may wait for ever and
 * have no end, so they are read only where somebody named one. `limit` is in bytes.
 */
export function readText(path: string, named = false, limit = maxFileBytes): FileText {
  const found = readBytes(path, named, limit);
  return Buffer.isBuffer(found) ? decode(found, limit) : found;
}

/** Reads a content file; `undefined` for one over `limit` bytes and for what cannot be read. */
export function readContent(path: string, limit: number): FileContent | undefined {
  const found = readBytes(path, false, limit);
  return Buffer.isBuffer(found) ? toContent(found) : undefined;
}

/** A content file of some bytes, which it does not hold on to. */
export function toContent(bytes: Buffer): FileContent {
  const found = decode(bytes, bytes.length);
  return { size: bytes.length, ...('text' in found ? found : { bytes: new Uint8Array(bytes) }) };
}

/** The bytes of a file, or why there are none. */
function readBytes(path: string, named: boolean, limit: number): Buffer | NoText {
  let file: number | undefined;
  try {
    file = openSync(path, named ? 'r' : withoutWaiting);
    const stat = fstatSync(file);
    if (stat.isDirectory()) return { unreadable: 'It is a folder, not a file.' };
    if (!stat.isFile()) return named ? readStream(file) : { unreadable: notAFile };
    if (stat.size > limit) return tooLarge(stat.size, limit);
    const buffer = Buffer.allocUnsafe(stat.size);
    let length = 0;
    for (let read = -1; length < stat.size && read !== 0; length += read)
      read = readSync(file, buffer, length, stat.size - length, null);
    return length === buffer.length ? buffer : buffer.subarray(0, length);
  } catch (error) {
    return { unreadable: reasonOf(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Opens a pipe that nobody writes to without waiting for somebody; Windows has no such pipes. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads what says nothing about its size, up to the size that a file may have. */
function readStream(file: number): Buffer | NoText {
  const chunks: Buffer[] = [];
  let length = 0;
  for (let read = -1; read !== 0 && length <= maxFileBytes; length += read) {
    const chunk = Buffer.allocUnsafe(65_536);
    read = readSync(file, chunk, 0, chunk.length, null);
    chunks.push(chunk.subarray(0, read));
  }
  return length > maxFileBytes ? tooLarge(undefined) : Buffer.concat(chunks);
}

/** The text of some bytes, which have to be UTF-8 and not too many. */
export function decode(bytes: Buffer, limit = maxFileBytes): FileText {
  if (bytes.length > limit) return tooLarge(bytes.length, limit);
  // The engine keeps ASCII in one byte a character when it is told so, and checks it faster than it decodes UTF-8.
  if (isAscii(bytes)) return { text: bytes.toString('latin1') };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8') };
  return { unreadable: 'It is not UTF-8 text. Save it as UTF-8 to have it checked.' };
}

/** Why a file of so many bytes is not read. */
export function tooLarge(bytes: number | undefined, limit = maxFileBytes): NoText {
  const size = bytes === undefined ? 'too large' : `${(bytes / 1_000_000).toFixed(1)} MB`;
  return { unreadable: `It is ${size}; files over ${limit / 1_000_000} MB are left out.`, tooLarge: true };
}

/** Why the system refused, for people. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'There is no such file or folder.';
  if (code === 'EACCES' || code === 'EPERM') return 'It cannot be read: permission denied.';
  if (code === 'ENXIO') return notAFile;
  if (code === 'ELOOP') return 'It cannot be read: its links run in a circle.';
  return `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}
