import type { Origin, Source } from './origin.ts';
import { type Text, TextBuilder } from './text.ts';

/** Marks the path of an origin in lines that are not there any more: no file has such a path. */
const gone = '\0';

/** The file that an origin was in, where its lines are not there any more. */
export function pathOfGone(path: string): string {
  return path.endsWith(gone) ? path.slice(0, -gone.length) : path;
}

/** Whether what stands for a piece of text in its file is not there any more. */
export function isGone({ callSite, at }: Source): boolean {
  return (callSite ?? at).file.endsWith(gone);
}

/** Where the lines of a file's earlier text stand in its present one. Lines that differ stand nowhere. */
export class TextChange {
  readonly file: string;
  /** Where the lines end that both texts begin with. */
  readonly head: number;
  /** Where the lines begin, in the earlier text, that both texts end with. */
  readonly tail: number;
  /** How far those are moved. */
  readonly by: number;

  constructor(file: string, before: string, now: string) {
    this.file = file;
    const [old, lines] = [before.split('\n'), now.split('\n')];
    const shorter = Math.min(old.length, lines.length);
    let first = 0;
    while (first < shorter && old[first] === lines[first]) first++;
    let last = 0;
    while (last < shorter - first && old[old.length - 1 - last] === lines[lines.length - 1 - last]) last++;
    this.head = lengthOf(old.slice(0, first));
    this.tail = before.length - lengthOf(old.slice(old.length - last));
    this.by = now.length - before.length;
  }

  /** A place of the earlier text in the present one; in a file that is nowhere if it is not there any more. */
  origin(at: Origin): Origin {
    if (at.file !== this.file || at.end <= this.head) return at;
    if (at.start >= this.tail) return this.by === 0 ? at : { ...at, start: at.start + this.by, end: at.end + this.by };
    return { ...at, file: this.file + gone };
  }

  /** A text with its sources where they stand now. */
  text(text: Text): Text {
    const { segments } = text;
    if (!segments.some(({ source }) => this.#concerns(source))) return text;
    const builder = new TextBuilder();
    for (const [index, { start, source }] of segments.entries()) {
      const end = segments[index + 1]?.start ?? text.length;
      if (source?.fidelity !== 'characters' || source.at.file !== this.file)
        builder.add(text.text.slice(start, end), source && this.#source(source));
      else this.#addCharacters(builder, text.text.slice(start, end), source);
    }
    return builder.text();
  }

  #concerns(source: Source | undefined): boolean {
    return [source?.at, source?.callSite, source?.values].some((origin) => origin?.file === this.file);
  }

  /** Adds a text that stands in the file itself, piece by piece. */
  #addCharacters(builder: TextBuilder, text: string, source: Source): void {
    const { start } = source.at;
    const ends = [this.head - start, this.tail - start, text.length].map((end) => Math.min(end, text.length));
    let from = 0;
    for (const to of ends) {
      if (to <= from) continue;
      const at = { ...source.at, start: start + from, end: start + to };
      builder.add(
        text.slice(from, to),
        this.#source({ ...source, at, values: source.values === source.at ? at : source.values }),
      );
      from = to;
    }
  }

  #source(source: Source): Source {
    const at = this.origin(source.at);
    const values = source.values === source.at ? at : source.values && this.origin(source.values);
    const fidelity = at.file !== source.at.file && source.fidelity === 'characters' ? 'value' : source.fidelity;
    return { at, fidelity, callSite: source.callSite && this.origin(source.callSite), values };
  }
}

/** The length of some lines without the end of the last one. */
function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length, Math.max(0, lines.length - 1));
}
