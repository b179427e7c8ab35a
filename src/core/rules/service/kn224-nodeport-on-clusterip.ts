import type { Service } from '../../resources/core-v1.ts';
import type { Fix } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { insertKeyFix, removeKeyFix, replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { isPart } from './fields.ts';

/**
 * A Service of type ClusterIP opens no port on the nodes, so it may not state one. The API server refuses it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, nodePort: 30080 }]
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
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn224 = defineRule({
  code: 'KN224',
  name: 'nodeport-on-clusterip',
  severity: 'error',
  summary: 'A nodePort needs type NodePort or LoadBalancer.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    if (service.serviceType.value !== 'ClusterIP' || isPart(service)) return;
    for (const port of service.ports)
      if (port.nodePort?.value !== undefined && port.nodePort.value !== 0)
        report({
          at: port.nodePort,
          message: `${describe(service)} is of type ClusterIP and states nodePort ${port.nodePort.value}: the API server refuses it, only NodePort and LoadBalancer open ports on the nodes.`,
          related: service.specKeys.has('type')
            ? [relatedTo(service, service.serviceType, `${describe(service)} states its type`)]
            : [],
          fixes: () => [...changeTypeFix(service), ...removeKeyFix('Remove nodePort', service, port, 'nodePort')],
        });
  },
});

function changeTypeFix(service: Service): readonly Fix[] {
  const title = 'Make it a NodePort Service';
  if (service.specKeys.has('type')) return replaceFix(title, service, service.serviceType, 'NodePort', true);
  return service.specSpan === undefined ? [] : insertKeyFix(title, service, service.specSpan, 'type', 'NodePort');
}
