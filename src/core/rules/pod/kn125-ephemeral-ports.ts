import { isHook } from '../../network/pod.ts';
import type { Span } from '../../text/span.ts';
import { defineRule } from '../rule.ts';
import { removeKeyFix } from '../shared/edits.ts';
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
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateEphemeralContainers'],
  check(maker, _context, report) {
    for (const container of maker.template.ephemeralContainers) {
      const refuse = (at: Span, what: string, key: string) =>
        report({
          at,
          message: `Ephemeral container ${containerName(container)} has ${what}, which only other containers may have: the API server refuses it.`,
          fixes: () => removeKeyFix(`Remove ${key}`, maker, container, key),
        });
      if (container.ports.length > 0) refuse(container.portsSpan ?? container, 'ports', 'ports');
      for (const probe of container.probes)
        refuse(probe.keySpan, `a ${probe.name}`, isHook(probe) ? 'lifecycle' : probe.name);
    }
  },
});
