import type { Source } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import type { Dict, List } from '../value.ts';

/** The parts of a map or list that are worth keeping, by keys and indexes. */
export type Parts = ReadonlyMap<string | number, Part> | undefined;

/** A text that was written, with its parts. */
export interface Written {
  readonly text: Text;
  readonly parts: Parts;
}

/** What a map or list was written as: where it stands, nothing but these decides about that. */
export interface Part {
  readonly value: Dict | List;
  /** Of the value, or else of its key. */
  readonly source: Source | undefined;
  /** The source of the first thing in it. */
  readonly first: Source | undefined;
  /** Where it begins, from the beginning of the part around. */
  readonly offset: number;
  readonly length: number;
  readonly parts: Parts;
  /** How the writer was behind it. */
  readonly end: WriterState;
  /** What it took of a budget's characters. */
  readonly cost: number;
}

/** What of a writer decides how it goes on. */
export interface WriterState {
  readonly column: number;
  readonly white: boolean;
  readonly indented: boolean;
  /** The source that was asked for last, and what stands for it around a scalar. */
  readonly source: Source | undefined;
  readonly wholeSource: Source | undefined;
}

/** Whether a part is the same behind whatever asked for a source last: it does not go on with that. */
export function repeatable({ first }: Part, before: Source | undefined): boolean {
  return first === undefined || first !== before;
}
