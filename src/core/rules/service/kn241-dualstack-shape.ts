import { isHeadless } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { addressRefusal } from '../../resources/ip.ts';
import type { Span } from '../../text/span.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { ipFamily, isPart, known } from './fields.ts';

/**
 * `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy` describe the same one or two addresses. The API server refuses families or addresses that stand twice, more than two, an address of another family than stated, two of them with policy SingleStack, which is the policy of a Service that states none, and `clusterIPs` without the same first `clusterIP`.
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
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, ValidateServiceClusterIPsRelatedFields'],
  check(service, { settings }, report) {
    // An ExternalName may have none of these fields (KN234).
    if (service.serviceType.value === 'ExternalName') return;
    const refuse = (at: Span, what: string) =>
      report({ at, message: `${describe(service)} ${what}: the API server refuses it.` });
    const families = known(service.ipFamilies);
    const addresses = known(service.clusterIPs.length > 0 ? service.clusterIPs : [service.clusterIP]);
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
    const two = families.length > 1 ? 'two IP families' : addresses.length > 1 ? 'two cluster IPs' : undefined;
    if (two !== undefined && policy?.value === 'SingleStack')
      refuse(policy, `has the IP family policy SingleStack and ${two}`);
    else if (two !== undefined && policy === undefined && !defaultsToDualStack(service) && !isPart(service))
      refuse(
        families[1] ?? addresses[1] ?? service.kindSpan,
        `has ${two} and no ipFamilyPolicy, which then is SingleStack`,
      );
    const [first] = addresses;
    if (first !== undefined && service.clusterIP === undefined && !isPart(service))
      refuse(first, `has ${first.value} as its first of clusterIPs and no clusterIP, which has to be the same`);
    else if (service.clusterIP?.value !== undefined && first !== undefined && first.value !== service.clusterIP.value)
      refuse(first, `has ${first.value} as its first of clusterIPs, but clusterIP ${service.clusterIP.value}`);
    if (addresses.length > 2) refuse(addresses[2] ?? service.kindSpan, 'has more than two clusterIPs');
    addresses.forEach((address, index) => {
      if (address.value === 'None' && addresses.length > 1) refuse(address, 'has None among several clusterIPs');
      const family = ipFamily(address.value);
      const stated = service.ipFamilies[index]?.value;
      const fault = address.value === 'None' ? undefined : addressRefusal(address.value, settings.kubernetesMinor);
      if (fault !== undefined) refuse(address, `has the cluster IP "${address.value}", which ${fault}`);
      else if (
        family !== undefined &&
        stated !== undefined &&
        (stated === 'IPv4' || stated === 'IPv6') &&
        family !== stated
      )
        refuse(address, `has the ${family} address ${address.value} where ipFamilies states ${stated}`);
    });
    const [one, other] = addresses;
    if (
      addresses.length === 2 &&
      one !== undefined &&
      other !== undefined &&
      ipFamily(one.value) !== undefined &&
      ipFamily(one.value) === ipFamily(other.value)
    )
      refuse(other, `has two cluster IPs of family ${ipFamily(one.value)}`);
  },
});

/** Whether a Service without `ipFamilyPolicy` may get RequireDualStack: a headless one without selector does. */
function defaultsToDualStack(service: Service): boolean {
  return isHeadless(service) && (service.selector.pairs.length === 0 || service.selector.open !== undefined);
}

const policies: ReadonlySet<string> = new Set(['SingleStack', 'PreferDualStack', 'RequireDualStack']);
