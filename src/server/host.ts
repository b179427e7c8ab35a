import type { FileText, ScanOptions } from './node/scan.ts';

/** What the server needs of the system that it runs on. */
export interface Host {
  /** Paths of the files to read below a folder (a URI), relative to it with `/`. */
  list(folder: string, options: ScanOptions, unlisted: (path: string, reason: string) => void): Iterable<string>;
  /** Whether {@link list} would yield a path, without listing everything. */
  lists(folder: string, path: string, options: ScanOptions): boolean;
  /** A file's text, why there is none, or `undefined` when the file does not exist. */
  read(folder: string, path: string): FileText | undefined;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Lets waiting messages be handled; resolves afterwards. */
  pause(): Promise<void>;
}
