import type { LabelExpression } from './label-expression.ts';

/** A selector as Calico reads it, or why it does not. */
export type ParsedSelector =
  | { readonly kind: 'selector'; readonly expression: LabelExpression; readonly global: boolean }
  | { readonly kind: 'fault'; readonly why: string };

type Token = { readonly kind: 'label' | 'text' | 'has' | 'operator' | 'sign'; readonly value: string };

/** How deep parentheses may lie in each other; Calico sets no limit, people write two or three. */
const deepest = 100;

/**
 * Parses Calico's selector language (projectcalico/calico `libcalico-go/lib/selector`): `==`, `!=`, `in`, `not in`,
 * `contains`, `starts with`, `ends with`, `has()`, `all()`, `global()`, `!`, `&&`, `||` and parentheses. An empty selector
 * is everything. Takes time in proportion to the text and never throws.
 */
export function parseCalicoSelector(source: string): ParsedSelector {
  const tokens = tokensOf(source);
  if (typeof tokens === 'string') return { kind: 'fault', why: tokens };
  if (tokens.length === 0) return { kind: 'selector', expression: { op: 'all' }, global: false };
  const parser = new Parser(tokens);
  const expression = parser.either(0);
  if (expression === undefined || parser.at < tokens.length)
    return { kind: 'fault', why: parser.fault ?? `"${tokens[parser.at]?.value ?? ''}" is not expected there` };
  return { kind: 'selector', expression, global: parser.isGlobal };
}

function tokensOf(source: string): readonly Token[] | string {
  const blanks = /[ \t]*/y;
  const text = /"[^"]*"|'[^']*'/y;
  const signs = /==|!=|&&|\|\||[(){},!]/y;
  const call = /(all|global)\([ \t]*\)|has\([ \t]*([a-zA-Z0-9_./-]{1,512})[ \t]*\)/y;
  const label = /[a-zA-Z0-9_./-]{1,512}/y;
  // Behind a label nothing else can stand than an operator.
  const word = /contains|starts[ \t]*with|ends[ \t]*with|not[ \t]*in|in/y;
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) at = pattern.lastIndex;
    return found ?? undefined;
  };
  for (;;) {
    take(blanks);
    if (at >= source.length) return tokens;
    const afterLabel = tokens.at(-1)?.kind === 'label';
    const quoted = take(text)?.[0];
    if (quoted !== undefined) {
      tokens.push({ kind: 'text', value: quoted.slice(1, -1) });
      continue;
    }
    const sign = take(signs)?.[0];
    if (sign !== undefined) {
      tokens.push({ kind: 'sign', value: sign });
      continue;
    }
    if (afterLabel) {
      const operator = take(word)?.[0];
      if (operator === undefined) return `an operator has to follow ${tokens.at(-1)?.value}`;
      tokens.push({ kind: 'operator', value: operator.replace(/[ \t]+/g, '') });
      continue;
    }
    const called = take(call);
    if (called !== undefined) {
      tokens.push({ kind: 'has', value: called[2] ?? `${called[1]}()` });
      continue;
    }
    const name = take(label)?.[0];
    if (name === undefined) return `"${source.slice(at, at + 10)}" is not expected there`;
    tokens.push({ kind: 'label', value: name });
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  at = 0;
  fault: string | undefined;
  /** Whether `global()` stands somewhere. */
  isGlobal = false;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Terms joined by `||`, which binds least. */
  either(depth: number): LabelExpression | undefined {
    return this.#joined('||', 'or', () => this.#joined('&&', 'and', () => this.#one(depth)));
  }

  #joined(sign: string, op: 'and' | 'or', next: () => LabelExpression | undefined): LabelExpression | undefined {
    const parts: LabelExpression[] = [];
    do {
      const part = next();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#sign(sign));
    return parts.length === 1 ? parts[0] : { op, of: parts };
  }

  #one(depth: number): LabelExpression | undefined {
    let isNegated = false;
    while (this.#sign('!')) isNegated = !isNegated;
    const of = this.#positive(depth);
    return of !== undefined && isNegated ? { op: 'not', of } : of;
  }

  #positive(depth: number): LabelExpression | undefined {
    if (this.#sign('(')) {
      if (depth >= deepest) return this.#fail('its parentheses lie too deep in each other');
      const inner = this.either(depth + 1);
      if (inner === undefined) return undefined;
      return this.#sign(')') ? inner : this.#fail('a parenthesis does not close');
    }
    const token = this.#tokens[this.at];
    if (token?.kind === 'has') {
      this.at++;
      if (token.value === 'all()') return { op: 'all' };
      if (token.value !== 'global()') return { op: 'has', key: token.value };
      this.isGlobal = true;
      return { op: 'none' };
    }
    if (token?.kind !== 'label') return this.#fail('a label has to stand there');
    this.at++;
    return this.#comparison(token.value);
  }

  #comparison(key: string): LabelExpression | undefined {
    const token = this.#tokens[this.at++];
    const operator = token?.kind === 'text' ? undefined : token?.value;
    switch (operator) {
      case '==':
      case '!=': {
        const value = this.#text();
        if (value === undefined) return this.#fail('a text in quotes has to stand there');
        return operator === '==' ? oneOf(key, [value]) : { op: 'not', of: oneOf(key, [value]) };
      }
      case 'in':
      case 'notin': {
        const values = this.#set();
        if (values === undefined) return this.#fail('a set of texts in braces has to stand there');
        return operator === 'in' ? oneOf(key, values) : { op: 'not', of: oneOf(key, values) };
      }
      case 'contains':
      case 'startswith':
      case 'endswith': {
        const value = this.#text();
        if (value === undefined) return this.#fail('a text in quotes has to stand there');
        const op = operator === 'contains' ? operator : operator === 'startswith' ? 'starts' : 'ends';
        return { op, key, text: value };
      }
      default:
        return this.#fail(`an operator has to follow ${key}`);
    }
  }

  #set(): readonly string[] | undefined {
    if (!this.#sign('{')) return undefined;
    const values: string[] = [];
    for (let value = this.#text(); value !== undefined; value = this.#text()) {
      values.push(value);
      if (!this.#sign(',')) break;
    }
    return this.#sign('}') ? values : undefined;
  }

  #text(): string | undefined {
    const token = this.#tokens[this.at];
    if (token?.kind !== 'text') return undefined;
    this.at++;
    return token.value;
  }

  #sign(value: string): boolean {
    const token = this.#tokens[this.at];
    const isThere = token?.kind === 'sign' && token.value === value;
    if (isThere) this.at++;
    return isThere;
  }

  #fail(why: string): undefined {
    this.fault ??= why;
    return undefined;
  }
}

function oneOf(key: string, values: readonly string[]): LabelExpression {
  return { op: 'in', key, values };
}
