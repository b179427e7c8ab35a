import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Fix } from '../../src/core/rules/rule.ts';
import { checkFixes } from './fixture.ts';
import { applyFix, workspaceOf } from './workspace.ts';

export type Files = Readonly<Record<string, string>>;

/** The fixes of all findings of a rule, each with the texts of the files after it; every one is checked. */
export function fixesOf(
  code: string,
  files: Files,
): readonly { readonly fix: Fix; readonly files: Record<string, string> }[] {
  const { snapshot } = workspaceOf(files);
  const findings = snapshot.allFindings().filter((finding) => finding.code === code);
  assert.ok(findings.length > 0, `${code} is reported`);
  return findings.flatMap((finding) => {
    checkFixes(files, finding);
    return finding.fixes().map((fix) => ({ fix, files: applyFix(snapshot, fix.edits) }));
  });
}

/** Titles of the fixes of a rule in one file. */
export function titles(code: string, text: string): readonly string[] {
  return fixesOf(code, { 'a.yaml': text }).map(({ fix }) => fix.title);
}

/** The file after the only fix of a rule, or after the one of that title. */
export function fixed(code: string, text: string, title?: string): string | undefined {
  const found = fixesOf(code, { 'a.yaml': text }).filter(({ fix }) => title === undefined || fix.title === title);
  assert.equal(found.length, 1, `one fix: ${titles(code, text).join('; ')}`);
  return found[0]?.files['a.yaml'];
}

/** The YAML of the bad or the good example of a rule's page. */
export function example(code: string, section: 'Bad' | 'Good'): string {
  const page = readFileSync(new URL(`../../media/rules/${code}.md`, import.meta.url), 'utf8');
  const yaml = page.split(`## ${section}\n`)[1]?.split('```')[1];
  assert.ok(yaml !== undefined, `${code} has a ${section} example`);
  return yaml.replace(/^yaml\n/, '');
}
