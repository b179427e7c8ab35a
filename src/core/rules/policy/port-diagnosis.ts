import { isHook, probeTarget, runningContainers, servingPorts, unknownPorts } from '../../network/pod.ts';
import type { Direction } from '../../network/policy/model.ts';
import { resolvePort } from '../../network/ports.ts';
import { isHeadless, selectingServices } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import type { Field } from '../../resources/field.ts';
import type { NetworkPolicy, PolicyPort, PolicyRule } from '../../resources/networking-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { injectsSidecars } from '../../world/gates.ts';
import type { DeriveSlot, World } from '../../world/world.ts';
import type { Severity } from '../rule.ts';
import { areTogether, isTypo } from '../shared/evidence.ts';
import {
  hasOtherPolicies,
  hiddenAmong,
  isEmpty,
  isOwn,
  isolatingPolicies,
  mayHold,
  type PlacedRule,
  rulesInForce,
  selectedPods,
  workloadsAt,
} from './parts.ts';

/** What is wrong with a port of a rule: the one finding that says it best. */
export type PortDiagnosis = {
  readonly direction: Direction;
  readonly port: PolicyPort;
  /** The workloads that the port is one of. */
  readonly makers: readonly PodMaker[];
} & (
  | {
      readonly code: 'KN705';
      readonly stated: Field<number>;
      readonly service: Service;
      readonly servicePort: ServicePort;
      readonly target: number;
      readonly maker: PodMaker;
      readonly severity: Severity;
    }
  | { readonly code: 'KN706'; readonly stated: Field<number> }
  | { readonly code: 'KN707'; readonly stated: Field<string>; readonly severity: Severity }
);

/** The destination pods of a rule, as far as the manifests say who they are. */
interface Destination {
  readonly makers: readonly PodMaker[];
  /** Those that may be among them too. */
  readonly perhaps: readonly PodMaker[];
  /** Whether it means all pods of a namespace, present and future, rather than some workload. */
  readonly everything: boolean;
  readonly hidden: string | undefined;
}

/** The diagnoses of all ports of the rules that lead to pods of the policy's own namespace. */
export const portDiagnoses: DeriveSlot<NetworkPolicy, readonly PortDiagnosis[]> = {
  name: 'portDiagnoses',
  reach: 'namespace',
  compute: (world, policy) =>
    rulesInForce(policy).flatMap((placed) => {
      if (placed.rule.ports.length === 0 || placed.rule.portsOpen !== undefined) return [];
      const destination = destinationOf(world, policy, placed);
      if (destination === undefined || destination.makers.length === 0) return [];
      return placed.rule.ports.flatMap((port) => diagnose(world, policy, placed, port, destination) ?? []);
    }),
};

/** Ports are those of the destination: the selected pods for ingress, the peers for egress. */
function destinationOf(world: World, policy: NetworkPolicy, { direction, rule }: PlacedRule): Destination | undefined {
  const namespace = world.namespaceOf(policy);
  if (namespace.unknown !== undefined) return undefined;
  if (direction === 'ingress') {
    const { surely, perhaps } = world.derive(selectedPods, policy);
    return {
      makers: surely,
      perhaps,
      everything: isEmpty(policy.podSelector),
      hidden: hiddenAmong(world, policy, policy.podSelector),
    };
  }
  if (rule.peers.length === 0 || rule.peersOpen !== undefined || !rule.peers.every(isOwn)) return undefined;
  const found = rule.peers.map((peer) => workloadsAt(world, policy, peer) ?? { surely: [], perhaps: [] });
  return {
    makers: [...new Set(found.flatMap(({ surely }) => surely))],
    perhaps: [...new Set(found.flatMap(({ perhaps }) => perhaps))],
    everything: rule.peers.some(({ podSelector }) => isEmpty(podSelector)),
    hidden:
      // A peer that finds nobody here may find pods that have the port.
      found.some(({ surely }) => surely.length === 0)
        ? 'a peer finds no pod here'
        : rule.peers.map(({ podSelector }) => hiddenAmong(world, policy, podSelector)).find((why) => why !== undefined),
  };
}

