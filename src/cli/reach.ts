import { pathContext } from '../core/language/path-context.ts';
import { byImportance } from '../core/map/rank.ts';
import { pairsOf } from '../core/network/reach/pairs.ts';
import { reachability } from '../core/network/reach.ts';
import { printable } from './format/terminal.ts';
import { load } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { analyzerText, toCsv, toDot, toHuman, toJson } from './reach/formats.ts';
import { analyzerRows, wholeWorld } from './reach/netpol-analyzer.ts';
import { reportSkipped } from './skipped.ts';
import { knowsStack } from './stack-option.ts';
import { oneOf, readArguments } from './usage.ts';

export const reachHelp = `Usage: portolan reach [PATH…]

Says who may connect to whom as far as policies decide: every pair of workloads and addresses outside, with the ports of the
destination's pods (default: the manifests of the working folder). A block of addresses stands for those that no smaller block
in the list holds, "internet" for all others.

  --format human|json|csv|dot  (default: human)
  --stack NAME                 another stack than the most important one
  --compat netpol-analyzer     all manifests as one cluster, in the words and by the conventions of that tool
`;

const formats = ['human', 'json', 'csv', 'dot'] as const;
const tools = ['netpol-analyzer'] as const;

/** `portolan reach`: all pairs of one stack. */
export function reach(args: readonly string[], streams: Streams): Outcome {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'human' },
      stack: { type: 'string' },
      compat: { type: 'string' },
    },
  });
  const format = oneOf('format', values.format, formats);
  if (values.compat !== undefined) oneOf('compat', values.compat, tools);
  const loaded = load({ paths: positionals, config: undefined, cwd: streams.cwd });
  reportSkipped(loaded, streams);
  const worlds = loaded.snapshot.worlds.toSorted((a, b) => byImportance(a.stack, b.stack));
  const names = worlds.map(({ stack }) => stack.name);
  if (!knowsStack(values.stack, names, streams)) return 2;
  const chosen = values.stack === undefined ? worlds : worlds.filter(({ stack }) => stack.name === values.stack);
  const world = values.compat === undefined ? chosen[0] : wholeWorld(chosen.map(({ stack }) => stack));
  if (world === undefined) {
    streams.err('There is no Kubernetes object here, so there is nothing to say.\n');
    return 2;
  }
  if (values.compat !== undefined) {
    streams.out(analyzerText(analyzerRows(world), format));
    return loaded.failed ? 2 : 0;
  }
  if (names.length > 1 && values.stack === undefined)
    streams.err(`${printable(`This is stack ${names[0]}; --stack asks another one: ${names.slice(1).join(', ')}.`)}\n`);
  const { policies } = pathContext(loaded.snapshot, world);
  const pairs = pairsOf(world, reachability(world, policies.options));
  const { name } = world.stack;
  const write = { human: toHuman, json: toJson, csv: toCsv, dot: toDot };
  streams.out(write[format](pairs, name));
  return loaded.failed ? 2 : 0;
}
