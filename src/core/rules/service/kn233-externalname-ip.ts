import type { ContentMap } from '../../manifest/write.ts';
import type { Service } from '../../resources/core-v1.ts';
import { parseAddress, specialAddressFault } from '../../resources/ip.ts';
import { defineRule, type Fix } from '../rule.ts';
import { addObject, fixOf, removeField, replaceAt } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { ipFamily, isRouted } from './fields.ts';

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
 * @exceptions Information where an Ingress or a route of Traefik stands in the namespace, whose controllers connect to the
 * address themselves; nothing where external-dns makes a record of it.
 * @source kubernetes.io/docs/concepts/services-networking/service/#externalname
 */
export const kn233 = defineRule({
  code: 'KN233',
  name: 'externalname-ip',
  severity: 'warning',
  summary: 'An externalName that is an IP address never resolves.',
  subjects: ['service'],
  reads: ['ingress', 'route', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#externalname'],
  check(service, { world }, report) {
    const name = service.externalName;
    if (service.serviceType.value !== 'ExternalName' || name?.value === undefined || ipFamily(name.value) === undefined)
      return;
    if (service.annotations.pairs.some(({ key }) => key.startsWith('external-dns.alpha.kubernetes.io/'))) return;
    report({
      at: name,
      severity: isRouted(world, service) ? 'info' : 'warning',
      message: `${describe(service)} points to the address ${name.value}, but an ExternalName is a DNS name (CNAME): the API server accepts it and no lookup of it succeeds.`,
      fixes: () => sliceFix(service, isRouted(world, service)),
    });
  },
});

/** Fields that say something about a Service with a slice of its own too. */
const keptFields: ReadonlySet<string> = new Set(['type', 'externalName', 'ports']);

/**
 * Turns an alias into a Service without selector, with an EndpointSlice that holds the address. Without ports it becomes
 * headless, so that its name still leads to the address itself, whatever the port; a controller that `routes` to it needs one.
 */
function sliceFix(service: Service, routes: boolean): readonly Fix[] {
  const { name, namespace, externalName, serviceType, ports } = service;
  const key = service.specKeys.get('externalName');
  const address = externalName?.value === undefined ? undefined : parseAddress(externalName.value);
  if (name?.value === undefined || externalName?.value === undefined || address === undefined || key === undefined)
    return [];
  if (specialAddressFault(address) !== undefined || (routes && ports.length === 0)) return [];
  if ([...service.specKeys.keys()].some((key) => !keptFields.has(key)) || service.portsOpen !== undefined) return [];
  const slicePorts = ports.flatMap((port): readonly ContentMap[] => {
    const number = (port.targetPort ?? port.port)?.value;
    const protocol = port.protocol.value;
    if (typeof number !== 'number' || protocol === undefined) return [];
    return [
      {
        ...(port.name?.value === undefined ? {} : { name: port.name.value }),
        port: number,
        ...(protocol === 'TCP' ? {} : { protocol }),
      },
    ];
  });
  if (slicePorts.length < ports.length) return [];
  const slice: ContentMap = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name.value}-1`,
      ...(namespace?.value === undefined || 'defaulted' in namespace ? {} : { namespace: namespace.value }),
      labels: { 'kubernetes.io/service-name': name.value },
    },
    addressType: address.family,
    endpoints: [{ addresses: [externalName.value] }],
    ports: slicePorts,
  };
  const rewritten =
    ports.length === 0
      ? [replaceAt(service, key, 'clusterIP'), replaceAt(service, externalName, 'None')]
      : [removeField(service, externalName)];
  return fixOf(
    `Make it a Service without selector, with an EndpointSlice for ${externalName.value}`,
    [replaceAt(service, serviceType, 'ClusterIP'), ...rewritten, addObject(service, slice)],
    true,
  );
}
