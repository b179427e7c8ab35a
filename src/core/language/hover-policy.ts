import { and } from '../network/policy/answers.ts';
import { type Found, isEverything, workloadsFound } from '../network/policy/found.ts';
import { isolating } from '../network/policy/isolation.ts';
import type { CompiledPolicy, CompiledRule, Direction, PeerTest } from '../network/policy/model.ts';
import { peerPlaces, subjectSpans } from '../network/policy/peer-places.ts';
import { compiledAlone } from '../network/policy/policies.ts';
import { PolicyEngine } from '../network/policy/verdict.ts';
import type { Resource } from '../resources/resource.ts';
import type { DeriveSlot, World } from '../world/world.ts';
import { type HoverLine, link, otherNamespaceLines, perhapsElsewhere, type Topic } from './hover-line.ts';
import { peersParts, portsWords, selectorWords, workloadParts, workloadsParts } from './hover-peers.ts';

/** A policy among those of its stack. */
interface Placed {
  /** Made when it is first asked for: only what is said of other objects needs it. */
  readonly engine: () => PolicyEngine;
  /** What it comes to: one policy, or several where its rules are for different pods. */
  readonly parts: readonly CompiledPolicy[];
}

/** Pods whose other policies are looked at. */
const maxAsked = 20;

const directions = ['ingress', 'egress'] as const;

const placed: DeriveSlot<Resource, Placed> = {
  name: 'placedPolicy',
  reach: 'stack',
  compute(world, resource) {
    let known: PolicyEngine | undefined;
    const engine = () => {
      known ??= new PolicyEngine(world);
      return known;
    };
    const alone = compiledAlone(world, resource);
    const parts =
      alone === undefined ? engine().policies.all.filter((policy) => policy.resource === resource) : [alone];
    return { engine, parts };
  },
};

/** A policy of any kind: as a whole, whom it is for, each of its rules and each of their peers. */
export function policyTopics(resource: Resource, world: World): readonly Topic[] {
  const { parts } = world.derive(placed, resource);
  const overview = () => wholeLines(resource, world);
  const rules = parts.flatMap((part) =>
    directions.flatMap((direction) =>
      part[direction].rules
        // What is not stated has no place of its own.
        .filter(({ start, end }) => end > start && start !== resource.kindSpan.start)
        .map((rule) => ({ span: rule, lines: () => [ruleLine(resource, world, part, direction, rule)] })),
    ),
  );
  return [
    { span: resource.kindSpan, lines: overview },
    ...(resource.name === undefined ? [] : [{ span: resource.name, lines: overview }]),
    ...subjectSpans(resource).map((span) => ({ span, lines: () => selectorLines(resource, world) })),
    ...rules,
    ...peerPlaces(resource, world.namespaceOf(resource)).map((place) => ({
      span: place,
      lines: () => peerLines(resource, world, place.tests),
    })),
  ];
}

/** The parts of a policy that are for the same pods, the one that says what is done to them first. */
function groupsOf(resource: Resource, world: World): readonly (readonly [CompiledPolicy, ...CompiledPolicy[]])[] {
  const { parts } = world.derive(placed, resource);
  return [...new Set(parts.map(({ subject }) => subject))].flatMap((subject) => {
    const same = parts.filter((part) => part.subject === subject);
    const main = same.find((part) => effect(part).does !== 'governs') ?? same[0];
    return main === undefined ? [] : [[main, ...same.filter((part) => part !== main)] as const];
  });
}

/** Whom it isolates, what it still lets through, and which other policies let more through. */
function wholeLines(resource: Resource, world: World): readonly HoverLine[] {
  return [
    ...groupsOf(resource, world).flatMap((parts) => [
      ...subjectLines(resource, world, parts[0]),
      ...parts.flatMap((part) => directions.flatMap((direction) => sideLines(resource, world, part, direction))),
    ]),
    ...otherLines(resource, world),
  ];
}

/** Whom it is for, each of them where they are many. */
function selectorLines(resource: Resource, world: World): readonly HoverLine[] {
  return [
    ...groupsOf(resource, world).flatMap(([part]) => {
      const { surely } = foundBy(resource, world, part);
      const home = world.namespaceOf(resource).name;
      const each = surely.length > 3 ? surely.map((maker) => workloadParts(world, maker, home)) : [];
      return [...subjectLines(resource, world, part), ...each];
    }),
    ...otherLines(resource, world),
  ];
}

function foundBy(resource: Resource, world: World, { subject }: CompiledPolicy): Found {
  return workloadsFound(world, world.derive(placed, resource).engine().peers, subject);
}

/** `isolates 2 workloads for ingress: Deployment "api", Deployment "web"`, or whom it would isolate elsewhere. */
function subjectLines(resource: Resource, world: World, part: CompiledPolicy): readonly HoverLine[] {
  const { surely, perhaps } = foundBy(resource, world, part);
  const { does, how } = effect(part);
  const home = world.namespaceOf(resource).name;
  const after = `${how}${part.place === undefined ? '' : ` (${part.place})`}`;
  const many = Math.max(surely.length, perhaps.length);
  const doubt = surely.length === 0 && perhaps.length > 0 && !does.startsWith('?') ? '? perhaps ' : '';
  if (many === 0) return nobodyLines(world, part, `${does} nobody${after}`);
  const makers = surely.length === 0 ? perhaps : surely;
  const rest =
    surely.length === 0 || perhaps.length === 0 ? [] : [' (? perhaps ', ...workloadsParts(world, perhaps, home), ')'];
  const names = workloadsParts(world, makers, home);
  return makers.length === 1
    ? [[`${doubt}${does} `, ...names, after, ...rest]]
    : [[`${doubt}${does} ${makers.length} workloads${after}: `, ...names, ...rest]];
}

