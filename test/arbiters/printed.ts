import { spawnSync } from 'node:child_process';

/** What a program prints, or why it refuses. */
export type Printed = { readonly text: string } | { readonly refused: string };

/** Asks a program that answers each line of its input with a line of JSON. */
export function askAll(program: string, lines: readonly string[]): readonly Printed[] {
  const input = lines.map((line) => `${line}\n`).join('');
  const { status, stdout, stderr } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  const answers = stdout.trimEnd().split('\n');
  if (status !== 0 || answers.length !== lines.length) throw new Error(`${program} failed: ${stderr}`);
  return answers.map((line) => {
    const answer: { readonly text: string; readonly refused?: string } = JSON.parse(line);
    return answer.refused === undefined ? { text: answer.text } : { refused: answer.refused };
  });
}
