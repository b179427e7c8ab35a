import type { LabelSelector } from '../../resources/pod-maker.ts';

/** `app=web, tier In (a, b)`: what a selector asks for. */
export function selectorWords({ matchLabels, matchExpressions }: LabelSelector): string {
  return [
    ...matchLabels.pairs.map(({ key, value }) => `${key}=${value ?? '?'}`),
    ...matchExpressions.map(({ key, operator, values }) => {
      const list = values.length === 0 ? '' : ` (${values.map(({ value }) => value ?? '?').join(', ')})`;
      return `${key.value ?? '?'} ${operator.value ?? '?'}${list}`;
    }),
  ].join(', ');
}
