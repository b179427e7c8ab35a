import { isAscii, isUtf8 } from 'node:buffer';
import {
  closeSync,
  type Dirent,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Which files of a folder are looked at. */
export interface ScanOptions {
  /** Leave out what `.gitignore` files leave out. */
  readonly gitignore: boolean;
  /** Further gitignore-style patterns relative to the root (`files.exclude`, `ignore:` of the configuration). */
  readonly exclude: readonly string[];
  /** Skip folders of dependencies. */
  readonly skipDependencies: boolean;
}

/** What everybody gets who sets nothing. */
export const defaultScan: ScanOptions = { gitignore: true, exclude: [], skipDependencies: true };

/** The text of a file, or why there is none. */
export type FileText = { readonly text: string } | { readonly unreadable: string };

/** Files over this many bytes are not read. */
export const maxFileBytes = 10_000_000;

const manifestName = /\.(ya?ml|json)$/i;
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

/** Whether a file's name is one that Portolan reads. */
export function isManifestName(name: string): boolean {
  return manifestName.test(name) || name === 'Kustomization';
}

/**
 * Paths of the files to read below `root`, relative to it with `/`, folder by folder in name order. Links to files are
 * followed, links to folders are not (they may run in circles). A folder that cannot be listed goes to `unlisted`.
 */
export function* walk(
  root: string,
  options: ScanOptions,
  unlisted: (path: string, reason: string) => void,
): Generator<string> {
  yield* walkFolder(root, '', rootPatterns(root, options), options, unlisted);
}

function rootPatterns(root: string, options: ScanOptions): IgnoreRules[] {
  const patterns = options.gitignore ? parentIgnores(root) : [];
  if (options.exclude.length > 0) patterns.push({ base: '', rules: ignore().add([...options.exclude]) });
  return patterns;
}

/** The rules of a folder's own `.gitignore`, if it has one. */
function ownIgnores(root: string, folder: string): readonly IgnoreRules[] {
  const own = readText(join(root, folder, '.gitignore'));
  return 'text' in own ? [{ base: folder, rules: ignore().add(own.text) }] : [];
}

/** Whether {@link walk} would yield a path, without listing everything. */
export function walks(root: string, path: string, options: ScanOptions): boolean {
  const names = path.split('/');
  if (!isManifestName(names.at(-1) ?? '')) return false;
  const patterns = rootPatterns(root, options);
  for (let depth = 0, folder = ''; depth < names.length; depth++) {
    const name = names[depth] ?? '';
    if (options.gitignore) patterns.push(...ownIgnores(root, folder));
    folder = folder === '' ? name : `${folder}/${name}`;
    const last = depth === names.length - 1;
    if (!last && options.skipDependencies && dependencyFolders.has(name)) return false;
    if (isIgnored(last ? folder : `${folder}/`, patterns)) return false;
  }
  return true;
}

/** Rules of one `.gitignore`; `base` is its folder relative to the root (with `../` for folders above it). */
interface IgnoreRules {
  readonly base: string;
  /** What has to stand before a path of the root for rules from above it. */
  readonly prefix?: string;
  readonly rules: Ignore;
}

function* walkFolder(
  root: string,
  folder: string,
  inherited: readonly IgnoreRules[],
  options: ScanOptions,
  unlisted: (path: string, reason: string) => void,
): Generator<string> {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    unlisted(folder === '' ? '.' : folder, reasonOf(error));
    return;
  }
  if (options.skipDependencies && isVendored(folder, entries)) return;
  const rules =
    options.gitignore && entries.some(({ name }) => name === '.gitignore')
      ? [...inherited, ...ownIgnores(root, folder)]
      : inherited;
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const entry of entries) {
    const { name } = entry;
    const path = folder === '' ? name : `${folder}/${name}`;
    if (entry.isDirectory()) {
      if (options.skipDependencies && dependencyFolders.has(name)) continue;
      if (!isIgnored(`${path}/`, rules)) yield* walkFolder(root, path, rules, options, unlisted);
    } else if (isManifestName(name) && (entry.isFile() || (entry.isSymbolicLink() && isFile(join(root, path)))))
      if (!isIgnored(path, rules)) yield path;
  }
}

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

/** `.gitignore` files of the folders between the root of the repository and `root`. */
function parentIgnores(root: string): IgnoreRules[] {
  const found: IgnoreRules[] = [];
  for (let folder = root; !existsSync(join(folder, '.git')); ) {
    const parent = dirname(folder);
    if (parent === folder) return [];
    folder = parent;
    const file = readText(join(folder, '.gitignore'));
    if ('text' in file)
      found.unshift({ base: '', prefix: `${toSlashes(relative(folder, root))}/`, rules: ignore().add(file.text) });
  }
  return found;
}

/** A `vendor` folder that a package manager filled. */
function isVendored(folder: string, entries: readonly Dirent[]): boolean {
  return /(^|\/)vendor$/.test(folder) && entries.some(({ name }) => name === 'modules.txt' || name === 'autoload.php');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** A path with `/` whatever the system's separator is. */
export function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** Reads a text; files that are too large, not UTF-8 or not readable say so instead. */
export function readText(path: string): FileText {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const stat = fstatSync(file);
    if (stat.isDirectory()) return { unreadable: 'It is a folder, not a file.' };
    if (stat.size > maxFileBytes) return { unreadable: tooLarge(stat.size) };
    // Pipes and devices say nothing about their size.
    if (!stat.isFile()) return decode(readFileSync(file));
    const buffer = Buffer.allocUnsafe(stat.size);
    let length = 0;
    for (let read = -1; length < stat.size && read !== 0; length += read)
      read = readSync(file, buffer, length, stat.size - length, null);
    return decode(length === buffer.length ? buffer : buffer.subarray(0, length));
  } catch (error) {
    return { unreadable: reasonOf(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The text of some bytes, which have to be UTF-8. */
export function decode(bytes: Buffer): FileText {
  // The engine keeps ASCII in one byte a character when it is told so, and checks it faster than it decodes UTF-8.
  if (isAscii(bytes)) return { text: bytes.toString('latin1') };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8') };
  return { unreadable: 'It is not UTF-8 text. Save it as UTF-8 to have it checked.' };
}

function tooLarge(bytes: number): string {
  return `It is ${(bytes / 1_000_000).toFixed(0)} MB; files over ${maxFileBytes / 1_000_000} MB are left out.`;
}

/** Why the system refused, for people. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'There is no such file or folder.';
  if (code === 'EACCES' || code === 'EPERM') return 'It cannot be read: permission denied.';
  return `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}
