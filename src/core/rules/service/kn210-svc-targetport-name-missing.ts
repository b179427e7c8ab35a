import type { Service } from '../../resources/core-v1.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { type TargetPortDiagnosis, targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { describe, portWords, relatedPort } from '../shared/words.ts';

/**
 * A `targetPort` that is a name is looked up among the named ports of each pod's containers, with its protocol. When no
 * container port has the name, the port gets no endpoint: the Service exists, its pods are ready, and connections to the
 * port are refused. No event and no status reports it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments }
 * spec:
 *   selector: { app: payments }
 *   ports: [{ name: api, port: 80, targetPort: grpc }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: payments, labels: { app: payments } }
 * spec: { containers: [{ name: payments, image: payments, ports: [{ name: http, containerPort: 8080 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: payments }
 * spec:
 *   selector: { app: payments }
 *   ports: [{ name: api, port: 80, targetPort: http }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: payments, labels: { app: payments } }
 * spec: { containers: [{ name: payments, image: payments, ports: [{ name: http, containerPort: 8080 }] }] }
 * ```
 * @exceptions Pods into which a sidecar is injected may get the port from it; nothing is said then.
 * @source kubernetes/endpointslice, getEndpointPorts; pkg/api/v1/pod/util.go, FindPort
 */
export const kn210 = defineRule({
  code: 'KN210',
  name: 'svc-targetport-name-missing',
  severity: 'error',
  summary: 'No container port of the selected pods has the name of the targetPort.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice getEndpointPorts'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN210')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port,
          severity: diagnosis.certain ? 'error' : 'warning',
          message: `${describe(service)} sends port ${diagnosis.port.port?.value ?? '?'} to "${diagnosis.name}", but no container port of its pods has that name: connections are refused.`,
          related: diagnosis.offers.map((offer) => relatedPort(diagnosis.maker, offer)),
          fixes: () => missingNameFixes(service, diagnosis),
        });
  },
});

/** Fixes for a name that no container port has: another name, a number, or naming the container port. */
export function missingNameFixes(
  service: Service,
  diagnosis: Extract<TargetPortDiagnosis, { code: 'KN210' | 'KN218' }>,
): readonly Fix[] {
  const { port, name, maker, offers } = diagnosis;
  const at = port.targetPort;
  if (at === undefined) return [];
  const matching = offers.filter((offer) => offer.port.protocol.value === port.protocol.value);
  const meant = meantAmong(
    name,
    matching.flatMap((offer) => offer.port.name?.value ?? []),
  );
  const fixes = matching.flatMap((offer): readonly Fix[] => {
    const target = offer.port.name?.value ?? offer.port.containerPort?.value;
    if (target === undefined) return [];
    return replaceFix(`Use targetPort ${target}`, service, at, target, matching.length === 1 || target === meant);
  });
  const [only] = matching;
  if (matching.length === 1 && only?.port.name?.value !== undefined)
    fixes.push(
      ...replaceFix(
        `Rename container port ${portWords(only.port)} of ${describe(maker)} to ${name}`,
        maker,
        only.port.name,
        name,
      ),
    );
  return fixes;
}
