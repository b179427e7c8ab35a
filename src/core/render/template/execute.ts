/** Executes templates as Go 1.26's text/template does (exec.go), with the sources of what they print. */
import type { CallContext, FunctionTable, TemplateFunction } from '../functions/function.ts';
import { stringValue } from '../functions/strings.ts';
import { sprint } from '../go/fmt.ts';
import { quote } from '../go/quote.ts';
import type { Origin, Source } from '../origin/origin.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { type Budget, maxDepth, RenderError } from '../problem.ts';
import { contentsOf, Dict, type Item, isString, List, stringOf, type Value } from '../value.ts';
import { Evaluator } from './evaluate.ts';
import { Evaluated, isTrue, nothing, spendOn, workOn } from './evaluated.ts';
import type { AnyNode, BranchNode, ListNode, Node, TemplateNode } from './nodes.ts';
import type { Template, TemplateSet } from './set.ts';
import { actionSource, literalText, nodeOrigin, noValue, printedBy, withoutNoValue } from './sources.ts';

export interface ExecuteOptions {
  readonly functions: FunctionTable;
  readonly budget: Budget;
  /** What a key that a map lacks is; Helm takes `zero`. */
  readonly missingKey?: 'default' | 'zero' | 'error';
  /** What stands in for a template that is not defined. */
  readonly opaque?: ((name: string) => Item | undefined) | undefined;
  /** What stands in for a value that is lacking; without it that is an error. */
  readonly lacks?: ((message: string, at: Origin) => Item) | undefined;
  /** Told of every map before a function changes it in place. */
  readonly changes?: ((dict: Dict) => void) | undefined;
}

/** Executes a template of a set. Throws {@link RenderError} with Go's words. */
export function execute(set: TemplateSet, name: string, dot: Item, options: ExecuteOptions): Text {
  const template = set.get(name);
  if (template === undefined) throw unknownTemplate(set, name);
  const executor = new Executor(set, template, options);
  try {
    return executor.run(dot);
  } catch (error) {
    if (error instanceof RangeError) throw executor.tooMuch();
    throw error;
  }
}

function unknownTemplate(set: TemplateSet, name: string): RenderError {
  return new RenderError(`template: no template ${quote(name)} associated with template ${quote(set.name)}`);
}

/** How a list of nodes was left. */
type Left = 'break' | 'continue' | undefined;

class Executor extends Evaluator implements CallContext {
  readonly #options: ExecuteOptions;
  #set: TemplateSet;
  #out = new TextBuilder();
  /** The action, branch or `template` that is executed. */
  #action: AnyNode;
  #depth = 0;
  protected callSite: Origin | undefined;
  /** The last one that there was. */
  #lastCallSite: Origin | undefined;

  constructor(set: TemplateSet, template: Template, options: ExecuteOptions) {
    super(template, options.functions, options.budget, options.missingKey ?? 'default');
    this.#set = set;
    this.#options = options;
    this.#action = template.definition.root;
  }

  run(dot: Item): Text {
    return this.#nested(this.template, dot, undefined);
  }

