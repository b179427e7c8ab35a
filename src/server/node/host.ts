import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host.ts';
import { readText, walk, walks } from './scan.ts';

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
  read: (folder, path) => {
    const root = rootOf(folder);
    const file = root === undefined ? undefined : join(root, path);
    return file === undefined || !existsSync(file) ? undefined : readText(file);
  },
  now: () => performance.now(),
  pause: async () => {
    await setImmediate();
  },
};

function rootOf(folder: string): string | undefined {
  return folder.startsWith('file:') ? fileURLToPath(folder) : undefined;
}
