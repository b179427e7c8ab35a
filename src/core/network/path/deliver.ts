import { describe } from '../../resources/kinds.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import { injectsSidecars } from '../../world/gates.ts';
import { type DetectedPlugin, enforced, type PolicyFamily } from '../cni.ts';
import {
  type DeclaredPort,
  isHook,
  portClashes,
  probeTarget,
  runningContainers,
  servingPorts,
  unknownPorts,
} from '../pod.ts';
import type { DirectionVerdict, PolicyPeerEnd } from '../policy/model.ts';
import { type Hop, hop, type PathContext, seen, type Traffic } from './path.ts';

/** What policies say to a connection from an end to the pods of a maker, and what is behind their port. */
export function deliver(context: PathContext, from: PolicyPeerEnd, to: PodMaker, traffic: Traffic): readonly Hop[] {
  const port = podPort(to, traffic);
  return typeof port === 'number'
    ? [
        ...policyHops(context, from, context.policies.pod(to), port, traffic.protocol),
        ...listen(context, to, port, traffic.protocol),
      ]
    : [port];
}

/** The hops of policies between two ends; only pods have any. The port is the destination's own. */
export function policyHops(
  { policies, plugins }: PathContext,
  from: PolicyPeerEnd,
  to: PolicyPeerEnd,
  port: number,
  protocol: string,
): readonly Hop[] {
  const { egress, ingress } = policies.ask({ from, to, port, protocol });
  return [
    ...(from.kind === 'pod' ? [policyHop(egress, describe(from.maker), plugins)] : []),
    ...(to.kind === 'pod' ? [policyHop(ingress, describe(to.maker), plugins)] : []),
  ];
}

/**
 * What policies say, and whether the cluster does it: a plugin that does not enforce them lets through what they deny
 * (`networking-semantics` §6.7), and where no plugin is known that it enforces them is said to be assumed.
 */
function policyHop(verdict: DirectionVerdict, subject: string, plugins: readonly DetectedPlugin[]): Hop {
  const { direction, allowed, reason, evidence } = verdict;
  const said = reason.replace(/\.$/, '');
  const kind = `policy-${direction}` as const;
  if (allowed === 'yes') return hop(kind, 'ok', subject, said, evidence);
  const families = new Set(evidence.flatMap(({ resource }) => familyOf(resource) ?? []));
  const answers = [...families].map((family) => enforced(plugins, family));
  const [first] = answers;
  if (first !== undefined && answers.every(({ is }) => is === 'no')) {
    const places = [...evidence, ...first.evidence.slice(0, 1).map(({ resource }) => seen(resource))];
    return allowed === 'no'
      ? hop(kind, 'degraded', subject, `${said}; but this is not enforced here: ${first.why}`, places)
      : hop(kind, 'ok', subject, `policies are not enforced here: ${first.why}`, places);
  }
  const assumed = answers.find(({ is }) => is === 'assumed');
  if (allowed === 'unknown') return hop(kind, 'unknown', subject, said, evidence);
  return hop(kind, 'broken', subject, assumed === undefined ? said : `${said}; ${assumed.why}`, evidence);
}

/** Whose policy an object is; `undefined` for what is none. */
function familyOf(resource: Resource): PolicyFamily | undefined {
  if (resource.type === 'networkPolicy') return 'NetworkPolicy';
  if (resource.type === 'clusterPolicy') return 'ClusterPolicy';
  const vendor = resource.type === 'other' ? resource.policy?.vendor : undefined;
  return vendor === 'calico' || vendor === 'cilium' ? vendor : undefined;
}

