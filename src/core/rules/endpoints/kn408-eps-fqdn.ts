import { defineRule } from '../rule.ts';
import { isManual } from '../shared/manual-endpoints.ts';
import { describe } from '../shared/words.ts';

/**
 * Slices of addressType FQDN have no meaning for kube-proxy, which reads IPv4 and IPv6 only: connections to the Service are refused. A Service that stands for a name is of type ExternalName.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: FQDN
 * endpoints: [{ addresses: [db.example.com] }]
 * ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { type: ExternalName, externalName: db.example.com }
 * ```
 * @exceptions Slices that name no Service, which may be for another program.
 * @source k8s.io/api/discovery/v1, AddressType
 */
export const kn408 = defineRule({
  code: 'KN408',
  name: 'eps-fqdn',
  severity: 'warning',
  summary: 'kube-proxy does not use EndpointSlices of type FQDN.',
  subjects: ['endpointSlice'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['k8s.io/api/discovery/v1, AddressType'],
  check(slice, _context, report) {
    const { addressType, serviceName } = slice;
    if (addressType?.value !== 'FQDN' || serviceName === undefined || !isManual(slice)) return;
    const name = slice.endpoints.flatMap(({ addresses }) => addresses.flatMap(({ value }) => value ?? []))[0];
    report({
      at: addressType,
      message: `${describe(slice)} is of addressType FQDN, which kube-proxy does not use${
        serviceName.value === undefined
          ? ''
          : `: connections to Service "${serviceName.value}" do not get to ${name ?? 'its names'}`
      }. A Service of type ExternalName stands for a name.`,
    });
  },
});
