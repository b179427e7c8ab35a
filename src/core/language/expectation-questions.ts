import { servingPorts } from '../network/pod.ts';
import type { Service } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { World } from '../world/world.ts';
import { type Ambiguous, bareName, type End, endIn } from './bare-names.ts';
import type { Expectation } from './expectations.ts';
import { makersAt, placeOf, serviceAt } from './places.ts';
import { type Question, readPlace } from './question.ts';

/** What an expectation comes to in one stack. */
export type Questions =
  /** It holds if any of the questions does. There are as many as each of the sources has with each of the destinations. */
  | { readonly kind: 'asked'; readonly sources: readonly string[]; readonly destinations: readonly Destination[] }
  /** An end that the stack does not hold. */
  | { readonly kind: 'absent'; readonly end: 'from' | 'to' }
  | Ambiguous;

type Destination = Pick<Question, 'to' | 'port'>;

/** Translates an expectation into the questions that a trace answers in one stack. */
export function questionsIn(world: World, expectation: Expectation): Questions {
  const workload = endIn(world, expectation.from, undefined, ['podMaker']);
  const source = workload.kind === 'absent' ? endIn(world, expectation.from, undefined, ['service']) : workload;
  if (source.kind !== 'places') return source.kind === 'absent' ? { kind: 'absent', end: 'from' } : source;
  const [from = ''] = source.places;
  const namespace = namespaceOf(from);
  const destination = destinationIn(world, expectation, namespace);
  if (destination.kind !== 'places') return destination.kind === 'absent' ? { kind: 'absent', end: 'to' } : destination;
  return {
    kind: 'asked',
    sources: sourcesAt(world, from),
    destinations: destination.places.flatMap((place) => destinationsAt(world, place, expectation, namespace)),
  };
}

/**
 * Where a name without a namespace leads. What is to reach it calls it by its name, as a host; what is not to reach it must
 * get there neither through its Service nor past it, and what comes from outside has no use for names of the cluster.
 */
function destinationIn(world: World, { to, reaches }: Expectation, namespace: string | undefined): End {
  const found = endIn(world, to, namespace, ['service', 'podMaker']);
  const name = bareName(to);
  if (name === undefined || namespace === undefined) return found;
  // It may be a name that the pod has of its own.
  if (found.kind === 'absent') return { kind: 'places', places: [to] };
  if (found.kind !== 'places' || !reaches) return found;
  const isHost = found.places[0] === `service:${namespace}/${name}`;
  return { kind: 'places', places: isHost ? [to] : found.places.slice(0, 1) };
}

/** The namespace whose names a place uses; `undefined` for what is no pod. */
function namespaceOf(place: string): string | undefined {
  const read = readPlace(place);
  return read?.kind === 'object' ? read.namespace : read?.kind === 'namespace' ? read.name : undefined;
}

/** The workloads behind a place one by one; what is none is itself. */
function sourcesAt(world: World, text: string): readonly string[] {
  const place = readPlace(text);
  const service = place === undefined ? undefined : serviceAt(world, place);
  const makers =
    service !== undefined
      ? world.podsSelectedBy(service.selector, world.namespaceOf(service).name).map(({ maker }) => maker)
      : place?.kind === 'namespace'
        ? makersAt(world, place)
        : [];
  return makers.length > 1 ? makers.flatMap((maker) => placeOf(world, maker) ?? []) : [text];
}

/** The same for a destination, and of several ports each, where the expectation names none. */
function destinationsAt(
  world: World,
  to: string,
  { port, protocol }: Expectation,
  namespace: string | undefined,
): readonly Destination[] {
  const place = readPlace(to);
  if (place === undefined) return [];
  const makers = makersAt(world, place);
  if (place.kind === 'namespace')
    return makers.flatMap((maker) => {
      const own = placeOf(world, maker);
      return own === undefined ? [] : portsFor(port, maker, protocol).map((each) => ({ to: own, port: each }));
    });
  if ('port' in place && place.port !== undefined) return [{ to }];
  const name = bareName(to);
  const [host] = name === undefined || namespace === undefined ? [] : world.named('service', namespace, name);
  return portsFor(port, host ?? serviceAt(world, place) ?? makers[0], protocol).map((each) => ({ to, port: each }));
}

/** The port that is stated, else all that an object has where they are several. */
function portsFor(
  stated: Question['port'],
  object: PodMaker | Service | undefined,
  protocol: string,
): readonly Question['port'][] {
  if (stated !== undefined || object === undefined) return [stated];
  const numbers =
    object.type === 'service'
      ? object.ports.map((each) => ({ protocol: each.protocol.value, number: each.port?.value }))
      : [...servingPorts(object.template)].map(({ port }) => ({
          protocol: port.protocol.value,
          number: port.containerPort?.value,
        }));
  const own = numbers.flatMap((each) => (each.number === undefined || each.protocol !== protocol ? [] : [each.number]));
  return own.length > 1 ? [...new Set(own)] : [undefined];
}
