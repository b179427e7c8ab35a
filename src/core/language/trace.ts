import { followed, type Lookup, lookUp } from '../network/dns.ts';
import { policyHops } from '../network/path/deliver.ts';
import { outsideToHost, outsideToPod, outsideToService } from '../network/path/external-to-cluster.ts';
import { outsideToNode } from '../network/path/outside-to-node.ts';
import {
  type Hop,
  hop,
  type Path,
  type PathContext,
  type PathVerdict,
  pathOf,
  seen,
  type Traffic,
} from '../network/path/path.ts';
import { throughLocalhost, toPod } from '../network/path/pod-to-pod.ts';
import { toService, unreached } from '../network/path/service-to-pod.ts';
import type { PolicyPeerEnd } from '../network/policy/model.ts';
import { podsOf } from '../network/reach/workloads.ts';
import type { Service } from '../resources/core-v1.ts';
import { formatAddress } from '../resources/ip.ts';
import { describe } from '../resources/kinds.ts';
import type { World } from '../world/world.ts';
import { type Ambiguous, bareName, endIn, isThere } from './bare-names.ts';
import { pathContext } from './path-context.ts';
import { holds, instead, makersAt, serviceAt, worldsByImportance } from './places.ts';
import { type PlaceText, type Question, readPlace } from './question.ts';
import type { Snapshot } from './workspace.ts';

/** The answer to a question: the path in the first stack that holds both ends, and the verdicts of the others. */
export interface TraceAnswer extends Path {
  readonly stack: string | null;
  readonly alsoIn: readonly { readonly stack: string; readonly verdict: PathVerdict }[];
  /** Whether the question could be asked at all: what it names exists. */
  readonly asked: boolean;
}

/** The path of a question in one stack. */
export interface StackPath {
  readonly world: World;
  readonly path: Path;
}

/** A stack whose names lead nowhere does not hold the destination where another one does. */
export function leading<T extends StackPath>(answers: readonly T[]): readonly T[] {
  const found = answers.filter(({ path }) => !isNameless(path));
  return found.length > 0 ? found : answers;
}

/** Whether the name of the destination leads nowhere, or nothing takes what comes for it from outside. */
export function isNameless({ hops }: Path): boolean {
  const [first] = hops;
  return (
    hops.some(({ kind, verdict }) => kind === 'name' && verdict === 'broken') ||
    (hops.length === 1 && first?.kind === 'entry' && first.verdict === 'unknown')
  );
}

/** Answers questions about connections of one snapshot. */
export class Tracer {
  readonly #snapshot: Snapshot;
  readonly #contexts = new Map<World, PathContext>();
  readonly #worlds: readonly World[];

  /** `stack` names the only stack that is asked; without it all are, kustomizations before charts before plain ones by size. */
  constructor(snapshot: Snapshot, stack?: string) {
    this.#snapshot = snapshot;
    this.#worlds = worldsByImportance(snapshot).filter(({ stack: { name } }) => stack === undefined || name === stack);
  }

