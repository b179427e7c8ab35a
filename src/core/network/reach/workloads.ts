import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { hasFinished } from '../policy/verdict.ts';

/** A workload and the objects that stand for its pods: itself, or in a dump the pods that it made. */
export interface Workload {
  readonly maker: PodMaker;
  readonly pods: readonly PodMaker[];
}

/** Makers whose pods may run, and which of them belong to which. */
interface Owned {
  readonly makers: readonly PodMaker[];
  readonly owners: ReadonlyMap<PodMaker, PodMaker>;
  readonly owning: ReadonlySet<PodMaker>;
}

/**
 * The workloads of a world. What an object here owns is its part: pods and ReplicaSets of a dump belong to their Deployment.
 * PodTemplates make no pods by themselves, and pods that have finished are gone.
 */
export function workloadsOf(world: World): readonly Workload[] {
  const { makers, owners, owning } = ownedIn(world);
  const pods = new Map<PodMaker, PodMaker[]>();
  for (const maker of makers) {
    const top = topOf(maker, (each) => owners.get(each));
    const list = pods.get(top) ?? [];
    pods.set(top, list);
    if (!owning.has(maker)) list.push(maker);
  }
  return [...pods].flatMap(([maker, list]) => (list.length === 0 ? [] : [{ maker, pods: list }]));
}

/** The objects that stand for the pods of all workloads of a world. */
export function podsOf(world: World): readonly PodMaker[] {
  const { makers, owning } = ownedIn(world);
  return owning.size === 0 ? makers : makers.filter((maker) => !owning.has(maker));
}

/** The workload that a maker's pods are part of: what made it, as far as that is here, else itself. */
export function workloadOf(world: World, maker: PodMaker): PodMaker {
  return topOf(maker, (each) => ownersOf(world, each).at(-1));
}

/** A chain of owners is Pod, ReplicaSet, Deployment; one that goes round is nobody's. */
function topOf(maker: PodMaker, ownerOf: (maker: PodMaker) => PodMaker | undefined): PodMaker {
  let top = maker;
  for (let i = 0; i < 4; i++) top = ownerOf(top) ?? top;
  return top;
}

function ownedIn(world: World): Owned {
  const makers = world.all('podMaker').filter((maker) => maker.workload !== 'PodTemplate' && !hasFinished(maker));
  const owners = new Map<PodMaker, PodMaker>();
  const owning = new Set<PodMaker>();
  for (const maker of makers)
    for (const owner of ownersOf(world, maker)) {
      owners.set(maker, owner);
      owning.add(owner);
    }
  return { makers, owners, owning };
}

function ownersOf(world: World, maker: PodMaker): readonly PodMaker[] {
  return maker.owners.flatMap(({ kind, name }) => {
    const named = world.named('podMaker', world.namespaceOf(maker).name, name);
    return named.find((candidate) => candidate.kind === kind && candidate !== maker) ?? [];
  });
}
