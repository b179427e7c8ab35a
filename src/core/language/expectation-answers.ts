import { clusterPlugins } from '../network/cni.ts';
import type { Path, PathContext, PathVerdict } from '../network/path/path.ts';
import { sameItems } from '../world/common-ends.ts';
import type { World } from '../world/world.ts';
import { type Questions, questionsIn } from './expectation-questions.ts';
import type { Expectation } from './expectations.ts';
import { pathContext } from './path-context.ts';
import { type Question, readPlace } from './question.ts';
import { pathBetween } from './trace.ts';
import type { Snapshot } from './workspace.ts';

/** Connections beyond this many are not followed for all expectations together. */
export const mostPaths = 20_000;

/** What one stack says to an expectation. */
export type StackAnswer =
  /** The path that ends best, of those that the expectation is about. */
  | { readonly kind: 'path'; readonly path: Path; readonly question: Question }
  | { readonly kind: 'too many' }
  | Exclude<Questions, { kind: 'asked' }>;

/** What is known of a world; its paths hold as long as the plugins that it meets are the same. */
interface Known {
  readonly questions: Map<Expectation, Questions>;
  context: PathContext | undefined;
  paths: Map<Expectation, StackAnswer>;
}

/**
 * Answers to the expectations of one folder. A world that an edit does not touch answers as before. Expectations and
 * settings are those of its worlds: others come with worlds of their own.
 */
export class ExpectationAnswers {
  readonly #known = new WeakMap<World, Known>();

  /** Asks the worlds of a snapshot, in an order that is always the same: {@link mostPaths} counts what was asked so far. */
  of(snapshot: Snapshot): (world: World, expectation: Expectation) => StackAnswer {
    const current = new Set<World>();
    let left = mostPaths;
    return (world, expectation) => {
      const known = this.#knownOf(world);
      let asked = known.questions.get(expectation);
      if (asked === undefined) {
        asked = questionsIn(world, expectation);
        known.questions.set(expectation, asked);
      }
      if (asked.kind !== 'asked') return asked;
      left -= asked.sources.length * asked.destinations.length;
      if (left < 0) return { kind: 'too many' };
      if (!current.has(world)) this.#renew(known, world, snapshot);
      current.add(world);
      let answer = known.paths.get(expectation);
      if (answer === undefined && known.context !== undefined) {
        answer = best(known.context, asked, expectation.protocol);
        known.paths.set(expectation, answer);
      }
      return answer ?? { kind: 'absent', end: 'from' };
    };
  }

  #knownOf(world: World): Known {
    let known = this.#known.get(world);
    if (known === undefined) {
      known = { questions: new Map(), context: undefined, paths: new Map() };
      this.#known.set(world, known);
    }
    return known;
  }

  /** The plugins that a world meets may be those of others. */
  #renew(known: Known, world: World, snapshot: Snapshot): void {
    const plugins = clusterPlugins(world, snapshot.worlds);
    if (known.context !== undefined && sameItems(known.context.plugins, plugins)) return;
    known.context = pathContext(snapshot, world, plugins);
    known.paths = new Map();
  }
}

const ranks: Readonly<Record<PathVerdict, number>> = { ok: 0, degraded: 1, unknown: 2, broken: 3 };

function best(
  context: PathContext,
  { sources, destinations }: Extract<Questions, { kind: 'asked' }>,
  protocol: string,
): StackAnswer {
  let found: { readonly path: Path; readonly question: Question } | undefined;
  for (const from of sources)
    for (const { to, port } of destinations) {
      const source = readPlace(from);
      const destination = readPlace(to);
      if (source === undefined || destination === undefined) continue;
      const path = pathBetween(context, source, destination, { port, protocol });
      if (found === undefined || ranks[path.verdict] < ranks[found.path.verdict])
        found = { path, question: { from, to, port, protocol } };
      if (path.verdict === 'ok') return { kind: 'path', ...found };
    }
  return found === undefined ? { kind: 'absent', end: 'to' } : { kind: 'path', ...found };
}
