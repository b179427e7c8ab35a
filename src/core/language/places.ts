import { servingPorts } from '../network/pod.ts';
import { podsOf, workloadsOf } from '../network/reach/workloads.ts';
import type { Service } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource } from '../resources/resource.ts';
import { isTypo, meantAmong } from '../rules/shared/evidence.ts';
import type { Position } from '../text/span.ts';
import { byText } from '../text/words.ts';
import type { StackKind } from '../world/stack.ts';
import type { World } from '../world/world.ts';
import { placeAt, worldsOf } from './place.ts';
import type { PlaceText } from './question.ts';
import type { Snapshot } from './workspace.ts';

const kindOrder: Readonly<Record<StackKind, number>> = {
  stated: 0,
  kustomize: 1,
  helm: 2,
  plain: 3,
  dump: 4,
  cluster: 5,
};

/** The worlds in the order in which questions are asked: kustomizations before charts before plain ones by size. */
export function worldsByImportance({ worlds }: Snapshot): readonly World[] {
  return worlds.toSorted(
    (a, b) =>
      kindOrder[a.stack.kind] - kindOrder[b.stack.kind] ||
      (a.stack.kind === 'plain' ? b.stack.resources.length - a.stack.resources.length : 0),
  );
}

const serviceKinds: ReadonlySet<string | undefined> = new Set(['service', 'svc']);

/** Pod makers that a place names. */
export function makersAt(world: World, place: PlaceText): readonly PodMaker[] {
  if (place.kind === 'namespace') return podsOf(world).filter((maker) => world.namespaceOf(maker).name === place.name);
  if (place.kind !== 'object' || serviceKinds.has(place.of)) return [];
  const { of, container } = place;
  return world
    .named('podMaker', place.namespace, place.name)
    .filter(({ kind }) => of === undefined || of === 'pod' || of === 'workload' || kind.toLowerCase() === of)
    .filter(
      ({ template }) => container === undefined || containersOf(template).some(({ name }) => name?.value === container),
    );
}

function containersOf({ containers, initContainers }: PodMaker['template']) {
  return [...containers, ...initContainers];
}

/** The Service that a place names. */
export function serviceAt(world: World, place: PlaceText): Service | undefined {
  return place.kind === 'object' && serviceKinds.has(place.of)
    ? world.named('service', place.namespace, place.name)[0]
    : undefined;
}

/** Whether a world has what a place names; addresses, hosts and the internet are everywhere. */
export function holds(world: World, place: PlaceText): boolean {
  if (place.kind === 'object' || place.kind === 'namespace')
    return serviceAt(world, place) !== undefined || makersAt(world, place).length > 0;
  return true;
}

/** What of the same kind a world has, as places name it, for who named something that is not there. */
export function namesLike(world: World, place: PlaceText): readonly string[] {
  const place_ = (prefix: string, resource: PodMaker | Service) =>
    resource.name?.value === undefined ? [] : [`${prefix}${world.namespaceOf(resource).name}/${resource.name.value}`];
  if (place.kind === 'namespace') return world.namespaces.map((name) => `namespace:${name}`);
  if (place.kind === 'host')
    return [...podsOf(world), ...world.all('service')].flatMap((resource) => placeOf(world, resource) ?? []);
  if (place.kind !== 'object') return [];
  if (serviceKinds.has(place.of)) return world.all('service').flatMap((service) => place_('service:', service));
  const makers = podsOf(world).flatMap((maker) => {
    const names = place_(place.of === undefined ? '' : `${place.of}:`, maker);
    const isIt = maker.name?.value === place.name && place.container !== undefined;
    return isIt
      ? names.flatMap((name) =>
          containersOf(maker.template).flatMap((container) =>
            container.name?.value === undefined ? [] : [`${name}@${container.name.value}`],
          ),
        )
      : names;
  });
  const asService = place.of === undefined ? world.named('service', place.namespace, place.name) : [];
  return [...asService.flatMap((service) => place_('service:', service)), ...makers];
}