function diagnose(
  world: World,
  policy: NetworkPolicy,
  { direction, rule }: PlacedRule,
  port: PolicyPort,
  destination: Destination,
): PortDiagnosis | undefined {
  const { makers, perhaps, everything, hidden } = destination;
  const stated = port.port;
  const protocol = port.protocol.value;
  if (stated === undefined || protocol === undefined || port.endPort !== undefined) return undefined;
  const all = [...makers, ...perhaps];
  const about = { direction, port, makers } as const;
  if (typeof stated.value === 'string') {
    const name = stated.value;
    if (all.some((maker) => mayHaveName(world, maker, name, protocol))) return undefined;
    return {
      ...about,
      code: 'KN707',
      stated: { ...stated, value: name },
      severity: nameSeverity(world, policy, name, protocol, destination),
    };
  }
  const number = stated.value;
  if (number === undefined || all.some((maker) => mayListen(world, maker, protocol, number))) return undefined;
  const field = { ...stated, value: number };
  const translated = throughService(world, makers, protocol, number);
  if (translated !== undefined) {
    if (mayHold(rule, protocol, translated.target)) return undefined;
    const severity = shutsOut(world, policy, direction, destination, translated, protocol) ? 'error' : 'warning';
    return { ...about, code: 'KN705', stated: field, ...translated, severity };
  }
  const declares = all.every(
    (maker) => !servingPorts(maker.template).next().done && injectsSidecars(world, maker) === undefined,
  );
  if (everything || hidden !== undefined || !declares) return undefined;
  return { ...about, code: 'KN706', stated: field };
}

function mayHaveName(world: World, maker: PodMaker, name: string, protocol: string): boolean {
  for (const { port } of servingPorts(maker.template))
    if (port.name?.value === name && (port.protocol.value ?? protocol) === protocol) return true;
  return unknownPorts(maker.template) !== undefined || injectsSidecars(world, maker) !== undefined;
}

/** Certain where nobody else can be meant: pods that the text does not show, or that other folders hold, may have the name. */
function nameSeverity(
  world: World,
  policy: NetworkPolicy,
  name: string,
  protocol: string,
  { makers, hidden, everything }: Destination,
): Severity {
  if (!makers.every((maker) => areTogether(world, policy, maker))) return 'info';
  if (hidden === undefined && !everything) return 'error';
  const isMeant = makers.some((maker) =>
    [...servingPorts(maker.template)].some(
      ({ port }) =>
        port.name?.value === name || (port.protocol.value === protocol && isTypo(name, port.name?.value ?? '')),
    ),
  );
  return isMeant ? 'warning' : 'info';
}

/** Whether something says that the pods of a maker listen on a port: a container, a probe, or a Service that sends there. */
function mayListen(world: World, maker: PodMaker, protocol: string, number: number): boolean {
  const { template } = maker;
  if (unknownPorts(template) !== undefined) return true;
  for (const { port } of servingPorts(template))
    if (port.containerPort?.value === number && (port.protocol.value ?? protocol) === protocol) return true;
  for (const container of runningContainers(template))
    for (const probe of container.probes) {
      const target = isHook(probe) ? undefined : probeTarget(container, probe);
      if (target?.kind === 'port' && target.number === number && protocol === 'TCP') return true;
    }
  return world.derive(selectingServices, maker).some(({ service }) =>
    service.ports.some((port) => {
      if ((port.protocol.value ?? protocol) !== protocol) return false;
      const resolved = resolvePort(port, template);
      const isSent = resolved.kind === 'port' ? resolved.number === number : resolved.kind === 'unknown';
      // Clients of a headless Service connect to the port that they were told, which nobody translates.
      return isSent || (isHeadless(service) && port.port?.value === number);
    }),
  );
}

/** The Service in front of all of some pods that has a number for its own port and sends it to another one of theirs. */
function throughService(
  world: World,
  makers: readonly PodMaker[],
  protocol: string,
  number: number,
):
  | { readonly service: Service; readonly servicePort: ServicePort; readonly target: number; readonly maker: PodMaker }
  | undefined {
  for (const maker of makers)
    for (const { service, match } of world.derive(selectingServices, maker)) {
      if (match !== 'yes') continue;
      const servicePort = service.ports.find((each) => each.port?.value === number && each.protocol.value === protocol);
      if (servicePort === undefined) continue;
      const resolved = resolvePort(servicePort, maker.template);
      if (resolved.kind === 'port') return { service, servicePort, target: resolved.number, maker };
    }
  return undefined;
}

/** Whether nothing lets the port through that the Service sends to, so that the connections which the rule means surely fail. */
function shutsOut(
  world: World,
  policy: NetworkPolicy,
  direction: Direction,
  { hidden, makers }: Destination,
  { target, maker, service }: { readonly target: number; readonly maker: PodMaker; readonly service: Service },
  protocol: string,
): boolean {
  const namespace = world.namespaceOf(policy).name;
  if (hidden !== undefined || hasOtherPolicies(world, namespace)) return false;
  if (!areTogether(world, policy, maker) || !areTogether(world, service, maker)) return false;
  const governed = direction === 'ingress' ? makers : world.derive(selectedPods, policy).surely;
  const allows = (rule: PolicyRule) => mayHold(rule, protocol, target);
  return (
    governed.length > 0 &&
    governed.every((each) =>
      isolatingPolicies(world, each, direction).policies.every(
        (other) =>
          other[direction === 'ingress' ? 'ingressOpen' : 'egressOpen'] === undefined && !other[direction].some(allows),
      ),
    )
  );
}
