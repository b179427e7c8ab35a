import type { RenderedResult } from '../protocol/rendered.ts';

/** What a document with rendered manifests shows. */
export interface Shown {
  readonly text: string;
  /** Whether it is what the server knows now, so that places in it mean something to the server. */
  readonly isCurrent: boolean;
  readonly stack: string | undefined;
  /** Whether the stack rendered as a whole when it came to this. */
  readonly isWhole: boolean;
}

/**
 * What to show for an answer of the server, after something else was shown. The first line says what the rest is; the rest stays
 * while a stack does not render, so that nobody who types loses what they look at.
 */
export function shownText(answer: RenderedResult | undefined, before: Shown | undefined): Shown {
  if (answer === null) return outOfDate('No chart or kustomization renders this file.', undefined);
  if (answer === undefined) return outOfDate('The Portolan server is not running.', before);
  const { text, failure, stack } = answer;
  // Where something has failed from the beginning, what is left is all there is to follow.
  if (failure === undefined || before?.stack !== stack || !before.isWhole)
    return { text, isCurrent: true, stack, isWhole: failure === undefined };
  return outOfDate(text.slice(0, text.indexOf('\n')).replace(/^# /, ''), before);
}

function outOfDate(why: string, before: Shown | undefined): Shown {
  if (before === undefined) return { text: `# ${why}\n`, isCurrent: false, stack: undefined, isWhole: false };
  const rest = before.text.slice(before.text.indexOf('\n'));
  return { ...before, text: `# Out of date. ${why}${rest}`, isCurrent: false };
}
