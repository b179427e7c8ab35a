import { relative, resolve } from 'node:path';
import { firstHover, type HoverLine, hover } from '../core/language/hover.ts';
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
  if (!snapshot.files.has(file)) {
    streams.err(`${path}: it is not among the files of this workspace; name its folder with --in.\n`);
    return 2;
  }
  const row = Number(line) - 1;
  const found =
    column === undefined
      ? firstHover(snapshot, file, row)
      : hover(snapshot, file, { line: row, character: Number(column) - 1 });
  if (found !== undefined) {
    for (const hoverLine of found.lines) streams.out(`${plain(hoverLine, snapshot, show)}\n`);
    return 0;
  }
  const findings = snapshot.findings(file).filter(({ location }) => snapshot.locate(location).range.start.line === row);
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
