import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { configurationFile, readConfiguration } from '../core/language/configuration.ts';
import { type FileChange, type Snapshot, Workspace } from '../core/language/workspace.ts';
import { parseText } from '../core/manifest/parse.ts';
import { allRules } from '../core/rules/all.ts';
import { decode, defaultScan, isManifestName, readText, reasonOf, toSlashes, walk } from '../server/node/scan.ts';

/** Something that was asked for and could not be read. */
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
  readonly skipped: readonly Skipped[];
  /** Whether a path that was named could not be read. */
  readonly failed: boolean;
  /** How a path of the workspace is printed: relative to the working folder. */
  readonly show: (path: string) => string;
}

/** What is to be loaded. */
export interface LoadOptions {
  readonly paths: readonly string[];
  /** Another configuration file than the workspace's own. */
  readonly config: string | undefined;
  readonly cwd: string;
  /** Text of standard input, when a path is `-`. */
  readonly stdin?: () => Buffer;
}

/** Name of what comes from standard input. */
export const stdinName = 'stdin.yaml';

/** Reads the named files and folders into a workspace. A named file is read whatever ignores it. */
export function load(options: LoadOptions): Loaded {
  const { cwd } = options;
  const paths = options.paths.length === 0 ? ['.'] : options.paths;
  const named = paths.filter((path) => path !== '-').map((path) => resolve(cwd, path));
  const root = workspaceRoot(named, cwd);
  const show = (path: string) =>
    path === stdinName && paths.includes('-') ? path : toSlashes(relative(cwd, join(root, path))) || '.';
  const changes = new Map<string, FileChange>();
  const skipped: Skipped[] = [];
  let failed = false;
  const take = (path: string, found: ReturnType<typeof readText>, asked: boolean) => {
    if ('text' in found) changes.set(path, { path, text: found.text });
    else {
      skipped.push({ file: show(path), reason: found.unreadable });
      failed ||= asked;
    }
  };
  const config = options.config ?? join(root, configurationFile);
  const configText = readText(resolve(cwd, config));
  if (options.config !== undefined && !('text' in configText)) take(options.config, configText, true);
  if ('text' in configText) changes.set(configurationFile, { path: configurationFile, text: configText.text });
  const exclude = 'text' in configText ? readConfiguration(parseText(configText.text).root).ignore : [];
  for (const path of named) {
    const inside = toSlashes(relative(root, path));
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      const prefix = inside === '' ? '' : `${inside}/`;
      for (const file of walk(path, { ...defaultScan, exclude }, (folder, reason) =>
        skipped.push({ file: show(prefix + folder), reason }),
      ))
        if (!changes.has(prefix + file)) take(prefix + file, readText(join(path, file)), false);
    } else take(inside, readText(path), true);
  }
  if (paths.includes('-') && options.stdin !== undefined) {
    try {
      take(stdinName, decode(options.stdin()), true);
    } catch (error) {
      take(stdinName, { unreadable: reasonOf(error) }, true);
    }
  }
  const workspace = new Workspace({ rules: allRules });
  const { snapshot } = workspace.update([...changes.values()]);
  return { workspace, snapshot, root, skipped, failed, show };
}

/** The nearest folder above all paths with a configuration file, else the deepest folder that holds them all. */
function workspaceRoot(paths: readonly string[], cwd: string): string {
  const folders = paths.map((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path),
  );
  let common = folders[0] ?? cwd;
  for (const folder of folders)
    while (relative(common, folder).startsWith('..') && common !== dirname(common)) common = dirname(common);
  for (let folder = common; ; folder = dirname(folder)) {
    if (existsSync(join(folder, configurationFile))) return folder;
    // Above the repository's root or the file system's nothing belongs to this workspace.
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return common;
  }
}

/** Whether a file would be read when its folder is; used by watchers. */
export function isWatched(path: string): boolean {
  return isManifestName(basename(path)) || basename(path) === configurationFile;
}

/** Standard input as bytes. */
export function readStdin(): Buffer {
  return readFileSync(0);
}
