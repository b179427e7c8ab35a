import { servingPorts, unknownPorts } from '../../network/pod.ts';
import { resolvePort } from '../../network/ports.ts';
import { isHeadless } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { Pair } from '../../resources/field.ts';
import type { PodMaker, PodTemplate } from '../../resources/pod-maker.ts';
import { isControllerKey } from '../../world/pod-labels.ts';
import type { World } from '../../world/world.ts';

/** Labels that change with a release, so that no Service should select by them. */
const volatile: ReadonlySet<string> = new Set([
  'app.kubernetes.io/version',
  'helm.sh/chart',
  'version',
  'date',
  'commit',
]);

/**
 * Labels by which a Service would select the pods of a workload and no others of its namespace: those that the workload
 * itself selects by, else all lasting ones of its template. `undefined` when the text shows none.
 */
export function distinctLabels(world: World, maker: PodMaker): Readonly<Record<string, string>> | undefined {
  const namespace = world.namespaceOf(maker);
  if (namespace.unknown !== undefined) return undefined;
  const own = maker.selector?.matchLabels.pairs ?? [];
  const template = maker.template.labels.pairs;
  for (const candidate of [own, template]) {
    const pairs = candidate.filter(
      ({ key, value, added }) =>
        value !== undefined &&
        added === undefined &&
        !isControllerKey(key) &&
        (candidate === own || !volatile.has(key)),
    );
    if (selectsOnly(world, pairs, maker)) return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']));
  }
  return undefined;
}

/** Whether pairs select the pods of a workload, for certain, and no others of its namespace. */
export function selectsOnly(world: World, pairs: readonly Pair[], maker: PodMaker): boolean {
  if (pairs.length === 0) return false;
  const selected = world.podsSelectedBy({ pairs, start: 0, end: 0 }, world.namespaceOf(maker).name);
  return selected.length === 1 && selected[0]?.maker === maker && selected[0].match === 'yes';
}

/** Whether every port of a Service works with the pods of a template: it leads to one that they declare, or they declare none. */
export function portsFit(service: Service, template: PodTemplate): boolean {
  if (unknownPorts(template) !== undefined || service.portsOpen !== undefined) return false;
  const declares = servingPorts(template).next().done !== true;
  return service.ports.every((port) => {
    const resolved = resolvePort(port, template);
    if (resolved.kind !== 'port' || (resolved.declared === undefined && declares)) return false;
    // Nobody turns one number into another in front of a headless Service's pods.
    return !isHeadless(service) || resolved.number === port.port?.value;
  });
}
