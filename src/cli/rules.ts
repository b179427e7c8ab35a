import { readFileSync } from 'node:fs';
import { allRules } from '../core/rules/all.ts';
import { ownCodes } from '../core/rules/own-codes.ts';
import type { Outcome, Streams } from './outcome.ts';
import { oneOf, readArguments, UsageError } from './usage.ts';

/** `portolan rules [CODE]`. */
export function rules(args: readonly string[], streams: Streams): Outcome {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'human' } },
  });
  const format = oneOf('format', values.format, ['human', 'json']);
  const [code] = positionals;
  if (code !== undefined) {
    streams.out(page(code.toUpperCase()));
    return 0;
  }
  const listed = [
    ...ownCodes.map(({ code, name, severity, summary }) => ({ code, name, severity, summary, fixable: false })),
    ...allRules.map(({ code, name, severity, summary, fixable }) => ({ code, name, severity, summary, fixable })),
  ];
  if (format === 'json') streams.out(`${JSON.stringify(listed, undefined, 2)}\n`);
  else
    for (const rule of listed)
      streams.out(`${rule.code.padEnd(7)}${rule.severity.padEnd(9)}${rule.name.padEnd(34)}${rule.summary}\n`);
  return 0;
}

/** The page of a rule, generated from the rule's own file. */
function page(code: string): string {
  if (![...ownCodes, ...allRules].some((rule) => rule.code === code))
    throw new UsageError(`There is no rule ${code}. portolan rules lists them.`);
  for (const path of [`../media/rules/${code}.md`, `../../media/rules/${code}.md`]) {
    try {
      return readFileSync(new URL(path, import.meta.url), 'utf8');
    } catch {
      // Run from the sources, the folder is one level further up.
    }
  }
  return `${ownCodes.find((rule) => rule.code === code)?.summary ?? code}\n`;
}
