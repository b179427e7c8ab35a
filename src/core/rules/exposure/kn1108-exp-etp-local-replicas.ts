import { serviceSelection } from '../../network/service.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { removeFieldFix } from '../service/fields.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * With `externalTrafficPolicy: Local` a node forwards only to pods of its own and drops what comes for others. A load balancer that
 * the cluster makes asks the Service's health check port which nodes have a pod. Node ports and external IPs have none, so clients,
 * and balancers that check nothing, get timeouts from every node without a pod.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   externalTrafficPolicy: Local
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: web }
 * spec:
 *   selector: { matchLabels: { app: web } }
 *   template:
 *     metadata: { labels: { app: web } }
 *     spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   externalTrafficPolicy: Local
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: apps/v1
 * kind: DaemonSet
 * metadata: { name: web }
 * spec:
 *   selector: { matchLabels: { app: web } }
 *   template:
 *     metadata: { labels: { app: web } }
 *     spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
 * ```
 * @exceptions Services of type LoadBalancer, and pods that are bound to nodes or keep apart from each other: their nodes are known to
 * who calls them.
 * @source pkg/proxy/topology.go, CategorizeEndpoints; kubernetes.io/docs/reference/networking/virtual-ips/#external-traffic-policy
 */
export const kn1108 = defineRule({
  code: 'KN1108',
  name: 'exp-etp-local-replicas',
  severity: 'info',
  summary: 'Node ports with externalTrafficPolicy Local without a pod on every node.',
  subjects: ['service'],
  reads: ['podMaker', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/topology.go, CategorizeEndpoints'],
  check(service, { world }, report) {
    const policy = service.externalTrafficPolicy;
    const type = service.serviceType.value;
    if (policy?.value !== 'Local' || (type !== 'NodePort' && type !== 'ClusterIP')) return;
    // The API server refuses the policy without a way in from outside (KN230).
    if (type === 'ClusterIP' && service.externalIPs.length === 0) return;
    const { pods, unknown } = world.derive(serviceSelection, service);
    const [first] = pods;
    if (first === undefined || unknown !== undefined || pods.some(({ maker }) => isPlaced(maker))) return;
    report({
      at: policy,
      message: `${describe(service)} answers only at nodes where one of its pods runs, and ${describe(first.maker)} does not run on every node: connections to other nodes get timeouts, and no health check port tells which those are.`,
      related: [relatedTo(first.maker, first.maker.kindSpan, `${describe(first.maker)} is no DaemonSet`)],
      fixes: () => removeFieldFix(service, 'externalTrafficPolicy'),
    });
  },
});

/** Whether the pods of a maker run on all nodes, or on nodes that are chosen. */
function isPlaced({ workload, template }: PodMaker): boolean {
  const { nodeName, nodeSelector, affinity } = template;
  return (
    workload === 'DaemonSet' ||
    workload === 'custom' ||
    nodeName !== undefined ||
    nodeSelector.pairs.length > 0 ||
    nodeSelector.open !== undefined ||
    affinity.nodes ||
    affinity.antiAffinity
  );
}
