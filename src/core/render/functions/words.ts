/** Sprig v3.3 "String Functions": what works on words (goutils v1.1, xstrings v1.5). */
import { byteSlices, toBytes } from '../go/bytes.ts';
import * as unicode from '../go/unicode.ts';
import { Text } from '../origin/text.ts';
import type { TemplateFunction } from './function.ts';
import { pure, tracked } from './parameters.ts';

/** The bytes of a string as characters, as goutils takes them. */
function characterPerByte(text: string): string[] {
  return Array.from(toBytes(text), (byte) => String.fromCharCode(byte));
}

function withoutSpace(text: string): string {
  const characters = characterPerByte(text);
  const kept = characters.filter((character) => !unicode.isSpace(character));
  return kept.length === characters.length ? text : kept.join('');
}

function initials(text: string): string {
  let isFirst = true;
  let result = '';
  for (const character of characterPerByte(text)) {
    if (unicode.isSpace(character)) isFirst = true;
    else if (isFirst) {
      result += character;
      isFirst = false;
    }
  }
  return result;
}

function swapCase(text: string): string {
  let isStart = true;
  return unicode.mapped(text, (character) => {
    const wasStart = isStart;
    if (unicode.isUpper(character) || unicode.isTitle(character)) {
      isStart = false;
      return unicode.toLower(character);
    }
    if (unicode.isLower(character)) {
      isStart = false;
      return wasStart ? unicode.toTitle(character) : unicode.toUpper(character);
    }
    isStart = unicode.isSpace(character);
    return character;
  });
}

/** `goutils.WrapCustom`: lines of a number of bytes, without the spaces that they begin with. */
function wrapped(text: Text, width: number, lineBreak: Text, breaksWords: boolean): Text {
  const size = Math.max(width, 1);
  const bytes = toBytes(text.text);
  const { length } = bytes;
  const lines: [number, number][] = [];
  let at = 0;
  const line = (to: number, next: number) => {
    lines.push([at, to]);
    at = next;
  };
  while (length - at > size) {
    if (bytes[at] === 32) {
      at++;
      continue;
    }
    const last = bytes.subarray(at, at + size + 1).lastIndexOf(32);
    if (last >= 0) line(at + last, at + last + 1);
    else if (breaksWords) line(at + size, at + size);
    else {
      const next = bytes.indexOf(32, at + size);
      if (next < 0) break;
      line(next, next + 1);
    }
  }
  lines.push([at, length]);
  return Text.join(byteSlices(text, lines), lineBreak);
}

const isConnector = (character: string) => character === '-' || character === '_' || unicode.isSpace(character);

/** `xstrings.ToPascalCase`. */
function pascalCase(text: string): string {
  const characters = [...text];
  const start = characters.findIndex((character) => !isConnector(character));
  // Of nothing but connectors xstrings repeats the last one.
  if (start < 0) return text + (characters.at(-1) ?? '');
  let result = characters.slice(0, start).join('');
  let wasUpper = unicode.isUpper(characters[start] ?? '');
  let current = unicode.toUpper(characters[start] ?? '');
  for (const next of characters.slice(start + 1)) {
    const before = current;
    current = next;
    if (isConnector(current) && isConnector(before)) result += before;
    else if (isConnector(before)) {
      wasUpper = unicode.isUpper(current);
      current = unicode.toUpper(current);
    } else {
      if (wasUpper && unicode.isUpper(current)) current = unicode.toLower(current);
      else wasUpper = false;
      result += before;
    }
  }
  return result + current;
}

type WordKind = 'none' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

/** A letter that is not Chinese. */
const isAlphabet = (character: string) =>
  unicode.isLetter(character) && !/^[\u4e00-\u9fcc\u3400-\u4d85\u{20000}-\u{2b81d}]$/u.test(character);

