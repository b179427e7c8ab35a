import { addressRefusal } from '../../resources/ip.ts';
import { dns1123SubdomainFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { isBuiltIn, isWhole } from '../shared/pods.ts';
import { describe } from '../shared/words.ts';

/**
 * `dnsPolicy` is one of four words, and `hostAliases` maps addresses to names of DNS. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   dnsPolicy: clusterFirst
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   dnsPolicy: ClusterFirst
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @source pkg/apis/core/validation/validation.go, validateDNSPolicy and ValidateHostAliases
 */
export const kn136 = defineRule({
  code: 'KN136',
  name: 'pod-dns-invalid',
  severity: 'error',
  summary: 'The dnsPolicy or a host alias is not one that the API server takes.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateDNSPolicy and ValidateHostAliases'],
  check(maker, { settings }, report) {
    if (!isBuiltIn(maker)) return;
    const { dnsPolicy, hostAliases } = maker.template;
    if (dnsPolicy.value !== undefined && !policies.includes(dnsPolicy.value)) {
      const meant = policies.find((policy) => policy.toLowerCase() === dnsPolicy.value?.toLowerCase());
      report({
        at: dnsPolicy,
        message: `${describe(maker)} has dnsPolicy "${dnsPolicy.value}"; the API server takes ${policies.slice(0, -1).join(', ')} or ${policies.at(-1)}.`,
        fixes: () => (meant === undefined ? [] : replaceFix(`Use ${meant}`, maker, dnsPolicy, meant, true)),
      });
    }
    for (const alias of hostAliases) {
      const { ip, hostnames } = alias;
      if (ip === undefined) {
        if (isWhole(maker.template))
          report({
            at: alias,
            message: `${describe(maker)} has a host alias without an address: the API server refuses it.`,
          });
      } else {
        const fault = ip.value === undefined ? undefined : addressRefusal(ip.value, settings.kubernetesMinor);
        if (fault !== undefined)
          report({
            at: ip,
            message: `${describe(maker)} has a host alias for "${ip.value}", which ${fault}: the API server refuses it.`,
          });
      }
      for (const hostname of hostnames) {
        const fault = hostname.value === undefined ? undefined : dns1123SubdomainFault(hostname.value);
        if (fault !== undefined)
          report({
            at: hostname,
            message: `${describe(maker)} has the host alias "${hostname.value}", which ${fault}: the API server refuses it.`,
          });
      }
    }
  },
});

const policies = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];
