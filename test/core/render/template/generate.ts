import { chance, Random } from '../../../support/random.ts';
import type { Case } from './engine.ts';

type Type = 'any' | 'string' | 'float' | 'int' | 'bool' | 'list' | 'map';

/** Expressions of each type. */
const words: Readonly<Record<Exclude<Type, 'any'>, readonly string[]>> = {
  string: [
    ...['.Values.name', '$.Values.unicode', '$.Values.html', '$.Values.empty', '$.Release.Name', '$.Values.map.a'],
    ...['"x"', '""', '"a\\tb"', '`raw`', '"\u2603é"', '"web"', '"a"', '$.Values.nested.deep.deeper.leaf'],
  ],
  float: ['$.Values.port', '$.Values.small', '3.5', '1e3', '0x1p3', '2.0', '$.Values.big', '-0.5', '80.0'],
  int: ['$.Values.seven', '1', '0', '0x1F', '0b11', '017', '1_000', "'a'", '2', '$.Values.none', '-2'],
  bool: ['$.Values.yes', '$.Values.no', 'true', 'false'],
  list: [
    '$.Values.list',
    '$.Values.ints',
    '$.Values.mixed',
    '$.Values.emptyList',
    '$.Values.people',
    '$.Values.numbers',
  ],
  map: ['$.Values.map', '$.Values.nested.deep', '$.Values', '$.Values.emptyMap', '$.Chart', '$'],
};
/** Expressions that are of no type, or whose type is anyone's guess. */
const wild = [
  '.',
  '.name',
  '.x',
  '$.Values.absent',
  '$.Values.nothing',
  '.Values.absent.x',
  '.Values.name.x',
  'nil',
  '$.Absent',
];
const types = ['string', 'float', 'int', 'bool', 'list', 'map'] as const;

/** Functions with what they take, the piped argument last, and what they give. */
const calls: readonly (readonly [string, readonly Type[], Type])[] = [
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge'].flatMap((name) =>
    (['string', 'float', 'int'] as const).map((type) => [name, [type, type], 'bool'] as const),
  ),
  ...['and', 'or'].map((name) => [name, ['any', 'any'], 'any'] as const),
  ...['html', 'js', 'urlquery', 'print', 'println'].map((name) => [name, ['any'], 'string'] as const),
  ['not', ['any'], 'bool'],
  ['print', ['any', 'any'], 'string'],
  ['printf "%v|%s|%d|%q"', ['any', 'string', 'int', 'string'], 'string'],
  ['upper', ['string'], 'string'],
  ['repeat 2', ['string'], 'string'],
  ['half', ['float'], 'float'],
  ['choose', ['any', 'any', 'bool'], 'any'],
  ['list', ['any', 'any'], 'list'],
  ['default', ['any', 'any'], 'any'],
  ['size', ['map'], 'int'],
  ['len', ['list'], 'int'],
  ['len', ['string'], 'int'],
  ['index $.Values.list', ['int'], 'string'],
  ['index', ['map', 'string'], 'any'],
  ['index', ['list', 'int'], 'any'],
  ['slice', ['list', 'int'], 'list'],
  ['slice', ['string', 'int'], 'string'],
  ['include "label"', ['map'], 'string'],
  ['include "calls"', ['map'], 'string'],
  ['include "callsFailing"', ['map'], 'string'],
  ['tpl "{{ . }}{{ .name }}"', ['map'], 'string'],
  ['call', ['any'], 'any'],
];
const texts = ['text', ' ', '\n', '  \n  ', 'a: ', '\t', '☃', '-', '}}', '{ x }', ''];

/** Writes templates over the whole grammar; most of them execute, some do not even parse. */
class Writer {
  readonly #random: Random;
  /** In how many of a hundred places it does what does not fit. */
  readonly #wildness: number;
  #variables: string[] = [];
  #loops = 0;

  constructor(random: Random, wildness: number) {
    this.#random = random;
    this.#wildness = wildness;
  }

  list(depth: number): string {
    let text = '';
    const declared = this.#variables.length;
    for (let i = 1 + this.#random.below(3); i > 0; i--) text += this.#random.pick(texts) + this.#node(depth);
    this.#variables.length = declared;
    return text + this.#random.pick(texts);
  }

  #node(depth: number): string {
    const kind = this.#random.below(depth <= 0 ? 50 : 100);
    if (kind < 38) return this.#action(this.#pipeline(2));
    if (kind < 43) return this.#declare();
    if (kind < 46)
      return this.#action(`template "${this.#random.pick(['label', 'empty', 'calls'])}" ${this.#word(1, 'map')}`);
    if (kind < 47) return this.#action(`template "${this.#isWild() ? 'own' : 'count'}" ${this.#word(1, 'list')}`);
    if (kind < 48) return '{{/* comment */}}';
    if (kind < 50) return this.#loops > 0 ? this.#action(this.#random.pick(['break', 'continue'])) : '';
    if (kind < 70) return this.#branch('if', depth);
    if (kind < 80) return this.#branch('with', depth);
    if (kind < 97) return this.#range(depth);
    return this.#block(depth);
  }

