import { inVersions, isSystem } from '../../world/gates.ts';
import { defineRule } from '../rule.ts';
import { areOfVolumes } from '../shared/manual-endpoints.ts';
import { describe } from '../shared/words.ts';

/**
 * Endpoints are deprecated since Kubernetes 1.33: they know neither both families of addresses nor more than 1000 of them, and a controller copies them to EndpointSlices, which is what kube-proxy and DNS read. A slice says the same at first hand.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: v1
 * kind: Endpoints
 * metadata: { name: db }
 * subsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @exceptions Records of leader election, Endpoints that volumes of GlusterFS read, objects without addresses, objects read from a cluster, Kubernetes before 1.33.
 * @source k8s.io/api/core/v1, Endpoints
 */
export const kn412 = defineRule({
  code: 'KN412',
  name: 'endpoints-deprecated',
  severity: 'hint',
  summary: 'Endpoints are deprecated in favour of EndpointSlices.',
  subjects: ['endpoints'],
  reads: ['podMaker'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['k8s.io/api/core/v1, Endpoints'],
  check(endpoints, { world, settings: { kubernetesMinor } }, report) {
    if (!inVersions(kubernetesMinor, 33) || endpoints.live || isSystem(endpoints) || endpoints.subsets.length === 0)
      return;
    if (areOfVolumes(world, endpoints)) return;
    report({
      at: endpoints.kindSpan,
      message: `${describe(endpoints)} is of a kind that is deprecated since Kubernetes 1.33: an EndpointSlice with the label kubernetes.io/service-name${
        endpoints.name?.value === undefined ? '' : `: ${endpoints.name.value}`
      } says the same.`,
    });
  },
});
