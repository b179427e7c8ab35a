import { describe } from '../../resources/kinds.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { PolicyPeerEnd } from '../policy/model.ts';
import { deliver, listen, podPort } from './deliver.ts';
import { type Hop, hop, type PathContext, seen, type Traffic } from './path.ts';

/** Between containers of one pod: they share one network, so neither policies nor kube-proxy are asked. */
export function throughLocalhost(context: PathContext, maker: PodMaker, traffic: Traffic): readonly Hop[] {
  const onNode = maker.template.hostNetwork.value === true;
  const reason = onNode
    ? "the pod is on the host's network, so localhost is its node"
    : 'containers of one pod share one network';
  const first = hop('localhost', 'ok', describe(maker), reason, [seen(maker)]);
  const port = podPort(maker, traffic);
  return typeof port === 'number' ? [first, ...listen(context, maker, port, traffic.protocol)] : [first, port];
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