  /** Never throws; what cannot be asked has the verdict unknown and says what there is. */
  ask(question: Question): TraceAnswer {
    const from = readPlace(question.from);
    const to = readPlace(question.to);
    const unread = from === undefined ? question.from : to === undefined ? question.to : undefined;
    if (from === undefined || to === undefined)
      return refused(
        `"${unread}" is no place: write NAMESPACE/NAME, service:NAMESPACE/NAME, a host name, a URL, an address or internet`,
      );
    let ambiguous: Ambiguous | undefined;
    const answers = this.#worlds.flatMap((world): StackPath[] => {
      const ends = endsIn(world, question, from, to);
      if (ends !== undefined && 'kind' in ends) ambiguous ??= ends;
      if (ends === undefined || 'kind' in ends || !holds(world, ends.from) || !holds(world, ends.to)) return [];
      const traffic = { ...question, port: question.port ?? ('port' in to ? to.port : undefined) };
      return [{ world, path: pathBetween(this.#context(world), ends.from, ends.to, traffic) }];
    });
    const [first, ...others] = leading(answers);
    if (first === undefined && ambiguous !== undefined)
      return refused(
        `${ambiguous.name} may be any of ${ambiguous.places.slice(0, 8).join(', ')}; write the one that is meant`,
      );
    if (first === undefined) return refused(this.#missing(question, from, to));
    return {
      ...first.path,
      stack: first.world.stack.name,
      alsoIn: others.map(({ world, path }) => ({ stack: world.stack.name, verdict: path.verdict })),
      asked: true,
    };
  }

  #context(world: World): PathContext {
    let context = this.#contexts.get(world);
    if (context === undefined) {
      context = pathContext(this.#snapshot, world);
      this.#contexts.set(world, context);
    }
    return context;
  }

  /** What a question names that no stack has, with what there is instead. */
  #missing({ from: fromText, to: toText }: Question, from: PlaceText, to: PlaceText): string {
    const worlds = this.#worlds;
    if (worlds.length === 0) return 'there is no Kubernetes object here';
    for (const [place, text] of [
      [from, fromText],
      [to, toText],
    ] as const) {
      const isBareSource = place === from && bareName(text) !== undefined;
      if (worlds.some((world) => (isBareSource ? isThere(world, text) : holds(world, place)))) continue;
      return `there is no ${text} here${instead(worlds, place, text).words}`;
    }
    return `no stack holds both ${fromText} and ${toText}`;
  }
}

/**
 * The ends of a question in one stack, where names without a namespace may stand: as a source for the one workload or Service
 * that is called so, as a destination of what is no pod for the one Service or workload. What a pod asks for is a host.
 */
function endsIn(
  world: World,
  stated: Question,
  from: PlaceText,
  to: PlaceText,
): { readonly from: PlaceText; readonly to: PlaceText } | Ambiguous | undefined {
  const named = (name: string, types: readonly ('podMaker' | 'service')[]) => {
    const end = endIn(world, name, undefined, types);
    return end.kind === 'places' ? readPlace(end.places[0] ?? '') : end.kind === 'ambiguous' ? end : undefined;
  };
  if (bareName(stated.from) !== undefined) {
    const source = named(stated.from, ['podMaker']) ?? named(stated.from, ['service']);
    return source === undefined || source.kind === 'ambiguous' ? source : { from: source, to };
  }
  const isPod = from.kind === 'object' || from.kind === 'namespace';
  if (isPod || to.kind !== 'host' || !/^[^./:]+(:\d+)?$/.test(stated.to)) return { from, to };
  const destination = named(to.host, ['service']) ?? named(to.host, ['podMaker']) ?? to;
  return destination.kind === 'ambiguous' ? destination : { from, to: destination };
}

function refused(reason: string): TraceAnswer {
  return { verdict: 'unknown', reason, hops: [], stack: null, alsoIn: [], asked: false };
}

/** The path between two places that a stack holds. */
export function pathBetween(
  context: PathContext,
  from: PlaceText,
  to: PlaceText,
  question: Pick<Question, 'port' | 'protocol'>,
): Path {
  const given = 'port' in to ? to.port : undefined;
  const traffic: Traffic = {
    port:
      typeof question.port === 'string' && /^\d{1,5}$/.test(question.port)
        ? Number(question.port)
        : (question.port ?? given),
    protocol: (question.protocol ?? 'TCP').toUpperCase(),
    fromContainer: from.kind === 'object' ? from.container : undefined,
  };
  const paths = sourcesOf(context, from).map((source) => pathOf(hopsTo(context, source, to, traffic)));
  const [first] = paths;
  const worst = paths.find(({ verdict }) => verdict !== first?.verdict && verdict === 'broken') ?? first;
  if (worst === undefined || first === undefined) return pathOf([]);
  if (paths.every(({ verdict }) => verdict === first.verdict)) return first;
  const count = paths.filter(({ verdict }) => verdict === worst.verdict).length;
  const hops = worst.hops.map((next): Hop => (next.verdict === 'broken' ? { ...next, verdict: 'degraded' } : next));
  return {
    verdict: worst.verdict === 'unknown' ? 'unknown' : 'degraded',
    reason: `${count} of ${paths.length} workloads: ${worst.reason}`,
    hops,
  };
}

function sourcesOf({ world, policies }: PathContext, from: PlaceText): readonly PolicyPeerEnd[] {
  switch (from.kind) {
    case 'address':
      return [{ kind: 'outside', address: from.address }];
    case 'node':
      return [policies.node(from.name)];
    case 'internet':
    case 'host':
    case 'localhost':
      return [{ kind: 'outside', address: undefined }];
    default: {
      const service = serviceAt(world, from);
      const makers =
        service === undefined
          ? makersAt(world, from)
          : world
              .podsSelectedBy(service.selector, from.kind === 'object' ? from.namespace : '')
              .map(({ maker }) => maker);
      return makers.map((maker) => policies.pod(maker));
    }
  }
}

function hopsTo(context: PathContext, source: PolicyPeerEnd, to: PlaceText, traffic: Traffic): readonly Hop[] {
  const { world } = context;
  switch (to.kind) {
    case 'localhost':
      return source.kind === 'pod'
        ? throughLocalhost(context, source.maker, traffic)
        : [hop('localhost', 'unknown', 'localhost', 'only a pod has containers that meet there')];
    case 'internet':
      return outsideHops(context, source, { kind: 'outside', address: undefined }, traffic);
    case 'node':
      return source.kind === 'outside'
        ? outsideToNode(context, source, to.name, traffic)
        : outsideHops(context, source, context.policies.node(to.name), traffic);
    case 'address':
      return toAddress(context, source, to, traffic);
    case 'host':
      return toHost(context, source, to, traffic);
    default: {
      const service = serviceAt(world, to);
      if (service !== undefined) return toAnyService(context, source, service, traffic);
      const makers = makersAt(world, to);
      if (to.kind === 'object' && source.kind === 'pod' && to.container !== undefined && makers.includes(source.maker))
        return throughLocalhost(context, source.maker, traffic);
      const [maker] = makers;
      if (maker === undefined) return [hop('container', 'unknown', '', 'there is no such pod')];
      return source.kind === 'outside'
        ? outsideToPod(context, source, maker, traffic)
        : toPod(context, source, maker, traffic);
    }
  }
}

function toAnyService(context: PathContext, source: PolicyPeerEnd, service: Service, traffic: Traffic): readonly Hop[] {
  if (service.serviceType.value === 'ExternalName') {
    const name = `${service.name?.value}.${context.world.namespaceOf(service).name}.svc.${context.domain}`;
    const { answer, aliases } = followed(context.world, `${name}.`, context.domain, { kind: 'cluster' });
    return afterLookup(context, source, name, { steps: [], answer, aliases }, traffic);
  }
  return source.kind === 'outside'
    ? outsideToService(context, source, service, traffic)
    : toService(context, source, service, traffic);
}

function toHost(
  context: PathContext,
  source: PolicyPeerEnd,
  to: Extract<PlaceText, { kind: 'host' }>,
  traffic: Traffic,
): readonly Hop[] {
  if (source.kind === 'pod')
    return afterLookup(context, source, to.host, lookUp(context.world, source.maker, to.host, context.domain), traffic);
  return (
    outsideToHost(context, to) ?? [
      hop(
        'entry',
        'unknown',
        to.host,
        'no Ingress, Gateway or Route here takes this host and path, and where its name leads outside is not known',
      ),
    ]
  );
}

/** What follows from the answer to a name. */
function afterLookup(
  context: PathContext,
  source: PolicyPeerEnd,
  host: string,
  { steps, answer, aliases }: Lookup,
  traffic: Traffic,
): readonly Hop[] {
  const through = aliases.map((alias) => seen(alias, alias.externalName ?? alias.kindSpan));
  const way = aliases.length === 0 ? '' : `, through ${aliases.map(describe).join(', ')}`;
  const last = steps.at(-1)?.name.slice(0, -1);
  const tried = steps.length > 1 ? ` (lookup ${steps.length} of the search path)` : '';
  const name = (verdict: 'ok' | 'broken' | 'unknown', reason: string) => hop('name', verdict, host, reason, through);
  const rest = unreached(source, ['policy-egress', 'policy-ingress', 'port', 'container']);
  switch (answer.kind) {
    case 'none':
      return [name('broken', `${answer.why}${way}`), ...rest];
    case 'unknown':
      return [name('unknown', `${answer.why}${way}`), ...rest];
    case 'localhost':
      return source.kind === 'pod'
        ? throughLocalhost(context, source.maker, traffic)
        : [name('unknown', 'only a pod has containers that meet there')];
    case 'address':
      return [
        name('ok', `it is ${answer.address}`),
        ...outsideHops(context, source, { kind: 'outside', address: undefined }, traffic),
      ];
    case 'outside':
      return [
        context.isExternal(answer.host)
          ? name('ok', `${answer.host} is stated to exist outside${way}`)
          : name('unknown', `${answer.host} is a name outside the cluster${way}; who answers there is not known`),
        ...outsideHops(context, source, { kind: 'outside', address: undefined }, traffic),
      ];
    case 'endpoint':
      return [
        name('ok', `a pod of ${describe(answer.maker)} behind ${describe(answer.service)}${tried}`),
        ...toPod(context, source, answer.maker, traffic),
      ];
    case 'service':
      return [
        name(
          'ok',
          last === undefined || last === host
            ? `it names ${describe(answer.service)}${way}`
            : `${host} is ${last}${tried}${way}`,
        ),
        ...toService(context, source, answer.service, traffic),
      ];
  }
}

function toAddress(
  context: PathContext,
  source: PolicyPeerEnd,
  { address, text }: Extract<PlaceText, { kind: 'address' }>,
  traffic: Traffic,
): readonly Hop[] {
  const shown = formatAddress(address);
  const { world } = context;
  const service = world
    .all('service')
    .find(
      (own) =>
        [own.clusterIP, ...own.clusterIPs, ...own.externalIPs].some(
          (ip) => ip?.value === shown || ip?.value === text,
        ) || own.balancerAddresses.some((balancer) => balancer.address === shown),
    );
  if (service !== undefined) return toAnyService(context, source, service, traffic);
  const maker = podsOf(world).find(({ status }) => status?.podIPs.includes(shown));
  if (maker !== undefined) return toPod(context, source, maker, traffic);
  return outsideHops(context, source, { kind: 'outside', address }, traffic);
}

/** To something that is no pod here: policies of the source decide, and the rest is not in the manifests. */
function outsideHops(
  context: PathContext,
  source: PolicyPeerEnd,
  to: PolicyPeerEnd,
  { port, protocol }: Traffic,
): readonly Hop[] {
  if (source.kind !== 'pod')
    return [hop('entry', 'unknown', '', 'neither end is a pod here, and manifests do not say whether such ends meet')];
  if (typeof port === 'number') return policyHops(context, source, to, port, protocol);
  const { decidedBy } = context.policies.ask({ from: source, to, port: 443, protocol }).egress;
  return decidedBy === 'default' || decidedBy === 'exempt'
    ? policyHops(context, source, to, 443, protocol)
    : [
        hop(
          'policy-egress',
          'unknown',
          describe(source.maker),
          'policies decide by port; say which one is meant, as a number',
        ),
      ];
}
