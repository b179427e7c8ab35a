import type { Snapshot, Workspace } from '../../../src/core/language/workspace.ts';
import type { Finding, Severity } from '../../../src/core/rules/rule.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import type { World } from '../../../src/core/world/world.ts';
import { type Facts, factsOf, lost } from './facts.ts';
import { type Question, questionOf } from './objects.ts';
import type { Mutation } from './sample.ts';

/** What Portolan says of a mutation, and what its engine says became of the traffic. */
export interface Judged<T> {
  readonly mutation: Mutation<T>;
  /** 1-based. */
  readonly line: number;
  /** The most severe new finding with its place or a related place on the line, else `undefined`. */
  readonly found: { readonly code: string; readonly severity: Severity } | undefined;
  /** New findings elsewhere, as `severity code`. */
  readonly elsewhere: readonly string[];
  /** What it made of the objects of each stack that it changed, for a control plane. */
  readonly questions: readonly Question[];
  /** What the engine says worked before in one of them and does not any more. */
  readonly lost: readonly string[];
}

/** Stacks that a control plane is asked about; bases are in many overlays, and all say the same. */
const mostStacks = 2;

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Judges mutations of one workspace, each for itself. */
export class Judge {
  readonly #workspace: Workspace;
  readonly #base: Snapshot;
  readonly #known: ReadonlySet<string>;
  readonly #facts = new Map<World, Facts>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#base = workspace.snapshot;
    this.#known = new Set(this.#base.allFindings().map(nameOf));
  }

  /** Whether a line has a finding already: what is broken cannot break. */
  isBroken({ file, start }: Mutation<unknown>): boolean {
    const { line } = this.#base.lines(file).position(start);
    return this.#base
      .findings(file)
      .some(
        ({ location, severity }) =>
          (severity === 'error' || severity === 'warning') && this.#base.locate(location).range.start.line === line,
      );
  }

  /** Makes a mutation, looks what is found and what still works, and takes it back. */
  judge<T>(mutation: Mutation<T>): Judged<T> {
    const { file, start, end, looked, takesAway } = mutation;
    const text = this.#base.files.get(file)?.text ?? '';
    const changed = text.slice(0, start) + mutation.after + text.slice(end);
    const { snapshot } = this.#workspace.update([{ path: file, text: changed }]);
    const lines = new LineIndex(changed);
    const first = lines.position(looked.start).line;
    const last = takesAway ? lines.position(looked.end).line : first;
    const isHere = ({ location, related, severity }: Finding) =>
      !(takesAway && severity === 'hint') &&
      [location, ...related.map((other) => other.location)]
        .map((place) => snapshot.locate(place))
        .some(
          ({ file: where, range }) =>
            where === file &&
            range.start.line <= last &&
            first - (takesAway ? 1 : 0) <= range.end.line &&
            (takesAway || range.end.line - range.start.line < 3),
        );
    const fresh = snapshot.allFindings().filter((finding) => !this.#known.has(nameOf(finding)));
    const here = fresh
      .filter(isHere)
      .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))[0];
    const pairs = this.#changedWorlds(snapshot);
    const judged: Judged<T> = {
      mutation,
      line: first + 1,
      found: here === undefined ? undefined : { code: here.code, severity: here.severity },
      elsewhere: fresh.filter((finding) => !isHere(finding)).map(({ code, severity }) => `${severity} ${code}`),
      questions: pairs.slice(0, mostStacks).map(({ before, after }) => questionOf(before, after)),
      lost: pairs.flatMap(({ before, after }) => lost(this.#factsBefore(before), factsOf(snapshot, after))),
    };
    this.#workspace.update([{ path: file, text }]);
    return judged;
  }

  /** The worlds of the stacks that are not what they were, before and after. */
  #changedWorlds({ worlds }: Snapshot): readonly { readonly before: World; readonly after: World }[] {
    const same = new Set(worlds);
    const known = new Set(this.#base.worlds);
    const now = new Map(worlds.filter((world) => !known.has(world)).map((world) => [world.stack.name, world]));
    return this.#base.worlds.flatMap((before) => {
      const after = same.has(before) ? undefined : now.get(before.stack.name);
      return after === undefined ? [] : [{ before, after }];
    });
  }

  #factsBefore(world: World): Facts {
    let facts = this.#facts.get(world);
    if (facts === undefined) {
      facts = factsOf(this.#base, world);
      this.#facts.set(world, facts);
    }
    return facts;
  }
}

/** A finding as itself, wherever it stands in the file. */
export function nameOf({ code, message, location }: Finding): string {
  return `${code} ${location.document.file} ${message}`;
}
