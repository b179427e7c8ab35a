import { ianaServiceNameFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { allContainers, containerName, isBuiltIn } from '../shared/pods.ts';

/**
 * The name of a container port has at most 15 characters, only lower case letters, digits and single dashes inside, and at least one letter. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: prometheus-metrics, containerPort: 9090 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: prom-metrics, containerPort: 9090 }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, validateContainerPorts
 */
export const kn105 = defineRule({
  code: 'KN105',
  name: 'pod-port-name-invalid',
  severity: 'error',
  summary: 'A port name is not one that the API server takes.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateContainerPorts'],
  check(maker, _context, report) {
    if (!isBuiltIn(maker)) return;
    for (const container of allContainers(maker.template))
      for (const { name } of container.ports) {
        if (name?.value === undefined) continue;
        const fault = ianaServiceNameFault(name.value);
        if (fault === undefined) continue;
        const shorter = shortened(name.value);
        report({
          at: name,
          message: `Container ${containerName(container)} names a port "${name.value}", which ${fault}: the API server refuses it.`,
          fixes: () => (shorter === undefined ? [] : replaceFix(`Name it ${shorter}`, maker, name, shorter, true)),
        });
      }
  },
});

/** A valid name that keeps as much of an invalid one as it can. */
function shortened(name: string): string | undefined {
  const clean = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/-+/g, '-');
  const short = clean.slice(0, 15).replaceAll(/^-+|-+$/g, '');
  return ianaServiceNameFault(short) === undefined ? short : undefined;
}
