import type { ManifestProblem } from './document.ts';
import type { Node } from './node.ts';

/**
 * The first tab that js-yaml passes over and kubectl's reader (go-yaml) refuses: at the start of a blank line or of a comment.
 * In brackets and quotes js-yaml takes none there, and a block of text ends in front of one.
 */
export function refusedTab(text: string, root: Node | undefined): ManifestProblem | undefined {
  if (root === undefined || root.type === 'scalar' || root.flow) return undefined;
  // Nearly every text has none, which is found out fastest so.
  const start = text.includes('\t') ? text.search(/(?<=[\n\r])\t/) : -1;
  if (start === -1) return undefined;
  const message = 'kubectl refuses a tab at the start of a line, even of a blank one. Use spaces, or none.';
  return { code: 'KN001', severity: 'error', start, end: start + 1, message };
}
