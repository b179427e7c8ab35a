/** Parses templates as Go 1.26's text/template/parse does (parse.go), messages included. */
import { quote } from '../go/quote.ts';
import { builtins } from './builtins.ts';
import type { Token, TokenKind } from './lexer.ts';
import { BadLiteral, charLiteral, numberLiteral, unquote } from './literals.ts';
import {
  type ActionNode,
  type BranchNode,
  type CommandNode,
  isEmpty,
  type LeaveNode,
  type ListNode,
  type Node,
  type Operand,
  type PipeNode,
  type TemplateNode,
  type VariableNode,
  written,
} from './nodes.ts';
import type { Definition, ParsedTemplate } from './parsed.ts';
import { isKeyword, TokenReader } from './token-reader.ts';

/**
 * Parses a template and the definitions in it. It depends on nothing but its arguments, so that callers keep the result by
 * text. Throws {@link RenderError} with Go's words.
 */
export function parse(
  name: string,
  text: string,
  file: string | undefined,
  functions: { has(name: string): boolean },
): ParsedTemplate {
  return new Parser(name, text, file, functions).run();
}

/** Parentheses and blocks inside of each other; Go's own limit is 10,000 and needs more stack than there is. */
const deepest = 250;

/** `{{end}}` or `{{else}}`. */
interface Closing extends Pick<Node, 'pos' | 'start' | 'end'> {
  readonly kind: 'end' | 'else';
}

const terms: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(['bool', 'charConstant', 'complex', 'field', 'identifier', 'number', 'rawString', 'string'] as const),
  ...(['variable', 'leftParen'] as const),
]);

class Parser extends TokenReader {
  readonly #functions: { has(name: string): boolean };
  readonly #definitions = new Map<string, Definition>();
  #variables = ['$'];
  #rangeDepth = 0;
  #depth = 0;

  constructor(name: string, text: string, file: string | undefined, functions: { has(name: string): boolean }) {
    super(name, text, file);
    this.#functions = functions;
  }

