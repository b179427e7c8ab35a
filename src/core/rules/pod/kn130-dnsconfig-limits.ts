import { addressRefusal } from '../../resources/ip.ts';
import { dns1123SubdomainFault, searchDomainFault } from '../../resources/names.ts';
import type { Span } from '../../text/span.ts';
import { defineRule } from '../rule.ts';
import { isBuiltIn } from '../shared/pods.ts';
import { describe } from '../shared/words.ts';

/**
 * A pod's resolver takes at most 3 name servers, which are IP addresses, and 32 search domains of 2048 characters together, which are names of DNS. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   dnsConfig: { nameservers: [1.1.1.1, 8.8.8.8, 9.9.9.9, 10.96.0.10] }
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   dnsConfig: { nameservers: [1.1.1.1, 8.8.8.8, 9.9.9.9] }
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @source pkg/apis/core/validation/validation.go, validatePodDNSConfig
 */
export const kn130 = defineRule({
  code: 'KN130',
  name: 'dnsconfig-limits',
  severity: 'error',
  summary: 'dnsConfig states what a resolver does not take.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, validatePodDNSConfig'],
  check(maker, { settings }, report) {
    const config = maker.template.dnsConfig;
    if (config === undefined || !isBuiltIn(maker)) return;
    const refuse = (at: Span, what: string) =>
      report({ at, message: `${describe(maker)} has ${what}: the API server refuses it.` });
    const [, , , fourth] = config.nameservers;
    if (fourth !== undefined) refuse(fourth, `${config.nameservers.length} name servers in dnsConfig, more than 3`);
    for (const server of config.nameservers) {
      const fault = server.value === undefined ? undefined : addressRefusal(server.value, settings.kubernetesMinor);
      if (fault !== undefined) refuse(server, `the name server "${server.value}" in dnsConfig, which ${fault}`);
    }
    for (const search of config.searches) {
      const fault = search.value === undefined ? undefined : searchFault(search.value, settings.kubernetesMinor);
      if (fault !== undefined) refuse(search, `the search domain "${search.value}" in dnsConfig, which ${fault}`);
    }
    const beyond = config.searches[32];
    if (beyond !== undefined) refuse(beyond, `${config.searches.length} search domains in dnsConfig, more than 32`);
    const length = config.searches.map(({ value }) => value ?? '').join(' ').length;
    if (length > 2048) refuse(config, `search domains of ${length} characters in dnsConfig, more than 2048`);
    for (const { name, span } of config.options)
      if (name === undefined) refuse(span, 'a dnsConfig option without a name');
  },
});

/** From 1.33 on (RelaxedDNSSearchValidation) underscores and a single dot are taken. */
function searchFault(search: string, minor: number): string | undefined {
  const name = search === '.' && minor >= 33 ? undefined : search.replace(/\.$/, '');
  if (name === undefined) return undefined;
  return minor >= 33 ? searchDomainFault(name) : dns1123SubdomainFault(name);
}
