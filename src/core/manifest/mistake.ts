import type { ManifestProblem } from './document.ts';

/** What is said where no better words are known. */
const notYaml = 'This is not valid YAML.';

const indentation =
  'The indentation fits no block above; a map’s keys and a list’s dashes have to stand below each other.';
const colon = 'A ":" is missing behind this key.';
const multiline = 'A key has to end on its line; is a colon missing, or the indentation wrong?';
const comma = 'A "," is missing in front of this.';
const space = 'A space is missing behind this colon.';
const control = 'A control character stands here, which YAML does not allow.';
const tab = 'A tab cannot indent YAML; use spaces.';
const badEscape = 'A double-quoted text has an escape that YAML does not know; write \\\\ for a backslash.';

/** What the codes of the `yaml` package mean to a person, and what to do. */
const codes: ReadonlyMap<string, string> = new Map([
  ['ALIAS_PROPS', 'An alias (*name) cannot have an anchor or a tag of its own; remove them.'],
  ['BAD_ALIAS', 'An alias has to name an anchor, like *name.'],
  ['BAD_COLLECTION_TYPE', 'The tag does not fit the map or list that follows it.'],
  ['BAD_DIRECTIVE', 'This %-line is no directive that YAML knows; remove it, or quote a value that begins with %.'],
  ['BAD_DQ_ESCAPE', badEscape],
  ['BAD_INDENT', indentation],
  ['BAD_PROP_ORDER', 'An anchor or tag has to stand in front of the value it is for, behind the dash or colon.'],
  ['BAD_SCALAR_START', 'A plain text cannot begin with this character; put the value in quotes.'],
  ['BLOCK_AS_IMPLICIT_KEY', 'A key and its value have to stand on one line here; is a colon or a line break too many?'],
  ['BLOCK_IN_FLOW', 'A block of lines cannot stand inside [ ] or { }; is a comma or a closing bracket missing?'],
  ['KEY_OVER_1024_CHARS', 'A key is longer than 1024 characters; is a colon or a quote missing?'],
  ['MULTILINE_IMPLICIT_KEY', multiline],
  ['MULTIPLE_ANCHORS', 'A value can have one anchor only.'],
  ['MULTIPLE_TAGS', 'A value can have one tag only.'],
  ['TAB_AS_INDENT', tab],
  ['TAG_RESOLVE_FAILED', 'The value does not fit its tag, or the tag is not known.'],
  [
    'UNEXPECTED_TOKEN',
    'Something stands here that does not belong: a bracket, quote or dash too many, or one missing above.',
  ],
]);

/** What the messages of js-yaml mean to a person, by how they begin. */
const reasons: readonly (readonly [string, string])[] = [
  ["expected ':' after", colon],
  ['can not read a block mapping entry', multiline],
  ['a whitespace character is expected', space],
  ['bad indentation', indentation],
  ['deficient indentation', indentation],
  ['tab characters', tab],
  ['unknown escape', badEscape],
  ['expected hexadecimal', 'An escape with \\x, \\u or \\U needs 2, 4 or 8 hexadecimal digits.'],
  ['the stream contains non-printable', control],
  ['null byte', control],
  ['expected valid JSON character', control],
  ['undeclared tag handle', 'No %TAG line declares the handle of this tag.'],
  ['missed comma', comma],
  [
    'unexpected end of the stream within a flow',
    'A closing bracket is missing: a list or map in brackets does not end.',
  ],
  ['unexpected end of the stream within a single', "A text that begins with ' does not end."],
  ['unexpected end of the stream within a double', 'A text that begins with " does not end.'],
  ['a line break is expected', 'The text of a block begins on the line below its | or >.'],
];

/** What js-yaml means. */
export function wordsOfReason(reason: string): string {
  return reasons.find(([begin]) => reason.startsWith(begin))?.[1] ?? notYaml;
}

/** What the errors of the `yaml` package mean that share one code, by how they begin. */
const errors: readonly (readonly [string, string])[] = [
  ['Implicit map keys', colon],
  ['Sequence item', 'A "-" is missing in front of this, or the indentation is wrong.'],
  ['Missing , or :', 'A "," or ":" is missing in front of this.'],
  ['Missing ,', comma],
  ['Missing space after :', space],
  ['Comments must be', 'A space is missing in front of this #.'],
  ['Tags and anchors', 'A space is missing behind this tag or anchor.'],
];

/** What an error of the `yaml` package means; `undefined` where it has no words for it. */
export function wordsOfError(code: string, message: string): string | undefined {
  const closing = /end with a ([\]}])/.exec(message)?.[1];
  if (closing !== undefined)
    return `A ${closing} is missing: the list or map in brackets that begins above does not end.`;
  const quote = /closing (["'])quote/.exec(message)?.[1];
  if (quote !== undefined) return `The text that begins here with ${quote} does not end.`;
  return errors.find(([begin]) => message.startsWith(begin))?.[1] ?? codes.get(code);
}

/** A mistake at an offset; underlined is the rest of its word, or the character. */
export function mistakeAt(text: string, offset: number, message: string = notYaml): ManifestProblem {
  // Of a text that ends too early, the last word shows where.
  let start = Math.min(offset, Math.max(0, text.trimEnd().length - 1));
  while (text[start] === ' ') start++;
  const word = /^[^\s,[\]{}]{1,40}/.exec(text.slice(start, start + 40))?.[0].length ?? 0;
  return { code: 'KN001', severity: 'error', start, end: Math.min(start + Math.max(word, 1), text.length), message };
}
