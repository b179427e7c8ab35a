import { type Position, Range } from 'vscode';
import type { WireRange } from '../protocol/rendered.ts';
import type { WirePosition } from '../protocol/requests.ts';

/** A stretch as the editor has it. */
export function toRange({ start, end }: WireRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

/** A position as messages have it. */
export function toWirePosition({ line, character }: Position): WirePosition {
  return { line, character };
}
