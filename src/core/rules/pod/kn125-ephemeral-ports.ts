import type { Span } from '../../text/span.ts';
import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';

/**
 * Ephemeral containers are for debugging: no ports, probes or lifecycle hooks. The API server refuses them.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web }]
 *   ephemeralContainers: [{ name: debug, image: busybox, ports: [{ containerPort: 80 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web }]
 *   ephemeralContainers: [{ name: debug, image: busybox }]
 * ```
 * @source pkg/apis/core/validation/validation.go, validateEphemeralContainers
 */
export const kn125 = defineRule({
  code: 'KN125',
  name: 'ephemeral-ports',
  severity: 'error',
  summary: 'An ephemeral container has ports, probes or hooks.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, validateEphemeralContainers'],
  check(maker, _context, report) {
    for (const container of maker.template.ephemeralContainers) {
      const refuse = (at: Span, what: string) =>
        report({
          at,
          message: `Ephemeral container ${containerName(container)} has ${what}: the API server refuses it.`,
        });
      if (container.ports.length > 0) refuse(container.portsSpan ?? container, 'ports');
      for (const probe of container.probes) refuse(probe.keySpan, probe.name);
    }
  },
});