  /** For what JavaScript itself refuses: calls too deep, a string too long. */
  tooMuch(): RenderError {
    return new RenderError(`exceeded maximum template depth (${maxDepth})`, this.#lastCallSite ?? this.at);
  }

  // What functions may ask for.

  get at(): Origin {
    return this.originOf(this.#action);
  }

  include(name: string, dot: Item): Text {
    const template = this.#set.get(name);
    if (template !== undefined) {
      if (this.#depth > maxDepth)
        throw new RenderError(
          `rendering template has a nested reference name: ${name}: unable to execute template`,
          this.at,
        );
      return this.#nested(template, dot, this.at);
    }
    const stand = this.#options.opaque?.(name);
    if (stand === undefined) throw unknownTemplate(this.#set, name);
    return stringValue(stand);
  }

  evaluate(template: string | Text, dot: Item): Text {
    const text = stringOf(template);
    const parsed = this.#attempt(`cannot parse template ${quote(text)}`, () =>
      this.#set.parsed(text, this.#options.functions),
    );
    const definition = parsed.definitions.get(this.#set.name);
    if (definition === undefined) return Text.of('');
    const action = actionSource(this.template, this.#action, this.callSite);
    const writing = { text: typeof template === 'string' ? Text.of(template) : template, action };
    const around = this.#set;
    this.#set = around.with(parsed, writing);
    try {
      return this.#attempt(`error during tpl function execution for ${quote(text)}`, () => {
        if (this.#depth > maxDepth) throw new RenderError('unable to execute template', this.at);
        return withoutNoValue(this.#nested({ definition, writing }, dot, this.at));
      });
    } finally {
      this.#set = around;
    }
  }

  lacks(message: string): Item {
    const { lacks } = this.#options;
    if (lacks === undefined) throw new RenderError(message, this.at, this.callSite);
    return lacks(message, this.at);
  }

  changes(dict: Dict): void {
    this.#options.changes?.(dict);
  }

  #attempt<T>(what: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof RenderError) || this.isSpent) throw error;
      const message = `${what}: ${error.message}`;
      this.pay(message);
      throw new RenderError(message, error.at ?? this.at, error.callSite ?? this.callSite);
    }
  }

  protected callFunction(called: TemplateFunction, args: readonly Evaluated[]): Item {
    return called.call(args, this);
  }

  protected originOf(node: AnyNode): Origin {
    return nodeOrigin(this.template, node);
  }

  /** Executes a template by itself: it sees no variables and writes a text of its own. */
  #nested(template: Template, dot: Item, callSite: Origin | undefined): Text {
    const { node, variables, callSite: outerCallSite } = this;
    const [outerTemplate, outerAction, outerOut] = [this.template, this.#action, this.#out];
    const out = new TextBuilder();
    this.template = template;
    this.callSite ??= callSite;
    this.#lastCallSite = this.callSite;
    this.variables = [];
    this.#out = out;
    this.#depth++;
    const self = new Evaluated(dot.value, dot.source, false);
    this.push('$', self);
    try {
      this.#list(self, template.definition.root);
    } finally {
      this.#depth--;
      this.#out = outerOut;
      this.variables = variables;
      this.callSite = outerCallSite;
      this.#action = outerAction;
      this.template = outerTemplate;
      this.node = node;
    }
    return out.text();
  }

  // Nodes.

  #list(dot: Evaluated, list: ListNode): Left {
    for (const node of list.nodes) {
      const left = this.#walk(dot, node);
      if (left !== undefined) return left;
    }
    return undefined;
  }

  #walk(dot: Evaluated, node: Node): Left {
    this.step();
    this.node = node;
    switch (node.kind) {
      case 'text':
        this.#write(...literalText(this.template, node, this.callSite));
        return undefined;
      case 'action': {
        this.#action = node;
        const value = this.pipeline(dot, node.pipe);
        if (node.pipe.variables.length === 0) {
          this.node = node;
          this.#print(value);
        }
        return undefined;
      }
      case 'if':
      case 'with':
        return this.#branch(dot, node);
      case 'range':
        return this.#range(dot, node);
      case 'template':
        this.#template(dot, node);
        return undefined;
      default:
        return node.kind;
    }
  }

  #branch(dot: Evaluated, node: BranchNode): Left {
    this.#action = node;
    const mark = this.variables.length;
    const value = this.pipeline(dot, node.pipe);
    let left: Left;
    if (isTrue(value.value)) left = this.#list(node.kind === 'with' ? value : dot, node.list);
    else if (node.otherwise !== undefined) left = this.#list(dot, node.otherwise);
    this.variables.length = mark;
    return left;
  }

  #range(dot: Evaluated, node: BranchNode): Left {
    this.#action = node;
    const mark = this.variables.length;
    const value = this.pipeline(dot, node.pipe);
    let left: Left;
    if (!this.#iterate(value, node) && node.otherwise !== undefined) left = this.#list(dot, node.otherwise);
    this.variables.length = mark;
    // In `else` a `break` leaves no more than that, a `continue` the turn of the loop around it.
    return left === 'break' ? undefined : left;
  }

