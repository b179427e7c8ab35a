import type { Service } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { ipFamily, removeFieldFix } from './fields.ts';

/**
 * A cluster IP belongs to one cluster's range. Applied to another cluster, or beside a Service that has the address already, the Service is refused. Leave it to the cluster.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   clusterIP: 10.96.40.7
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions The Service of the cluster's DNS, whose address the nodes know.
 * @source kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation
 */
export const kn245 = defineRule({
  code: 'KN245',
  name: 'clusterip-hardcoded',
  severity: 'info',
  summary: 'A fixed clusterIP ties the manifest to one cluster.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation'],
  check(service, _context, report) {
    const address = service.clusterIP;
    if (service.live || address?.value === undefined || ipFamily(address.value) === undefined || isDnsService(service))
      return;
    report({
      at: address,
      message: `${describe(service)} asks for the cluster IP ${address.value}, which only clusters with that range and the address still free can give: any other refuses it.`,
      fixes: () => removeFieldFix(service, 'clusterIP'),
    });
  },
});

function isDnsService(service: Service): boolean {
  return service.ports.some(({ port }) => port?.value === 53);
}
