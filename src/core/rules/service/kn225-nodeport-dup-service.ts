import type { ServicePort } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { fixOf, removeField } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { portName, removeTwinFix } from './fields.ts';

/**
 * Each pair of nodePort and protocol stands once in a Service; the API server refuses a second one.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports:
 *     - { name: a, port: 80, nodePort: 30080 }
 *     - { name: b, port: 81, nodePort: 30080 }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: NodePort
 *   selector: { app: web }
 *   ports:
 *     - { name: a, port: 80, nodePort: 30080 }
 *     - { name: b, port: 81, nodePort: 30081 }
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn225 = defineRule({
  code: 'KN225',
  name: 'nodeport-dup-service',
  severity: 'error',
  summary: 'A Service states one nodePort and protocol twice.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    const seen = new Map<string, ServicePort>();
    for (const port of service.ports) {
      if (!port.nodePort?.value || port.protocol.value === undefined) continue;
      const key = `${port.nodePort.value}/${port.protocol.value}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, port);
      else
        report({
          at: port.nodePort,
          message: `${describe(service)} states nodePort ${key} twice, for port ${portName(first)} and for port ${portName(port)}: the API server refuses it.`,
          related: [relatedTo(service, first.nodePort ?? first, `nodePort ${key} stands here first`)],
          fixes: () => {
            const twin = removeTwinFix(service, first, port);
            return twin.length > 0 || port.nodePort === undefined
              ? twin
              : fixOf('Remove nodePort, so that the cluster picks one', [removeField(service, port.nodePort)]);
          },
        });
    }
  },
});
