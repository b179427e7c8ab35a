import { Range } from 'vscode';
import type { WireRange } from '../protocol/rendered.ts';

/** A stretch as the editor has it. */
export function toRange({ start, end }: WireRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
