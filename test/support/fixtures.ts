import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../fixtures/rules/', import.meta.url);

/** A file of fixtures of rules: the codes that it is about, and its cases by title. */
export interface FixtureFile {
  readonly name: string;
  readonly codes: readonly string[];
  readonly cases: readonly { readonly title: string; readonly text: string }[];
}

/** All fixtures of rules. The first line of a file names codes; cases are told apart by lines of `#=== TITLE`. */
export function fixtureFiles(): readonly FixtureFile[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8');
      const codes = /^# about ((?:KN\d+ ?)+)/.exec(text)?.[1]?.trim().split(' ') ?? [];
      const [, ...parts] = text.split(/^#=== (?=.)/m);
      const cases = parts.map((part) => {
        const [title = '', ...lines] = part.split('\n');
        return { title, text: lines.join('\n') };
      });
      return { name, codes, cases };
    });
}
