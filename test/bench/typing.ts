import { parseAllDocuments } from 'yaml';
import { hover } from '../../src/core/language/hover.ts';
import { LineIndex } from '../../src/core/text/line-index.ts';
import { Random } from '../support/random.ts';
import { load } from './loaded.ts';
import { median, quantile, sorted, timeEach, timeOf } from './measure.ts';

/** Compute of one keystroke in a large file of a loaded workspace. All in milliseconds. */
export interface TypingFigures {
  /** Half and 95 of 100 keystrokes are judged within: text to the findings of every file that may have changed, with their places. */
  readonly edit: { readonly p50: number; readonly p95: number };
  /** The first hover after a keystroke. */
  readonly hover: { readonly p95: number };
  /** Baseline: parsing that file with the package `yaml`. */
  readonly parse: number;
}

/** Types a letter into values all over a file and takes it back. */
export function measureTyping(folder: string, file: string, rounds: number): TypingFigures {
  const { workspace, files } = load(folder);
  const text = files.find(({ path }) => path === file)?.text ?? '';
  const places = [...text.matchAll(/targetPort: |app\.kubernetes\.io\/name: |containerPort: | port: | image: /g)].map(
    ({ index, 0: { length } }) => index + length,
  );
  const random = new Random(7);
  const edits: number[] = [];
  const hovers: number[] = [];
  const lines = new LineIndex(text);
  let place = 0;
  for (let round = 0; round < rounds; round++) {
    // Every other keystroke takes the letter back.
    if (round % 2 === 0) place = random.pick(places);
    const typed = round % 2 === 0 ? `${text.slice(0, place)}x${text.slice(place)}` : text;
    edits.push(
      timeOf(() => {
        const { changed, snapshot } = workspace.update([{ path: file, text: typed }]);
        for (const path of changed) for (const { location } of snapshot.findings(path)) snapshot.locate(location);
      }),
    );
    hovers.push(timeOf(() => hover(workspace.snapshot, file, lines.position(place))));
  }
  const [edit, hovered] = [sorted(edits), sorted(hovers)];
  const parse = median(timeEach(5, () => parseAllDocuments(text)));
  return {
    edit: { p50: quantile(edit, 0.5), p95: quantile(edit, 0.95) },
    hover: { p95: quantile(hovered, 0.95) },
    parse,
  };
}
