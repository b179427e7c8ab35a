import { pathContext } from '../../../src/core/language/path-context.ts';
import type { Snapshot } from '../../../src/core/language/workspace.ts';
import { serviceEndpoints } from '../../../src/core/network/endpoints.ts';
import { waysIntoService } from '../../../src/core/network/exposure.ts';
import { throughWay } from '../../../src/core/network/path/external-to-cluster.ts';
import { type PathContext, pathOf } from '../../../src/core/network/path/path.ts';
import { toService } from '../../../src/core/network/path/service-to-pod.ts';
import { isLocal, isOwnAddress, references, resolveReference } from '../../../src/core/network/references.ts';
import type { Service } from '../../../src/core/resources/core-v1.ts';
import type { PodMaker } from '../../../src/core/resources/pod-maker.ts';
import type { World } from '../../../src/core/world/world.ts';

/**
 * What works in a world, or what a policy decides there, with how often. No line holds the name of a Service or of a
 * namespace: who renames one breaks what refers to it, and that is a line of its own.
 */
export type Facts = ReadonlyMap<string, number>;

/** Pairs of pods beyond this many are not asked for. */
const mostPairs = 4000;

/** What the engine says of a world: endpoints, declared calls, ways in, probes, and what policies allow between its pods. */
export function factsOf(snapshot: Pick<Snapshot, 'settings' | 'worlds'>, world: World): Facts {
  const context = pathContext(snapshot, world);
  const facts: Lines = new Map();
  for (const service of world.all('service')) {
    addEndpoints(facts, world, service);
    addWays(facts, context, service);
  }
  for (const maker of world.all('podMaker')) {
    addCalls(facts, context, maker);
    addProbes(facts, maker);
  }
  if (world.all('networkPolicy').length > 0) addVerdicts(facts, context);
  return facts;
}

type Lines = Map<string, number>;

function add(facts: Lines, line: string): void {
  facts.set(line, (facts.get(line) ?? 0) + 1);
}

function addEndpoints(facts: Lines, world: World, service: Service): void {
  for (const { origin, match, ports, hostname } of world.derive(serviceEndpoints, service).endpoints) {
    if (match !== 'yes') continue;
    const target = `${origin.kind} ${origin.name?.value}`;
    if (hostname !== undefined) add(facts, `name ${target}`);
    for (const { resolved, protocol } of ports)
      if (resolved.kind === 'port') add(facts, `endpoint ${target} ${resolved.number}/${protocol}`);
  }
}

function addWays(facts: Lines, context: PathContext, service: Service): void {
  const ways = context.world.derive(waysIntoService, service);
  for (const way of ways) {
    const { port, protocol, kind, entry } = way;
    const from = { kind: 'outside', address: undefined } as const;
    const { verdict } = pathOf(throughWay(context, from, service, { port, protocol }, way, ways));
    // At which port a Service is open to the outside is its own choice; what an Ingress or a route asks for is not.
    if (way.verdict === 'ok' && verdict !== 'broken')
      add(facts, entry === service ? `way ${kind}` : `way ${kind} ${entry.kind} ${entry.name?.value} ${port}`);
  }
}

function addCalls(facts: Lines, context: PathContext, maker: PodMaker): void {
  const { world, domain } = context;
  for (const reference of world.derive(references, maker)) {
    if (isOwnAddress(reference) || isLocal(reference) || reference.via.kind === 'probe') continue;
    const { service, served, port } = resolveReference(world, maker, reference, domain);
    if (service === undefined || served === 'no') continue;
    const traffic = { port: port?.port?.value ?? reference.port, protocol: port?.protocol.value ?? 'TCP' };
    const { verdict } = pathOf(toService(context, context.policies.pod(maker), service, traffic));
    if (verdict !== 'broken')
      add(facts, `call ${maker.name?.value} ${reference.container.name?.value} ${reference.via.kind}`);
  }
}

function addProbes(facts: Lines, maker: PodMaker): void {
  for (const { name, probes, ports } of [...maker.template.containers, ...maker.template.initContainers])
    for (const { name: probe, port } of probes)
      if (
        ports.some(
          (own) => port?.value !== undefined && [own.name?.value, own.containerPort?.value].includes(port.value),
        )
      )
        add(facts, `probe ${maker.name?.value} ${name?.value} ${probe}`);
}

/** What policies say between the pods of a world, on the ports that Services lead to. */
function addVerdicts(facts: Lines, { world, policies }: PathContext): void {
  const ends = new Map(world.all('podMaker').map((maker) => [maker, policies.pod(maker)]));
  let pairs = 0;
  for (const service of world.all('service'))
    for (const { origin, ports } of world.derive(serviceEndpoints, service).endpoints)
      for (const { resolved, protocol = 'TCP' } of ports) {
        const to = origin.type === 'podMaker' ? ends.get(origin) : undefined;
        if (to === undefined || resolved.kind !== 'port') continue;
        for (const [maker, from] of ends) {
          if (pairs++ > mostPairs) return;
          const { allowed } = policies.ask({ from, to, port: resolved.number, protocol });
          if (allowed !== 'unknown')
            add(facts, `policy ${allowed} ${maker.name?.value} ${origin.name?.value} ${resolved.number}/${protocol}`);
        }
      }
}

/** What worked before and does not any more. */
export function lost(before: Facts, after: Facts): readonly string[] {
  return [...before].flatMap(([fact, times]) => ((after.get(fact) ?? 0) < times ? [fact] : []));
}
