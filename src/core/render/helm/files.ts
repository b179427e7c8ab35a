import { base64, encode } from '../go/base.ts';
import { fromBytes } from '../go/bytes.ts';
import { base } from '../go/path.ts';
import { Text } from '../origin/text.ts';
import { bare, Dict, type Item, isString, List, Native, stringOf } from '../value.ts';
import { emitYaml } from '../yaml/emit.ts';
import type { RenderCache } from './cache.ts';
import type { ChartFile } from './chart.ts';
import { globMatcher } from './match.ts';

/** `.Files` of a chart (Helm's pkg/engine/files.go). Bytes are strings here. */
export function filesOf(files: readonly ChartFile[], cache: RenderCache): Native {
  const textOf = (file: ChartFile) => cache.text(file);
  const texts = new Map(files.map((file) => [file.name, textOf(file)]));
  const get = (args: readonly Item[]) => bare(texts.get(argument(args)) ?? '');
  const contents = new Dict();
  for (const [name, text] of texts) contents.set(name, bare(text));
  return new Native(
    'engine.files',
    new Map<string, (args: readonly Item[]) => Item>([
      ['Get', get],
      ['GetBytes', get],
      ['Glob', (args) => bare(filesOf(matching(files, argument(args)), cache))],
      ['AsConfig', () => bare(flattened(files, textOf))],
      ['AsSecrets', () => bare(flattened(files, encoded))],
      ['Lines', (args) => bare(new List(linesOf(texts.get(argument(args)))))],
    ]),
    undefined,
    contents,
  );
}

function matching(files: readonly ChartFile[], pattern: string): readonly ChartFile[] {
  const matches = globMatcher(pattern) ?? (() => true);
  return files.filter(({ name }) => matches(name));
}

/** A map from the last parts of the files' paths, as YAML. */
function flattened(files: readonly ChartFile[], content: (file: ChartFile) => Text): Text {
  const table = new Dict();
  for (const file of files) table.set(base(file.name), bare(content(file)));
  const text = emitYaml(bare(table));
  return text.slice(0, text.length - 1);
}

/** The lines of a text, without an empty last one. */
function linesOf(text: Text | undefined): Item[] {
  const lines: Item[] = [];
  if (text === undefined || text.length === 0) return lines;
  for (let at = 0; ; ) {
    const end = text.text.indexOf('\n', at);
    lines.push(bare(text.slice(at, end === -1 ? text.length : end)));
    if (end === -1 || end === text.length - 1) return lines;
    at = end + 1;
  }
}

function encoded({ path, bytes }: ChartFile): Text {
  const text = fromBytes(bytes);
  return Text.of(encode(text, base64), { at: { file: path, start: 0, end: text.length }, fidelity: 'value' });
}

function argument([first]: readonly Item[]): string {
  return first !== undefined && isString(first.value) ? stringOf(first.value) : '';
}
