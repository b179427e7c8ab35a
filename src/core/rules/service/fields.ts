import { isHeadless } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import { parseAddress } from '../../resources/ip.ts';
import type { World } from '../../world/world.ts';
import type { Fix } from '../rule.ts';
import type { LintSettings } from '../settings.ts';
import { fixOf, removeItemAt, removeKeyFix } from '../shared/edits.ts';

/** Whether a Service can be reached from outside: LoadBalancer, NodePort, or ClusterIP with externalIPs; `undefined` when not known. */
export function isExternallyAccessible(service: Service): boolean | undefined {
  const type = service.serviceType.value;
  if (type === undefined) return undefined;
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && service.externalIPs.length > 0);
}

/**
 * Whether a Service is perhaps only a part of one: a patch that nothing here names as such, or an excerpt in documentation.
 * It selects nothing, and states no ports or no type, so what a rule misses may stand in the whole.
 */
export function isPart(service: Service): boolean {
  return (
    service.selectorSpan === undefined &&
    !isHeadless(service) &&
    service.serviceType.value !== 'ExternalName' &&
    !(service.externalName !== undefined && service.specKeys.has('type')) &&
    (service.ports.length === 0 || !service.specKeys.has('type'))
  );
}

/**
 * Whether an Ingress, a route or an object of Traefik in the namespace may lead to the Service: their controllers connect to
 * its endpoints themselves, without DNS and without its cluster IP.
 */
export function isRouted(world: World, service: Service): boolean {
  const namespace = world.namespaceOf(service).name;
  const name = service.name?.value;
  const backends = [
    ...world
      .inNamespace('ingress', namespace)
      .flatMap(({ defaultBackend, rules }) => [
        defaultBackend?.service,
        ...rules.flatMap(({ paths }) => paths.map(({ backend }) => backend?.service)),
      ]),
    ...world
      .inNamespace('route', namespace)
      .flatMap(({ rules }) => rules.flatMap(({ backends: targets }) => targets.map((target) => target.name))),
  ];
  return (
    backends.some((backend) => backend?.value === name) ||
    world.inNamespace('other', namespace).some(({ group }) => group.startsWith('traefik.'))
  );
}

/** A fix that removes a field of a Service's spec. */
export function removeFieldFix(service: Service, field: string): readonly Fix[] {
  return service.specSpan === undefined ? [] : removeKeyFix(`Remove ${field}`, service, service.specSpan, field);
}

/**
 * A fix that removes one of two entries of `ports` that say the same. None where they differ, or where each has a name of its
 * own that something may ask for.
 */
export function removeTwinFix(service: Service, first: ServicePort, second: ServicePort): readonly Fix[] {
  const fields = ({ port, protocol, targetPort, nodePort, appProtocol }: ServicePort) => [
    port,
    protocol,
    targetPort ?? port,
    nodePort,
    appProtocol,
  ];
  const theirs = fields(second);
  const differ = fields(first).some(
    (field, index) => (field !== undefined && field.value === undefined) || field?.value !== theirs[index]?.value,
  );
  if (differ) return [];
  if (second.name === undefined || second.name.value === first.name?.value)
    return fixOf('Remove the second entry', [removeItemAt(service, second)], true);
  return first.name === undefined ? fixOf('Remove the first entry', [removeItemAt(service, first)], true) : [];
}

/** The last node port that the cluster does not hand out by itself before the others are gone (KEP-3668). */
export function lastFixedNodePort({ first, last }: LintSettings['nodePorts']): number {
  return first + Math.min(Math.max(16, Math.floor((last - first + 1) / 32)), 128) - 1;
}

/** `80`, `53/UDP`: a Service port for messages. */
export function portName(port: Service['ports'][number]): string {
  const number = port.port?.value ?? '?';
  return port.protocol.value === undefined || port.protocol.value === 'TCP'
    ? String(number)
    : `${number}/${port.protocol.value}`;
}

/** The known values of some fields with the fields they stand in. */
export function known<T>(
  fields: readonly (Stated<T> | undefined)[],
): readonly { readonly value: T; readonly start: number; readonly end: number }[] {
  return fields.flatMap((field) =>
    field?.value === undefined ? [] : [{ value: field.value, start: field.start, end: field.end }],
  );
}

/** The family of an IP address as Services name it; `undefined` when the text is no address. */
export function ipFamily(text: string): 'IPv4' | 'IPv6' | undefined {
  return parseAddress(text)?.family;
}
