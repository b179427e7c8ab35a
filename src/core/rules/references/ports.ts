import { type DeclaredPort, servingPorts, unknownPorts } from '../../network/pod.ts';
import { resolvePort } from '../../network/ports.ts';
import { type Call, resolveReference } from '../../network/references.ts';
import { isHeadless, serviceSelection } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { readScheme } from '../../resources/references/schemes.ts';
import type { Reference } from '../../resources/references.ts';
import { injectsSidecars } from '../../world/gates.ts';
import type { DeriveSlot, World } from '../../world/world.ts';
import { isExternal, type LintSettings } from '../settings.ts';
import { disagrees, openCalls } from './calls.ts';

/** A call of a Service at a port that it does not serve, or in a way that the port does not speak. */
export type WrongPort = {
  readonly reference: Reference;
  readonly service: Service;
  /** What the text or the scheme says. */
  readonly number: number;
} /** It is a port of the pods or of the nodes, and `port` is the Service's own in front of it. */ & (
  | { readonly code: 'KN804'; readonly port: ServicePort; readonly of: 'pods' | 'nodes' }
  | { readonly code: 'KN803' }
  /** The Service is headless, and none of its pods declares the port. */
  | { readonly code: 'KN805'; readonly declared: readonly DeclaredPort[]; readonly maker: PodMaker }
  /** The port is there and speaks TLS where the URL does not, or the other way round. */
  | { readonly code: 'KN816'; readonly port: ServicePort }
);

const none: readonly WrongPort[] = [];

const memory: DeriveSlot<PodMaker, Map<LintSettings, readonly WrongPort[]>> = {
  name: 'wrongPorts',
  reach: 'stack',
  compute: () => new Map(),
};

/** What is wrong with the ports that containers of a pod maker call, at most one thing a call. */
export function wrongPorts(world: World, maker: PodMaker, settings: LintSettings): readonly WrongPort[] {
  const { open, ports } = world.derive(openCalls, maker);
  if (open.length + ports.length === 0) return none;
  const known = world.derive(memory, maker);
  let found = known.get(settings);
  if (found === undefined) {
    found = [...ports, ...open].flatMap((reference) => {
      if (reference.port === undefined || isExternal(reference.host.toLowerCase(), settings)) return [];
      return judge(world, resolveReference(world, maker, reference, settings.clusterDomain), reference.port) ?? [];
    });
    known.set(settings, found);
  }
  return found;
}

function judge(world: World, { reference, service, lookup, port }: Call, number: number): WrongPort | undefined {
  // A name that leads to another one compares with nothing here.
  if (service === undefined || lookup.aliases.length > 0) return undefined;
  const found = { reference, service, number };
  if (port !== undefined) return disagrees(reference.scheme, port) ? { ...found, code: 'KN816', port } : undefined;
  const { ports, portsOpen } = service;
  if (portsOpen !== undefined || ports.length === 0 || ports.some((each) => each.port?.value === undefined))
    return undefined;
  if (isHeadless(service) || lookup.answer.kind === 'endpoint') return headless(world, service, reference, number);
  // A clusterIP that is not known may be None.
  if (service.clusterIP !== undefined && service.clusterIP.value === undefined) return undefined;
  const targeted = ports.find((each) => targetsOf(world, service, each).has(number));
  if (targeted !== undefined) return { ...found, code: 'KN804', port: targeted, of: 'pods' };
  const onNodes = ports.find(({ nodePort }) => nodePort?.value === number);
  if (onNodes !== undefined) return { ...found, code: 'KN804', port: onNodes, of: 'nodes' };
  // A number that only stands near the host may be another one's.
  const { portStated, scheme } = reference;
  return portStated || (scheme !== undefined && readScheme(scheme)?.port === number)
    ? { ...found, code: 'KN803' }
    : undefined;
}

/** The numbers that a port of a Service leads to on its pods. */
function targetsOf(world: World, service: Service, port: ServicePort): ReadonlySet<number> {
  const target = port.targetPort?.value;
  if (typeof target === 'number') return new Set([target]);
  if (target === undefined) return new Set();
  return new Set(
    world.derive(serviceSelection, service).pods.flatMap(({ maker }) => {
      const resolved = resolvePort(port, maker.template);
      return resolved.kind === 'port' ? [resolved.number] : [];
    }),
  );
}

/** Clients of a headless Service reach the pods themselves, so any port of theirs will do. */
function headless(world: World, service: Service, reference: Reference, number: number): WrongPort | undefined {
  const { pods, unknown } = world.derive(serviceSelection, service);
  const [first] = pods;
  if (first === undefined || unknown !== undefined || !reference.portStated) return undefined;
  const declared: DeclaredPort[] = [];
  for (const { maker, match } of pods) {
    const own = [...servingPorts(maker.template)];
    // Who declares no port may listen on any.
    if (match !== 'yes' || own.length === 0 || unknownPorts(maker.template) !== undefined) return undefined;
    if (injectsSidecars(world, maker) !== undefined) return undefined;
    declared.push(...own);
  }
  if (declared.some(({ port }) => port.containerPort?.value === number)) return undefined;
  return { code: 'KN805', reference, service, number, declared, maker: first.maker };
}
