import { allContainers } from '../../network/pod.ts';
import { resolvePort } from '../../network/ports.ts';
import { selectingServices, serviceSelection } from '../../network/service.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import type { Container, ContainerPort, PodMaker } from '../../resources/pod-maker.ts';
import type { ResourceType } from '../../resources/resource.ts';
import type { World } from '../../world/world.ts';
import { replaceAt, type Step } from './edits.ts';

/** What {@link renamePort} looks at, for the rules that offer it. */
export const renameReads: readonly ResourceType[] = ['service', 'podMaker', 'networkPolicy'];

/**
 * Gives a container port another name, and everything that means this port by its name as well: probes of its container
 * and Services. `undefined` where something means other ports by the name too, so that it cannot follow.
 */
export function renamePort(
  world: World,
  maker: PodMaker,
  container: Container,
  port: ContainerPort,
  name: string,
): readonly Step[] {
  const old = port.name?.value;
  if (port.name === undefined || old === undefined || policyNames(world, maker, old)) return [undefined];
  const steps: Step[] = [replaceAt(maker, port.name, name)];
  // The kubelet takes the first port of the container that has the name.
  if (container.ports.find((other) => other.name?.value === old) === port)
    for (const probe of container.probes) if (probe.port?.value === old) steps.push(replaceAt(maker, probe.port, name));
  for (const { service, match } of world.derive(selectingServices, maker))
    for (const own of service.ports) {
      if (own.targetPort?.value !== old) continue;
      const resolved = resolvePort(own, maker.template);
      if (resolved.kind === 'port' && resolved.declared?.port !== port) continue;
      const alone = world.derive(serviceSelection, service).pods.length === 1;
      steps.push(
        resolved.kind === 'port' && match === 'yes' && alone ? replaceAt(service, own.targetPort, name) : undefined,
      );
    }
  return steps;
}

/** Whether a policy of the namespace admits traffic by the name of a port. */
function policyNames(world: World, maker: PodMaker, name: string): boolean {
  return world
    .inNamespace('networkPolicy', world.namespaceOf(maker).name)
    .some(({ ingress, egress }) =>
      [...ingress, ...egress].some(({ ports }) => ports.some(({ port }) => port?.value === name)),
    );
}

/**
 * A valid name for a container port that no other port of the pod has: that of `wanted` as far as its characters allow, made
 * different by `suffixes` where it is taken, or where `fresh` asks for another one than `wanted` anyway.
 */
export function freePortName(
  maker: PodMaker,
  wanted: string,
  suffixes: readonly (string | number | undefined)[],
  fresh: boolean,
): string | undefined {
  const taken = new Set(
    allContainers(maker.template).flatMap(({ ports }) => ports.flatMap(({ name }) => name?.value ?? [])),
  );
  const clean = wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/-+/g, '-');
  const short = (length: number) => clean.slice(0, length).replaceAll(/^-+|-+$/g, '');
  const others = suffixes.flatMap((suffix) => {
    const end = suffix === undefined ? undefined : `-${String(suffix).toLowerCase()}`;
    return end === undefined ? [] : [short(15 - end.length) + end];
  });
  return [...(fresh ? [] : [short(15)]), ...others].find(
    (name) => !taken.has(name) && ianaServiceNameFault(name) === undefined,
  );
}
