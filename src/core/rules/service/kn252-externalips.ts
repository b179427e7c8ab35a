import { isHeadless } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { addressRefusal, parseAddress, specialAddressFault } from '../../resources/ip.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, removeItemAt } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { known, removeFieldFix } from './fields.ts';

/**
 * From Kubernetes 1.36 on `externalIPs` is deprecated and some clusters no longer implement it. Addresses that never leave a machine (loopback, link-local, unspecified) are refused by the API server.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   externalIPs: [127.0.0.1]
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/api/service/warnings.go, KEP-5707
 */
export const kn252 = defineRule({
  code: 'KN252',
  name: 'externalips',
  severity: 'warning',
  summary: 'externalIPs are deprecated, and some addresses are refused.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/api/service/warnings.go, KEP-5707'],
  check(service, { settings }, report) {
    const addresses = known(service.externalIPs);
    for (const address of addresses) {
      const parsed = parseAddress(address.value);
      const reason =
        addressRefusal(address.value, settings.kubernetesMinor) ??
        (parsed === undefined ? undefined : specialAddressFault(parsed));
      if (reason !== undefined)
        report({
          at: address,
          severity: 'error',
          message: `${describe(service)} has the external IP "${address.value}", which ${reason}: the API server refuses it.`,
          fixes: () => (parsed === undefined ? [] : removeAddressFix(service, address)),
        });
    }
    const at = service.specKeys.get('externalIPs');
    if (
      at !== undefined &&
      addresses.length > 0 &&
      settings.kubernetesMinor >= 36 &&
      !service.live &&
      !isHeadless(service)
    )
      report({
        at,
        message: `${describe(service)} uses externalIPs, which is deprecated since Kubernetes 1.36 and may do nothing in some clusters.`,
      });
  },
});

function removeAddressFix(service: Service, address: Span): readonly Fix[] {
  if (service.externalIPs.length > 1) return fixOf('Remove the address', [removeItemAt(service, address)], true);
  // Without a way in from outside a traffic policy for it is refused (KN230).
  const policy = service.serviceType.value === 'ClusterIP' && service.specKeys.has('externalTrafficPolicy');
  return policy ? [] : removeFieldFix(service, 'externalIPs');
}
