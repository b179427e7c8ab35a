import { portFault, portNumberFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { isPart, portName } from './fields.ts';

/**
 * Every port of a Service is a number from 1 to 65535. `targetPort` is such a number too, or the name of a container port: at most 15 lower case letters, digits and dashes. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: HTTP }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: http }]
 * ```
 * @exceptions A number in quotes is KN217's.
 * @source pkg/apis/core/validation/validation.go, validateServicePort
 */
export const kn260 = defineRule({
  code: 'KN260',
  name: 'svc-port-range',
  severity: 'error',
  summary: 'A port or targetPort of a Service is missing, out of range, or no name of a port.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateServicePort'],
  check(service, _context, report) {
    for (const each of service.ports) {
      const { port, targetPort } = each;
      if (port === undefined) {
        // The number is what a patch finds a port by, so no patch leaves it out.
        const stated = each.name ?? each.targetPort ?? each.nodePort;
        if ((stated !== undefined || !isPart(service)) && service.selector.open === undefined)
          report({
            at: each,
            message: `${describe(service)} lists a port without its number: the API server refuses it.`,
          });
      } else if (port.value !== undefined) {
        const fault = portNumberFault(port.value);
        if (fault !== undefined)
          report({
            at: port,
            message: `${describe(service)} has port ${port.value}, which ${fault}: the API server refuses it.`,
          });
      }
      const target = targetPort?.value;
      if (targetPort === undefined || target === undefined) continue;
      if (typeof target === 'string' && /^[0-9]+$/.test(target)) continue;
      const fault = portFault(target);
      if (fault === undefined) continue;
      const lower = String(target).toLowerCase();
      report({
        at: targetPort,
        message: `${describe(service)} sends port ${portName(each)} to ${typeof target === 'string' ? `"${target}"` : target}, which ${fault}: the API server refuses it.`,
        fixes: () =>
          lower === target || portFault(lower) !== undefined || typeof target === 'number'
            ? []
            : replaceFix(`Use ${lower}`, service, targetPort, lower),
      });
    }
  },
});
