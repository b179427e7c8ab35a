import type { Service, ServicePort } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Reference } from '../resources/references.ts';
import type { KeySlot, NamespaceSlot, World } from '../world/world.ts';
import { type Call, isOwnAddress, references, resolveReference } from './references.ts';

/** Somebody who says to call a Service. */
export interface Caller extends Call {
  readonly maker: PodMaker;
}

interface Said {
  readonly maker: PodMaker;
  readonly reference: Reference;
}

/** What the containers of a namespace say they call, by each label of the host that a Service's name may be. */
const saidByLabel: NamespaceSlot<ReadonlyMap<string, readonly Said[]>> = {
  name: 'saidByLabel',
  compute(world, namespace) {
    const byLabel = new Map<string, Said[]>();
    for (const maker of world.inNamespace('podMaker', namespace))
      for (const reference of world.derive(references, maker)) {
        if (isOwnAddress(reference)) continue;
        // A Service's name is the first label, or the second one behind that of a pod.
        for (const label of new Set(reference.host.toLowerCase().split('.', 2))) {
          const said = byLabel.get(label) ?? [];
          byLabel.set(label, said);
          said.push({ maker, reference });
        }
      }
    return byLabel;
  },
};

const aliasesByLabel: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ externalName }) => externalName?.value?.toLowerCase().split('.', 1) ?? [],
};

/** Everybody who says to call a Service, by its name or by one that an alias gives it. */
export function callersOf(world: World, service: Service, domain: string): readonly Caller[] {
  const names = new Set(service.name?.value === undefined ? [] : [service.name.value]);
  for (const name of names)
    for (const alias of world.keyed(aliasesByLabel, name))
      if (alias.name?.value !== undefined) names.add(alias.name.value);
  const callers: Caller[] = [];
  for (const namespace of world.namespaces) {
    const byLabel = world.deriveNamespace(saidByLabel, namespace);
    for (const said of new Set([...names].flatMap((name) => byLabel.get(name) ?? []))) {
      const call = resolveReference(world, said.maker, said.reference, domain);
      if (call.service === service) callers.push({ ...call, maker: said.maker });
    }
  }
  return callers;
}

/** Whether a call is one to a port of the Service: no call that states none is surely to one of several. */
export function callsPort({ port, reference }: Call, wanted: ServicePort): boolean {
  return port === wanted || (port === undefined && reference.port === undefined);
}
