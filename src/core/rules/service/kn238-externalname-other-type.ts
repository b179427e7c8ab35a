import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * Only type ExternalName uses `externalName`. On any other type the API server ignores it and warns.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   externalName: db.example.com
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
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
 * @source pkg/api/service/warnings.go
 */
export const kn238 = defineRule({
  code: 'KN238',
  name: 'externalname-other-type',
  severity: 'hint',
  summary: 'externalName is ignored on this type.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/api/service/warnings.go'],
  check(service, _context, report) {
    const type = service.serviceType.value;
    const at = service.specKeys.get('externalName');
    if (type === undefined || type === 'ExternalName' || at === undefined || service.externalName === undefined) return;
    report({
      at,
      message: `${describe(service)} is of type ${type}, where externalName is ignored: the name never leads there.`,
      fixes: () => removeFieldFix(service, 'externalName'),
    });
  },
});
