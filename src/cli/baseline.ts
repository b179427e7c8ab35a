import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe } from '../core/resources/kinds.ts';
import type { Finding } from '../core/rules/rule.ts';
import { byText } from '../core/text/words.ts';
import { toSlashes } from '../server/node/scan.ts';
import { Fingerprints } from './fingerprints.ts';
import type { Loaded } from './load.ts';
import { UsageError } from './usage.ts';

/** Where `--write-baseline` writes unless `--baseline` says otherwise. */
export const defaultBaseline = 'portolan-baseline.json';

/** One finding of a baseline; all but its fingerprint is for those who read it. */
interface Entry {
  readonly fingerprint: string;
  readonly code: string;
  readonly file: string;
  readonly object: string | null;
  readonly message: string;
}

/** The findings that a team knows and leaves for later: a file that `lint --baseline` reads. */
export class Baseline {
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(entries: readonly Entry[]) {
    this.#entries = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  }

  /** Those findings that the baseline does not hold, and the number of its own that are gone. */
  apply(findings: readonly Finding[], nameOf: Names): { readonly fresh: readonly Finding[]; readonly gone: number } {
    const met = new Set<string>();
    const fresh = findings.filter((finding) => {
      const fingerprint = nameOf(finding);
      const isKnown = this.#entries.has(fingerprint);
      if (isKnown) met.add(fingerprint);
      return !isKnown;
    });
    return { fresh, gone: this.#entries.size - met.size };
  }

  /** Reads a baseline file. Throws {@link UsageError} where it is none. */
  static read(path: string, shown: string): Baseline {
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      throw new UsageError(
        isAbsent
          ? `There is no baseline ${shown}; \`portolan lint --write-baseline --baseline ${shown}\` makes one.`
          : `${shown} cannot be read as a baseline: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    if (!isBaseline(content))
      throw new UsageError(
        `${shown} is not a baseline that this version of Portolan reads; \`portolan lint --write-baseline --baseline ${shown}\` writes it anew.`,
      );
    return new Baseline(content.findings);
  }

  /** Writes findings as a baseline file, sorted so that a change of it reads well. */
  static write(path: string, findings: readonly Finding[], nameOf: Names, show: (file: string) => string): void {
    const entries = findings.map((finding): Entry => {
      const { code, subject, message, location } = finding;
      const object = subject === undefined ? null : describe(subject);
      return { fingerprint: nameOf(finding), code, file: show(location.document.file), object, message };
    });
    entries.sort((a, b) => byText(a.file, b.file) || byText(a.code, b.code) || byText(a.fingerprint, b.fingerprint));
    writeFileSync(path, `${JSON.stringify({ version: 1, findings: entries }, undefined, 2)}\n`);
  }
}

/** The fingerprint of a finding; each finding is asked about once. */
type Names = (finding: Finding) => string;

/** How a baseline names the files of a workspace: from its own folder on, so that it holds wherever the command runs. */
export function fromBaseline(path: string, { show }: Loaded, cwd: string): (file: string) => string {
  return (file) => toSlashes(relative(dirname(path), resolve(cwd, show(file))));
}

/** Names findings as a baseline whose files are shown by `show` does. */
export function baselineNames(show: (file: string) => string): Names {
  const fingerprints = new Fingerprints(show);
  return (finding) => fingerprints.of(finding);
}

function isBaseline(content: unknown): content is { readonly findings: readonly Entry[] } {
  if (typeof content !== 'object' || content === null) return false;
  const { version, findings } = content as Readonly<Record<string, unknown>>;
  return (
    version === 1 &&
    Array.isArray(findings) &&
    findings.every((entry: unknown) => typeof (entry as Partial<Entry> | null)?.fingerprint === 'string')
  );
}
