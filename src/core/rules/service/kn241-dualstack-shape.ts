import type { Span } from '../../text/span.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { ipFamily, known } from './fields.ts';

/**
 * `clusterIPs`, `ipFamilies` and `ipFamilyPolicy` describe the same one or two addresses. The API server refuses families or addresses that stand twice, more than two, an address of another family than stated, and two of them with policy SingleStack.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   ipFamilyPolicy: SingleStack
 *   ipFamilies: [IPv4, IPv6]
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   ipFamilyPolicy: PreferDualStack
 *   ipFamilies: [IPv4, IPv6]
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateServiceClusterIPsRelatedFields
 */
export const kn241 = defineRule({
  code: 'KN241',
  name: 'dualstack-shape',
  severity: 'error',
  summary: 'Addresses, families and family policy of a Service contradict each other.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, ValidateServiceClusterIPsRelatedFields'],
  check(service, _context, report) {
    const refuse = (at: Span, what: string) =>
      report({ at, message: `${describe(service)} ${what}: the API server refuses it.` });
    const families = known(service.ipFamilies);
    const addresses = known(service.clusterIPs);
    const seen = new Set<string>();
    for (const family of families) {
      if (family.value !== 'IPv4' && family.value !== 'IPv6')
        refuse(family, `has the IP family "${family.value}", which is neither IPv4 nor IPv6`);
      else if (seen.has(family.value)) refuse(family, `states the IP family ${family.value} twice`);
      seen.add(family.value);
    }
    const policy = service.ipFamilyPolicy;
    if (policy?.value !== undefined && !policies.has(policy.value))
      refuse(policy, `has the IP family policy "${policy.value}", which is none of ${[...policies].join(', ')}`);
    if (policy?.value === 'SingleStack' && (families.length > 1 || addresses.length > 1))
      refuse(
        policy,
        `has the IP family policy SingleStack and ${families.length > 1 ? 'two IP families' : 'two cluster IPs'}`,
      );
    const [first] = addresses;
    if (service.clusterIP?.value !== undefined && first !== undefined && first.value !== service.clusterIP.value)
      refuse(first, `has ${first.value} as its first of clusterIPs, but clusterIP ${service.clusterIP.value}`);
    if (addresses.length > 2) refuse(addresses[2] ?? service.kindSpan, 'has more than two clusterIPs');
    addresses.forEach((address, index) => {
      if (address.value === 'None' && addresses.length > 1) refuse(address, 'has None among several clusterIPs');
      const family = ipFamily(address.value);
      const stated = service.ipFamilies[index]?.value;
      if (address.value !== 'None' && address.value !== '' && family === undefined)
        refuse(address, `has the cluster IP "${address.value}", which is no address`);
      else if (
        family !== undefined &&
        stated !== undefined &&
        (stated === 'IPv4' || stated === 'IPv6') &&
        family !== stated
      )
        refuse(address, `has the ${family} address ${address.value} where ipFamilies states ${stated}`);
    });
    const [one, two] = addresses;
    if (
      addresses.length === 2 &&
      one !== undefined &&
      two !== undefined &&
      ipFamily(one.value) !== undefined &&
      ipFamily(one.value) === ipFamily(two.value)
    )
      refuse(two, `has two cluster IPs of family ${ipFamily(one.value)}`);
  },
});

const policies: ReadonlySet<string> = new Set(['SingleStack', 'PreferDualStack', 'RequireDualStack']);
