import type { Pairs, Ternary } from '../../resources/field.ts';
import { pairOf } from '../../resources/labels.ts';

/** A condition on labels that is more than a list of requirements: what Calico's selectors say. */
export type LabelExpression =
  | { readonly op: 'all' | 'none' }
  | { readonly op: 'has'; readonly key: string }
  /** The label is there and has one of the values. */
  | { readonly op: 'in'; readonly key: string; readonly values: readonly string[] }
  | { readonly op: 'contains' | 'starts' | 'ends'; readonly key: string; readonly text: string }
  | { readonly op: 'not'; readonly of: LabelExpression }
  | { readonly op: 'and' | 'or'; readonly of: readonly LabelExpression[] }
  | { readonly op: 'unknown'; readonly why: string };

/** A part of an expression that looks at one label. */
export type LabelTerm = Extract<LabelExpression, { readonly key: string }>;

/** Whether labels meet an expression; a label that is not known makes the answer unknown only where it could change it. */
export function meets(expression: LabelExpression, labels: Pairs): Ternary {
  switch (expression.op) {
    case 'all':
      return 'yes';
    case 'none':
      return 'no';
    case 'unknown':
      return 'unknown';
    case 'not':
      return negated(meets(expression.of, labels));
    case 'and':
      return joined(expression.of, labels, 'no');
    case 'or':
      return joined(expression.of, labels, 'yes');
    default:
      return termHolds(expression, labels);
  }
}

/** The parts of an expression that look at labels. */
export function termsOf(expression: LabelExpression): readonly LabelTerm[] {
  switch (expression.op) {
    case 'not':
      return termsOf(expression.of);
    case 'and':
    case 'or':
      return expression.of.flatMap(termsOf);
    case 'all':
    case 'none':
    case 'unknown':
      return [];
    default:
      return [expression];
  }
}

/** Whether the value of a label meets a term. */
export function valueMeets(term: LabelTerm, value: string): boolean {
  switch (term.op) {
    case 'has':
      return true;
    case 'in':
      return term.values.includes(value);
    case 'contains':
      return value.includes(term.text);
    case 'starts':
      return value.startsWith(term.text);
    case 'ends':
      return value.endsWith(term.text);
  }
}

/** Why an expression is not known whatever the labels are, else `undefined`. */
export function doubtIn(expression: LabelExpression): string | undefined {
  if (expression.op === 'unknown') return expression.why;
  if (expression.op === 'not') return doubtIn(expression.of);
  if (expression.op !== 'and' && expression.op !== 'or') return undefined;
  for (const part of expression.of) {
    const why = doubtIn(part);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** An expression with every part that looks at a label replaced. */
export function replaceTerms(
  expression: LabelExpression,
  replace: (term: LabelTerm) => LabelExpression,
): LabelExpression {
  switch (expression.op) {
    case 'not':
      return { op: 'not', of: replaceTerms(expression.of, replace) };
    case 'and':
    case 'or':
      return { op: expression.op, of: expression.of.map((part) => replaceTerms(part, replace)) };
    case 'all':
    case 'none':
    case 'unknown':
      return expression;
    default:
      return replace(expression);
  }
}

function termHolds(term: LabelTerm, labels: Pairs): Ternary {
  const label = pairOf(labels, term.key);
  if (label === undefined) return labels.open === undefined ? 'no' : 'unknown';
  if (term.op === 'has') return 'yes';
  if (label.value === undefined) return 'unknown';
  return valueMeets(term, label.value) ? 'yes' : 'no';
}

function joined(parts: readonly LabelExpression[], labels: Pairs, decides: 'yes' | 'no'): Ternary {
  let result: Ternary = decides === 'yes' ? 'no' : 'yes';
  for (const part of parts) {
    const answer = meets(part, labels);
    if (answer === decides) return answer;
    if (answer === 'unknown') result = answer;
  }
  return result;
}

function negated(answer: Ternary): Ternary {
  return answer === 'yes' ? 'no' : answer === 'no' ? 'yes' : 'unknown';
}
