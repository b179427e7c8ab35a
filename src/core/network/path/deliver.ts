import { describe } from '../../resources/kinds.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { injectsSidecars } from '../../world/gates.ts';
import type { DirectionVerdict, PolicyPeerEnd } from '../policy/model.ts';
import { type DeclaredPort, servingPorts, unknownPorts } from '../ports.ts';
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
  { policies }: PathContext,
  from: PolicyPeerEnd,
  to: PolicyPeerEnd,
  port: number,
  protocol: string,
): readonly Hop[] {
  const { egress, ingress } = policies.ask({ from, to, port, protocol });
  return [
    ...(from.kind === 'pod' ? [policyHop(egress, describe(from.maker))] : []),
    ...(to.kind === 'pod' ? [policyHop(ingress, describe(to.maker))] : []),
  ];
}

function policyHop({ direction, allowed, reason, evidence }: DirectionVerdict, subject: string): Hop {
  const verdict = allowed === 'unknown' ? 'unknown' : allowed === 'yes' ? 'ok' : 'broken';
  return hop(`policy-${direction}`, verdict, subject, reason.replace(/\.$/, ''), evidence);
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
      hop('container', 'ok', found.container.name?.value ?? 'a container', 'it declares the port', [
        seen(to, found.container),
      ]),
    ];
  }
  const others = declaredWords(to);
  const why =
    unknownPorts(to.template) ??
    injectsSidecars(world, to) ??
    `no container declares ${subject}${others === '' ? '' : ` (declared: ${others})`}; whether a process listens there the text does not say`;
  return [
    hop('port', 'ok', subject, `the pods of ${describe(to)} get it whether declared or not`, [seen(to)]),
    hop('container', 'unknown', describe(to), why, [seen(to)]),
  ];
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
