import { describe } from '../../resources/kinds.ts';
import type { Container, PodMaker } from '../../resources/pod-maker.ts';
import { allContainers, runningBeside, servingPorts } from '../pod.ts';
import type { PolicyPeerEnd } from '../policy/model.ts';
import { deliver, listen, podPort } from './deliver.ts';
import { type Hop, hop, type PathContext, seen, type Traffic } from './path.ts';

/**
 * Between containers of one pod: they share one network, so neither policies nor kube-proxy are asked. A plain init container
 * runs before the regular ones do, so nobody answers on their ports yet.
 */
export function throughLocalhost(context: PathContext, maker: PodMaker, traffic: Traffic): readonly Hop[] {
  const { template } = maker;
  const reason =
    template.hostNetwork.value === true
      ? "the pod is on the host's network, so localhost is its node"
      : 'containers of one pod share one network';
  const first = hop('localhost', 'ok', describe(maker), reason, [seen(maker)]);
  const port = podPort(maker, traffic);
  if (typeof port !== 'number') return [first, port];
  const caller = allContainers(template).find(({ name }) => name?.value === traffic.fromContainer);
  const early = traffic.fromContainer === undefined ? undefined : tooEarly(maker, caller, port, traffic.protocol);
  return [first, ...(early ?? listen(context, maker, port, traffic.protocol))];
}

/** The hops of a connection to a container that does not run yet; `undefined` where it is not certain that none answers. */
function tooEarly(
  maker: PodMaker,
  caller: Container | undefined,
  port: number,
  protocol: string,
): readonly Hop[] | undefined {
  if (caller?.role !== 'init') return undefined;
  const declaring = [...servingPorts(maker.template)].filter(
    (own) => own.port.containerPort?.value === port && own.port.protocol.value === protocol,
  );
  const running = runningBeside(maker.template, caller);
  const [late] = declaring;
  const isOwn = caller.ports.some(({ containerPort }) => containerPort?.value === port);
  if (late === undefined || isOwn || declaring.some(({ container }) => running.includes(container))) return undefined;
  const name = late.container.name?.value ?? 'the container';
  const why = `init container ${caller.name?.value ?? '?'} runs before ${name} starts, so nothing listens on ${port} yet: connections are refused`;
  return [
    hop('port', 'broken', `${port}/${protocol}`, why, [seen(maker, caller), seen(maker, late.port)]),
    hop('container', 'not-reached', name, 'would take the connection', [seen(maker, late.container)]),
  ];
}

/** To the pods of a maker by their own addresses, without a Service. */
export function toPod(context: PathContext, from: PolicyPeerEnd, to: PodMaker, traffic: Traffic): readonly Hop[] {
  const isOne = from.kind === 'pod' && from.maker === to && to.workload === 'Pod';
  if (isOne) return throughLocalhost(context, to, traffic);
  if (to.replicas?.value === 0)
    return [
      hop('endpoints', 'broken', describe(to), 'it is scaled to 0, so no pod of it runs', [seen(to, to.replicas)]),
      ...deliver(context, from, to, traffic),
    ];
  return deliver(context, from, to, traffic);
}
