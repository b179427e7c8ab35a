import type { LintSettings } from '../rules/settings.ts';
import { emptyConfiguration } from './configuration.ts';
import { ExpectationAnswers } from './expectation-answers.ts';
import { FileTable } from './file-table.ts';
import type { FileFacts } from './files.ts';
import { StackHolders } from './holders.ts';
import type { Touched } from './judge.ts';
import { RenderedFindings } from './rendered-findings.ts';
import { type FileFindings, noFiles, type StateContent, WorkspaceSnapshot } from './snapshot.ts';
import type { Snapshot } from './workspace.ts';

/** Everything a workspace knows at one moment. */
export interface State extends StateContent {
  readonly snapshot: Snapshot;
  /** Findings that were asked for; carried over to the next state where it does not touch them. */
  readonly findings: FileTable<FileFindings>;
  readonly holders: StackHolders;
  readonly answers: ExpectationAnswers;
}

/** What a new state is made of. `touched` is `undefined` when every file may have other findings. */
export interface StateInput extends StateContent {
  readonly before: State | undefined;
  readonly touched: Touched | undefined;
}

/** A workspace without files. */
export function emptyState(settings: LintSettings): State {
  return createState({
    files: FileTable.empty(),
    charts: new Set(),
    configuration: { ...emptyConfiguration, settings },
    joined: undefined,
    worlds: new Map(),
    rendered: new RenderedFindings([], [], FileTable.empty(), undefined),
    before: undefined,
    touched: undefined,
    partial: false,
  });
}

/** A state with its snapshot; findings are put together when somebody asks for a file's. */
export function createState({ before, touched, ...content }: StateInput): State {
  const findings = spared(content.files, before?.findings ?? FileTable.empty(), touched);
  const holders = new StackHolders([...content.worlds.values()], before?.holders);
  const answers = before?.answers ?? new ExpectationAnswers();
  const snapshot = new WorkspaceSnapshot(content, findings, holders, answers);
  return { ...content, findings, holders, answers, snapshot };
}

/** Files whose findings, as far as somebody asked for them, point into some other files: what they show may have moved. */
export function pointingInto(edited: ReadonlySet<string>, { findings }: State): readonly string[] {
  return findings.pathsOf(({ elsewhere }) => {
    for (const other of elsewhere) if (edited.has(other)) return true;
    return false;
  });
}

/** The findings that a change leaves as they are; without `touched` it leaves none. */
function spared(
  files: FileTable<FileFacts>,
  findings: FileTable<FileFindings>,
  touched: Touched | undefined,
): FileTable<FileFindings> {
  const changes = new Map<string, FileFindings | undefined>();
  if (touched === undefined) for (const path of findings.keys()) changes.set(path, undefined);
  for (const path of touched?.paths ?? files.keys()) {
    const known = [...(touched === undefined ? [] : (findings.get(path)?.documents ?? []))];
    const documents = new Map(known.filter(([document]) => touched?.spares(document)));
    changes.set(path, files.has(path) ? { all: undefined, documents, elsewhere: noFiles } : undefined);
  }
  return findings.with(changes);
}