  run(): ParsedTemplate {
    const start = this.peek();
    const nodes: Node[] = [];
    while (this.peek().kind !== 'end of file') {
      if (this.#isDefinition()) {
        this.#definition();
        continue;
      }
      const node = this.#textOrAction();
      if (isClosing(node)) this.fail(`unexpected {{${node.kind}}}`);
      nodes.push(node);
    }
    this.#add(this.name, { kind: 'list', nodes, pos: start.start, start: 0, end: this.text.length });
    return { name: this.name, file: this.file, definitions: this.#definitions };
  }

  /** Runs what reads a constant, and says what is wrong with it. */
  #literal<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof BadLiteral) this.fail(error.message);
      throw error;
    }
  }

  #deeper<T>(run: () => T): T {
    if (this.#depth >= deepest) this.fail('max expression depth exceeded');
    this.#depth++;
    const result = run();
    this.#depth--;
    return result;
  }

  // Definitions.

  #isDefinition(): boolean {
    const before = this.at;
    if (this.peek().kind === 'leftDelim') {
      this.next();
      if (isKeyword(this.nextNonSpace(), 'define')) return true;
    }
    this.at = before;
    return false;
  }

  #definition(): void {
    const context = 'define clause';
    const token = this.nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'rawString') this.unexpected(token, context);
    const name = this.#literal(() => unquote(token.value));
    this.expect('rightDelim', context);
    this.#body(name, false);
  }

  /** The list of a definition: it knows neither variables nor loops around it. */
  #body(name: string, isBlock: boolean): void {
    const context = isBlock ? 'block clause' : 'define clause';
    const around = { variables: this.#variables, rangeDepth: this.#rangeDepth, actionLine: this.actionLine };
    this.#variables = ['$'];
    this.#rangeDepth = 0;
    this.actionLine = 0;
    const head = this.furthest();
    const [list, closing] = this.#deeper(() => this.#list());
    // It is what stands around a block that complains, and that has read no further than the block's own action.
    if (closing.kind !== 'end') this.fail(`unexpected {{else}} in ${context}`, undefined, isBlock ? head : undefined);
    this.#add(name, list);
    this.#variables = around.variables;
    this.#rangeDepth = around.rangeDepth;
    this.actionLine = around.actionLine;
  }

  #add(name: string, root: ListNode): void {
    const old = this.#definitions.get(name);
    if (old === undefined || isEmpty(old.root))
      this.#definitions.set(name, { name, parseName: this.name, text: this.text, file: this.file, root });
    else if (!isEmpty(root)) this.fail(`template: multiple definition of template ${quote(name)}`);
  }

  // Text and actions.

  #list(): [ListNode, Closing] {
    const { start } = this.peekNonSpace();
    const nodes: Node[] = [];
    while (this.peekNonSpace().kind !== 'end of file') {
      const node = this.#textOrAction();
      if (isClosing(node)) return [{ kind: 'list', nodes, pos: start, start, end: node.start }, node];
      nodes.push(node);
    }
    this.fail('unexpected EOF');
  }

  #textOrAction(): Node | Closing {
    const token = this.nextNonSpace();
    if (token.kind === 'text')
      return { kind: 'text', text: token.value, pos: token.start, start: token.start, end: token.end };
    if (token.kind !== 'leftDelim') this.unexpected(token, 'input');
    this.actionLine = token.line;
    const node = this.#action(token.start);
    this.actionLine = 0;
    return node;
  }

  #action(start: number): Node | Closing {
    const token = this.nextNonSpace();
    if (token.kind === 'keyword') {
      const { value } = token;
      switch (value) {
        case 'block':
        case 'template':
          return this.#template(value, start);
        case 'break':
        case 'continue':
          return this.#leave(value, start, token.start);
        case 'else':
          return this.#else(start);
        case 'end': {
          const pos = this.expect('rightDelim', 'end').start;
          return { kind: 'end', pos, start, end: this.end() };
        }
        case 'if':
        case 'range':
        case 'with':
          return this.#branch(value, start);
      }
    }
    this.at--;
    const pipe = this.#pipeline('command', 'rightDelim');
    return { kind: 'action', pipe, pos: token.start, start, end: this.end() } satisfies ActionNode;
  }

  #leave(kind: LeaveNode['kind'], start: number, pos: number): LeaveNode {
    this.expect('rightDelim', `{{${kind}}}`);
    if (this.#rangeDepth === 0) this.fail(`{{${kind}}} outside {{range}}`);
    return { kind, pos, start, end: this.end() };
  }

  /** Leaves an `if` or `with` behind it unread. */
  #else(start: number): Closing {
    const peek = this.peekNonSpace();
    const goesOn = isKeyword(peek, 'if') || isKeyword(peek, 'with');
    const { start: pos } = goesOn ? peek : this.expect('rightDelim', 'else');
    return { kind: 'else', pos, start, end: this.end() };
  }

  #branch(kind: BranchNode['kind'], start: number): BranchNode {
    const declared = this.#variables.length;
    const pipe = this.#pipeline(kind, 'rightDelim');
    const end = this.end();
    if (kind === 'range') this.#rangeDepth++;
    const [list, closing] = this.#deeper(() => this.#list());
    if (kind === 'range') this.#rangeDepth--;
    const otherwise = closing.kind === 'end' ? undefined : this.#otherwise(kind, closing);
    this.#variables.length = declared;
    return { kind, pipe, list, otherwise, pos: pipe.pos, start, end };
  }

  #otherwise(kind: BranchNode['kind'], { pos, start }: Closing): ListNode {
    if (kind !== 'range' && isKeyword(this.peek(), kind)) {
      this.next();
      const node = this.#deeper(() => this.#branch(kind, start));
      return { kind: 'list', nodes: [node], pos, start, end: node.end };
    }
    const [list, closing] = this.#deeper(() => this.#list());
    if (closing.kind !== 'end') this.fail('expected end; found {{else}}');
    return list;
  }

  #template(kind: 'block' | 'template', start: number): TemplateNode {
    const context = `${kind} clause`;
    const token = this.nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'rawString') this.unexpected(token, context);
    const name = this.#literal(() => unquote(token.value));
    let pipe: PipeNode | undefined;
    if (kind === 'block' || this.nextNonSpace().kind !== 'rightDelim') {
      if (kind === 'template') this.at--;
      pipe = this.#pipeline(context, 'rightDelim');
    }
    const end = this.end();
    if (kind === 'block') this.#body(name, true);
    return { kind: 'template', name, pipe, pos: token.start, start, end };
  }

  // Pipelines.

  #pipeline(context: string, closing: 'rightDelim' | 'rightParen'): PipeNode {
    const { start } = this.peekNonSpace();
    const { variables, isAssign } = this.#declarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.nextNonSpace();
      if (token.kind === closing) break;
      const isTerm = terms.has(token.kind) || isKeyword(token, '.') || isKeyword(token, 'nil');
      if (!isTerm) this.unexpected(token, context);
      this.at--;
      commands.push(this.#command());
    }
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    for (const [index, { words }] of commands.entries())
      if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(words[0].kind))
        this.fail(`non executable command in pipeline stage ${index + 1}`);
    return { kind: 'pipe', isAssign, variables, commands, pos: start, start, end: this.end() };
  }

  #declarations(context: string): Pick<PipeNode, 'variables' | 'isAssign'> {
    const variables: VariableNode[] = [];
    for (;;) {
      const variable = this.peekNonSpace();
      if (variable.kind !== 'variable') return { variables, isAssign: false };
      const before = this.at;
      this.next();
      const next = this.peekNonSpace();
      const isComma = next.kind === 'char' && next.value === ',';
      if (next.kind !== 'assign' && next.kind !== 'declare' && !isComma) {
        this.at = before;
        return { variables, isAssign: false };
      }
      this.nextNonSpace();
      variables.push({ ...place(variable), kind: 'variable', name: variable.value, fields: [] });
      this.#variables.push(variable.value);
      if (!isComma) return { variables, isAssign: next.kind === 'assign' };
      if (context !== 'range' || variables.length > 1) this.fail(`too many declarations in ${context}`);
      if (!['variable', 'rightDelim', 'rightParen'].includes(this.peekNonSpace().kind))
        this.fail('range can only initialize variables');
    }
  }

  #command(): CommandNode {
    const { start } = this.peekNonSpace();
    const words: Operand[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) words.push(operand);
      const token = this.next();
      if (token.kind === 'space') continue;
      if (token.kind === 'rightDelim' || token.kind === 'rightParen') this.at--;
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    const [first, ...rest] = words;
    if (first === undefined) this.fail('empty command');
    return { kind: 'command', words: [first, ...rest], pos: start, start, end: rest.at(-1)?.end ?? first.end };
  }

  /** A term and the fields behind it. */
  #operand(): Operand | undefined {
    const term = this.#term();
    const pos = this.peek().start;
    if (term === undefined || this.peek().kind !== 'field') return term;
    const names: string[] = [];
    while (this.peek().kind === 'field') names.push(this.next().value.slice(1));
    const where = { pos, start: term.start, end: this.end() };
    switch (term.kind) {
      case 'field':
        return { kind: 'field', names: [...term.names, ...names], ...where };
      case 'variable':
        return { kind: 'variable', name: term.name, fields: [...term.fields, ...names], ...where };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${quote(written(term))}`);
      default:
        return { kind: 'chain', of: term, names, ...where };
    }
  }

  #term(): Operand | undefined {
    const token = this.nextNonSpace();
    const { value } = token;
    const where = place(token);
    switch (token.kind) {
      case 'identifier':
        if (!this.#functions.has(value) && !builtins.has(value))
          this.fail(`function ${quote(value)} not defined`, token);
        return { kind: 'identifier', name: value, ...where };
      case 'keyword':
        if (value === '.') return { kind: 'dot', ...where };
        if (value === 'nil') return { kind: 'nil', ...where };
        break;
      case 'variable':
        if (!this.#variables.includes(value)) this.fail(`undefined variable ${quote(value)}`, token);
        return { kind: 'variable', name: value, fields: [], ...where };
      case 'field':
        return { kind: 'field', names: [value.slice(1)], ...where };
      case 'bool':
        return { kind: 'bool', value: value === 'true', ...where };
      case 'charConstant':
        return { kind: 'number', text: value, ...this.#literal(() => charLiteral(value)), ...where };
      case 'complex':
      case 'number':
        return { kind: 'number', text: value, ...this.#literal(() => numberLiteral(value)), ...where };
      case 'leftParen': {
        const pipe = this.#deeper(() => this.#pipeline('parenthesized pipeline', 'rightParen'));
        return { ...pipe, start: where.start };
      }
      case 'string':
      case 'rawString':
        return { kind: 'string', quoted: value, text: this.#literal(() => unquote(value)), ...where };
    }
    this.at--;
    return undefined;
  }
}

function place({ start, end }: Token): { pos: number; start: number; end: number } {
  return { pos: start, start, end };
}

function isClosing(node: Node | Closing): node is Closing {
  return node.kind === 'end' || node.kind === 'else';
}
