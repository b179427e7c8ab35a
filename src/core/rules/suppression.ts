import type { Severity } from './rule.ts';

/** One entry of `suppress:` in `.portolan.yaml`: findings that it names are left out. Absent parts match everything. */
export interface SuppressEntry {
  readonly rule: string | undefined;
  /** Whether a path of a file is meant. */
  readonly path: ((path: string) => boolean) | undefined;
  readonly kind: string | undefined;
  readonly name: ((name: string) => boolean) | undefined;
  readonly reason: string | undefined;
}

/** What is asked of a suppression. */
export interface SuppressQuestion {
  readonly code: string;
  readonly file: string;
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

/** Whether an entry of the configuration silences a finding. */
export function silences(entry: SuppressEntry, question: SuppressQuestion): boolean {
  return (
    (entry.rule === undefined || entry.rule === question.code) &&
    (entry.path === undefined || entry.path(question.file)) &&
    (entry.kind === undefined || entry.kind === question.kind) &&
    (entry.name === undefined || (question.name !== undefined && entry.name(question.name)))
  );
}

/** The annotation that silences rules on one object: `portolan/ignore: KN214, KN215` or with a reason behind a colon. */
export const ignoreAnnotation = 'portolan/ignore';

/** Codes that an ignore annotation's value names. */
export function codesOf(value: string): readonly string[] {
  const list = value.split(':', 1)[0] ?? '';
  return list
    .split(/[\s,]+/)
    .map((code) => code.toUpperCase())
    .filter((code) => /^KN\d{3,4}$/.test(code));
}

/** The reason that an ignore annotation's value gives. */
export function reasonIn(value: string): string | undefined {
  const colon = value.indexOf(':');
  return colon === -1 ? undefined : value.slice(colon + 1).trim() || undefined;
}

/** Severities from the worst to the least. */
export const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Whether `severity` is at least as bad as `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}
