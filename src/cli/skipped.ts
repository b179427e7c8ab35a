import { printable } from './format/terminal.ts';
import type { Loaded } from './load.ts';
import type { Streams } from './outcome.ts';

/** Says what was asked for and is not in the answer. */
export function reportSkipped({ skipped, empty }: Loaded, streams: Streams): void {
  const say = (file: string, text: string) => streams.err(`${printable(file)}: ${printable(text)}\n`);
  for (const { file, reason } of skipped) say(file, reason);
  for (const folder of empty) say(folder, 'There is no YAML or JSON file in this folder.');
}