/** The port of a pod and the container behind it. That nobody declares a port proves nothing: a process may listen there. */
export function listen({ world }: PathContext, to: PodMaker, port: number, protocol: string): readonly Hop[] {
  const subject = `${port}/${protocol}`;
  const found = declared(to, (own) => own.port.containerPort?.value === port && own.port.protocol.value === protocol);
  if (found !== undefined) {
    const name = found.port.name?.value;
    return [
      hop('port', 'ok', subject, `${describe(to)} declares it${name === undefined ? '' : ` as ${name}`}`, [
        seen(to, found.port),
      ]),
      containerHop(to, found, port, protocol),
    ];
  }
  const received = hop('port', 'ok', subject, `the pods of ${describe(to)} get it whether declared or not`, [seen(to)]);
  const probed = protocol === 'TCP' ? probedAt(to, port) : undefined;
  if (probed !== undefined) return [received, probed];
  const others = declaredWords(to);
  const why =
    unknownPorts(to.template) ??
    injectsSidecars(world, to) ??
    `no container declares ${subject}${others === '' ? '' : ` (declared: ${others})`}; whether a process listens there the text does not say`;
  return [received, hop('container', 'unknown', describe(to), why, [seen(to)])];
}

/** The container that says by a probe that it listens on a port, declared or not. */
function probedAt(to: PodMaker, port: number): Hop | undefined {
  for (const container of runningContainers(to.template))
    for (const probe of container.probes) {
      const target = isHook(probe) ? undefined : probeTarget(container, probe);
      if (target?.kind !== 'port' || target.host !== undefined || target.number !== port) continue;
      const unless = probe.name === 'readinessProbe' ? 'it gets no connections' : 'it is restarted';
      const why = `no container declares the port, but its ${probe.name} asks it: unless something listens there, ${unless}`;
      return hop('container', 'ok', container.name?.value ?? 'a container', why, [seen(to, probe.port)]);
    }
  return undefined;
}

/** The container behind a declared port; of two that declare it only the first one to start can listen. */
function containerHop(to: PodMaker, { container }: DeclaredPort, port: number, protocol: string): Hop {
  const name = container.name?.value ?? 'a container';
  const clash = portClashes(to.template).find((each) => each.number === port && each.protocol === protocol);
  if (clash === undefined) return hop('container', 'ok', name, 'it declares the port', [seen(to, container)]);
  const { first, second } = clash;
  const names = `${first.container.name?.value ?? '?'} and ${second.container.name?.value ?? '?'}`;
  return hop(
    'container',
    'degraded',
    name,
    `${names} both declare ${port}/${protocol} in one pod: the second one to start fails, and which one that is is not certain`,
    [seen(to, first.port), seen(to, second.port)],
  );
}

/** The number of a pod's port, or the hop that says why there is none. */
export function podPort(to: PodMaker, { port, protocol }: Traffic): number | Hop {
  if (typeof port === 'number') return port;
  const own = (declaredPort: DeclaredPort) => declaredPort.port.protocol.value === protocol;
  const matches = [...servingPorts(to.template)].filter(
    (candidate) => own(candidate) && (port === undefined || candidate.port.name?.value === port),
  );
  const number = matches[0]?.port.containerPort?.value;
  if (number !== undefined && (port !== undefined || matches.length === 1)) return number;
  const open = unknownPorts(to.template);
  const others = declaredWords(to);
  if (port === undefined)
    return hop(
      'port',
      'unknown',
      describe(to),
      others === '' ? 'it declares no port; say which one is meant' : `say which port is meant: ${others}`,
      [seen(to)],
    );
  const reason =
    open ?? `no container port of ${describe(to)} is named ${port} (declared: ${others === '' ? 'none' : others})`;
  return hop('port', open === undefined ? 'broken' : 'unknown', `${port}/${protocol}`, reason, [seen(to)]);
}

/** `8080/TCP (http), 9090/TCP`: what the containers of a maker declare. */
export function declaredWords(to: PodMaker): string {
  const words = [...servingPorts(to.template)].map(({ port }) => {
    const name = port.name?.value;
    return `${port.containerPort?.value ?? '?'}/${port.protocol.value ?? '?'}${name === undefined ? '' : ` (${name})`}`;
  });
  return words.join(', ');
}

function declared(to: PodMaker, matches: (port: DeclaredPort) => boolean): DeclaredPort | undefined {
  for (const port of servingPorts(to.template)) if (matches(port)) return port;
  return undefined;
}