/** Takes the next word of a string (`nextWord` of xstrings). */
function takeWord(characters: string[]): Word {
  const [first] = characters;
  if (first === undefined) return { kind: 'none', text: '' };
  const run = (belongs: (character: string) => boolean) => {
    let end = 1;
    while (end < characters.length && belongs(characters[end] ?? '')) end++;
    return end;
  };
  const isSmall = (character: string) => isAlphabet(character) && !unicode.isUpper(character);
  let kind: WordKind;
  let end: number;
  if (isConnector(first)) [kind, end] = ['connector', run(isConnector)];
  else if (unicode.isPunctuation(first)) [kind, end] = ['punctuation', run(unicode.isPunctuation)];
  else if (unicode.isUpper(first)) {
    kind = 'upper';
    end = run(unicode.isUpper);
    const next = characters[end];
    // The last capital in front of small letters begins their word.
    if (end > 1 && next !== undefined && isAlphabet(next)) end--;
    else if (end === 1) end = run(isSmall);
  } else if (isAlphabet(first)) [kind, end] = ['alphabet', run(isSmall)];
  else if (unicode.isNumber(first)) [kind, end] = ['number', run(unicode.isNumber)];
  else {
    const isOther = (character: string) =>
      !isConnector(character) &&
      !isAlphabet(character) &&
      !unicode.isNumber(character) &&
      !unicode.isPunctuation(character);
    [kind, end] = ['other', run(isOther)];
  }
  return { kind, text: characters.splice(0, end).join('') };
}

/** `xstrings.ToSnakeCase` and `ToKebabCase`. */
function separated(text: string, connector: string): string {
  const rest = [...text];
  if (rest.length === 0) return '';
  let result = '';
  const write = ({ kind, text: word }: Word) => {
    if (kind !== 'upper' && kind !== 'connector') result += word;
    else
      result += unicode.mapped(word, (one) =>
        isConnector(one) ? connector : unicode.isUpper(one) ? unicode.toLower(one) : one,
      );
  };
  const separates = ({ kind }: Word) => kind !== 'connector' && kind !== 'punctuation';
  let word = takeWord(rest);
  const writeWords = () => {
    while (word.kind === 'alphabet' || word.kind === 'number') {
      write(word);
      word = takeWord(rest);
    }
    if (word.kind !== 'none' && separates(word)) result += connector;
  };
  while (rest.length > 0) {
    if (word.kind !== 'connector') write(word);
    const before = word;
    word = takeWord(rest);
    if (before.kind === 'number') writeWords();
    else if (before.kind === 'connector') write(before);
    else if (before.kind !== 'punctuation') {
      if (word.kind !== 'number') {
        if (separates(word)) result += connector;
      } else if (rest.length > 0) {
        const digits = word;
        word = takeWord(rest);
        if (word.kind !== 'alphabet') {
          write(digits);
          if (separates(word)) result += connector;
        } else {
          result += connector;
          write(digits);
          writeWords();
        }
      }
    }
  }
  write(word);
  return result;
}

export const words: readonly (readonly [string, TemplateFunction])[] = [
  ['nospace', tracked(['string'], (_, text) => text.withString(withoutSpace(text.text)))],
  ['initials', pure(['string'], initials)],
  ['swapcase', tracked(['string'], (_, text) => text.withString(swapCase(text.text)))],
  ['snakecase', tracked(['string'], (_, text) => text.withString(separated(text.text, '_')))],
  ['kebabcase', tracked(['string'], (_, text) => text.withString(separated(text.text, '-')))],
  ['camelcase', tracked(['string'], (_, text) => text.withString(pascalCase(text.text)))],
  ['wrap', tracked(['int', 'string'], (_, width, text) => wrapped(text, width, Text.of('\n'), false))],
  [
    'wrapWith',
    tracked(['int', 'string', 'string'], (_, width, lineBreak, text) =>
      wrapped(text, width, lineBreak.length === 0 ? Text.of('\n') : lineBreak, true),
    ),
  ],
];
