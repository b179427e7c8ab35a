import { readFileSync } from 'node:fs';
import type { Origin } from '../../core/render/origin/origin.ts';
import { LineIndex } from '../../core/text/line-index.ts';
import type { Range } from '../../core/text/span.ts';
import { printable } from '../format/terminal.ts';
import { asPath } from './chart-folder.ts';

/** A place as contracts have it. */
export interface Place {
  readonly file: string;
  readonly range: Range;
}

/** Turns origins into lines of the files on the disk. */
export class Places {
  readonly #show: (key: string) => string;
  readonly #indexes = new Map<string, LineIndex>();

  /** `show` gives the path that is printed for one of the core. */
  constructor(show: (key: string) => string) {
    this.#show = show;
  }

  place({ file, start, end }: Origin): Place {
    const index = this.#indexOf(file);
    return { file: this.#show(file), range: { start: index.position(start), end: index.position(end) } };
  }

  /** `FILE:LINE:COLUMN: ` in front of a message. */
  lead(origin: Origin | undefined): string {
    if (origin === undefined) return '';
    const { file, range } = this.place(origin);
    return `${printable(file)}:${range.start.line + 1}:${range.start.character + 1}: `;
  }

  #indexOf(file: string): LineIndex {
    const known = this.#indexes.get(file);
    if (known !== undefined) return known;
    const index = new LineIndex(textOf(asPath(file)));
    this.#indexes.set(file, index);
    return index;
  }
}

/** The text of a file; of one inside of an archive nothing. */
function textOf(path: string): string {
  try {
    return new TextDecoder().decode(readFileSync(path));
  } catch {
    return '';
  }
}
