import type { Location } from '../../manifest/document.ts';
import type { DeclaredPort } from '../../network/pod.ts';
import type { ServicePort } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import { describe } from '../../resources/kinds.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { Related } from '../rule.ts';

export { describe };

/** `http (8080), 9090`: the ports that containers declare, with the protocol where it is not TCP. */
export function listPorts(ports: readonly DeclaredPort[]): string {
  return ports.length === 0 ? 'no port' : ports.map(({ port }) => portWords(port)).join(', ');
}

/** `http (8080)`, `8080` or `53/UDP`. */
export function portWords(port: DeclaredPort['port']): string {
  const number = portNumber(port);
  return port.name?.value === undefined ? number : `${port.name.value} (${number})`;
}

/** `8080` or `53/UDP`. */
export function portNumber({ containerPort, protocol }: DeclaredPort['port']): string {
  return `${containerPort?.value ?? '?'}${protocol.value === 'TCP' ? '' : `/${protocol.value ?? '?'}`}`;
}

/** A place in the text of an object. */
export function locationIn({ document }: Resource, { start, end }: Span): Location {
  return { document, start, end };
}

/** The other side: a place of another object with a phrase. */
export function relatedTo(resource: Resource, at: Span, message: string): Related {
  return { message, location: locationIn(resource, at) };
}

/** The other side: a container's port. */
export function relatedPort(maker: PodMaker, { container, port }: DeclaredPort): Related {
  const at = port.name ?? port.containerPort ?? port;
  return relatedTo(maker, at, `${describe(maker)}, container "${container.name?.value ?? '?'}" has ${portWords(port)}`);
}

/** Like {@link relatedPort}, at the protocol where it is stated: that is what differs. */
export function relatedProtocol(maker: PodMaker, declared: DeclaredPort): Related {
  const related = relatedPort(maker, declared);
  const { protocol } = declared.port;
  return 'defaulted' in protocol ? related : { ...related, location: locationIn(maker, protocol) };
}

/** The other side: the protocols that ports state, one of which may be what is wrong. */
export function relatedProtocols(
  resource: Resource,
  ports: readonly { readonly protocol: Stated<string> }[],
): readonly Related[] {
  return ports.flatMap(({ protocol }) =>
    'defaulted' in protocol || protocol.value === undefined
      ? []
      : [relatedTo(resource, protocol, `the protocol is ${protocol.value}`)],
  );
}

/** Where a Service port states its protocol; where it sends to when it leaves the protocol to the default. */
export function protocolPlace(port: ServicePort): Span {
  return 'defaulted' in port.protocol ? (port.targetPort ?? port.port ?? port) : port.protocol;
}

/** `a`, `a and b`, `a, b and c`. */
export function join(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 pod`, `2 pods`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
