/** Evaluates pipelines as Go 1.26's text/template does (exec.go), messages included. */
import type { FunctionTable, TemplateFunction } from '../functions/function.ts';
import { argumentProblem, goNames, type Kind, kindAt } from '../functions/parameters.ts';
import { quote } from '../go/quote.ts';
import { typeName } from '../go/reflect.ts';
import type { Origin } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import { type Budget, RenderError, spend } from '../problem.ts';
import { contentsOf, Dict, type Item, isString, Native, stringOf } from '../value.ts';
import { and, builtins, call, or } from './builtins.ts';
import { Evaluated, isTrue, nothing, workOn } from './evaluated.ts';
import { type AnyNode, type ChainNode, type CommandNode, type Operand, type PipeNode, written } from './nodes.ts';
import { goPosition } from './parsed.ts';
import type { Template } from './set.ts';

interface Variable {
  readonly name: string;
  value: Evaluated;
}

/** What is called by evaluating its arguments. */
type Call = (args: readonly Evaluated[]) => Item;

export abstract class Evaluator {
  protected readonly functions: FunctionTable;
  readonly budget: Budget;
  readonly #missingKey: 'default' | 'zero' | 'error';
  protected template: Template;
  /** What messages point at: the node that was looked at last. */
  protected node: AnyNode;
  protected variables: Variable[] = [];

  protected constructor(
    template: Template,
    functions: FunctionTable,
    budget: Budget,
    missingKey: 'default' | 'zero' | 'error',
  ) {
    this.template = template;
    this.node = template.definition.root;
    this.functions = functions;
    this.budget = budget;
    this.#missingKey = missingKey;
  }

  /** Where a node lies. */
  protected abstract originOf(node: AnyNode): Origin;

  /** Where the rendered file calls the template that is executed, if it is another one. */
  protected abstract callSite: Origin | undefined;

  protected abstract callFunction(called: TemplateFunction, args: readonly Evaluated[]): Item;

  protected fail(message: string, at?: Origin, callSite = this.callSite): never {
    const { name, parseName, text } = this.template.definition;
    const where = `${parseName}:${goPosition(text, this.node.pos)}`;
    const full = `template: ${where}: executing ${quote(name)} at <${written(this.node)}>: ${message}`;
    // Messages hold those of all templates below: they may become large.
    this.pay(full);
    throw new RenderError(full, at ?? this.originOf(this.node), callSite);
  }

  /** Then everything ends, and no message says by which ways. */
  protected get isSpent(): boolean {
    return this.budget.nodes < 0 || this.budget.characters < 0;
  }

  protected step(nodes = 1): void {
    this.budget.nodes -= nodes;
    if (this.budget.nodes < 0) spend(this.budget, 'nodes', 0, this.originOf(this.node));
  }

  // Variables.

  protected push(name: string, value: Evaluated): void {
    this.variables.push({ name, value });
  }

  protected assign(name: string, value: Evaluated): void {
    this.#variable(name).value = value;
  }

