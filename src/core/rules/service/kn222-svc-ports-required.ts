import { isHeadless } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { isPart } from './fields.ts';

/**
 * A Service that gets a virtual address forwards ports, so it needs at least one. Only headless Services and ExternalName may have none. The API server refuses it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Information where the Service has no selector either: it is then a part of one, such as a patch.
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn222 = defineRule({
  code: 'KN222',
  name: 'svc-ports-required',
  severity: 'error',
  summary: 'A Service with a cluster IP needs at least one port.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    const type = service.serviceType.value;
    if (type === undefined || type === 'ExternalName' || service.ports.length > 0 || service.portsOpen !== undefined)
      return;
    if (service.clusterIP !== undefined && service.clusterIP.value === undefined) return;
    if (isHeadless(service) || service.clusterIPs.some(({ value }) => value === 'None' || value === undefined)) return;
    const part = isPart(service);
    report({
      severity: part ? 'info' : 'error',
      at: service.portsSpan ?? service.specKeys.get('ports') ?? service.kindSpan,
      message: part
        ? `${describe(service)} has neither ports nor a selector: it is a part of a Service, such as a patch, or the API server refuses it.`
        : `${describe(service)} has no ports; only headless Services may do without, so the API server refuses it.`,
    });
  },
});
