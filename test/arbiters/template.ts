/**
 * Go's own text/template, to be asked what it makes of templates. `node test/arbiters/template.ts` writes its answers to the
 * cases of test/core/render/template down again (goldens.json there).
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from '../core/render/template/cases.ts';
import { type Case, data, type Golden, helpers, type Outcome } from '../core/render/template/engine.ts';
import { generate } from '../core/render/template/generate.ts';
import { buildProgram, goLackingFor } from '../support/go.ts';
import { root } from '../support/sources.ts';

const module = join(root, 'test/arbiters/template');

/** What is lacking to ask Go, else `undefined`. */
export function templatesLacking(): string | undefined {
  return goLackingFor(module);
}

/** What Go makes of templates. */
export function askGo(asked: readonly Case[]): readonly Outcome[] {
  const input = asked.map((one) => `${JSON.stringify({ ...one, helpers, data })}\n`).join('');
  const program = buildProgram(module, 'go-templates');
  const { status, stdout, stderr } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`The arbiter of templates failed: ${stderr}`);
  const outcomes: Outcome[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  if (outcomes.length !== asked.length) throw new Error(`${asked.length} cases, ${outcomes.length} answers`);
  return outcomes;
}

/** The cases that are written down: those made by hand, and some short generated ones. */
function goldens(): string {
  const generated = [...generate(1, 1000)].filter(({ text }) => text.length < 250).slice(0, 250);
  const asked = [...cases, ...generated];
  const answers = askGo(asked);
  const written: Golden[] = asked.map((one, index) => ({ ...one, gives: answers[index] ?? {} }));
  return `${JSON.stringify(written, null, 2)}\n`;
}

if (import.meta.main) writeFileSync(join(root, 'test/core/render/template/goldens.json'), goldens());