  #action(inside: string): string {
    const space = chance(this.#random, 90) ? ' ' : '';
    const left = chance(this.#random, 12) ? '{{- ' : `{{${space}`;
    return `${left}${inside}${chance(this.#random, 12) ? ' -}}' : `${space}}}`}`;
  }

  #declare(): string {
    const known = this.#variables.at(-1);
    if (known !== undefined && chance(this.#random, 50)) return this.#action(`${known} = ${this.#pipeline(1)}`);
    const name = `$${this.#random.pick(['x', 'y', 'long_1', 'é'])}`;
    const action = this.#action(`${name} := ${this.#pipeline(2)}`);
    this.#variables.push(name);
    return action;
  }

  #branch(kind: 'if' | 'with', depth: number): string {
    const mark = this.#variables.length;
    let text = this.#action(`${kind} ${chance(this.#random, 10) ? '$b := ' : ''}${this.#pipeline(2)}`);
    text += this.list(depth - 1);
    if (chance(this.#random, 20)) text += this.#action(`else ${kind} ${this.#pipeline(1)}`) + this.list(depth - 1);
    if (chance(this.#random, 40)) text += this.#action('else') + this.list(depth - 1);
    this.#variables.length = mark;
    return text + this.#action('end');
  }

  #range(depth: number): string {
    const mark = this.#variables.length;
    const over = this.#random.pick([
      ...['$.Values.list', '$.Values.map', '$.Values.mixed', '$.Values.emptyList', '$.Values.absent', '3'],
      ...['$.Values.people', '$', '(list 1 "a" nil)', this.#pipeline(1, 'list'), this.#pipeline(1, 'map')],
      this.#isWild() ? this.#pipeline(1) : '$.Values.ints',
    ]);
    const declared = this.#random.pick(['', '', '$v', '$k, $v']);
    if (declared !== '') this.#variables.push('$v');
    let text = this.#action(`range ${declared}${declared === '' ? '' : ' := '}${over}`);
    this.#loops++;
    text += this.list(depth - 1);
    this.#loops--;
    this.#variables.length = mark;
    if (chance(this.#random, 30)) text += this.#action('else') + this.list(depth - 1);
    return text + this.#action('end');
  }

  #block(depth: number): string {
    const [variables, loops] = [this.#variables, this.#loops];
    this.#variables = [];
    this.#loops = 0;
    const text = this.#action('block "own" .') + this.list(depth - 1) + this.#action('end');
    this.#variables = variables;
    this.#loops = loops;
    return text;
  }

  #pipeline(depth: number, type: Type = 'any'): string {
    const [, end] = this.#expression(depth, type);
    return chance(this.#random, 1) ? `${end} |` : end;
  }

  /** A pipeline of a type: a word, or calls one behind the other. */
  #expression(depth: number, type: Type): [Type, string] {
    if (depth <= 0 || chance(this.#random, 45)) return [type, this.#word(depth, type)];
    const fitting = calls.filter(([, , gives]) => type === 'any' || gives === type || this.#isWild());
    if (fitting.length === 0) return [type, this.#word(depth, type)];
    const [name, takes, gives] = this.#random.pick(fitting);
    const args = takes.map((each) => this.#word(depth - 1, each));
    if (this.#isWild()) args.pop();
    if (this.#isWild()) args.push(this.#word(0, 'any'));
    const last = takes.at(-1);
    if (last === undefined || !chance(this.#random, 30)) return [gives, [name, ...args].join(' ')];
    const [, piped] = this.#expression(depth - 1, last);
    return [gives, `${piped} | ${[name, ...args.slice(0, -1)].join(' ')}`];
  }

  #isWild(): boolean {
    return chance(this.#random, this.#wildness);
  }

  #word(depth: number, type: Type): string {
    if (type === 'any' && this.#variables.length > 0 && chance(this.#random, 30))
      return this.#random.pick(this.#variables);
    if (this.#isWild()) return this.#random.pick(wild);
    if (depth > 0 && chance(this.#random, 25))
      return `(${this.#pipeline(depth - 1, type)})${this.#isWild() ? this.#random.pick(['.name', '.a.b']) : ''}`;
    const own = type === 'any' ? this.#random.pick(types) : type;
    const word = this.#random.pick(words[own]);
    return this.#isWild() && word.startsWith('$') ? word.slice(1) : word;
  }
}

/** Changes a text at some places, as typing does. */
export function mutated(random: Random, text: string): string {
  const pieces = [
    '{{',
    '}}',
    ' ',
    '"',
    '`',
    "'",
    '(',
    ')',
    '|',
    '.',
    '$',
    ':=',
    '-',
    ' -}}',
    '{{- ',
    '\n',
    ',',
    '/*',
    '*/',
  ];
  const more = ['end', 'else', 'if', 'range', 'define', 'nil', '0x', '1', '☃', '\\', 'é', '+', 'break', '\u0000', '𝄞'];
  let changed = text;
  for (let i = 1 + random.below(3); i > 0; i--) {
    const at = random.below(changed.length + 1);
    const end = Math.min(changed.length, at + random.below(6));
    const kind = random.below(4);
    if (kind === 0) changed = changed.slice(0, at) + changed.slice(end);
    else if (kind === 1) changed = changed.slice(0, at) + random.pick([...pieces, ...more]) + changed.slice(at);
    else if (kind === 2) changed = changed.slice(0, at) + changed.slice(at, end) + changed.slice(at);
    else changed = changed.slice(0, random.below(3) === 0 ? at : changed.length);
  }
  return changed;
}

/** Templates of a seed: every third one is changed by chance. */
export function* generate(seed: number, count: number): Generator<Case> {
  const random = new Random(seed);
  for (let i = 0; i < count; i++) {
    const defines = chance(random, 10) ? `{{ define "own" }}${new Writer(random, 0).list(1)}{{ end }}` : '';
    const written = new Writer(random, random.pick([0, 0, 2, 15])).list(random.below(4));
    const text = defines + (i % 3 === 2 ? mutated(random, written) : written);
    // Code units that are no characters have no bytes in Go.
    yield { text: text.toWellFormed(), missingKey: random.pick(['zero', 'zero', 'default', 'error'] as const) };
  }
}
