import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { workloadOf } from '../reach/workloads.ts';
import { and, yes } from './answers.ts';
import type { PeerTest, PodSelector, PodTest } from './model.ts';
import { type Peers, sameNamespace, selects } from './peers.ts';
import { hasFinished } from './verdict.ts';

/** The workloads whose pods a test of a policy finds, each once, in stack order. */
export interface Found {
  readonly surely: readonly PodMaker[];
  readonly perhaps: readonly PodMaker[];
}

/** The workloads that a test finds. Looked up by label and namespace where the test states them. */
export function workloadsFound(world: World, peers: Peers, test: PeerTest): Found {
  const surely = new Set<PodMaker>();
  const perhaps = new Set<PodMaker>();
  for (const maker of candidates(world, peers, test)) {
    if (maker.workload === 'PodTemplate' || hasFinished(maker)) continue;
    const { is } = peers.matches(test, peers.pod(maker));
    if (is !== 'no') (is === 'yes' ? surely : perhaps).add(workloadOf(world, maker));
  }
  return { surely: [...surely], perhaps: [...perhaps].filter((maker) => !surely.has(maker)) };
}

/** The namespaces with workloads that a test finds pods in, as far as it looks at namespaces. */
export function namespacesFound(
  world: World,
  peers: Peers,
  { namespace, namespaceSelector }: PodTest,
): { readonly surely: readonly string[]; readonly perhaps: readonly string[] } {
  const found = { surely: [] as string[], perhaps: [] as string[] };
  for (const name of world.namespaces) {
    const [maker] = world.inNamespace('podMaker', name);
    if (maker === undefined) continue;
    const pod = peers.pod(maker);
    const own = namespace === undefined ? yes : sameNamespace(namespace, pod.namespace);
    const { is } =
      namespaceSelector === undefined ? own : and(own, selects(namespaceSelector, pod.namespaceLabels, 'it'));
    if (is !== 'no') found[is === 'yes' ? 'surely' : 'perhaps'].push(name);
  }
  return found;
}

/** Whether a selector finds every pod. */
export function isEverything(selector: PodSelector | undefined): boolean {
  if (selector === undefined) return true;
  if ('op' in selector) return selector.op === 'all';
  const { matchLabels, matchExpressions } = selector;
  return matchLabels.pairs.length === 0 && matchLabels.open === undefined && matchExpressions.length === 0;
}

/** Makers among which are all that a test may find. Blocks of addresses count for what is outside only. */
function candidates(world: World, peers: Peers, test: PeerTest): readonly PodMaker[] {
  switch (test.kind) {
    case 'pods':
      return Object.values(namespacesFound(world, peers, test))
        .flat()
        .flatMap((name) => ofNamespace(world, name, test.podSelector));
    case 'any':
      return test.of.flatMap((part) => candidates(world, peers, part));
    case 'every': {
      const positive = test.of.find((part) => part.kind === 'pods' || part.kind === 'any');
      if (positive !== undefined) return candidates(world, peers, positive);
      return test.of.every((part) => part.kind === 'not') ? world.all('podMaker') : [];
    }
    case 'not':
      return world.all('podMaker');
    default:
      return [];
  }
}

function ofNamespace(world: World, name: string, selector: PodSelector | undefined): readonly PodMaker[] {
  if (selector === undefined || 'op' in selector || selector.matchLabels.pairs.length === 0)
    return world.inNamespace('podMaker', name);
  return world.podsSelectedBy(selector.matchLabels, name).map(({ maker }) => maker);
}
