import { defineRule } from '../rule.ts';
import { fixOf, removeField } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { known } from './fields.ts';

/**
 * The API server hands out node ports from one range, 30000–32767 unless its `--service-node-port-range` says otherwise, and refuses others. State the range of your cluster as `kubernetes.nodePorts` in `.portolan.yaml`.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports: [{ port: 80, nodePort: 8080 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports: [{ port: 80, nodePort: 30080 }]
 * ```
 * @source kube-apiserver --service-node-port-range
 */
export const kn227 = defineRule({
  code: 'KN227',
  name: 'nodeport-range',
  severity: 'error',
  summary: 'A nodePort lies outside the range of the cluster.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['kube-apiserver --service-node-port-range'],
  check(service, { settings }, report) {
    if (service.live || (service.serviceType.value !== 'NodePort' && service.serviceType.value !== 'LoadBalancer'))
      return;
    const { first, last, stated } = settings.nodePorts;
    for (const { value, start, end } of known([
      ...service.ports.map(({ nodePort }) => nodePort),
      service.healthCheckNodePort,
    ]))
      if (value !== 0 && (value < first || value > last))
        report({
          at: { start, end },
          // Without a stated range the cluster's may differ, but no cluster has numbers that are no ports.
          severity: stated || value < 1 || value > 65535 ? 'error' : 'warning',
          message: `${describe(service)} asks for node port ${value}, outside the range ${first}–${last}: the API server refuses it.`,
          fixes: () => fixOf('Remove it, so that the cluster picks one', [removeField(service, { start, end })]),
        });
  },
});
