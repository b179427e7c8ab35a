/** Splits templates into tokens as Go 1.26's text/template/parse does (lex.go), messages included. */
import { isPrintable, quote } from '../go/quote.ts';

export type TokenKind =
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'end of file'
  | 'error'
  | 'field'
  | 'identifier'
  | 'keyword'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable';

export interface Token {
  readonly kind: TokenKind;
  /** Its text; of an error, what is wrong. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Line of its start, from 1. */
  readonly line: number;
}

const keywords: ReadonlySet<string> = new Set(
  '. block break continue define else end if nil range template with'.split(' '),
);

/** All tokens of a template; an error is the last one. */
export function lex(text: string): readonly Token[] {
  return new Lexer(text).run();
}

const newline = 10;
const [minus, underscore] = [45, 95];

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #start = 0;
  #line = 1;
  /** Where that line ends. */
  #newline: number;
  #parens = 0;

  constructor(text: string) {
    this.#text = text;
    this.#newline = this.#newlineFrom(0);
  }

  run(): readonly Token[] {
    while (this.#textUpToAction() && this.#action());
    return this.#tokens;
  }

  #emit(kind: TokenKind): true {
    const value = this.#text.slice(this.#start, this.#at);
    this.#tokens.push({ kind, value, start: this.#start, end: this.#at, line: this.#lineOf(this.#start) });
    this.#start = this.#at;
    return true;
  }

  #fail(message: string): false {
    const line = this.#lineOf(this.#start);
    this.#tokens.push({ kind: 'error', value: message, start: this.#start, end: this.#at, line });
    return false;
  }

  /** Offsets are asked for in ascending order. */
  #lineOf(offset: number): number {
    while (this.#newline < offset) {
      this.#line++;
      this.#newline = this.#newlineFrom(this.#newline + 1);
    }
    return this.#line;
  }

  #newlineFrom(offset: number): number {
    const found = this.#text.indexOf('\n', offset);
    return found < 0 ? this.#text.length : found;
  }

  #code(offset = this.#at): number {
    return this.#text.charCodeAt(offset);
  }

  /** The text before an action, comments left out. Whether an action follows. */
  #textUpToAction(): boolean {
    for (;;) {
      const next = this.#text.indexOf('{{', this.#at);
      if (next < 0) {
        this.#at = this.#text.length;
        if (this.#at > this.#start) this.#emit('text');
        this.#emit('end of file');
        return false;
      }
      const trims = this.#code(next + 2) === minus && isSpace(this.#code(next + 3));
      this.#at = next;
      if (trims) while (this.#at > this.#start && isSpace(this.#code(this.#at - 1))) this.#at--;
      if (this.#at > this.#start) this.#emit('text');
      this.#start = next;
      this.#at = next + 2;
      const inside = next + (trims ? 4 : 2);
      if (!this.#text.startsWith('/*', inside)) {
        this.#emit('leftDelim');
        this.#at = this.#start = inside;
        this.#parens = 0;
        return true;
      }
      this.#start = inside;
      if (!this.#comment(inside)) return false;
    }
  }

  #comment(start: number): boolean {
    const close = this.#text.indexOf('*/', start + 2);
    if (close < 0) return this.#fail('unclosed comment');
    this.#at = close + 2;
    const length = this.#rightDelim();
    if (length === 0) return this.#fail('comment ends before closing delimiter');
    this.#skipDelim(length);
    return true;
  }

  /** The length of the right delimiter that stands here, with the trim marker, or 0. */
  #rightDelim(): number {
    if (this.#text.startsWith('}}', this.#at)) return 2;
    const isTrimming = isSpace(this.#code()) && this.#code(this.#at + 1) === minus;
    return isTrimming && this.#text.startsWith('}}', this.#at + 2) ? 4 : 0;
  }

  /** Goes behind a delimiter and what it trims. */
  #skipDelim(length: number): void {
    this.#at += length;
    if (length > 2) while (isSpace(this.#code())) this.#at++;
    this.#start = this.#at;
  }

  /** The tokens of an action up to its right delimiter. Whether all is well. */
  #action(): boolean {
    for (;;) {
      const length = this.#rightDelim();
      if (length > 0) {
        if (this.#parens > 0) return this.#fail('unclosed left paren');
        this.#start += length - 2;
        this.#at += length;
        this.#emit('rightDelim');
        this.#at -= length;
        this.#skipDelim(length);
        return true;
      }
      if (this.#at >= this.#text.length) return this.#fail('unclosed action');
      if (!this.#inside()) return false;
    }
  }

  #inside(): boolean {
    const code = this.#code();
    if (isSpace(code)) {
      while (isSpace(this.#code()) && this.#rightDelim() === 0) this.#at++;
      return this.#emit('space');
    }
    switch (this.#text[this.#at]) {
      case '=':
        return this.#one('assign');
      case ':':
        this.#at++;
        if (this.#text[this.#at] !== '=') return this.#fail('expected :=');
        return this.#one('declare');
      case '|':
        return this.#one('pipe');
      case '"':
        return this.#quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.#quoted("'", 'charConstant', 'unterminated character constant');
      case '`': {
        const close = this.#text.indexOf('`', this.#at + 1);
        if (close < 0) return this.#fail('unterminated raw quoted string');
        this.#at = close + 1;
        return this.#emit('rawString');
      }
      case '$':
        this.#at++;
        return this.#name('variable');
      case '.': {
        const next = this.#code(this.#at + 1);
        if (isDigit(next) || Number.isNaN(next)) return this.#number();
        this.#at++;
        if (this.#isAtTerminator()) return this.#emit('keyword');
        return this.#name('field');
      }
      case '+':
      case '-':
        return this.#number();
      case '(':
        this.#parens++;
        return this.#one('leftParen');
      case ')':
        this.#parens--;
        if (this.#parens < 0) return this.#fail('unexpected right paren');
        return this.#one('rightParen');
    }
    if (isDigit(code)) return this.#number();
    if (this.#wordLength() > 0) return this.#name('identifier');
    if (code > 32 && code < 127) return this.#one('char');
    return this.#fail(`unrecognized character in action: ${this.#shown()}`);
  }

  #one(kind: TokenKind): true {
    this.#at++;
    return this.#emit(kind);
  }

  /** A quoted string or character; its syntax is checked by the parser. */
  #quoted(mark: string, kind: TokenKind, unterminated: string): boolean {
    for (this.#at++; ; this.#at++) {
      const character = this.#text[this.#at];
      if (character === mark) return this.#one(kind);
      if (character === '\\') this.#at++;
      if (this.#at >= this.#text.length || this.#text[this.#at] === '\n') return this.#fail(unterminated);
    }
  }

  /** The rest of a field, a variable or an identifier. */
  #name(kind: 'variable' | 'field' | 'identifier'): boolean {
    if (kind === 'variable' && this.#isAtTerminator()) return this.#emit(kind);
    for (let length = this.#wordLength(); length > 0; length = this.#wordLength()) this.#at += length;
    if (!this.#isAtTerminator()) return this.#fail(`bad character ${this.#shown()}`);
    if (kind !== 'identifier') return this.#emit(kind);
    const word = this.#text.slice(this.#start, this.#at);
    return this.#emit(keywords.has(word) ? 'keyword' : word === 'true' || word === 'false' ? 'bool' : kind);
  }

  /** How many units the letter, digit or underscore here takes, or 0. */
  #wordLength(): number {
    const code = this.#code();
    if (code < 0x80) return isWord(code) ? 1 : 0;
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    return /[\p{L}\p{Nd}]/u.test(character) ? character.length : 0;
  }

  #isAtTerminator(): boolean {
    const code = this.#code();
    return (
      Number.isNaN(code) ||
      isSpace(code) ||
      '.,|:)('.includes(this.#text[this.#at] ?? '') ||
      this.#text.startsWith('}}', this.#at)
    );
  }

  /** A number; it need not be a right one, the parser will say so. */
  #number(): boolean {
    if (!this.#scanNumber()) return this.#badNumber();
    if (!this.#isOneOf('+-')) return this.#emit('number');
    if (!this.#scanNumber() || this.#text[this.#at - 1] !== 'i') return this.#badNumber();
    return this.#emit('complex');
  }

  #badNumber(): false {
    return this.#fail(`bad number syntax: ${quote(this.#text.slice(this.#start, this.#at))}`);
  }

  #scanNumber(): boolean {
    this.#accept('+-');
    let digits = '0123456789_';
    if (this.#accept('0')) {
      if (this.#accept('xX')) digits = '0123456789abcdefABCDEF_';
      else if (this.#accept('oO')) digits = '01234567_';
      else if (this.#accept('bB')) digits = '01_';
    }
    while (this.#accept(digits));
    if (this.#accept('.')) while (this.#accept(digits));
    const exponent = digits.length === 11 ? 'eE' : digits.length === 23 ? 'pP' : '';
    if (this.#accept(exponent)) {
      this.#accept('+-');
      while (this.#accept('0123456789_'));
    }
    this.#accept('i');
    const length = this.#wordLength();
    this.#at += length;
    return length === 0;
  }

  #isOneOf(characters: string): boolean {
    return this.#at < this.#text.length && characters.includes(this.#text[this.#at] ?? '');
  }

  #accept(characters: string): boolean {
    const isOne = this.#isOneOf(characters);
    if (isOne) this.#at++;
    return isOne;
  }

  /** The character here as `%#U` prints it. */
  #shown(): string {
    const code = this.#text.codePointAt(this.#at) ?? 0;
    const character = String.fromCodePoint(code);
    const hex = code.toString(16).toUpperCase().padStart(4, '0');
    return `U+${hex}${isPrintable(character) ? ` '${character}'` : ''}`;
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === newline || code === 9 || code === 13;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === underscore || isDigit(code);
}
