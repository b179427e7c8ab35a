import type { EndpointPort, EndpointSlice, Endpoints } from '../../resources/core-v1.ts';
import { dns1123LabelFault, portNumberFault } from '../../resources/names.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Report } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A slice holds at most 1000 endpoints of 1 to 100 addresses, each with hints for at most 8 zones and 8 nodes. The names of its ports are different; one unnamed port is one name. Ports of Endpoints have numbers, and names where a subset has several. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: dns-1, labels: { kubernetes.io/service-name: dns } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.53] }]
 * ports: [{ name: dns, port: 53, protocol: UDP }, { name: dns, port: 53, protocol: TCP }]
 * ```
 * @good
 * ```yaml
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: dns-1, labels: { kubernetes.io/service-name: dns } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.53] }]
 * ports: [{ name: dns, port: 53, protocol: UDP }, { name: dns-tcp, port: 53, protocol: TCP }]
 * ```
 * @source pkg/apis/discovery/validation/validation.go, validateEndpoints and validatePorts; pkg/apis/core/validation/validation.go, validateEndpointSubsets
 */
export const kn411 = defineRule({
  code: 'KN411',
  name: 'eps-limits',
  severity: 'error',
  summary: 'An EndpointSlice or Endpoints hold more, or less, than the API server takes.',
  subjects: ['endpointSlice', 'endpoints'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: [
    'pkg/apis/discovery/validation/validation.go, validateEndpoints and validatePorts',
    'pkg/apis/core/validation/validation.go, validateEndpointSubsets',
  ],
  check(resource, _context, report) {
    const refuse: Refuse = (at, what, first) =>
      report({
        at,
        message: `${describe(resource)} ${what}: the API server refuses it.`,
        related: first === undefined ? [] : [relatedTo(resource, first, 'the first is here')],
      });
    if (resource.type === 'endpointSlice') checkSlice(resource, refuse);
    else checkEndpoints(resource, refuse);
  },
});

const most = { endpoints: 1000, addresses: 100, hints: 8 } as const;

const protocols: readonly string[] = ['TCP', 'UDP', 'SCTP'];

/** Reports what an object has that is refused, with the first of two that are the same. */
type Refuse = (at: Report['at'], what: string, first?: Span) => void;

function checkSlice(slice: EndpointSlice, refuse: Refuse): void {
  const { endpoints, ports } = slice;
  if (endpoints.length > most.endpoints)
    refuse(slice.name ?? slice.kindSpan, `has ${endpoints.length} endpoints, and a slice takes ${most.endpoints}`);
  else
    for (const { addresses, addressesOpen, hints, start, end } of endpoints) {
      if (addresses.length === 0 && addressesOpen === undefined)
        refuse({ start, end }, 'has an endpoint without an address');
      const over = addresses[most.addresses];
      if (over !== undefined)
        refuse(over, `has an endpoint of ${addresses.length} addresses, and one takes ${most.addresses}`);
      if (hints === undefined) continue;
      for (const [names, noun] of [
        [hints.zones, 'zones'],
        [hints.nodes, 'nodes'],
      ] as const) {
        if (names.length > most.hints)
          refuse(hints, `has an endpoint with hints for ${names.length} ${noun}, and one takes ${most.hints}`);
        const twice = names.find((name, index) => names.indexOf(name) < index);
        if (twice !== undefined) refuse(hints, `has an endpoint with two hints for "${twice}"`);
      }
    }
  const byName = new Map<string, EndpointPort>();
  for (const port of ports) {
    checkPort(port, refuse);
    if (port.name !== undefined && port.name.value === undefined) continue;
    const name = port.name?.value ?? '';
    const first = byName.get(name);
    if (first === undefined) byName.set(name, port);
    else
      refuse(
        port.name ?? port,
        name === '' ? 'has two ports without a name' : `has two ports named "${name}"`,
        first.name ?? first,
      );
  }
}

function checkEndpoints({ subsets }: Endpoints, refuse: Refuse): void {
  for (const { addresses, notReadyAddresses, addressesOpen, ports, portsOpen, start, end } of subsets) {
    if (addresses.length + notReadyAddresses.length === 0 && addressesOpen === undefined)
      refuse({ start, end }, 'has a subset without an address');
    for (const port of ports) {
      checkPort(port, refuse);
      const { name, port: number } = port;
      if (name === undefined && ports.length > 1 && portsOpen === undefined)
        refuse(number ?? port, 'has a port without a name beside others');
      if (number === undefined) refuse(name ?? port, 'has a port without a number');
      const fault = number?.value === undefined ? undefined : portNumberFault(number.value);
      if (number !== undefined && fault !== undefined) refuse(number, `has the port ${number.value}, which ${fault}`);
    }
  }
}

/** What the ports of both kinds have in common. */
function checkPort({ name, protocol }: EndpointPort, refuse: Refuse): void {
  const fault = name?.value === undefined ? undefined : dns1123LabelFault(name.value);
  if (name !== undefined && fault !== undefined) refuse(name, `has a port named "${name.value}", which ${fault}`);
  if (protocol.value !== undefined && !protocols.includes(protocol.value))
    refuse(protocol, `has a port with protocol "${protocol.value}", which has to be TCP, UDP or SCTP`);
}
