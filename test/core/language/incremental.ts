import assert from 'node:assert/strict';
import {
  type FileChange,
  type Snapshot,
  type Update,
  Workspace,
  type WorkspaceOptions,
} from '../../../src/core/language/workspace.ts';
import { allRules } from '../../../src/core/rules/all.ts';
import { defaultSettings, type LintSettings } from '../../../src/core/rules/settings.ts';
import { Random } from '../../support/random.ts';
import { asFound, changesOf } from '../../support/workspace.ts';
import { Edits, type Files } from './edits.ts';
import { LastGood } from './last-good.ts';
import { findingsView, snapshotView } from './view.ts';

/**
 * A workspace that checks itself after every update: it has to show what a fresh one shows that is given the same files at
 * once, and the update has to name every file whose findings differ. Files of charts that do not parse are given to the fresh
 * one behind the others, which it is given with their last texts that did.
 */
export class CheckedWorkspace {
  readonly #workspace: Workspace;
  readonly #files: Map<string, string>;
  readonly #random = new Random(1);
  readonly #good = new LastGood();
  #options: WorkspaceOptions;
  #before: ReadonlyMap<string, readonly string[]>;

  constructor(files: Files, options: WorkspaceOptions = { rules: allRules }) {
    this.#options = options;
    this.#files = new Map(files);
    this.#workspace = new Workspace(options);
    this.#noteGood();
    this.#before = findingsView(this.#workspace.update(changesOf(files)).snapshot);
  }

  /** Stages changes, which the next update takes in. */
  stage(changes: readonly FileChange[]): void {
    this.#note(changes);
    this.#workspace.stage(changes.map(asFound));
  }

  /** Updates and checks; `where` is for messages. */
  update(changes: readonly FileChange[], where = ''): void {
    this.#note(changes);
    this.#check(this.#workspace.update(changes.map(asFound)), where);
  }

  /** Changes the editor's settings and checks. */
  configure(settings: LintSettings, where = ''): void {
    this.#options = { ...this.#options, settings };
    this.#check(this.#workspace.configure(settings), where);
  }

  #note(changes: readonly FileChange[]): void {
    for (const { path, text } of changes)
      if (text === undefined) this.#files.delete(path);
      else this.#files.set(path, text);
  }

  #noteGood(): void {
    for (const [path, text] of this.#files) this.#good.note(path, text);
  }

  /** The same files in a workspace of their own, some of which had other texts first. */
  #fresh(first: ReadonlyMap<string, string>): Snapshot {
    const inAnyOrder = changesOf(new Map([...this.#files, ...first])).sort(() => this.#random.below(3) - 1);
    const workspace = new Workspace(this.#options);
    workspace.update(inAnyOrder);
    const rest = [...this.#files].filter(([path]) => first.has(path));
    if (rest.length > 0) workspace.update(changesOf(new Map(rest)));
    return workspace.snapshot;
  }

  #check({ snapshot, changed }: Update, where: string): void {
    const after = findingsView(snapshot);
    this.#noteGood();
    const fresh = this.#fresh(this.#good.standingIn(snapshot));
    assert.deepEqual(after, findingsView(fresh), where);
    assert.deepEqual(snapshotView(snapshot), snapshotView(fresh), where);
    for (const path of new Set([...this.#before.keys(), ...after.keys()]))
      if (!changed.includes(path))
        assert.deepEqual(after.get(path), this.#before.get(path), `${path} is not named as changed; ${where}`);
    this.#before = after;
  }
}

/** Small enough that files grow too large now and then. */
const maxFileSize = 6000;

const editorSettings: readonly LintSettings[] = [
  defaultSettings,
  { ...defaultSettings, profile: 'strict', severities: new Map([['KN003', 'error']]) },
  { ...defaultSettings, kubernetesMinor: 27, severities: new Map([['KN133', 'off']]) },
];

/** Edits a workspace at random, now and then by staging files first, or the editor's settings. */
export function checkEdits(first: Files, seed: number, steps: number): void {
  const random = new Random(seed);
  const edits = new Edits(first, random);
  const workspace = new CheckedWorkspace(first, { rules: allRules, maxFileSize });
  const history: string[] = [];
  for (let step = 1; step <= steps; step++) {
    const { name, changes } = edits.next();
    history.push(name);
    const where = `seed ${seed}, step ${step}: ${history.slice(-4).join('; ')}`;
    const staged = random.below(4) === 0;
    if (staged) workspace.stage(changes);
    workspace.update(staged ? [] : changes, where);
    if (random.below(30) === 0) workspace.configure(random.pick(editorSettings), where);
  }
}
