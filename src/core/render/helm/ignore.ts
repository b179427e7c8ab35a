import { base } from '../go/path.ts';
import { fileMatcher, type Matcher } from './match.ts';

interface Rule {
  readonly matches: Matcher;
  readonly isNegated: boolean;
  readonly isFolderOnly: boolean;
}

/** Whether a chart leaves out a file, by the lines of its `.helmignore` (Helm's pkg/ignore). Lines that Helm refuses count for nothing. */
export function ignoring(text: string): (path: string) => boolean {
  const rules = [...text.replace(/^\ufeff/, '').split('\n'), 'templates/.?*'].flatMap((line) => ruleOf(line.trim()));
  const ignores = (path: string, isFolder: boolean) => {
    for (const { matches, isNegated, isFolderOnly } of rules) {
      if (isNegated) {
        // As Helm has it: what an exception does not name is left out.
        if ((isFolderOnly && !isFolder) || !matches(path)) return true;
      } else if ((!isFolderOnly || isFolder) && matches(path)) return true;
    }
    return false;
  };
  const folders = new Map<string, boolean>();
  const ignoresFolder = (path: string): boolean => {
    const slash = path.lastIndexOf('/');
    if (slash === -1) return false;
    const folder = path.slice(0, slash);
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const ignored = ignoresFolder(folder) || ignores(folder, true);
    folders.set(folder, ignored);
    return ignored;
  };
  return (path) => ignoresFolder(path) || ignores(path, false);
}

function ruleOf(line: string): readonly Rule[] {
  if (line === '' || line.startsWith('#') || line.includes('**')) return [];
  const isNegated = line.startsWith('!');
  const rest = isNegated ? line.slice(1) : line;
  const isFolderOnly = rest.endsWith('/');
  const pattern = isFolderOnly ? rest.slice(0, -1) : rest;
  const matches = fileMatcher(pattern.startsWith('/') ? pattern.slice(1) : pattern);
  if (matches === undefined) return [];
  const byName: Matcher = (path) => matches(base(path));
  return [{ matches: pattern.includes('/') ? matches : byName, isNegated, isFolderOnly }];
}
