import { dns1123SubdomainFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * `externalName` is one DNS name: no scheme, no port, no path. It is required for type ExternalName, which in turn may have no cluster IP. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: ExternalName
 *   externalName: https://api.example.com
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: ExternalName
 *   externalName: api.example.com
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn234 = defineRule({
  code: 'KN234',
  name: 'externalname-invalid',
  severity: 'error',
  summary: 'An ExternalName Service needs a bare DNS name.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    if (service.serviceType.value !== 'ExternalName') return;
    const name = service.externalName;
    if (name === undefined)
      report({
        at: service.serviceType,
        message: `${describe(service)} is of type ExternalName and states no externalName: the API server refuses it.`,
      });
    else if (name.value !== undefined) {
      const reason = dns1123SubdomainFault(name.value.replace(/\.$/, ''));
      const bare = bareHost(name.value);
      if (reason !== undefined)
        report({
          at: name,
          message: `${describe(service)} points to "${name.value}", which is no bare DNS name: it ${reason}. The API server refuses it.`,
          fixes: () =>
            bare === name.value || dns1123SubdomainFault(bare) !== undefined
              ? []
              : replaceFix(`Use ${bare}`, service, name, bare, true),
        });
    }
    const stated = {
      clusterIP: service.clusterIP?.value !== undefined,
      clusterIPs: service.clusterIPs.length > 0,
      ipFamilies: service.ipFamilies.length > 0,
      ipFamilyPolicy: service.ipFamilyPolicy?.value !== undefined,
    };
    for (const [field, present] of Object.entries(stated)) {
      const at = service.specKeys.get(field);
      if (present && at !== undefined)
        report({
          at,
          message: `${describe(service)} is of type ExternalName and states ${field}: the API server refuses it, because an ExternalName has no address.`,
          fixes: () => removeFieldFix(service, field),
        });
    }
  },
});

/** The host of something that looks like a URL or `host:port`. */
function bareHost(text: string): string {
  return text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/:[0-9]+$/, '')
    .toLowerCase();
}
