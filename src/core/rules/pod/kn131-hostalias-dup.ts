import { defineRule } from '../rule.ts';

/**
 * Entries of `hostAliases` with one address can be one entry. The API server warns about the second.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   hostAliases: [{ ip: 10.0.0.7, hostnames: [a] }, { ip: 10.0.0.7, hostnames: [b] }]
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   hostAliases: [{ ip: 10.0.0.7, hostnames: [a, b] }]
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @source pkg/api/pod/warnings.go
 */
export const kn131 = defineRule({
  code: 'KN131',
  name: 'hostalias-dup',
  severity: 'hint',
  summary: 'One address stands twice in hostAliases.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/api/pod/warnings.go'],
  check(maker, _context, report) {
    const seen = new Set<string>();
    for (const { ip } of maker.template.hostAliases) {
      if (ip?.value === undefined) continue;
      if (seen.has(ip.value))
        report({ at: ip, message: `${ip.value} stands twice in hostAliases; one entry can hold all its names.` });
      seen.add(ip.value);
    }
  },
});
