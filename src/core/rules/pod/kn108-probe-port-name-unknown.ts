import { allContainers, probeTarget } from '../../network/pod.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import { injectsSidecars } from '../../world/gates.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { portWords, relatedTo } from '../shared/words.ts';

/**
 * The kubelet looks the name up among the ports of the probed container only, whatever other containers declare. It does not find it, so the probe never succeeds: a pod with such a readiness probe never becomes ready.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: http, containerPort: 8080 }], readinessProbe: { httpGet: { port: web } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ name: http, containerPort: 8080 }], readinessProbe: { httpGet: { port: http } } }
 * ```
 * @exceptions Pods into which a sidecar is injected.
 * @source pkg/probe/util.go, ResolveContainerPort
 */
export const kn108 = defineRule({
  code: 'KN108',
  name: 'probe-port-name-unknown',
  severity: 'error',
  summary: 'A probe names a port that its container does not have.',
  subjects: ['podMaker'],
  reads: ['namespace'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/probe/util.go, ResolveContainerPort'],
  check(maker, { world }, report) {
    for (const container of allContainers(maker.template))
      for (const probe of container.probes) {
        const { port } = probe;
        // What can be no name at all is KN135's.
        if (typeof port?.value !== 'string' || ianaServiceNameFault(port.value) !== undefined) continue;
        if (probeTarget(container, probe)?.kind !== 'missing' || injectsSidecars(world, maker) !== undefined) continue;
        const names = container.ports.flatMap(({ name, protocol }) =>
          protocol.value === 'TCP' ? (name?.value ?? []) : [],
        );
        report({
          at: port,
          message: `${probe.name} of container ${containerName(container)} asks for port "${port.value}", which the container does not declare: the kubelet cannot resolve it, so it never succeeds.`,
          related: container.ports.flatMap((declared) =>
            declared.name === undefined
              ? []
              : [relatedTo(maker, declared.name, `container ${containerName(container)} has ${portWords(declared)}`)],
          ),
          fixes: () => names.flatMap((name) => replaceFix(`Use port ${name}`, maker, port, name, names.length === 1)),
        });
      }
  },
});
