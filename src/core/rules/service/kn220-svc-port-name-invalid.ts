import type { ServicePort } from '../../resources/core-v1.ts';
import { dns1123LabelFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { portName } from './fields.ts';

/**
 * Names of Service ports are DNS labels (lower case letters, digits and dashes, at most 63) and each stands once. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports:
 *     - { name: HTTP, port: 80 }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports:
 *     - { name: http, port: 80 }
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn220 = defineRule({
  code: 'KN220',
  name: 'svc-port-name-invalid',
  severity: 'error',
  summary: 'The name of a Service port stands twice or is no DNS label.',
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
      const name = port.name?.value;
      if (name === undefined || port.name === undefined) continue;
      const reason = dns1123LabelFault(name);
      const first = seen.get(name);
      if (reason !== undefined) {
        const lower = name.toLowerCase();
        report({
          at: port.name,
          message: `${describe(service)} names port ${portName(port)} "${name}", which the API server refuses: a name ${reason}.`,
          fixes: () =>
            port.name === undefined || dns1123LabelFault(lower) !== undefined
              ? []
              : replaceFix(`Name it ${lower}`, service, port.name, lower),
        });
      } else if (first === undefined) seen.set(name, port);
      // An entry that stands twice is KN221's.
      else if (first.port?.value !== port.port?.value || first.protocol.value !== port.protocol.value)
        report({
          at: port.name,
          message: `${describe(service)} has two ports named "${name}" (${portName(first)} and ${portName(port)}): the API server refuses it.`,
          related: [relatedTo(service, first.name ?? first, `port ${portName(first)} has the name already`)],
        });
    }
  },
});
