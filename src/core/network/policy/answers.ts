import type { Answer } from './model.ts';

/** It holds. */
export const yes: Answer = { is: 'yes' };

/** It does not hold. */
export const no: Answer = { is: 'no' };

/** It cannot be known. */
export function unknown(why: string): Answer {
  return { is: 'unknown', why };
}

/** Yes or no. */
export function known(value: boolean): Answer {
  return value ? yes : no;
}

/** Whether both hold. */
export function and(a: Answer, b: Answer): Answer {
  if (a.is === 'no' || b.is === 'no') return no;
  return a.is === 'unknown' ? a : b;
}

/** Whether it does not hold. */
export function not(answer: Answer): Answer {
  return answer.is === 'unknown' ? answer : answer.is === 'yes' ? no : yes;
}

/** Whether any of some things holds; asks no further than it has to. */
export function any<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let result = no;
  for (const item of items) {
    const answer = ask(item);
    if (answer.is === 'yes') return answer;
    if (answer.is === 'unknown' && result.is === 'no') result = answer;
  }
  return result;
}
