import { byteLength } from '../go/bytes.ts';
import type { ListNode } from './nodes.ts';

/** One named template: what `define` and `block` make, or a whole file. */
export interface Definition {
  readonly name: string;
  /** The name of the file's template, for messages. */
  readonly parseName: string;
  /** The whole text that positions count in. */
  readonly text: string;
  /** The file of that text; none of a text that a template made (`tpl`). */
  readonly file: string | undefined;
  readonly root: ListNode;
}

/** A text with all definitions in it, itself included. */
export interface ParsedTemplate {
  readonly name: string;
  readonly file: string | undefined;
  readonly definitions: ReadonlyMap<string, Definition>;
}

/** Line (from 1) and column (in bytes, from 0) of an offset, as Go counts them in messages. */
export function goPosition(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return `${line}:${byteLength(text.slice(lineStart, offset))}`;
}
