import type { FileText } from '../server/node/scan.ts';

/** Exit code: 0 clean, 1 findings at or above the threshold, 2 could not run. */
export type Outcome = 0 | 1 | 2;

/** What a command may write to and know of its process. */
export interface Streams {
  /** The answer. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
  /** Reads standard input to its end. */
  readonly stdin: () => Promise<FileText>;
  /** Whether the answer may be coloured. */
  readonly colours: boolean;
  readonly cwd: string;
}
