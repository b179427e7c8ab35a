/** So many workloads that are alike are named together. */
const enough = 4;

/** What workloads have in common. */
export interface InCommon {
  readonly answer: string;
  /** The few that differ. */
  readonly except: readonly string[];
}

/**
 * What some workloads have in common (`answers`, by name), all of them or all but a few, where they are enough to be named
 * together.
 */
export function inCommon(
  names: readonly string[],
  answers: ReadonlyMap<string, string>,
  few = 0,
): InCommon | undefined {
  const counts = new Map<string, number>();
  for (const name of names) {
    const answer = answers.get(name);
    if (answer !== undefined) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (most === undefined || most[1] < enough || most[1] + few < names.length) return undefined;
  return {
    answer: most[0],
    except: most[1] === names.length ? [] : names.filter((name) => answers.get(name) !== most[0]),
  };
}
