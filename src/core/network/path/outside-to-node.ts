import type { World } from '../../world/world.ts';
import type { WayIn } from '../exposure/way-in.ts';
import { waysIntoPods, waysIntoService } from '../exposure.ts';
import type { PolicyPeerEnd } from '../policy/model.ts';
import { bestOf, outsideToPod, throughWay } from './external-to-cluster.ts';
import { type Hop, hop, type PathContext, type Traffic } from './path.ts';

/**
 * From outside to a port of a node: the Services that have it as a node port (core/v1 `ServicePort.nodePort`), and the pods
 * that take it on their nodes. Any node stands for all: kube-proxy listens on each of them.
 */
export function outsideToNode(
  context: PathContext,
  from: PolicyPeerEnd,
  node: string,
  traffic: Traffic,
): readonly Hop[] {
  const { port, protocol } = traffic;
  if (typeof port !== 'number')
    return [hop('entry', 'unknown', node, 'say which port of the node is meant, as a number')];
  const { world } = context;
  const isIt = (way: WayIn) => way.entryPort === port && way.protocol === protocol;
  const best = bestOf([
    ...nodePortsOf(world).flatMap(({ service, ways }) =>
      ways.filter(isIt).map((way) => throughWay(context, from, service, { ...traffic, port: way.port }, way, ways)),
    ),
    ...world
      .all('podMaker')
      .filter((maker) => world.derive(waysIntoPods, maker).some(isIt))
      .map((maker) => outsideToPod(context, from, maker, traffic)),
  ]);
  const nobody = `no Service here has node port ${port}/${protocol}, and no pod takes it on its node; what else runs on a node is not in the manifests`;
  return best ?? [hop('entry', 'unknown', node, nobody)];
}

function nodePortsOf(world: World) {
  return world.all('service').flatMap((service) => {
    const ways = world.derive(waysIntoService, service).filter(({ kind }) => kind === 'nodePort');
    return ways.length === 0 ? [] : [{ service, ways }];
  });
}
