import type { Container, PodTemplate } from '../../resources/pod-maker.ts';
import { unknownPorts } from '../pod.ts';
import { any, known, no, unknown, yes } from './answers.ts';
import type { Answer, PolicyOptions, PolicyPeerEnd, PortTest } from './model.ts';
import { isProtocol, type Protocol } from './ports.ts';

/** What a name of a port means on a pod. */
export type NamedPort =
  | { readonly kind: 'port'; readonly protocol: Protocol; readonly number: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Resolves a named port of a rule on the destination's pod: the first container port with the name and, where the rule has
 * one, the protocol; sidecars count, behind the regular containers (`FindPort` of kubernetes/endpointslice).
 */
export function namedPort(
  name: string,
  protocol: string | undefined,
  template: PodTemplate,
  options: PolicyOptions,
): NamedPort {
  const found =
    among(template.containers, name, protocol) ??
    (options.namedPorts === 'containers' ? undefined : among(template.initContainers, name, protocol));
  if (found !== undefined) return found;
  const why = options.namedPorts === 'containers' ? undefined : unknownPorts(template);
  return why === undefined ? none : { kind: 'unknown', why };
}

const none: NamedPort = { kind: 'none' };

function among(containers: readonly Container[], name: string, protocol: string | undefined): NamedPort | undefined {
  for (const { ports, role } of containers) {
    if (role === 'init') continue;
    for (const port of ports) {
      if (port.name?.value !== name) continue;
      const own = port.protocol.value;
      if (own === undefined) return { kind: 'unknown', why: `the protocol of port ${name} is not known` };
      if ((protocol !== undefined && own !== protocol) || !isProtocol(own)) continue;
      const number = port.containerPort?.value;
      if (number === undefined) return { kind: 'unknown', why: `the number of port ${name} is not known` };
      return { kind: 'port', protocol: own, number };
    }
  }
  return undefined;
}

/**
 * Whether a rule's ports hold a port of the destination. No ports are all of TCP, UDP and SCTP, and of `allTraffic` rules
 * everything else too. A name matches nothing outside pods.
 */
export function portsMatch(
  ports: readonly PortTest[] | undefined,
  allTraffic: boolean,
  to: PolicyPeerEnd,
  protocol: string,
  port: number,
  options: PolicyOptions,
): Answer {
  if (ports === undefined)
    return isProtocol(protocol) || allTraffic
      ? yes
      : unknown('what a NetworkPolicy does with other protocols than TCP, UDP and SCTP is not defined');
  return any(ports, (test) => {
    switch (test.kind) {
      case 'unknown':
        return unknown(test.why);
      case 'range':
        return known(test.protocol === protocol && test.first <= port && port <= test.last);
      case 'name': {
        if (to.kind !== 'pod') return no;
        const found = namedPort(test.name, test.protocol, to.maker.template, options);
        if (found.kind === 'unknown') return unknown(found.why);
        return known(found.kind === 'port' && found.protocol === protocol && found.number === port);
      }
    }
  });
}
