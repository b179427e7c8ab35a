import { defineRule } from '../rule.ts';
import { isBuiltIn } from '../shared/pods.ts';
import { describe } from '../shared/words.ts';

/**
 * With `dnsPolicy: None` the pod's resolver has only what `dnsConfig` states, and it needs at least one name server. The API server refuses it without.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   dnsPolicy: None
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   dnsPolicy: None
 *   dnsConfig: { nameservers: [10.96.0.10] }
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @source pkg/apis/core/validation/validation.go, validatePodDNSConfig
 */
export const kn129 = defineRule({
  code: 'KN129',
  name: 'dns-none-no-server',
  severity: 'error',
  summary: 'dnsPolicy None needs a name server.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, validatePodDNSConfig'],
  check(maker, _context, report) {
    const { dnsPolicy, dnsConfig } = maker.template;
    if (
      !isBuiltIn(maker) ||
      dnsPolicy.value !== 'None' ||
      (dnsConfig !== undefined && dnsConfig.nameservers.length > 0)
    )
      return;
    report({
      at: dnsPolicy,
      message: `${describe(maker)} has dnsPolicy None and no name server in dnsConfig: the API server refuses it.`,
    });
  },
});
