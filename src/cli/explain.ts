import { relative, resolve } from 'node:path';
import { firstHover, type HoverLine, hover } from '../core/language/hover.ts';
import type { Snapshot } from '../core/language/workspace.ts';
import { toSlashes } from '../server/node/scan.ts';
import { plural } from './format/human.ts';
import { printable } from './format/terminal.ts';
import { load } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { reportSkipped } from './skipped.ts';
import { readArguments, UsageError } from './usage.ts';

export const explainHelp = `Usage: portolan explain FILE:LINE[:COL]

Says what the editor's hover says there: which pods a Service selects, where a port leads, who sends to a container.
Lines and columns count from 1. Without a column it is the first place of the line that has something to say.

  --in PATH…  the workspace (default: the working folder)
`;

/** `portolan explain FILE:LINE[:COL]`: what the hover says there. */
export function explain(args: readonly string[], streams: Streams): Outcome {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { in: { type: 'string', multiple: true } },
  });
  // `--in` takes all paths behind it; the place comes first, or last when only one path is named.
  const [place, ...more] = positionals;
  const [, path = '', line = '', column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(place ?? '') ?? [];
  const row = Number(line) - 1;
  if (path === '' || row < 0 || column === '0')
    throw new UsageError('Say where: portolan explain FILE:LINE[:COL], counted from 1.');
  if (more.length > 0 && values.in === undefined)
    throw new UsageError('One place at a time; --in PATH… names the workspace.');
  const loaded = load({ paths: [...(values.in ?? []), ...more], config: undefined, cwd: streams.cwd });
  reportSkipped(loaded, streams);
  const { snapshot, root, show } = loaded;
  const file = toSlashes(relative(root, resolve(streams.cwd, path)));
  if (!snapshot.files.has(file)) {
    streams.err(`${printable(path)}: It is not among the files of this workspace; name its folder with --in.\n`);
    return 2;
  }
  const lines = snapshot.lines(file);
  if (row >= lines.lineCount) {
    const isEnded = lines.line(lines.lineCount - 1) === '';
    streams.err(`${printable(path)}: It has ${plural(lines.lineCount - Number(isEnded), 'line')}.\n`);
    return 2;
  }
  const found =
    column === undefined
      ? firstHover(snapshot, file, row)
      : hover(snapshot, file, { line: row, character: Number(column) - 1 });
  const findings = snapshot.findings(file).filter(({ location }) => snapshot.locate(location).range.start.line === row);
  const said = [
    ...(found?.lines.map((hoverLine) => plain(hoverLine, snapshot, show)) ?? []),
    ...(found === undefined ? findings.map(({ severity, code, message }) => `${severity} ${code} ${message}`) : []),
  ];
  streams.out(`${(said.length === 0 ? ['Nothing to say here.'] : said).map(printable).join('\n')}\n`);
  return loaded.failed ? 2 : 0;
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
