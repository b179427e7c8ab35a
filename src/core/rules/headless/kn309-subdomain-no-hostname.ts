import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * A pod with a `subdomain` and no `hostname` gets no record of its own; only the Service's name resolves to it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web }
 * spec: { subdomain: peers, containers: [{ name: web, image: web }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web }
 * spec: { hostname: web, subdomain: peers, containers: [{ name: web, image: web }] }
 * ```
 * @exceptions StatefulSets and indexed Jobs, whose controllers set the hostname.
 * @source kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields
 */
export const kn309 = defineRule({
  code: 'KN309',
  name: 'subdomain-no-hostname',
  severity: 'info',
  summary: 'A subdomain without a hostname gives the pod no name.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields'],
  check(maker, _context, report) {
    const { subdomain, hostname } = maker.template;
    if (
      subdomain?.value === undefined ||
      hostname !== undefined ||
      maker.workload === 'StatefulSet' ||
      maker.indexed ||
      maker.live ||
      maker.workload === 'custom'
    )
      return;
    report({
      at: subdomain,
      message: `${describe(maker)} has the subdomain "${subdomain.value}" and no hostname: its pods get no DNS name of their own.`,
    });
  },
});
