import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * An ExternalName Service is a name for another name: nothing is selected or forwarded. Selectors and external addresses have no effect.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: ExternalName
 *   externalName: db.example.com
 *   selector: { app: db }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: ExternalName
 *   externalName: db.example.com
 * ```
 * @exceptions `ports`: some ingress controllers and meshes read them.
 * @source pkg/api/service/warnings.go
 */
export const kn235 = defineRule({
  code: 'KN235',
  name: 'externalname-ignored-fields',
  severity: 'hint',
  summary: 'A field has no effect on an ExternalName Service.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/api/service/warnings.go'],
  check(service, _context, report) {
    if (service.serviceType.value !== 'ExternalName') return;
    for (const field of ['selector', 'externalIPs']) {
      const at = service.specKeys.get(field);
      if (at !== undefined)
        report({
          at,
          message: `${describe(service)} is an ExternalName, an alias in DNS without endpoints: ${field} has no effect.`,
          fixes: () => removeFieldFix(service, field),
        });
    }
  },
});
