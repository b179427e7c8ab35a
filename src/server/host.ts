import type { FileContent } from './node/content.ts';
import type { FileText, ScanOptions } from './node/scan.ts';

/** What the server needs of the system that it runs on. */
export interface Host {
  /** Paths of the files to read below a folder (a URI), relative to it with `/`; folders that cannot be listed go to `unlisted`. */
  list(folder: string, options: ScanOptions, unlisted: (path: string, reason: string) => void): Iterable<string>;
  /** Whether {@link list} would yield a path, without listing everything. The file itself need not be there. */
  lists(folder: string, path: string, options: ScanOptions): boolean;
  /** What of {@link list} lies at a path or below it; `undefined` when nothing at all is there. */
  at(folder: string, path: string, options: ScanOptions): Iterable<string> | undefined;
  /** A file's text, why there is none, or `undefined` when the file does not exist. `limit` is in bytes. */
  read(folder: string, path: string, limit: number): FileText | undefined;
  /** What a content file holds; `undefined` for one over `limit` bytes and for what cannot be read. */
  readContent(folder: string, path: string, limit: number): FileContent | undefined;
  /** Unpacks gzip; `undefined` where it cannot. */
  readonly gunzip: (bytes: Uint8Array) => Uint8Array | undefined;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Lets waiting messages be handled; resolves afterwards. */
  pause(): Promise<void>;
}