/** What there is instead of a place that no world has: the one that may be meant, and words for people. */
export function instead(
  worlds: readonly World[],
  place: PlaceText,
  text: string,
): { readonly meant: string | undefined; readonly words: string } {
  const names = [...new Set(worlds.flatMap((world) => namesLike(world, place)))].sort();
  const isMeant = (name: string) =>
    place.kind === 'object'
      ? name.endsWith(`/${place.name}`)
      : place.kind === 'host' && isTypo(place.host, name.slice(name.indexOf('/') + 1));
  const meant = meantAmong(text, names) ?? names.find(isMeant);
  const more = names.length > 8 ? ' and more' : '';
  const there = names.length === 0 ? '' : `; there is ${names.slice(0, 8).join(', ')}${more}`;
  return { meant, words: meant === undefined ? there : `; it may be meant as ${meant}` };
}

/** Something that a question may name as one of its ends, with what it listens on. */
export interface PlaceChoice {
  readonly place: string;
  /** `Deployment`, `Service, ClusterIP`. */
  readonly detail: string;
  readonly ports: readonly {
    readonly port: number;
    readonly name: string | undefined;
    readonly protocol: string;
  }[];
}

/** The ends that can be picked, those of the file's first stack, else of the most important one, and the one at a position. */
export interface PlaceChoices {
  readonly choices: readonly PlaceChoice[];
  readonly here: string | undefined;
}

/** What can be asked about, from where somebody is in a file. */
export function placeChoices(
  snapshot: Snapshot,
  file: string | undefined,
  position: Position | undefined,
): PlaceChoices {
  const own = file === undefined ? [] : worldsOf(snapshot, file);
  const world = own[0] ?? worldsByImportance(snapshot)[0];
  if (world === undefined) return { choices: [], here: undefined };
  const found = file === undefined || position === undefined ? undefined : placeAt(snapshot, file, position);
  const workloads = workloadsOf(world).flatMap(({ maker }) => workloadChoice(world, maker) ?? []);
  const services = world.all('service').flatMap((service) => serviceChoice(world, service) ?? []);
  const byName = (a: PlaceChoice, b: PlaceChoice) => byText(a.place, b.place);
  const outside = { place: 'internet', detail: 'anything outside the cluster', ports: [] };
  return {
    choices: [...workloads.sort(byName), ...services.sort(byName), outside],
    here: found === undefined ? undefined : placeOf(found.world, found.resource),
  };
}

/** What questions call an object; `undefined` for what is neither a workload nor a Service. */
export function placeOf(world: World, resource: Resource): string | undefined {
  if (resource.type !== 'podMaker' && resource.type !== 'service') return undefined;
  const name = resource.name?.value;
  if (name === undefined) return undefined;
  const namespace = world.namespaceOf(resource).name;
  if (resource.type === 'service') return `service:${namespace}/${name}`;
  const isOnly = world.named('podMaker', namespace, name).length === 1;
  return isOnly ? `${namespace}/${name}` : `${resource.kind.toLowerCase()}:${namespace}/${name}`;
}

function workloadChoice(world: World, maker: PodMaker): PlaceChoice | undefined {
  const place = placeOf(world, maker);
  if (place === undefined) return undefined;
  const ports = [...servingPorts(maker.template)].flatMap(({ port: { containerPort, name, protocol } }) =>
    containerPort?.value === undefined
      ? []
      : [{ port: containerPort.value, name: name?.value, protocol: protocol.value ?? 'TCP' }],
  );
  return { place, detail: maker.kind, ports };
}

function serviceChoice(world: World, service: Service): PlaceChoice | undefined {
  const place = placeOf(world, service);
  if (place === undefined) return undefined;
  const ports = service.ports.flatMap(({ port, name, protocol }) =>
    port?.value === undefined ? [] : [{ port: port.value, name: name?.value, protocol: protocol.value ?? 'TCP' }],
  );
  const type = service.serviceType.value;
  return { place, detail: type === undefined ? 'Service' : `Service, ${type}`, ports };
}
