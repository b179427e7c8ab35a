import { runningContainers } from '../../network/pod.ts';
import { isHeadless, serviceSelection } from '../../network/service.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { removeFieldFix } from './fields.ts';

/**
 * `publishNotReadyAddresses` makes every pod an endpoint, ready or not. It is meant for headless Services through which peers find each other; with a cluster IP kube-proxy sends requests to pods that cannot answer yet.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   publishNotReadyAddresses: true
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   clusterIP: None
 *   publishNotReadyAddresses: true
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Services of a single StatefulSet pod, through which members of a cluster announce themselves, and pods without a
 * readiness probe, which are ready as soon as they run. Information where the pods are a StatefulSet's or not known.
 * @source kubernetes/endpointslice, utils.go podToEndpoint
 */
export const kn256 = defineRule({
  code: 'KN256',
  name: 'publish-notready',
  severity: 'warning',
  summary: 'Traffic goes to pods that are not ready.',
  subjects: ['service'],
  reads: ['podMaker', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice, utils.go podToEndpoint'],
  check(service, { world }, report) {
    const field = service.publishNotReadyAddresses;
    if (field?.value !== true || isHeadless(service) || service.serviceType.value === 'ExternalName') return;
    if (service.clusterIP !== undefined && service.clusterIP.value === undefined) return;
    // One Service a pod is how members of a cluster announce themselves before they are ready.
    if (service.selector.pairs.some(({ key }) => key === 'statefulset.kubernetes.io/pod-name')) return;
    const makers = world.derive(serviceSelection, service).pods.map(({ maker }) => maker);
    if (makers.length > 0 && !makers.some(waitsForReadiness)) return;
    report({
      at: field,
      // Members of a cluster often have to be reached before they are ready.
      severity: makers.some(({ workload }) => workload !== 'StatefulSet') ? 'warning' : 'info',
      message: `${describe(service)} has a cluster IP and publishes pods that are not ready: kube-proxy sends requests to pods that cannot answer yet.`,
      fixes: () => removeFieldFix(service, 'publishNotReadyAddresses'),
    });
  },
});

/** Whether pods run for a while before they are ready. */
function waitsForReadiness({ template }: PodMaker): boolean {
  return (
    template.readinessGates > 0 ||
    runningContainers(template).some(({ probes }) => probes.some(({ name }) => name === 'readinessProbe'))
  );
}