  #variable(name: string): Variable {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i];
      if (variable?.name === name) return variable;
    }
    return this.fail(`undefined variable: ${name}`);
  }

  // Pipelines and commands.

  protected pipeline(dot: Evaluated, pipe: PipeNode): Evaluated {
    this.node = pipe;
    let value: Evaluated | undefined;
    for (const command of pipe.commands) value = this.#command(dot, command, value).unboxed();
    const result = value ?? nothing;
    for (const { name } of pipe.variables)
      if (pipe.isAssign) this.assign(name, result);
      else this.push(name, result);
    return result;
  }

  #command(dot: Evaluated, command: CommandNode, final: Evaluated | undefined): Evaluated {
    this.step();
    const { words } = command;
    const [first] = words;
    switch (first.kind) {
      case 'identifier':
        return this.#function(dot, first.name, first, command, words, final);
      case 'pipe':
        this.#notAFunction(words, final);
        return this.pipeline(dot, first);
      case 'field':
      case 'variable':
      case 'chain':
        return this.#fields(dot, first, words, final);
    }
    this.node = first;
    this.#notAFunction(words, final);
    if (first.kind === 'dot') return dot;
    if (first.kind === 'nil') this.fail('nil is not a command');
    return this.#constant(first, 'any');
  }

  #notAFunction(words: readonly Operand[], final: Evaluated | undefined): void {
    const [first] = words;
    if (first !== undefined && (words.length > 1 || final !== undefined))
      this.fail(`can't give argument to non-function ${written(first)}`);
  }

  // Fields.

  /** `.a.b`, `$x.a.b` and `(…).a.b`, the last one of which may be a method. */
  #fields(
    dot: Evaluated,
    node: Extract<Operand, { kind: 'field' | 'variable' | 'chain' }>,
    words: readonly Operand[],
    final: Evaluated | undefined,
  ): Evaluated {
    this.node = node;
    let value = dot;
    let names: readonly string[];
    if (node.kind === 'variable') {
      value = this.#variable(node.name).value;
      names = node.fields;
      if (names.length === 0) {
        this.#notAFunction(words, final);
        return value;
      }
    } else {
      names = node.names;
      if (node.kind === 'chain') value = this.#chained(dot, node);
    }
    const last = names.length - 1;
    for (let i = 0; i < last; i++) value = this.#field(dot, names[i] ?? '', node, [], undefined, value);
    return this.#field(dot, names[last] ?? '', node, words, final, value);
  }

  #chained(dot: Evaluated, node: ChainNode): Evaluated {
    if (node.of.kind === 'nil') this.fail(`indirection through explicit nil in ${written(node)}`);
    return this.#argument(dot, node.of, 'any');
  }

  #field(
    dot: Evaluated,
    name: string,
    node: AnyNode,
    words: readonly Operand[],
    final: Evaluated | undefined,
    receiver: Evaluated,
  ): Evaluated {
    const { value } = receiver;
    if (value === null) {
      if (receiver.isBoxed) this.fail(`nil pointer evaluating interface {}.${name}`);
      if (this.#missingKey === 'error') this.fail(`nil data; no entry for key ${quote(name)}`);
      return nothing;
    }
    const hasArguments = words.length > 1 || final !== undefined;
    if (value instanceof Native) {
      const member = value.members.get(name);
      if (typeof member === 'function') {
        const args = this.#arguments(dot, words.slice(1), final, undefined);
        return this.#called(name, node, () => member(args), args);
      }
      if (member !== undefined) {
        if (hasArguments) this.fail(`${name} has arguments but cannot be invoked as function`);
        return new Evaluated(member.value, member.source, false);
      }
    }
    const map = contentsOf(value);
    if (!(map instanceof Dict)) return this.fail(`can't evaluate field ${name} in type ${receiver.type}`);
    if (hasArguments) this.fail(`${name} is not a method but has arguments`);
    const entry = map.get(name);
    if (entry !== undefined) return new Evaluated(entry.value, entry.source, true);
    if (this.#missingKey === 'error') this.fail(`map has no entry for key ${quote(name)}`);
    return this.#missingKey === 'zero' ? new Evaluated(null, undefined, true) : nothing;
  }

  // Functions.

  /** `words` are the function itself and its arguments. */
  #function(
    dot: Evaluated,
    name: string,
    identifier: AnyNode,
    node: AnyNode,
    words: readonly Operand[],
    final: Evaluated | undefined,
  ): Evaluated {
    this.node = identifier;
    const called = this.functions.get(name) ?? builtins.get(name);
    if (called === undefined) return this.fail(`${quote(name)} is not a defined function`);
    const operands = words.slice(1);
    this.#checkCount(name, called, operands.length, final);
    if (called === and || called === or) return this.#shortCircuit(dot, called === or, operands, final);
    const args = this.#arguments(dot, operands, final, called.parameters);
    const run: Call =
      called === call ? (values) => this.#callValue(operands, values) : (values) => this.callFunction(called, values);
    return this.#called(name, node, run, args);
  }

  #checkCount(name: string, { arity: [least, most] }: TemplateFunction, count: number, final: unknown): void {
    const all = count + (final === undefined ? 0 : 1);
    if (least === most) {
      if (all !== least) this.fail(`wrong number of args for ${name}: want ${least} got ${all}`);
    } else if (all < least) this.fail(`wrong number of args for ${name}: want at least ${least} got ${count}`);
    else if (all > most) this.fail(`wrong number of args for ${name}: want at most ${most} got ${all}`);
  }

  #shortCircuit(
    dot: Evaluated,
    stopsAt: boolean,
    operands: readonly Operand[],
    final: Evaluated | undefined,
  ): Evaluated {
    let value = nothing;
    for (const operand of operands) {
      value = this.#argument(dot, operand, 'any');
      if (isTrue(value.value) === stopsAt) return value;
    }
    return final ?? value;
  }

  #arguments(
    dot: Evaluated,
    operands: readonly Operand[],
    final: Evaluated | undefined,
    parameters: TemplateFunction['parameters'],
  ): readonly Evaluated[] {
    const typeOf = (i: number) => (parameters === undefined ? 'any' : kindAt(parameters, i));
    const args: Evaluated[] = [];
    for (const operand of operands) args.push(this.#argument(dot, operand, typeOf(args.length)));
    if (final !== undefined) args.push(this.#valid(final, typeOf(args.length)));
    return args;
  }

  #called(name: string, node: AnyNode, run: Call, args: readonly Evaluated[]): Evaluated {
    let result: Item;
    for (const arg of args) this.step(workOn(arg.value));
    try {
      result = run(args);
    } catch (error) {
      // Where calls are too deep, all of them end.
      const isRefused = error instanceof RangeError && !error.message.includes('call stack');
      if ((!(error instanceof RenderError) && !isRefused) || this.isSpent) throw error;
      this.node = node;
      const { at, callSite } = error instanceof RenderError ? error : {};
      return this.fail(`error calling ${name}: ${error.message}`, at, callSite);
    }
    const { value, source } = result;
    if (isString(value)) this.pay(value);
    else this.step(workOn(value));
    return result instanceof Evaluated ? result : new Evaluated(value, source, false);
  }

  /** Pays for a text that was made; each of its sources takes as much memory as some characters. */
  protected pay(text: Text | string): void {
    this.budget.characters -= text.length + (typeof text === 'string' ? 0 : 16 * text.segments.length);
    if (this.budget.characters < 0) spend(this.budget, 'characters', 0, this.originOf(this.node));
  }

  /** The builtin `call`: no value is a function. */
  #callValue(operands: readonly Operand[], [callee]: readonly Evaluated[]): never {
    if (callee === undefined || callee.value === null) throw new RenderError('call of nil');
    const { value } = callee;
    const type = typeName(value);
    const [first] = operands;
    const name = first !== undefined ? written(first) : isString(value) ? stringOf(value) : `<${type} Value>`;
    throw new RenderError(`non-function ${name} of type ${type}`);
  }

  // Arguments.

  #argument(dot: Evaluated, operand: Operand, type: Kind): Evaluated {
    this.node = operand;
    switch (operand.kind) {
      case 'dot':
        return this.#valid(dot, type);
      case 'nil':
        if (type !== 'any' && type !== 'map') this.fail(`cannot assign nil to ${goNames[type]}`);
        return nothing;
      case 'field':
      case 'variable':
      case 'chain':
        return this.#valid(this.#fields(dot, operand, [], undefined), type);
      case 'pipe':
        return this.#valid(this.pipeline(dot, operand), type);
      case 'identifier':
        return this.#valid(this.#function(dot, operand.name, operand, operand, [], undefined), type);
    }
    return this.#constant(operand, type);
  }

  /** A constant as the type that is asked for. */
  #constant(node: Extract<Operand, { kind: 'bool' | 'string' | 'number' }>, type: Kind): Evaluated {
    switch (type) {
      case 'any':
        if (node.kind === 'bool') return new Evaluated(node.value, undefined, false);
        if (node.kind === 'string') return new Evaluated(node.text, undefined, false);
        this.node = node;
        if (node.ideal === undefined) return this.fail(`${node.text} overflows int`);
        return new Evaluated(node.ideal, undefined, false);
      case 'bool':
        if (node.kind === 'bool') return new Evaluated(node.value, undefined, false);
        return this.fail(`expected bool; found ${written(node)}`);
      case 'string':
        if (node.kind === 'string') return new Evaluated(node.text, undefined, false);
        return this.fail(`expected string; found ${written(node)}`);
      case 'int':
        if (node.kind === 'number' && node.int !== undefined) return new Evaluated(node.int, undefined, false);
        return this.fail(`expected integer; found ${written(node)}`);
      case 'float64':
        if (node.kind === 'number') return new Evaluated(node.float, undefined, false);
        return this.fail(`expected float; found ${written(node)}`);
      default:
        return this.fail(`can't handle ${written(node)} for arg of type ${goNames[type]}`);
    }
  }

  /** Checks that a value may be passed as a type. */
  #valid(item: Evaluated, type: Kind): Evaluated {
    if (type === 'any') return item;
    const problem = argumentProblem(item.value, type, !item.isBoxed);
    return problem === undefined ? item : this.fail(problem);
  }
}
