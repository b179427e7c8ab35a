import type { Service } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import { parseAddress } from '../../resources/ip.ts';
import type { Fix } from '../rule.ts';
import { removeKeyFix } from '../shared/edits.ts';

/** Whether a Service can be reached from outside: LoadBalancer, NodePort, or ClusterIP with externalIPs; `undefined` when not known. */
export function isExternallyAccessible(service: Service): boolean | undefined {
  const type = service.serviceType.value;
  if (type === undefined) return undefined;
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && service.externalIPs.length > 0);
}

/** A fix that removes a field of a Service's spec. */
export function removeFieldFix(service: Service, field: string): readonly Fix[] {
  return service.specSpan === undefined ? [] : removeKeyFix(`Remove ${field}`, service, service.specSpan, field);
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
