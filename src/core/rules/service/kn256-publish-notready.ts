import { isHeadless } from '../../network/service.ts';
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
 * @exceptions Services of a single StatefulSet pod, through which members of a cluster announce themselves.
 * @source kubernetes/endpointslice, utils.go podToEndpoint
 */
export const kn256 = defineRule({
  code: 'KN256',
  name: 'publish-notready',
  severity: 'warning',
  summary: 'Traffic goes to pods that are not ready.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice, utils.go podToEndpoint'],
  check(service, _context, report) {
    const field = service.publishNotReadyAddresses;
    if (field?.value !== true || isHeadless(service) || service.serviceType.value === 'ExternalName') return;
    if (service.clusterIP !== undefined && service.clusterIP.value === undefined) return;
    // One Service a pod is how members of a cluster announce themselves before they are ready.
    if (service.selector.pairs.some(({ key }) => key === 'statefulset.kubernetes.io/pod-name')) return;
    report({
      at: field,
      message: `${describe(service)} has a cluster IP and publishes pods that are not ready: kube-proxy sends requests to pods that cannot answer yet.`,
      fixes: () => removeFieldFix(service, 'publishNotReadyAddresses'),
    });
  },
});
