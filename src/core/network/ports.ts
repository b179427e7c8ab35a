import type { ServicePort } from '../resources/core-v1.ts';
import type { ContainerPort, PodTemplate } from '../resources/pod-maker.ts';
import { type DeclaredPort, servingPorts, unknownPorts } from './pod.ts';

/** What one Service port comes to on the pods of one template. */
export type ResolvedPort =
  | {
      readonly kind: 'port';
      readonly number: number;
      /** The container port with this number (or name) and protocol; `undefined` for an undeclared number, which works all the same. */
      readonly declared: DeclaredPort | undefined;
    }
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Resolves a Service port on a pod template as the EndpointSlice controller's `FindPort` does (pkg/api/v1/pod/util.go): a
 * number is taken as it is; a name is looked up with its protocol in the containers in order, then in the sidecars.
 */
export function resolvePort(port: ServicePort, template: PodTemplate): ResolvedPort {
  const target = port.targetPort ?? port.port;
  if (target === undefined) return { kind: 'unknown', reason: 'the Service states no port' };
  if (target.value === undefined) return { kind: 'unknown', reason: target.unknown };
  const protocol = port.protocol.value;
  if (protocol === undefined) return { kind: 'unknown', reason: 'its protocol is not known' };
  if (typeof target.value === 'number') {
    const number = target.value;
    return {
      kind: 'port',
      number,
      declared: findPort(
        template,
        (declared) => declared.containerPort?.value === number && declared.protocol.value === protocol,
      ),
    };
  }
  const name = target.value;
  const found = findPort(template, (declared) => declared.name?.value === name && declared.protocol.value === protocol);
  if (found !== undefined) {
    const number = found.port.containerPort?.value;
    return number === undefined
      ? { kind: 'unknown', reason: 'the number of the container port is not known' }
      : { kind: 'port', number, declared: found };
  }
  const reason = unknownPorts(template);
  return reason === undefined ? { kind: 'missing', name } : { kind: 'unknown', reason };
}

function findPort(template: PodTemplate, matches: (port: ContainerPort) => boolean): DeclaredPort | undefined {
  for (const declared of servingPorts(template)) if (matches(declared.port)) return declared;
  return undefined;
}