  /** Whether there was anything to iterate over. */
  #iterate(item: Evaluated, node: BranchNode): boolean {
    const over: Value = contentsOf(item.value);
    if (over === null) return false;
    if (typeof over === 'bigint') {
      if (node.pipe.variables.length > 1) this.fail(`can't use ${over} to iterate over more than one variable`);
      for (let i = 0n; i < over; i++) if (!this.#iteration(node, nothing, new Evaluated(i, item.source, false))) break;
      return over > 0n;
    }
    if (over instanceof List) {
      const { items } = over;
      const { length } = items;
      for (let i = 0; i < length; i++) {
        const { value, source } = items[i] ?? nothing;
        const index = new Evaluated(BigInt(i), undefined, false);
        if (!this.#iteration(node, index, new Evaluated(value, source, true))) break;
      }
      return length > 0;
    }
    if (!(over instanceof Dict)) {
      spendOn([item], this.budget);
      return this.fail(`range can't iterate over ${sprint([item])}`);
    }
    this.step(workOn(over));
    const entries = over.keys().map((key) => ({ key, entry: over.get(key) }));
    for (const { key, entry } of entries) {
      const value = new Evaluated(entry?.value ?? null, entry?.source, true);
      const name = new Evaluated(entry?.key === undefined ? key : Text.of(key, entry.key), entry?.key, false);
      if (!this.#iteration(node, name, value)) break;
    }
    return entries.length > 0;
  }

  /** One turn of a loop. Whether another one may follow. */
  #iteration({ pipe, list }: BranchNode, index: Evaluated, item: Evaluated): boolean {
    this.step();
    const mark = this.variables.length;
    const [first, second] = pipe.variables;
    if (first !== undefined && second === undefined) this.#setLoop(first.name, pipe.isAssign, 1, item);
    if (first !== undefined && second !== undefined) {
      this.#setLoop(first.name, pipe.isAssign, 2, index);
      this.#setLoop(second.name, pipe.isAssign, 1, item);
    }
    const left = this.#list(item, list);
    this.variables.length = mark;
    return left !== 'break';
  }

  /** Sets a loop's variable: the one of that name, or the n-th from the top, which the loop has declared. */
  #setLoop(name: string, isAssign: boolean, fromTop: number, value: Evaluated): void {
    const variable = this.variables[this.variables.length - fromTop];
    if (isAssign) this.assign(name, value);
    else if (variable !== undefined) variable.value = value;
  }

  #template(dot: Evaluated, node: TemplateNode): void {
    this.#action = node;
    const template = this.#set.get(node.name);
    const stand = template === undefined ? this.#options.opaque?.(node.name) : undefined;
    if (template === undefined && stand === undefined) this.fail(`template ${quote(node.name)} not defined`);
    if (this.#depth > maxDepth) this.fail(`exceeded maximum template depth (${maxDepth})`);
    const value = node.pipe === undefined ? nothing : this.pipeline(dot, node.pipe);
    if (template !== undefined) this.#out.add(this.#nested(template, value, this.at));
    else if (stand !== undefined) this.#print(new Evaluated(stand.value, stand.source, false));
  }

  #print({ value, source }: Evaluated): void {
    const action = actionSource(this.template, this.#action, this.callSite);
    if (value === null) this.#write(noValue, action);
    else if (typeof value === 'string') this.#write(value, printedBy(action, source, this.callSite));
    else {
      if (!isString(value)) spendOn([{ value, source }], this.budget);
      const text = value instanceof Text ? value : sprint([{ value, source }]);
      this.#write(text.mapSources((own) => printedBy(action, own, this.callSite)));
    }
  }

  #write(piece: Text | string, source?: Source): void {
    this.pay(piece);
    this.#out.add(piece, source);
  }
}
