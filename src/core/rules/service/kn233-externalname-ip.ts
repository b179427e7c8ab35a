import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { ipFamily } from './fields.ts';

/**
 * ExternalName answers DNS queries with a CNAME, and a CNAME names a host, never an address. The API server accepts the address as a name, and every lookup fails. Use a Service without selector and an EndpointSlice for an address.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: ExternalName
 *   externalName: 203.0.113.7
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: ExternalName
 *   externalName: db.example.com
 * ```
 * @source kubernetes.io/docs/concepts/services-networking/service/#externalname
 */
export const kn233 = defineRule({
  code: 'KN233',
  name: 'externalname-ip',
  severity: 'error',
  summary: 'An externalName that is an IP address never resolves.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#externalname'],
  check(service, _context, report) {
    const name = service.externalName;
    if (service.serviceType.value !== 'ExternalName' || name?.value === undefined || ipFamily(name.value) === undefined)
      return;
    report({
      at: name,
      message: `${describe(service)} points to the address ${name.value}, but an ExternalName is a DNS name (CNAME): the API server accepts it and no lookup of it succeeds.`,
    });
  },
});