function nobodyLines(world: World, { subject }: CompiledPolicy, nobody: string): readonly HoverLine[] {
  const { namespace, podSelector } = subject;
  const where =
    namespace === undefined || namespace.unknown !== undefined ? 'this stack' : `namespace ${namespace.name}`;
  const labels = isEverything(podSelector) ? 'is here' : `has ${selectorWords(podSelector) || 'the labels'}`;
  const isPlain = podSelector !== undefined && !('op' in podSelector) && podSelector.matchExpressions.length === 0;
  return [
    [`${nobody}: no workload of ${where} ${labels}${perhapsElsewhere(world)}`],
    ...(isPlain && namespace !== undefined ? otherNamespaceLines(world, podSelector.matchLabels, namespace.name) : []),
  ];
}

/** What being selected means: `isolates … for ingress`, or of policies that deny by rules only `governs …`. */
function effect(part: CompiledPolicy): { readonly does: string; readonly how: string } {
  const answers = directions.map((direction) => and(part[direction].applies, part[direction].isolates));
  const isolated = directions.filter((_, index) => answers[index]?.is === 'yes');
  if (isolated.length === 2) return { does: 'isolates', how: ' both ways' };
  if (isolated.length === 1) return { does: 'isolates', how: ` for ${isolated[0]}` };
  const open = answers.find(({ is }) => is === 'unknown');
  return open?.is === 'unknown' ? { does: '? perhaps isolates', how: ` (${open.why})` } : { does: 'governs', how: '' };
}

/** What a policy lets through in one direction, a line a rule. */
function sideLines(resource: Resource, world: World, part: CompiledPolicy, direction: Direction): readonly HoverLine[] {
  const { applies, isolates, rules } = part[direction];
  if (applies.is === 'no') return [];
  const lines = rules.map((rule) => ruleLine(resource, world, part, direction, rule));
  const isClosed = isolates.is === 'yes' && !rules.some(({ action }) => action === 'Allow' || action === 'unknown');
  return isClosed ? [...lines, [direction === 'ingress' ? 'lets nobody in' : 'lets nothing out']] : lines;
}

/** `lets in TCP 8080 from Deployment "web"`; of policies that are more than allowances `allows`, `denies`, `passes on`. */
function ruleLine(
  resource: Resource,
  world: World,
  { place }: CompiledPolicy,
  direction: Direction,
  { action, peers, ports, only }: CompiledRule,
): HoverLine {
  const [hidden] = peers ?? [];
  if (action === 'unknown')
    return [`? what it does to ${direction} is not known${hidden?.kind === 'unknown' ? `: ${hidden.why}` : ''}`];
  const verbs = { Allow: 'allows', Deny: 'denies', Pass: 'passes on' } as const;
  const isIn = direction === 'ingress';
  const verb = action === 'Allow' && place === undefined ? (isIn ? 'lets in' : 'lets out') : verbs[action];
  const { peers: known } = world.derive(placed, resource).engine();
  const home = world.namespaceOf(resource).name;
  const who = peers === undefined ? [isIn ? 'everyone' : 'everywhere'] : peersParts(world, known, peers, home);
  const doubt = only === undefined ? '' : `; not known, because ${only}`;
  return [`${only === undefined ? '' : '? '}${verb} ${portsWords(ports)} ${isIn ? 'from' : 'to'} `, ...who, doubt];
}

/** Whom a peer is here, workloads one a line where they are many. */
function peerLines(resource: Resource, world: World, tests: readonly PeerTest[]): readonly HoverLine[] {
  const { peers } = world.derive(placed, resource).engine();
  const home = world.namespaceOf(resource).name;
  const found = tests.map((test) => workloadsFound(world, peers, test));
  const makers = [...new Set(found.flatMap(({ surely, perhaps }) => [...surely, ...perhaps]))];
  const words = peersParts(world, peers, tests, home);
  if (makers.length < 2) return [words];
  return [[`${makers.length} workloads: `, ...words], ...makers.map((maker) => workloadParts(world, maker, home))];
}

/** What isolates the same pods: policies only add to what others let through. */
function otherLines(resource: Resource, world: World): readonly HoverLine[] {
  const { engine, parts } = world.derive(placed, resource);
  const others = new Set<Resource>();
  for (const part of parts)
    for (const direction of directions) {
      if (and(part[direction].applies, part[direction].isolates).is !== 'yes') continue;
      for (const maker of foundBy(resource, world, part).surely.slice(0, maxAsked))
        for (const { resource: other, place } of isolating(engine(), engine().pod(maker), direction))
          if (other !== undefined && other !== resource && place === part.place) others.add(other);
    }
  const [first, ...more] = others;
  if (first === undefined) return [];
  const rest = more.length === 0 ? ' lets through passes too' : ` and ${more.length} more let through passes too`;
  return [['what ', link(first), rest]];
}
