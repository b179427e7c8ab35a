import type { Workspace } from '../../../src/core/language/workspace.ts';
import type { Ruling } from './cluster.ts';
import { Judge, type Judged } from './judge.ts';
import type { Neutral } from './neutral.ts';
import type { Question } from './objects.ts';
import type { Operator } from './operator.ts';
import { mutationsOf, objectsByKind } from './sample.ts';

/** Manifests that mutations are made of. */
export interface Source {
  readonly name: string;
  readonly workspace: Workspace;
  /** Mutations of each operator that are tried. */
  readonly most: number;
}

/** Who says that a mutation breaks something. */
export type Arbiter = 'refused' | 'endpoints' | 'engine';

/** A mutation with both verdicts. */
export interface Result {
  readonly source: string;
  readonly judged: Judged<Operator>;
  /** `undefined` where nothing breaks, so far as anybody can tell. */
  readonly broken: { readonly by: Arbiter; readonly why: string } | undefined;
}

/** Tries every operator on every source, and asks a control plane, where there is one, and the engine what became of it. */
export async function tryAll(
  sources: readonly Source[],
  operators: readonly Operator[],
  seed: number,
  ask?: (questions: readonly Question[]) => Promise<readonly Ruling[]>,
): Promise<readonly Result[]> {
  const tried: { source: string; judged: Judged<Operator> }[] = [];
  for (const { name, workspace, most } of sources) {
    const { snapshot } = workspace;
    const objects = objectsByKind(snapshot);
    const judge = new Judge(workspace);
    for (const operator of operators)
      for (const mutation of mutationsOf(snapshot, objects, operator, seed)
        .filter((each) => !judge.isBroken(each))
        .slice(0, most))
        tried.push({ source: name, judged: judge.judge(mutation) });
  }
  const rulings = await ask?.(tried.flatMap(({ judged }) => judged.questions));
  let next = 0;
  return tried.map(({ source, judged }) => {
    const own = rulings?.slice(next, next + judged.questions.length) ?? [];
    next += judged.questions.length;
    return { source, judged, broken: brokenBy(judged, own) };
  });
}

function brokenBy({ lost }: Judged<Operator>, rulings: readonly Ruling[]): Result['broken'] {
  const refused = rulings.find((ruling) => ruling.refused !== undefined)?.refused;
  if (refused !== undefined) return { by: 'refused', why: refused };
  if (rulings.some(({ endpoints }) => endpoints === 'different')) return { by: 'endpoints', why: lost[0] ?? '' };
  // Of endpoints the controller has said all that there is to say.
  const isDecided = rulings.some(({ endpoints }) => endpoints === 'same');
  const why = lost.find((fact) => !(isDecided && /^(endpoint|name) /.test(fact)));
  return why === undefined ? undefined : { by: 'engine', why };
}

/** A change that changes nothing, and what was said of it all the same. */
export interface NeutralResult {
  readonly source: string;
  readonly judged: Judged<Neutral>;
  /** New findings of severity error or warning, as `severity code`. */
  readonly alarms: readonly string[];
}

/** Makes every change that changes nothing. */
export function tryNeutrals(
  sources: readonly Source[],
  neutrals: readonly Neutral[],
  seed: number,
): readonly NeutralResult[] {
  return sources.flatMap(({ name: source, workspace, most }) => {
    const { snapshot } = workspace;
    const objects = objectsByKind(snapshot);
    const judge = new Judge(workspace);
    return neutrals.flatMap((neutral) =>
      mutationsOf(snapshot, objects, neutral, seed)
        .slice(0, most)
        .map((mutation) => {
          const judged = judge.judge(mutation);
          const { found, elsewhere } = judged;
          const all = [...(found === undefined ? [] : [`${found.severity} ${found.code}`]), ...elsewhere];
          return { source, judged, alarms: all.filter((each) => /^(error|warning) /.test(each)) };
        }),
    );
  });
}
