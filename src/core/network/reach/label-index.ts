import type { Pairs } from '../../resources/field.ts';
import { matchLabelSelector } from '../../resources/labels.ts';
import type { LabelSelector } from '../../resources/pod-maker.ts';
import { type LabelExpression, type LabelTerm, meets, valueMeets } from '../policy/label-expression.ts';
import type { PodSelector } from '../policy/model.ts';
import { Bits, bothOf, eitherOf, type Match, outsideOf, surely } from './bits.ts';

/** Sets of labels by key and value: which of them a selector matches costs a few operations on whole words. */
export class LabelIndex {
  readonly #size: number;
  readonly #sets: readonly Pairs[];
  readonly #all: Bits;
  readonly #byKey = new Map<string, { readonly any: Bits; readonly values: Map<string, Bits> }>();
  /** Sets of which not everything is known; they are asked one by one. */
  readonly #odd: number[] = [];

  /** The sets have the numbers from 0; `size` is how many members the sets of numbers may have. */
  constructor(sets: readonly Pairs[], size: number) {
    this.#size = size;
    this.#sets = sets;
    this.#all = Bits.range(size, 0, sets.length);
    sets.forEach(({ pairs, open }, number) => {
      const keys = new Set(pairs.map(({ key }) => key));
      if (open !== undefined || keys.size < pairs.length || pairs.some(({ value }) => value === undefined)) {
        this.#odd.push(number);
        return;
      }
      for (const { key, value = '' } of pairs) {
        let entry = this.#byKey.get(key);
        if (entry === undefined) {
          entry = { any: Bits.empty(size), values: new Map() };
          this.#byKey.set(key, entry);
        }
        entry.any.add(number);
        let bits = entry.values.get(value);
        if (bits === undefined) {
          bits = Bits.empty(size);
          entry.values.set(value, bits);
        }
        bits.add(number);
      }
    });
  }

  /** The sets that a selector matches, as `matchLabelSelector` and `meets` do. */
  match(selector: PodSelector): Match {
    if ('op' in selector) return this.#meets(selector);
    const exact = this.#exact(selector);
    if (exact === undefined) return this.#oneByOne(selector, Bits.empty(this.#size), this.#sets.keys());
    return this.#odd.length === 0 ? surely(exact) : this.#oneByOne(selector, exact, this.#odd);
  }

  #meets(expression: LabelExpression): Match {
    const none = Bits.empty(this.#size);
    switch (expression.op) {
      case 'all':
        return surely(this.#all);
      case 'none':
        return surely(none);
      case 'unknown':
        return { must: none, may: this.#all };
      case 'not':
        return outsideOf(this.#meets(expression.of), this.#all);
      case 'and':
        return expression.of.reduce((match, part) => bothOf(match, this.#meets(part)), surely(this.#all));
      case 'or':
        return expression.of.reduce((match, part) => eitherOf(match, this.#meets(part)), surely(none));
      default:
        return this.#holds(expression);
    }
  }

  #holds(term: LabelTerm): Match {
    const exact = Bits.empty(this.#size);
    const entry = this.#byKey.get(term.key);
    if (term.op === 'in') for (const value of term.values) exact.include(entry?.values.get(value));
    else for (const [value, bits] of entry?.values ?? []) if (valueMeets(term, value)) exact.include(bits);
    return this.#odd.length === 0 ? surely(exact) : this.#oneByOne(term, exact, this.#odd);
  }

  /** The answer for sets that are wholly known; `undefined` when the selector is not. */
  #exact({ matchLabels, matchExpressions }: LabelSelector): Bits | undefined {
    if (matchLabels.open !== undefined) return undefined;
    let result = this.#all;
    for (const { key, value } of matchLabels.pairs) {
      if (value === undefined) return undefined;
      result = result.and(this.#with(key, value));
    }
    for (const { key, operator, values } of matchExpressions) {
      if (key.value === undefined) return undefined;
      const any = this.#byKey.get(key.value)?.any ?? Bits.empty(this.#size);
      switch (operator.value) {
        case 'Exists':
          result = result.and(any);
          break;
        case 'DoesNotExist':
          result = result.minus(any);
          break;
        case 'In':
        case 'NotIn': {
          if (values.length === 0) return undefined;
          let among = Bits.empty(this.#size);
          for (const { value } of values) {
            if (value === undefined) return undefined;
            among = among.or(this.#with(key.value, value));
          }
          result = operator.value === 'In' ? result.and(among) : result.minus(among);
          break;
        }
        default:
          return undefined;
      }
    }
    return result;
  }

  #with(key: string, value: string): Bits {
    return this.#byKey.get(key)?.values.get(value) ?? Bits.empty(this.#size);
  }

  #oneByOne(selector: PodSelector, exact: Bits, numbers: Iterable<number>): Match {
    const must = new Bits(exact.words.slice());
    const may = new Bits(exact.words.slice());
    for (const number of numbers) {
      const labels = this.#sets[number];
      if (labels === undefined) continue;
      const word = number >>> 5;
      const mask = ~(1 << (number & 31));
      must.words[word] = (must.words[word] ?? 0) & mask;
      may.words[word] = (may.words[word] ?? 0) & mask;
      const match = 'op' in selector ? meets(selector, labels) : matchLabelSelector(selector, labels);
      if (match !== 'no') may.add(number);
      if (match === 'yes') must.add(number);
    }
    return { must, may };
  }
}
