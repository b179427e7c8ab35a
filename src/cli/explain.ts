import { relative, resolve } from 'node:path';
import { type HoverLine, hover } from '../core/language/hover.ts';
import type { Snapshot } from '../core/language/workspace.ts';
import { toSlashes } from '../server/node/scan.ts';
import { load } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { readArguments, UsageError } from './usage.ts';

/** `portolan explain FILE:LINE[:COL]`: what the hover says there. Without a column the first place of the line that has something to say. */
export function explain(args: readonly string[], streams: Streams): Outcome {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { in: { type: 'string', multiple: true } },
  });
  const [place] = positionals;
  const [, path = '', line = '', column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(place ?? '') ?? [];
  if (path === '') throw new UsageError('Say where: portolan explain FILE:LINE[:COL], counted from 1.');
  const loaded = load({ paths: values.in ?? ['.'], config: undefined, cwd: streams.cwd });
  const { snapshot, root, show } = loaded;
  const file = toSlashes(relative(root, resolve(streams.cwd, path)));
  const manifest = snapshot.files.get(file);
  if (manifest === undefined) {
    streams.err(`${path}: it is not among the files of this workspace; name its folder with --in.\n`);
    return 2;
  }
  const characters = column === undefined ? (manifest.text.split(/\r?\n/)[Number(line) - 1] ?? '').length : 0;
  const columns =
    column === undefined ? Array.from({ length: characters + 1 }, (_, index) => index) : [Number(column) - 1];
  for (const character of columns) {
    const found = hover(snapshot, file, { line: Number(line) - 1, character });
    if (found === undefined) continue;
    for (const hoverLine of found.lines) streams.out(`${plain(hoverLine, snapshot, show)}\n`);
    return 0;
  }
  const findings = snapshot
    .findings(file)
    .filter(({ location }) => snapshot.locate(location).range.start.line === Number(line) - 1);
  for (const { severity, code, message } of findings) streams.out(`${severity} ${code} ${message}\n`);
  if (findings.length === 0) streams.out('Nothing to say here.\n');
  return 0;
}

function plain(line: HoverLine, snapshot: Snapshot, show: (path: string) => string): string {
  return line
    .map((part) => {
      if (typeof part === 'string') return part;
      const { file, range } = snapshot.locate(part.to);
      return `${part.text} (${show(file)}:${range.start.line + 1})`;
    })
    .join('');
}
