import { existsSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host.ts';
import { gunzip } from './gunzip.ts';
import { readContent, readText, walk, walkInside, walks } from './scan.ts';

/** The machine's own files. Folders of other schemes hold nothing that could be listed. */
export const nodeHost: Host = {
  list: (folder, options, unlisted) => {
    const root = rootOf(folder);
    return root === undefined ? [] : walk(root, options, unlisted);
  },
  lists: (folder, path, options) => {
    const root = rootOf(folder);
    return root !== undefined && walks(root, path, options);
  },
  at: (folder, path, options) => {
    const root = rootOf(folder);
    const stat = root === undefined ? undefined : statOf(join(root, path));
    if (root === undefined || stat === undefined) return undefined;
    if (stat.isDirectory()) return walkInside(root, path, options, () => undefined);
    return walks(root, path, options) ? [path] : [];
  },
  read: (folder, path, limit) => {
    const root = rootOf(folder);
    const file = root === undefined ? undefined : join(root, path);
    return file === undefined || !existsSync(file) ? undefined : readText(file, false, limit);
  },
  readContent: (folder, path, limit) => {
    const root = rootOf(folder);
    return root === undefined ? undefined : readContent(join(root, path), limit);
  },
  gunzip,
  now: () => performance.now(),
  pause: async () => {
    await setImmediate();
  },
};

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

const roots = new Map<string, string | undefined>();

/** The path of a folder, worked out once: it is asked for with every file. */
function rootOf(folder: string): string | undefined {
  if (!roots.has(folder)) roots.set(folder, toPath(folder));
  return roots.get(folder);
}

function toPath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // A host name that only Windows could reach.
    return undefined;
  }
}
