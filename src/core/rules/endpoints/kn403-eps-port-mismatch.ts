import { hasSelector } from '../../network/service.ts';
import type { EndpointPort, ServicePort } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, removeKey, replaceAt, type Step } from '../shared/edits.ts';
import { endpointsOf, isManual, isProxied, type ManualEndpoints, serviceOf } from '../shared/manual-endpoints.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * kube-proxy joins the ports of a Service and of its endpoints by name and protocol; numbers play no part. The port of a Service that has one unnamed port needs an endpoint port without a name. A Service port without counterpart has no endpoints: connections to it are refused. An endpoint port without counterpart is not used.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ name: postgres, port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ name: pg, port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { ports: [{ name: postgres, port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ name: postgres, port: 5432 }]
 * ```
 * @exceptions Headless Services, whose clients connect to the addresses themselves, Services with a selector, slices without endpoints, objects read from a cluster.
 * @source pkg/proxy/endpointslicecache.go, endpointInfoByServicePort
 */
export const kn403 = defineRule({
  code: 'KN403',
  name: 'eps-port-mismatch',
  severity: 'error',
  summary: 'The ports of an EndpointSlice and of its Service have different names.',
  subjects: ['endpointSlice', 'endpoints'],
  reads: ['service', 'endpointSlice', 'endpoints'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/endpointslicecache.go, endpointInfoByServicePort'],
  check(resource, { world }, report) {
    const service = serviceOf(world, resource);
    if (service === undefined || !isManual(resource) || !isProxied(service) || hasSelector(service)) return;
    const sources = endpointsOf(world, service).map((source) => ({ source, ...portsOf(source) }));
    const own = sources.find(({ source }) => source === resource);
    if (own === undefined || !own.filled || world.stack.unknowns.objects !== undefined) return;
    if (service.portsOpen !== undefined || sources.some(({ open }) => open)) return;
    if (![...service.ports, ...sources.flatMap(({ ports }) => ports)].every(isKnown)) return;
    const served = new Set(sources.flatMap(({ ports }) => ports.map(keyOf)));
    const unserved = service.ports.filter((port) => !served.has(keyOf(port)));
    const wanted = new Set(service.ports.map(keyOf));
    const unused = own.ports.filter((port) => !wanted.has(keyOf(port)));
    const related = (unserved.length > 0 ? unserved : service.ports).map((port) =>
      relatedTo(service, differing(port, own.ports), `${describe(service)} has ${words(port)}`),
    );
    for (const port of unused)
      report({
        at: differing(port, unserved),
        severity: unserved.length > 0 ? 'error' : 'warning',
        message: `${describe(resource)} has ${words(port)}, and ${describe(service)} ${
          unserved.length > 0 ? `wants ${join(unserved.map(words))}` : 'has no such port'
        }: kube-proxy joins ports by name and protocol, so ${
          unserved.length > 0 ? `connections to ${portList(unserved)} are refused` : 'it does not use this one'
        }.`,
        related,
        fixes: () => matchFix(resource, port, unserved, unused),
      });
    const first = sources.find(({ filled }) => filled)?.source;
    // Said once, where no port of any source could be meant for it.
    if (unserved.length === 0 || first !== resource) return;
    if (sources.some(({ ports }) => ports.some((port) => !wanted.has(keyOf(port))))) return;
    report({
      at: own.span,
      severity: served.size === 0 ? 'error' : 'warning',
      message: `${describe(resource)} has no port for ${portList(unserved)} of ${describe(service)}: connections to it are refused.`,
      related,
    });
  },
});

interface SourcePorts {
  readonly ports: readonly EndpointPort[];
  readonly open: boolean;
  /** Whether it has addresses; what has none waits for a program to fill it. */
  readonly filled: boolean;
  readonly span: Span;
}

function portsOf(source: ManualEndpoints): SourcePorts {
  const name = source.name ?? source.kindSpan;
  if (source.type === 'endpointSlice') {
    const { ports, portsOpen, endpoints, serviceName } = source;
    const filled = endpoints.some(({ addresses }) => addresses.length > 0);
    return { ports, open: portsOpen !== undefined, filled, span: serviceName ?? name };
  }
  const { subsets } = source;
  return {
    ports: subsets.flatMap(({ ports }) => ports),
    open: subsets.some(({ portsOpen }) => portsOpen !== undefined),
    filled: subsets.some(({ addresses }) => addresses.length > 0),
    span: name,
  };
}

type NamedPort = ServicePort | EndpointPort;

function isKnown({ name, protocol }: NamedPort): boolean {
  return (name === undefined || name.value !== undefined) && protocol.value !== undefined;
}

function keyOf({ name, protocol }: NamedPort): string {
  return `${name?.value ?? ''}/${protocol.value}`;
}

/** `port "http" (TCP)`, `an unnamed port (TCP)`. */
function words({ name, protocol }: NamedPort): string {
  return `${name === undefined ? 'an unnamed port' : `port "${name.value}"`} (${protocol.value})`;
}

/** `80 and 443`: ports of a Service by their numbers. */
function portList(ports: readonly ServicePort[]): string {
  return `port${ports.length > 1 ? 's' : ''} ${join(ports.map(({ port }) => String(port?.value ?? '?')))}`;
}

/** Where a port says what keeps it from being the one that is wanted. */
function differing(port: NamedPort, others: readonly NamedPort[]): Span {
  const sameName = others.some(({ name }) => (name?.value ?? '') === (port.name?.value ?? ''));
  const stated = (field: Stated<unknown> | undefined) =>
    field === undefined || 'defaulted' in field ? undefined : field;
  return (sameName ? stated(port.protocol) : undefined) ?? port.name ?? stated(port.port) ?? port;
}

/** Gives a port the name and protocol of the only one that is left for it. */
function matchFix(
  resource: ManualEndpoints,
  port: EndpointPort,
  unserved: readonly ServicePort[],
  unused: readonly EndpointPort[],
): readonly Fix[] {
  const [wanted, ...others] = unserved;
  if (wanted === undefined || others.length > 0 || unused.length > 1) return [];
  const name = wanted.name?.value;
  const steps: Step[] = [];
  if (name !== port.name?.value) steps.push(nameStep(resource, port, name));
  const protocol = wanted.protocol.value;
  if (protocol !== undefined && protocol !== port.protocol.value)
    steps.push(
      'defaulted' in port.protocol
        ? insertInto(resource, port, { protocol })
        : replaceAt(resource, port.protocol, protocol),
    );
  const title =
    name === port.name?.value
      ? `Use protocol ${protocol}`
      : name === undefined
        ? 'Remove the name'
        : `Use the name ${name}`;
  return fixOf(title, steps, true);
}

function nameStep(resource: ManualEndpoints, port: EndpointPort, name: string | undefined): Step {
  if (port.name === undefined) return name === undefined ? [] : insertInto(resource, port, { name });
  return name === undefined ? removeKey(resource, port, 'name') : replaceAt(resource, port.name, name);
}
