import { qualifiedNameFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * `appProtocol` is a name of IANA (`http`, `https`) or a name with a prefix (`kubernetes.io/h2c`). The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, appProtocol: 'http 2' }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, appProtocol: kubernetes.io/h2c }]
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn253 = defineRule({
  code: 'KN253',
  name: 'appprotocol',
  severity: 'error',
  summary: 'The appProtocol is no qualified name.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    for (const { appProtocol } of service.ports) {
      if (appProtocol?.value === undefined) continue;
      const fault = qualifiedNameFault(appProtocol.value);
      if (fault !== undefined)
        report({
          at: appProtocol,
          message: `${describe(service)} has appProtocol "${appProtocol.value}", which ${fault}: the API server refuses it.`,
        });
    }
  },
});
