import { existsSync, lstatSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { compare, type Side } from '../core/language/compare.ts';
import type { Finding } from '../core/rules/rule.ts';
import { atLeast, severities } from '../core/rules/suppression.ts';
import { disk, toSlashes } from '../server/node/scan.ts';
import { toGithub, toHuman, toJson, unsureSentence } from './diff/formats.ts';
import { GitError } from './diff/git.ts';
import { openRevision } from './diff/revision.ts';
import { printable } from './format/terminal.ts';
import { type Loaded, load, workspaceRoot } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { reportSkipped } from './skipped.ts';
import { knowsStack } from './stack-option.ts';
import { oneOf, readArguments, UsageError } from './usage.ts';

export const diffHelp = `Usage: portolan diff OLD NEW
       portolan diff --base REV [PATH…]

Says which connections between workloads and addresses outside open and close from one state of manifests to another, as far
as policies decide, and which findings come and go. OLD and NEW are folders or files; --base compares the files as they are
(default: the working folder) with those of a revision of git, which is only read.

  --format human|json|github          (default: human)
  --stack NAME                        this stack only
  --severity error|warning|info|hint  findings below it do not count (default: hint)

Exit codes: 0 no difference, 1 differences, 2 something could not be read.
`;

const formats = { human: toHuman, json: toJson, github: toGithub };

/** `portolan diff`. */
export function diff(args: readonly string[], streams: Streams): Outcome {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      base: { type: 'string' },
      format: { type: 'string', default: 'human' },
      stack: { type: 'string' },
      severity: { type: 'string', default: 'hint' },
    },
  });
  const format = oneOf('format', values.format, ['human', 'json', 'github']);
  const severity = oneOf('severity', values.severity, severities);
  const sides =
    values.base === undefined ? twoPaths(positionals, streams) : sinceRevision(values.base, positionals, streams);
  if (sides === undefined) return 2;
  const { before, after } = sides;
  if (isEmpty(before.loaded) && isEmpty(after.loaded)) return 2;
  for (const { loaded } of [before, after])
    for (const { code, message } of loaded.snapshot.failures)
      streams.err(`Rule ${code} failed and said nothing: ${message}\n`);
  const all = compare(sideOf(before), sideOf(after));
  const names = all.stacks.map(({ name }) => name);
  if (!knowsStack(values.stack, names, streams)) return 2;
  const stacks = all.stacks.filter(({ name }) => values.stack === undefined || name === values.stack);
  const worlds = stacks.flatMap((stack) => [...stack.worlds.before, ...stack.worlds.after]);
  const known = new Set(worlds.map(({ stack }) => stack.name));
  const counts = (finding: Finding) =>
    atLeast(finding.severity, severity) &&
    (values.stack === undefined || finding.stacks.some((name) => known.has(name)));
  const findings = { new: all.findings.new.filter(counts), fixed: all.findings.fixed.filter(counts) };
  streams.out(
    formats[format]({ before: before.loaded, after: after.loaded, stacks, findings, colours: streams.colours }),
  );
  const unsure = unsureSentence(stacks);
  if (unsure !== undefined) streams.err(`${unsure}\n`);
  // A side without any file is a beginning or an end.
  if ([before, after].some(({ loaded }) => loaded.failed && !isEmpty(loaded))) return 2;
  const differs = stacks.some(({ opened, closed }) => opened.length + closed.length > 0);
  return differs || findings.new.length + findings.fixed.length > 0 ? 1 : 0;
}

/** One side as it was read, and what of it is compared. */
interface LoadedSide {
  readonly loaded: Loaded;
  readonly base: string;
}

function sideOf({ loaded, base }: LoadedSide): Side {
  return { snapshot: loaded.snapshot, base };
}

interface Sides {
  readonly before: LoadedSide;
  readonly after: LoadedSide;
}

function twoPaths(paths: readonly string[], streams: Streams): Sides | undefined {
  const [old, now, more] = paths;
  if (old === undefined || now === undefined)
    throw new UsageError('Say what to compare: portolan diff OLD NEW, or --base with a revision of git.');
  if (more !== undefined) throw new UsageError(`Two states are compared, and "${more}" is left over.`);
  const side = (path: string, like?: Loaded): LoadedSide => {
    const loaded = load({ paths: [path], config: undefined, cwd: streams.cwd, like });
    reportSkipped(loaded, streams);
    return { loaded, base: toSlashes(relative(loaded.root, resolve(streams.cwd, path))) };
  };
  const before = side(old);
  const after = side(now, before.loaded);
  // Without one side everything would be new or gone, which nobody asked.
  return [old, now].every((path) => isThere(resolve(streams.cwd, path))) ? { before, after } : undefined;
}

function sinceRevision(revision: string, positionals: readonly string[], streams: Streams): Sides | undefined {
  const paths = (positionals.length === 0 ? ['.'] : positionals).map((path) => resolve(streams.cwd, path));
  const root = workspaceRoot(paths, streams.cwd);
  try {
    const { source, submodules } = openRevision(nearestFolder(root), revision);
    const was = paths.filter((path) => source.kind(path) !== 'nowhere');
    const is = paths.filter((path) => isThere(path) || !was.includes(path));
    const state = { root, without: submodules };
    const before = load({ paths: was, config: undefined, cwd: streams.cwd, state: { ...state, source } });
    const after = load({
      paths: is,
      config: undefined,
      cwd: streams.cwd,
      state: { ...state, source: disk },
      like: before,
    });
    for (const { file, reason } of before.skipped)
      streams.err(`${printable(`${file} of ${revision}`)}: ${printable(reason)}\n`);
    reportSkipped(after, streams);
    if (is.some((path) => !isThere(path) && !was.includes(path))) return undefined;
    return { before: { loaded: before, base: '' }, after: { loaded: after, base: '' } };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    streams.err(`${printable(error.message)}\n`);
    return undefined;
  }
}

/** Whether something lies at a path, if only what may not be read. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

/** Whether there is nothing to read on a side. */
function isEmpty({ snapshot, skipped }: Loaded): boolean {
  return snapshot.manifestCount === 0 && skipped.length === 0;
}
