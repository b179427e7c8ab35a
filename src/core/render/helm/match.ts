import { RE2JS } from 're2js';

/** Tells whether a path fits a pattern. */
export type Matcher = (path: string) => boolean;

/** A pattern of Go's `filepath.Match`: `*` and `?` stop at slashes. `undefined` for one that Go refuses. */
export function fileMatcher(pattern: string): Matcher | undefined {
  return matcherOf(pattern, false);
}

/** A pattern of `.Files.Glob` (gobwas/glob with `/` as its separator): `**` goes through slashes, `{a,b}` are alternatives. */
export function globMatcher(pattern: string): Matcher | undefined {
  return matcherOf(pattern, true);
}

/** Patterns are translated to regular expressions that take linear time. */
function matcherOf(pattern: string, glob: boolean): Matcher | undefined {
  let expression = '';
  let braces = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '\\') {
      at++;
      if (at === pattern.length) return undefined;
      expression += RE2JS.quote(pattern[at] ?? '');
    } else if (character === '*') {
      const double = glob && pattern[at + 1] === '*';
      if (double) at++;
      expression += double ? '.*' : '[^/]*';
    } else if (character === '?') expression += '[^/]';
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end === -1) return undefined;
      const inside = pattern.slice(at + 1, end);
      const negated = inside.startsWith('^') || (glob && inside.startsWith('!'));
      expression += `[${negated ? '^' : ''}${inside.slice(negated ? 1 : 0).replaceAll(/[[\]^&\\]/g, '\\$&')}]`;
      at = end;
    } else if (glob && character === '{') {
      braces++;
      expression += '(?:';
    } else if (braces > 0 && character === '}') {
      braces--;
      expression += ')';
    } else if (braces > 0 && character === ',') expression += '|';
    else expression += RE2JS.quote(character);
  }
  try {
    const compiled = RE2JS.compile(`(?s)^(?:${expression})$`);
    return (path) => compiled.matches(path);
  } catch {
    return undefined;
  }
}
