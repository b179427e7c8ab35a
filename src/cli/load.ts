import { existsSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { configurationFile, readConfiguration } from '../core/language/configuration.ts';
import { isManifestName } from '../core/language/files.ts';
import { type FileChange, type Snapshot, Workspace } from '../core/language/workspace.ts';
import { parseText } from '../core/manifest/parse.ts';
import { allRules } from '../core/rules/all.ts';
import { baseName } from '../core/world/stack-file.ts';
import { ContentFiles } from '../server/node/content.ts';
import { gunzip } from '../server/node/gunzip.ts';
import {
  defaultScan,
  disk,
  type FileSource,
  type FileText,
  type ScanOptions,
  toSlashes,
  walk,
  walks,
} from '../server/node/scan.ts';
import { boundYoungGeneration } from './memory.ts';

/** Something that was found or asked for and is not read. */
export interface Skipped {
  readonly file: string;
  readonly reason: string;
}

/** A workspace as the command line was told to look at it. */
export interface Loaded {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  /** Absolute path of the workspace's root: the folder of `.portolan.yaml`, else the one that holds all paths. */
  readonly root: string;
  /** Whether everything below the root was asked for. */
  readonly isWhole: boolean;
  readonly skipped: readonly Skipped[];
  /** Folders that were named and hold nothing to read. */
  readonly empty: readonly string[];
  /** Whether something that had to be read could not be, so that the answer may lack something. */
  readonly failed: boolean;
  /** How a path of the workspace is printed: relative to the working folder. */
  readonly show: (path: string) => string;
  /** Whether a path of the workspace is a manifest among what was asked for. */
  readonly covers: (path: string) => boolean;
}

/** What is to be loaded. */
export interface LoadOptions {
  readonly paths: readonly string[];
  /** Another configuration file than the workspace's own. */
  readonly config: string | undefined;
  readonly cwd: string;
  /** What standard input held, when a path is `-`. */
  readonly stdin?: FileText | undefined;
  /** One of several states of one workspace; then no paths are nothing. */
  readonly state?: WorkspaceState | undefined;
  /** Another state that was loaded: what it has alike is not worked out again. Its snapshot stays as it is. */
  readonly like?: Loaded | undefined;
}

/** Where a state of a workspace is read. */
export interface WorkspaceState {
  readonly source: FileSource;
  /** The root of the workspace. */
  readonly root: string;
  /** Folders, relative to the root, that are left out. */
  readonly without: readonly string[];
}

/** The workspace's name for what comes from standard input; no file of a folder that is read has it. */
const stdinName = '-';

/** Reads the named files and folders into a workspace. A named file is read whatever ignores it. */
export function load({ paths: asked, config, cwd, stdin, state, like }: LoadOptions): Loaded {
  const paths = asked.length === 0 && state === undefined ? ['.'] : asked;
  const named = [...new Set(paths.filter((path) => path !== stdinName).map((path) => resolve(cwd, path)))];
  const { source, root, without } = state ?? { source: disk, root: workspaceRoot(named, cwd), without: [] };
  const inside = (path: string) => toSlashes(relative(root, path));
  const configPath = config === undefined ? join(root, configurationFile) : resolve(cwd, config);
  const shown = (path: string) => toSlashes(relative(cwd, path)) || '.';
  const show = (path: string) => {
    if (path === stdinName) return stdinName;
    return shown(path === configurationFile ? configPath : join(root, path));
  };
  const changes = new Map<string, FileChange>();
  const contents = new Map<string, FileChange>();
  const contentFiles = new ContentFiles();
  const skipped = new Map<string, Skipped>();
  let failed = false;
  const skip = (file: string, reason: string, how: 'unreadable' | 'left-out') => {
    skipped.set(file, { file, reason });
    failed ||= how === 'unreadable';
  };
  const take = (path: string, found: FileText, isNamed: boolean) => {
    if ('text' in found) changes.set(path, { path, text: found.text });
    else skip(show(path), found.unreadable, found.tooLarge && !isNamed ? 'left-out' : 'unreadable');
  };
  const takeContent = (change: FileChange) => {
    if (change.text !== undefined) contents.set(change.path, change);
  };

  const isConfigured = config !== undefined || source.kind(configPath) !== 'nowhere';
  if (isConfigured) take(configurationFile, source.read(configPath, config !== undefined), true);
  const { text: configText } = changes.get(configurationFile) ?? {};
  const ignored = configText === undefined ? [] : readConfiguration(parseText(configText).root).ignore;
  const scan: ScanOptions = { ...defaultScan, exclude: [...ignored, ...without.map(asPattern)] };
  const folders: string[] = [];
  const files: string[] = [];
  const empty: string[] = [];
  for (const path of named) {
    const kind = source.kind(path);
    if (kind !== 'folder') {
      files.push(inside(path));
      take(inside(path), source.read(path, true), true);
      continue;
    }
    folders.push(inside(path));
    const unlisted = (entry: string, reason: string, how: 'unreadable' | 'left-out') => skip(show(entry), reason, how);
    const found = [...walk(root, scan, unlisted, inside(path), source)].filter(
      (file) => file !== configurationFile || !isConfigured,
    );
    source.prepare?.(found.map((file) => join(root, file)));
    for (const [index, file] of found.entries()) {
      if (index % 256 === 0) boundYoungGeneration();
      if (changes.has(file) || contents.has(file)) continue;
      const at = join(root, file);
      if (isManifest(file)) take(file, source.read(at), false);
      else takeContent(contentFiles.read(file, (limit) => source.readContent(at, limit)));
    }
    if (!found.some(isManifest)) empty.push(shown(path));
  }
  if (stdin !== undefined) take(stdinName, stdin, true);

  const isWhole = folders.includes('');
  const known = like?.isWhole === isWhole ? like : undefined;
  const workspace = known?.workspace ?? new Workspace({ rules: allRules, partial: !isWhole, gunzip, states: true });
  const { snapshot } = workspace.update(changesSince(known?.snapshot, new Map([...contents, ...changes])));
  const isNothing = [...changes.keys()].every((path) => path === configurationFile);
  return {
    workspace,
    snapshot,
    root,
    isWhole,
    skipped: [...skipped.values()],
    empty,
    failed: failed || (isNothing && skipped.size > 0) || (changes.size === 0 && empty.length > 0),
    show,
    covers: (path) =>
      files.includes(path) ||
      (path === configurationFile && isConfigured) ||
      (isManifest(path) &&
        folders.some((folder) => folder === '' || path.startsWith(`${folder}/`)) &&
        walks(root, path, scan, source)),
  };
}

/** What makes a state of some files, from nothing or from another state. */
function changesSince(before: Snapshot | undefined, files: ReadonlyMap<string, FileChange>): readonly FileChange[] {
  if (before === undefined) return [...files.values()];
  return [
    ...[...before.files.keys()].filter((path) => !files.has(path)).map((path) => ({ path, text: undefined })),
    // What has no text may have other bytes.
    ...[...files.values()].filter(({ path, text }) => text === '' || before.files.get(path)?.text !== text),
  ];
}

function isManifest(path: string): boolean {
  return isManifestName(baseName(path));
}

/** A pattern of `.gitignore` files that means one folder. */
function asPattern(folder: string): string {
  return `/${folder.replaceAll(/[\\*?[\]!#\s]/g, '\\$&')}/`;
}

/** The nearest folder above all paths with a configuration file, else the deepest folder that holds them all. */
export function workspaceRoot(paths: readonly string[], cwd: string): string {
  const folders = paths.map((path) => (statOf(path)?.isDirectory() === true ? path : dirname(path)));
  let common = folders[0] ?? cwd;
  for (const folder of folders) while (!holds(common, folder) && common !== dirname(common)) common = dirname(common);
  for (let folder = common; ; folder = dirname(folder)) {
    if (existsSync(join(folder, configurationFile))) return folder;
    // Above the repository's root or the file system's nothing belongs to this workspace.
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return common;
  }
}

function holds(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !/^\.\.[/\\]/.test(way);
}

/** What lies at a path, `undefined` when nothing can be known about it. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
