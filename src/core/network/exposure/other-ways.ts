import { describe } from '../../resources/kinds.ts';
import type { Resource } from '../../resources/resource.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { seen } from '../path/path.ts';
import type { WayIn } from './way-in.ts';

/** Kinds of ingress controllers and meshes that are not followed, by group. */
const otherKinds: readonly (readonly [group: string, kinds: readonly string[]])[] = [
  ['networking.istio.io', ['VirtualService']],
  ['traefik.io', ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP', 'TraefikService']],
  ['traefik.containo.us', ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP', 'TraefikService']],
  ['projectcontour.io', ['HTTPProxy']],
  ['configuration.konghq.com', ['TCPIngress', 'UDPIngress']],
  ['getambassador.io', ['Mapping', 'TCPMapping']],
  ['k8s.nginx.org', ['VirtualServer', 'VirtualServerRoute', 'TransportServer']],
  ['apisix.apache.org', ['ApisixRoute']],
  ['gateway.solo.io', ['VirtualService', 'RouteTable']],
  ['elbv2.k8s.aws', ['TargetGroupBinding']],
];

/** Objects of these kinds; a VirtualService of Istio without gateways shapes calls inside the mesh only. */
const letting: KeySlot<'other'> = {
  type: 'other',
  keysOf: (other) => {
    const isOne = otherKinds.some(([group, kinds]) => group === other.group && kinds.includes(other.kind));
    const isInside = other.group === 'networking.istio.io' && !textOf(other).includes('gateways');
    return isOne && !isInside ? ['in'] : [];
  },
};

/** Objects whose kind lets traffic in and whose text names a Service: where they lead is not followed. */
export function otherWays(world: World, name: string): readonly WayIn[] {
  return world
    .keyed(letting, 'in')
    .filter((other) => textOf(other).includes(name))
    .map((other) => ({
      kind: 'other',
      entry: other,
      address: describe(other),
      entryPort: undefined,
      port: undefined,
      protocol: 'TCP',
      share: undefined,
      sources: undefined,
      verdict: 'unknown',
      reason: `${describe(other)} names it, and what a ${other.kind} lets in is not followed here`,
      evidence: [seen(other)],
    }));
}

/** An object of such a kind whose text holds something: a host, the name of a Service. */
export function otherMentioning(world: World, text: string): Resource | undefined {
  return world.keyed(letting, 'in').find((other) => textOf(other).includes(text));
}

function textOf({ document, span }: Resource): string {
  return document.text.slice(span.start, span.end);
}
