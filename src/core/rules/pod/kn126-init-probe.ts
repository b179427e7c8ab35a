import { isHook } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { insertKeyFix } from '../shared/edits.ts';
import { containerName, isBuiltIn } from '../shared/pods.ts';

/**
 * An init container runs to its end, so it has no probes and hooks unless it is a sidecar (`restartPolicy: Always`). The API server refuses them.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   initContainers: [{ name: init, image: init, readinessProbe: { tcpSocket: { port: 80 } } }]
 *   containers: [{ name: web, image: web }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   initContainers: [{ name: init, image: init, restartPolicy: Always, readinessProbe: { tcpSocket: { port: 80 } } }]
 *   containers: [{ name: web, image: web }]
 * ```
 * @source pkg/apis/core/validation/validation.go, validateInitContainers
 */
export const kn126 = defineRule({
  code: 'KN126',
  name: 'init-probe',
  severity: 'error',
  summary: 'An init container has a probe or a hook.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateInitContainers'],
  check(maker, _context, report) {
    if (!isBuiltIn(maker)) return;
    for (const container of maker.template.initContainers) {
      if (
        container.role !== 'init' ||
        (container.restartPolicy !== undefined && container.restartPolicy.value === undefined)
      )
        continue;
      const found = container.probes.map(({ name, keySpan }) => ({ name: `a ${name}`, at: keySpan }));
      const hooks = container.probes.some(isHook);
      if (container.lifecycle !== undefined && !hooks) found.push({ name: 'a lifecycle', at: container.lifecycle });
      for (const { name, at } of found)
        report({
          at,
          message: `Init container ${containerName(container)} has ${name}, which only sidecars (restartPolicy Always) may have: the API server refuses it.`,
          fixes: () =>
            container.restartPolicy === undefined
              ? insertKeyFix(
                  'Make it a sidecar: restartPolicy Always',
                  maker,
                  container,
                  'restartPolicy',
                  'Always',
                  'image',
                )
              : [],
        });
    }
  },
});
