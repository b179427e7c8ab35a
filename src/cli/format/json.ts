import type { Finding } from '../../core/rules/rule.ts';
import { countBySeverity, type LintResult } from '../lint.ts';

/** The contract of `lint --format json`, version 1; its schema is `media/schemas/lint.schema.json`. */
export function formatJson({ loaded, findings, suppressed, milliseconds }: LintResult): string {
  const { snapshot, show, skipped } = loaded;
  const stacks = snapshot.stacks.map((stack) => ({
    name: stack.name,
    kind: stack.kind === 'stated' ? 'plain' : stack.kind,
    root: show(stack.root),
    files: stack.files.length,
    resources: stack.resources.length,
    why: stack.why,
  }));
  const listed = findings.map((finding) => findingJson(finding, loaded));
  const counts = countBySeverity(findings);
  const summary = { files: snapshot.manifestCount, resources: snapshot.resourceCount, ...counts, milliseconds };
  const silenced = suppressed?.map(({ finding, by, reason }) => ({
    ...findingJson(finding, loaded),
    suppression: { by, reason: reason ?? null },
  }));
  const report = { version: 1, stacks, findings: listed, suppressed: silenced, skipped, summary };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** A finding as the contract has it. */
export function findingJson(
  finding: Finding,
  { snapshot, show }: Pick<LintResult['loaded'], 'snapshot' | 'show'>,
): object {
  const place = (location: Finding['location']) => {
    const { file, range } = snapshot.locate(location);
    return { file: show(file), range };
  };
  return {
    code: finding.code,
    name: finding.name,
    severity: finding.severity,
    message: finding.message,
    ...place(finding.location),
    object:
      finding.subject === undefined
        ? null
        : {
            apiVersion: finding.subject.apiVersion,
            kind: finding.subject.kind,
            namespace: finding.subject.namespace?.value ?? null,
            name: finding.subject.name?.value ?? null,
          },
    stacks: finding.stacks,
    related: finding.related.map(({ message, location }) => ({ message, ...place(location) })),
    fixes: finding.fixes().map(({ title, edits }) => ({
      title,
      edits: edits.map((edit) => ({ ...place(edit), newText: edit.newText })),
    })),
  };
}
