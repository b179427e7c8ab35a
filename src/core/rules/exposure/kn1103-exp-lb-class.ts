import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { isTypo } from '../shared/evidence.ts';
import { describe } from '../shared/words.ts';

/**
 * A Service that names a class of load balancer is left alone by every controller but the one of that class, the cloud's own
 * among them. Where the class is mistyped none takes it: the Service waits for an external address that never comes.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   loadBalancerClass: service.k8s.aws/nbl
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   loadBalancerClass: service.k8s.aws/nlb
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Classes that are like none of those that well-known controllers handle: most controllers let their class be named.
 * @source kubernetes.io/docs/concepts/services-networking/service/#load-balancer-class
 */
export const kn1103 = defineRule({
  code: 'KN1103',
  name: 'exp-lb-class',
  severity: 'warning',
  summary: 'The class of a load balancer is a mistyped well-known one.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#load-balancer-class'],
  check(service, _context, report) {
    const stated = service.loadBalancerClass;
    const name = stated?.value;
    if (stated === undefined || name === undefined || service.serviceType.value !== 'LoadBalancer') return;
    if (knownClasses.has(name)) return;
    const meant = [...knownClasses].filter(([known]) => isTypo(name, known));
    const [first] = meant;
    if (first === undefined) return;
    report({
      at: stated,
      message: `${describe(service)} asks for a load balancer of class "${name}", and the class of ${first[1]} is "${first[0]}": no controller makes one, and the Service gets no external address.`,
      fixes: () => meant.flatMap(([known]) => replaceFix(`Use ${known}`, service, stated, known, meant.length === 1)),
    });
  },
});

/** Classes of controllers that everybody may install, with whose they are. */
const knownClasses: ReadonlyMap<string, string> = new Map([
  ['service.k8s.aws/nlb', 'the AWS Load Balancer Controller'],
  ['eks.amazonaws.com/nlb', 'EKS Auto Mode'],
  ['networking.gke.io/l4-regional-external', 'GKE'],
  ['networking.gke.io/l4-regional-internal', 'GKE, for the inside,'],
  ['io.cilium/l2-announcer', 'Cilium’s L2 announcements'],
  ['io.cilium/bgp-control-plane', 'Cilium’s BGP control plane'],
  ['io.cilium/node', 'Cilium’s node IPAM'],
  ['kube-vip.io/kube-vip-class', 'kube-vip'],
  ['metallb.universe.tf/metallb', 'MetalLB'],
  ['loxilb.io/loxilb', 'LoxiLB'],
  ['tailscale', 'Tailscale'],
]);
