import { isHeadless } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { ServiceVariable } from '../../resources/references/service-variables.ts';
import { hiddenService, surelyDiffer } from '../../world/gates.ts';
import type { World } from '../../world/world.ts';
import { meantAmong } from '../shared/evidence.ts';
import { openCalls } from './calls.ts';
import { servicesByName } from './missing.ts';

/** A variable of a Service that is not set, with the reason. */
export type UnsetVariable = {
  readonly variable: ServiceVariable;
} /** The pod asks for no variables of Services; `service` is the one that the name stands for. */ & (
  | { readonly why: 'links'; readonly service: Service | undefined }
  /** The Service has no virtual address. */
  | { readonly why: 'address'; readonly service: Service }
  /** There is no such Service; `meant` is one whose name looks alike, or that is in another namespace. */
  | { readonly why: 'absent'; readonly meant: Service | undefined; readonly elsewhere: boolean }
  /** The Service has no port of the name. */
  | { readonly why: 'port'; readonly service: Service }
);

const none: readonly UnsetVariable[] = [];

/** The variables of Services that a pod maker uses and that its containers do not get. */
export function unsetVariables(world: World, maker: PodMaker): readonly UnsetVariable[] {
  const used = world.derive(openCalls, maker).variables;
  return used.length === 0 ? none : used.flatMap((variable) => judge(world, maker, variable) ?? []);
}

function judge(world: World, maker: PodMaker, variable: ServiceVariable): UnsetVariable | undefined {
  const namespace = world.namespaceOf(maker);
  if (namespace.unknown !== undefined || isDefined(world, maker, variable)) return undefined;
  const { enableServiceLinks: links } = maker.template;
  const { service: name } = variable;
  // The API server's own is in every namespace, whatever the pod asks for.
  if (name === 'kubernetes' || links.value === undefined) return undefined;
  const [service] = world.named('service', namespace.name, name);
  if (!links.value) return { variable, why: 'links', service };
  if (service === undefined) return absent(world, maker, variable);
  const { clusterIP, serviceType, ports, portsOpen } = service;
  if (serviceType.value === 'ExternalName' || isHeadless(service)) return { variable, why: 'address', service };
  if (serviceType.value === undefined || (clusterIP !== undefined && clusterIP.value === undefined)) return undefined;
  if (variable.port === undefined || portsOpen !== undefined) return undefined;
  const isKnown = ports.every((port) => port.name === undefined || port.name.value !== undefined);
  const isThere = ports.some((port) => port.name?.value?.toUpperCase().replaceAll('-', '_') === variable.port);
  return isKnown && !isThere ? { variable, why: 'port', service } : undefined;
}

/** Whether the container itself may define the variable: then that is the one that counts. */
function isDefined(world: World, maker: PodMaker, { name, container }: ServiceVariable): boolean {
  const { name: namespace } = world.namespaceOf(maker);
  return (
    container.env.some(
      (each) => each.name === undefined || each.name.value === undefined || each.name.value === name,
    ) ||
    container.envFrom.some(({ kind, name: source, prefix }) => {
      const [configMap] =
        kind === 'configMap' && source.value !== undefined ? world.named('configMap', namespace, source.value) : [];
      const data = configMap?.data;
      return data === undefined || data.open !== undefined || data.pairs.some(({ key }) => `${prefix}${key}` === name);
    })
  );
}

function absent(world: World, maker: PodMaker, variable: ServiceVariable): UnsetVariable | undefined {
  const namespace = world.namespaceOf(maker);
  const { service: name } = variable;
  if (hiddenService(world, namespace.name, name) !== undefined) return undefined;
  const [only, ...others] = world.keyed(servicesByName, name);
  if (only !== undefined)
    return others.length === 0 && surelyDiffer(namespace, world.namespaceOf(only))
      ? { variable, why: 'absent', meant: only, elsewhere: true }
      : undefined;
  const services = world.inNamespace('service', namespace.name);
  const meant = meantAmong(
    name,
    services.flatMap((service) => service.name?.value ?? []),
  );
  const [service] = meant === undefined ? [] : world.named('service', namespace.name, meant);
  return { variable, why: 'absent', meant: service, elsewhere: false };
}
