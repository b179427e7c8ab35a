import { serviceSelection } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * With `internalTrafficPolicy: Local` a pod reaches only endpoints on its own node. A workload that is no DaemonSet does not run on every node, so pods elsewhere get timeouts: kube-proxy drops their packets.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   internalTrafficPolicy: Local
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
 *   internalTrafficPolicy: Local
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
 * @source pkg/proxy/topology.go, CategorizeEndpoints
 */
export const kn246 = defineRule({
  code: 'KN246',
  name: 'itp-local-sparse',
  severity: 'warning',
  summary: 'internalTrafficPolicy Local without a pod on every node.',
  subjects: ['service'],
  reads: ['podMaker', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/topology.go, CategorizeEndpoints'],
  check(service, { world }, report) {
    const policy = service.internalTrafficPolicy;
    if (policy?.value !== 'Local') return;
    const { pods, unknown } = world.derive(serviceSelection, service);
    const [first] = pods;
    if (
      first === undefined ||
      unknown !== undefined ||
      pods.some(({ maker }) => maker.workload === 'DaemonSet' || maker.workload === 'custom')
    )
      return;
    report({
      at: policy,
      message: `${describe(service)} sends only to pods on the caller's own node, and ${describe(first.maker)} does not run on every node: callers on other nodes get timeouts.`,
      related: [relatedTo(first.maker, first.maker.kindSpan, `${describe(first.maker)} is no DaemonSet`)],
      fixes: () => removeFieldFix(service, 'internalTrafficPolicy'),
    });
  },
});
