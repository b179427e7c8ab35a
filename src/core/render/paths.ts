import { clean } from './go/path.ts';

/** A path that is meant from a folder on. */
export function joined(folder: string, path: string): string {
  return normalized(folder === '' || path.startsWith('/') ? path : `${folder}/${path}`);
}

/** A path without `.` and `..`; what leads out of the workspace stays at its top. */
export function normalized(path: string): string {
  const cleaned = clean(path);
  return cleaned === '.' ? '' : cleaned;
}
