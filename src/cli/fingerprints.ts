import { findingKey } from '../core/language/compare.ts';
import type { Finding } from '../core/rules/rule.ts';
import { sha256 } from '../core/text/sha256.ts';

/**
 * Names of findings that stay when lines move: made of the rule, the file, the object and the message, and counted where
 * two are alike.
 */
export class Fingerprints {
  readonly #show: (path: string) => string;
  readonly #seen = new Map<string, number>();

  /** `show` names a path of the workspace as the fingerprints are to hold it. */
  constructor(show: (path: string) => string) {
    this.#show = show;
  }

  of(finding: Finding): string {
    const key = findingKey(finding, this.#show(finding.location.document.file));
    const number = this.#seen.get(key) ?? 0;
    this.#seen.set(key, number + 1);
    return `${Buffer.from(sha256(key)).toString('hex', 0, 16)}:${number}`;
  }
}
