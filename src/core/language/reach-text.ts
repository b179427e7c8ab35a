import { declaredWords } from '../network/path/deliver.ts';
import { servingPorts } from '../network/pod.ts';
import type { PolicyEngine } from '../network/policy/verdict.ts';
import { inCommon } from '../network/reach/in-common.ts';
import { type Pairs, type Place, pairsOf } from '../network/reach/pairs.ts';
import { pairWords } from '../network/reach/port-words.ts';
import { reachability } from '../network/reach.ts';
import { selectingServices, serviceSelection } from '../network/service.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import { columns } from '../text/columns.ts';
import type { World } from '../world/world.ts';
import { type HoverLine, type HoverPart, link } from './hover-line.ts';
import { pathContext } from './path-context.ts';
import { at } from './place.ts';
import { makersAt, serviceAt, worldsByImportance } from './places.ts';
import { type PlaceText, readPlace } from './question.ts';
import type { TraceTextOptions } from './trace-text.ts';
import type { Snapshot } from './workspace.ts';

/** Who reaches a place, or whom it reaches. */
export interface ReachQuestion {
  /** A pod, workload, namespace or Service, as questions name it. */
  readonly place: string;
  readonly direction: 'to' | 'from';
}

/** Peers beyond this many are counted. */
const maxPeers = 200;

/** Peers that may not connect are named with the reason up to this many. */
const maxRefused = 12;

/**
 * Who may connect to a place or whom it may connect to, as far as policies decide, with the Services that lead there, for people;
 * `undefined` when no stack has the place.
 */
export function reachLines(
  snapshot: Snapshot,
  { place: written, direction }: ReachQuestion,
  options: TraceTextOptions,
): readonly HoverLine[] | undefined {
  const place = readPlace(written);
  if (place === undefined) return undefined;
  for (const world of worldsByImportance(snapshot)) {
    const makers = workloadsAt(world, place);
    if (makers.length === 0) continue;
    const { policies } = pathContext(snapshot, world);
    const pairs = pairsOf(world, reachability(world, policies.options));
    const title = direction === 'to' ? `What can reach ${written}` : `What ${written} can reach`;
    return [
      [options.clean(title)],
      [],
      ...(direction === 'to' ? servicesLines(world, makers, options) : []),
      ['As far as policies decide:'],
      ...peerLines(policies, makers, pairs, direction, options),
      [],
      [options.clean(`Stack ${world.stack.name}`)],
    ];
  }
  return undefined;
}

/** The workloads that a place stands for: those that a Service selects, or its own. */
function workloadsAt(world: World, place: PlaceText): readonly PodMaker[] {
  const service = serviceAt(world, place);
  if (service === undefined) return makersAt(world, place);
  return world.derive(serviceSelection, service).pods.map(({ maker }) => maker);
}

/** The Services that lead to some workloads, with what their ports become. */
function servicesLines(world: World, makers: readonly PodMaker[], { clean }: TraceTextOptions): readonly HoverLine[] {
  const lines: HoverLine[] = [];
  for (const maker of makers) {
    const listens = declaredWords(maker);
    lines.push([link(maker), ` ${listens === '' ? 'declares no port' : `listens on ${clean(listens)}`}`]);
    for (const { service } of world.derive(selectingServices, maker)) {
      const ports = service.ports.map(
        ({ port, targetPort }) => `${port?.value ?? '?'} → ${targetPort?.value ?? port?.value ?? '?'}`,
      );
      lines.push(['  through ', link(service), ` ${clean(ports.join(', '))}`]);
    }
  }
  return [...lines, []];
}

/** A line a peer; all other workloads are one where they are alike, and who may not connect is named with the reason. */
function peerLines(
  policies: PolicyEngine,
  makers: readonly PodMaker[],
  { workloads, pairs }: Pairs,
  direction: ReachQuestion['direction'],
  options: TraceTextOptions,
): readonly HoverLine[] {
  const own = new Set(workloads.filter(({ workload }) => isAmong(workload, makers)).map(({ name }) => name));
  const [here, there] = direction === 'to' ? (['to', 'from'] as const) : (['from', 'to'] as const);
  const found = new Map<string, string>();
  for (const pair of pairs) if (own.has(pair[here])) found.set(pair[there], pairWords(pair));
  const others = workloads.filter(({ name }) => !own.has(name));
  const everyone = inCommon(
    others.map(({ name }) => name),
    found,
  );
  const places = new Map(workloads.map((place) => [place.name, place]));
  const listed = [...found].filter(([name]) => everyone === undefined || own.has(name) || !places.has(name));
  const width = Math.max(0, ...listed.slice(0, maxPeers).map(([name]) => columns(options.clean(name))));
  const line = ([name, ports]: readonly [string, string]): HoverLine => [
    '✓ ',
    linkTo(places.get(name), options.clean(name)),
    `${' '.repeat(Math.max(0, width - columns(options.clean(name))))}  ${ports}`,
  ];
  const refused = others.filter(({ name }) => !found.has(name));
  return [
    ...(everyone === undefined ? [] : [[`✓ all ${others.length} other workloads  ${everyone.answer}`]]),
    ...listed.slice(0, maxPeers).map(line),
    ...(listed.length > maxPeers ? [[`  and ${listed.length - maxPeers} more`]] : []),
    ...(found.size === 0 ? [['✗ nobody']] : []),
    ...refusedLines(policies, makers, refused, direction, options),
  ];
}

function isAmong(workload: Place['workload'], makers: readonly PodMaker[]): boolean {
  return (
    workload !== undefined && (makers.includes(workload.maker) || workload.pods.some((pod) => makers.includes(pod)))
  );
}

function linkTo(place: Place | undefined, text: string): HoverPart {
  const maker = place?.workload?.maker;
  return maker === undefined ? text : { text, to: at(maker, maker.name ?? maker.kindSpan) };
}

/** Workloads that may not connect at all, each with what decides it. */
function refusedLines(
  policies: PolicyEngine,
  makers: readonly PodMaker[],
  refused: readonly Place[],
  direction: ReachQuestion['direction'],
  { clean }: TraceTextOptions,
): readonly HoverLine[] {
  const [own] = makers;
  if (own === undefined || refused.length === 0) return [];
  const lines = refused.slice(0, maxRefused).map((place): HoverLine => {
    const [other] = place.workload?.pods ?? [];
    const name = linkTo(place, clean(place.name));
    if (other === undefined) return ['✗ ', name];
    const [from, to] = direction === 'to' ? [other, own] : [own, other];
    const port = servingPorts(to.template).next().value?.port.containerPort?.value ?? 80;
    const { egress, ingress } = policies.ask({ from: policies.pod(from), to: policies.pod(to), port, protocol: 'TCP' });
    const decides = egress.allowed === 'no' ? egress : ingress;
    return ['✗ ', name, `  ${clean(decides.reason)}`];
  });
  return refused.length > maxRefused ? [...lines, [`✗ and ${refused.length - maxRefused} more workloads`]] : lines;
}
