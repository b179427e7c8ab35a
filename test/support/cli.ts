import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import { root } from './sources.ts';

/** The bundled command line. */
export const cli = join(root, 'dist/cli.js');

/** How a command line ended and what it wrote. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `portolan` with some arguments in a folder, with a text as its standard input. */
export function portolan(
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string | Uint8Array } = {},
): Ran {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [cli, ...args], {
    cwd: options.cwd ?? root,
    input: options.input ?? '',
    encoding: 'utf8',
    maxBuffer: 100_000_000,
    timeout: 60_000,
  });
  // A command that has read enough closes its input early.
  if (error !== undefined && status === null) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** Runs a command line in this process, from the sources; nothing may read standard input. */
export async function runMain(args: readonly string[], cwd: string): Promise<Ran> {
  const ran = { out: '', err: '' };
  const code = await main(args, {
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    stdin: () => Promise.reject(new Error('Nothing is read from standard input.')),
    colours: false,
    cwd,
  });
  return { code, ...ran };
}

/** A place in a file as `--format json` names it. */
export interface JsonPlace {
  readonly file: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** A finding as `--format json` lists it. */
export interface JsonFinding extends JsonPlace {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly object: { apiVersion: string; kind: string; namespace: string | null; name: string | null } | null;
  readonly stacks: readonly string[];
  readonly related: readonly (JsonPlace & { readonly message: string })[];
  readonly fixes: readonly { title: string; edits: readonly (JsonPlace & { readonly newText: string })[] }[];
}

/** What `lint --format json` answers; its schema holds the details. */
export interface JsonReport {
  readonly stacks: readonly { name: string; kind: string; root: string; files: number; resources: number }[];
  readonly findings: readonly JsonFinding[];
  readonly suppressed?: readonly (JsonFinding & {
    readonly suppression: { readonly by: string; readonly reason: string | null };
  })[];
  readonly skipped: readonly { file: string; reason: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

/** What `lint --format json` says, and how it ended. */
export function lintJson(
  args: readonly string[],
  options: Parameters<typeof portolan>[1] = {},
): Ran & { readonly report: JsonReport } {
  const ran = portolan(['lint', '--format', 'json', ...args], options);
  return { ...ran, report: JSON.parse(ran.out) };
}

/** `file:line:character code` of every finding, counted from 1. */
export function placesOf({ findings }: JsonReport): readonly string[] {
  return findings.map(({ file, range: { start }, code }) => `${file}:${start.line + 1}:${start.character + 1} ${code}`);
}
