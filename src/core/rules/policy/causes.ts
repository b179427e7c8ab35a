import type { Direction } from '../../network/policy/model.ts';
import { workloadOf } from '../../network/reach/workloads.ts';
import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { portDiagnoses } from './port-diagnosis.ts';
import { namespacesMiss, peerMiss, subjectMiss } from './selector-diagnosis.ts';

/** A connection that policies deny, as the governed end sees it. */
export interface Denied {
  readonly direction: Direction;
  /** The end whose policies deny it. */
  readonly governed: PodMaker;
  /** The other end, where it is a pod. */
  readonly other: PodMaker | undefined;
  /** The port of the destination's pod. */
  readonly port: number;
  /** The policies that isolate the governed end. */
  readonly policies: readonly NetworkPolicy[];
}

/** Whether another finding names the slip that a denied connection follows from: a mistyped selector, a wrong port. */
export function isExplained(world: World, { direction, governed, other, port, policies }: Denied): boolean {
  const workload = workloadOf(world, governed);
  const isMeant = (policy: NetworkPolicy) => subjectMiss(world, policy)?.miss?.of === workload;
  if (world.inNamespace('networkPolicy', world.namespaceOf(governed).name).some(isMeant)) return true;
  return policies.some(
    (policy) => hasWrongPort(world, policy, direction, port) || missesPeer(world, policy, direction, other),
  );
}

function hasWrongPort(world: World, policy: NetworkPolicy, direction: Direction, port: number): boolean {
  return world
    .derive(portDiagnoses, policy)
    .some(
      (diagnosis) =>
        diagnosis.direction === direction &&
        (diagnosis.code === 'KN707' || (diagnosis.code === 'KN705' && diagnosis.target === port)),
    );
}

function missesPeer(world: World, policy: NetworkPolicy, direction: Direction, other: PodMaker | undefined): boolean {
  if (other === undefined) return false;
  const workload = workloadOf(world, other);
  const namespace = world.namespaceOf(other).name;
  return policy[direction].some(({ peers }) =>
    peers.some((peer) => {
      if (peerMiss(world, policy, peer)?.miss?.of === workload) return true;
      const missed = namespacesMiss(world, policy, peer);
      if (missed?.code === 'KN704') return missed.pair.value === namespace;
      return missed !== undefined && (missed.near ?? missed.miss?.of.name?.value) === namespace;
    }),
  );
}
