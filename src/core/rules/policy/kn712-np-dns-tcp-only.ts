import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { appendInto, fixOf } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { plainDnsPort, tcpOnly } from './dns.ts';
import { selectedPods } from './parts.ts';

/**
 * A port without `protocol` is a TCP port. Names are asked for by UDP, and by TCP only where an answer is too long: a rule that opens port 53 without UDP does not open DNS, and every lookup runs into its timeout.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   policyTypes: [Egress]
 *   egress:
 *     - ports:
 *         - port: 53
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   policyTypes: [Egress]
 *   egress:
 *     - ports:
 *         - port: 53
 *         - { port: 53, protocol: UDP }
 * ```
 * @exceptions Pods that another rule or policy lets use UDP 53, and rules that state TCP.
 * @source pkg/apis/networking/v1/defaults.go, SetDefaults_NetworkPolicyPort; RFC 7766
 */
export const kn712 = defineRule({
  code: 'KN712',
  name: 'np-dns-tcp-only',
  severity: 'warning',
  summary: 'A NetworkPolicy allows DNS over TCP only.',
  subjects: ['networkPolicy'],
  reads: ['networkPolicy', 'podMaker'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/networking/v1/defaults.go, SetDefaults_NetworkPolicyPort'],
  check(policy, { world }, report) {
    for (const rule of world.derive(tcpOnly, policy)) {
      const port = plainDnsPort(rule);
      if (port === undefined) continue;
      report({
        at: port.port ?? port,
        message: `${describe(policy)} allows port 53 without a protocol, which is TCP, and no rule allows UDP 53: names are asked for by UDP, so lookups run into their timeout.`,
        related: relatedNames(world, policy),
        fixes: () =>
          fixOf('Allow UDP 53 too', [appendInto(policy, rule, 'ports', [{ port: 53, protocol: 'UDP' }])], true),
      });
    }
  },
});

/** The pods that are kept from it. */
function relatedNames(world: World, policy: NetworkPolicy) {
  return world
    .derive(selectedPods, policy)
    .surely.map((maker) => relatedTo(maker, maker.name ?? maker.kindSpan, `${describe(maker)} is selected`));
}
