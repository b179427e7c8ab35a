import { Tracer } from '../../src/core/language/trace.ts';
import { Random } from '../support/random.ts';
import { load } from './loaded.ts';
import { quantile, sorted, timeEach, timeOf } from './measure.ts';

/** What one question costs in a loaded workspace, p95 in milliseconds. */
export interface TracingFigures {
  /** Among questions to the same snapshot. */
  readonly next: number;
  /** The first one after a keystroke. */
  readonly first: number;
}

/** Asks about connections between workloads and Services all over a folder; `file` is the one that is typed in. */
export function measureTracing(folder: string, file: string, rounds: number): TracingFigures {
  const { workspace, files } = load(folder);
  const random = new Random(3);
  const [world] = workspace.snapshot.worlds;
  if (world === undefined) throw new Error('There is nothing to ask about.');
  const names = (kind: 'podMaker' | 'service') =>
    world.all(kind).flatMap((resource) => {
      const { name } = resource;
      return name === undefined ? [] : [`${world.namespaceOf(resource).name}/${name.value}`];
    });
  const sources = names('podMaker');
  const destinations = names('service');
  const text = files.find(({ path }) => path === file)?.text ?? '';
  const ask = () => {
    const tracer = new Tracer(workspace.snapshot);
    const answer = tracer.ask({ from: random.pick(sources), to: `service:${random.pick(destinations)}`, port: 80 });
    if (!answer.asked) throw new Error(answer.reason);
  };
  const next = timeEach(rounds, ask);
  const first: number[] = [];
  for (let round = 0; round < rounds / 4; round++) {
    workspace.update([{ path: file, text: round % 2 === 0 ? `${text}# typed\n` : text }]);
    first.push(timeOf(ask));
  }
  return { next: quantile(next, 0.95), first: quantile(sorted(first), 0.95) };
}
