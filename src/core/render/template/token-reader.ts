import { byteLength } from '../go/bytes.ts';
import { quote } from '../go/quote.ts';
import { RenderError } from '../problem.ts';
import { lex, type Token, type TokenKind } from './lexer.ts';

/** Reads the tokens of a template, and says with Go's words which of them is wrong. */
export class TokenReader {
  protected readonly name: string;
  protected readonly text: string;
  protected readonly file: string | undefined;
  readonly #tokens: readonly Token[];
  /** The token that is read next. */
  protected at = 0;
  /** The token that was read furthest: its line is named in messages. */
  #furthest = 0;
  /** The line of the action that is read, or 0. */
  protected actionLine = 0;

  protected constructor(name: string, text: string, file: string | undefined) {
    this.name = name;
    this.text = text;
    this.file = file;
    this.#tokens = lex(text);
  }

  protected peek(): Token {
    this.#furthest = Math.max(this.#furthest, Math.min(this.at, this.#tokens.length - 1));
    return this.#tokens[this.at] ?? this.#last();
  }

  #last(): Token {
    return this.#tokens[this.#tokens.length - 1] ?? { kind: 'end of file', value: '', start: 0, end: 0, line: 1 };
  }

  protected next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  protected nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.kind !== 'space') return token;
    }
  }

  protected peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.at--;
    return token;
  }

  /** Where the token that was read last ends. */
  protected end(): number {
    return this.#tokens[this.at - 1]?.end ?? this.text.length;
  }

  /** The token whose line is named. */
  protected furthest(): Token {
    return this.#tokens[this.#furthest] ?? this.#last();
  }

  protected fail(message: string, token = this.furthest(), { line } = this.furthest()): never {
    const at = this.file === undefined ? undefined : { file: this.file, start: token.start, end: token.end };
    throw new RenderError(`template: ${this.name}:${line}: ${message}`, at);
  }

  protected unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') this.fail(`unexpected ${shown(token)} in ${context}`, token);
    let extra = '';
    if (this.actionLine !== 0 && this.actionLine !== token.line)
      extra = `${token.value.endsWith(' action') ? '' : ' in action'} started at ${this.name}:${this.actionLine}`;
    this.fail(token.value + extra, token);
  }

  protected expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    if (token.kind !== kind) this.unexpected(token, context);
    return token;
  }
}

export function isKeyword(token: Token, word: string): boolean {
  return token.kind === 'keyword' && token.value === word;
}

/** A token as messages name it. */
function shown({ kind, value }: Token): string {
  if (kind === 'end of file') return 'EOF';
  if (kind === 'keyword') return `<${value}>`;
  return byteLength(value) > 10 ? `${quote([...value].slice(0, 10).join(''))}...` : quote(value);
}
