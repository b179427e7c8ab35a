import {
  addressFault,
  addressRefusal,
  addressSpellingFault,
  formatAddress,
  parseAddress,
  specialAddressFault,
} from '../../resources/ip.ts';
import { dns1123LabelFault, dns1123SubdomainFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { addressesIn } from './addresses.ts';

/**
 * An endpoint has to be reachable from every node, so the API server refuses addresses that mean something else on each of them: loopback, link-local, multicast of the link, and `0.0.0.0`. What is no address is refused as well.
 *
 * @bad
 * ```yaml
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [127.0.0.1] }]
 * ports: [{ port: 5432 }]
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-2, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.02.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateEndpointIP
 */
export const kn406 = defineRule({
  code: 'KN406',
  name: 'eps-special-ip',
  severity: 'error',
  summary: 'An endpoint has an address that no endpoint may have.',
  subjects: ['endpointSlice', 'endpoints'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: [
    'pkg/apis/core/validation/validation.go, ValidateEndpointIP',
    'pkg/apis/discovery/validation/validation.go, validateEndpoints',
  ],
  check(resource, { settings: { kubernetesMinor } }, report) {
    const type = resource.type === 'endpointSlice' ? resource.addressType?.value : 'IP';
    for (const address of addressesIn(resource)) {
      if (address.value === undefined) continue;
      const { value } = address;
      const fault = faultOf(value, type, kubernetesMinor);
      if (fault === undefined) continue;
      report({
        at: address,
        message: `${describe(resource)} has the address "${value}", which ${fault}: the API server refuses it.`,
        fixes: () => {
          const parsed = type === 'FQDN' ? undefined : parseAddress(value);
          if (parsed === undefined || specialAddressFault(parsed) !== undefined) return [];
          const written = formatAddress(parsed);
          return faultOf(written, type, kubernetesMinor) === undefined
            ? replaceFix(`Write ${written}`, resource, address, written, true)
            : [];
        },
      });
    }
  },
});

/** Why the API server refuses an address whatever its family; that of the slice is KN407's. */
function faultOf(value: string, type: string | undefined, minor: number): string | undefined {
  if (type === 'FQDN') return domainFault(value);
  if (type !== 'IP' && type !== 'IPv4' && type !== 'IPv6') return undefined;
  const address = parseAddress(value);
  if (address === undefined) return addressFault(value);
  const spelling =
    type === 'IPv6' && minor >= 36 && address.family === 'IPv6'
      ? addressSpellingFault(value)
      : addressRefusal(value, minor);
  return spelling ?? specialAddressFault(address);
}

/** A name of at least two labels, which may end in a dot. */
function domainFault(value: string): string | undefined {
  const name = value.endsWith('.') ? value.slice(0, -1) : value;
  const labels = name.split('.');
  return (
    dns1123SubdomainFault(name) ??
    (labels.length < 2
      ? 'should be a domain with at least two segments separated by dots'
      : labels.map(dns1123LabelFault).find((fault) => fault !== undefined))
  );
}
