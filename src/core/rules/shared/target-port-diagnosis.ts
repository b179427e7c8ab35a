import { type DeclaredPort, servingPorts, unknownPorts } from '../../network/pod.ts';
import { resolvePort } from '../../network/ports.ts';
import { selectingServices, serviceSelection } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { portFault } from '../../resources/names.ts';
import type { PodMaker, PodTemplate } from '../../resources/pod-maker.ts';
import { injectsSidecars } from '../../world/gates.ts';
import type { DeriveSlot, World } from '../../world/world.ts';
import type { Severity } from '../rule.ts';
import { areTogether, editDistance, isTypo } from './evidence.ts';

/** What is wrong about one Service port's way to its pods: the most specific of its family. */
export type TargetPortDiagnosis = { readonly port: ServicePort } & (
  | { readonly code: 'KN217'; readonly digits: string }
  /** The name exists, with another protocol. */
  | { readonly code: 'KN211'; readonly name: string; readonly maker: PodMaker; readonly other: DeclaredPort }
  /** The name is declared in an init container only. */
  | { readonly code: 'KN127'; readonly name: string; readonly maker: PodMaker; readonly other: DeclaredPort }
  | {
      readonly code: 'KN218' | 'KN210';
      readonly name: string;
      readonly maker: PodMaker;
      readonly offers: readonly DeclaredPort[];
      /** `error` unless more pods or ports may exist, or these may not be meant at all. */
      readonly severity: Severity;
    }
  | { readonly code: 'KN212'; readonly name: string; readonly lacking: readonly PodMaker[]; readonly of: number }
  | {
      readonly code: 'KN213';
      readonly name: string;
      readonly numbers: readonly { readonly maker: PodMaker; readonly number: number }[];
    }
  | { readonly code: 'KN216'; readonly number: number; readonly maker: PodMaker; readonly other: DeclaredPort }
  | { readonly code: 'KN215'; readonly number: number; readonly maker: PodMaker; readonly other: DeclaredPort }
  /** `likely` is the declared port that was probably meant. */
  | {
      readonly code: 'KN214';
      readonly number: number;
      readonly maker: PodMaker;
      readonly offers: readonly DeclaredPort[];
      readonly likely: DeclaredPort | undefined;
      readonly severity: Severity;
    }
);

/** The diagnoses of a Service's ports, at most one a port. */
export const targetPortDiagnoses: DeriveSlot<Service, readonly TargetPortDiagnosis[]> = {
  name: 'targetPortDiagnoses',
  reach: 'namespace',
  compute(world, service) {
    return service.ports.flatMap((port) => diagnose(world, service, port) ?? []);
  },
};

function diagnose(world: World, service: Service, port: ServicePort): TargetPortDiagnosis | undefined {
  const target = port.targetPort?.value;
  if (typeof target === 'string' && /^[0-9]+$/.test(target)) return { code: 'KN217', port, digits: target };
  if (service.serviceType.value === 'ExternalName') return undefined;
  // What is no port at all (KN260) leads nowhere.
  if (target !== undefined && portFault(target) !== undefined) return undefined;
  const selection = world.derive(serviceSelection, service);
  const makers = selection.pods.flatMap(({ maker, match }) => (match === 'yes' ? [maker] : []));
  // Pods that perhaps belong to the Service could serve the port.
  if (makers.length === 0 || makers.length < selection.pods.length) return undefined;
  const diagnosis =
    typeof target === 'string'
      ? diagnoseName(port, target, makers, severityOf(world, service, makers, selection.unknown))
      : diagnoseNumber(world, service, port, makers);
  return makers.some((maker) => injectsSidecars(world, maker) !== undefined) ? besideSidecars(diagnosis) : diagnosis;
}

/**
 * What is left of a diagnosis where a sidecar may join the pods: a port that they do not declare may be its own, unless it looks
 * like one of theirs mistyped. What they declare and what contradicts it stays.
 */
function besideSidecars(diagnosis: TargetPortDiagnosis | undefined): TargetPortDiagnosis | undefined {
  switch (diagnosis?.code) {
    case 'KN212':
    case 'KN215':
      return undefined;
    case 'KN210':
    case 'KN218': {
      const { name, offers } = diagnosis;
      return offers.some(({ port }) => isTypo(name, port.name?.value ?? name))
        ? { ...diagnosis, severity: 'info' }
        : undefined;
    }
    case 'KN214': {
      const { number, offers } = diagnosis;
      return offers.some((offer) => isNear(offer, number)) ? { ...diagnosis, severity: 'info' } : undefined;
    }
    default:
      return diagnosis;
  }
}

/** Whether a declared port is a number with one digit changed, added, left out or moved. */
function isNear({ port }: DeclaredPort, number: number): boolean {
  return editDistance(String(port.containerPort?.value), String(number), 1) <= 1;
}

function severityOf(world: World, service: Service, makers: readonly PodMaker[], hidden: string | undefined): Severity {
  if (!makers.every((maker) => areTogether(world, service, maker))) return 'info';
  return hidden === undefined ? 'error' : 'warning';
}

function diagnoseName(
  port: ServicePort,
  name: string,
  makers: readonly PodMaker[],
  severity: Severity,
): TargetPortDiagnosis | undefined {
  const resolved = makers.map((maker) => ({ maker, result: resolvePort(port, maker.template) }));
  if (resolved.some(({ result }) => result.kind === 'unknown')) return undefined;
  const lacking = resolved.flatMap(({ maker, result }) => (result.kind === 'missing' ? [maker] : []));
  const numbers = resolved.flatMap(({ maker, result }) =>
    result.kind === 'port' ? [{ maker, number: result.number }] : [],
  );
  if (lacking.length === 0)
    return new Set(numbers.map(({ number }) => number)).size > 1 ? { code: 'KN213', port, name, numbers } : undefined;
  if (numbers.length > 0) return { code: 'KN212', port, name, lacking, of: makers.length };
  for (const maker of severity === 'info' ? [] : makers) {
    for (const other of servingPorts(maker.template))
      if (other.port.name?.value === name) return { code: 'KN211', port, name, maker, other };
    for (const other of initPorts(maker.template))
      if (other.port.name?.value === name) return { code: 'KN127', port, name, maker, other };
  }
  const [maker] = makers;
  if (maker === undefined) return undefined;
  const offers = [...servingPorts(maker.template)];
  return { code: port.name?.value === name ? 'KN218' : 'KN210', port, name, maker, offers, severity };
}

function diagnoseNumber(
  world: World,
  service: Service,
  port: ServicePort,
  makers: readonly PodMaker[],
): TargetPortDiagnosis | undefined {
  const number = port.targetPort?.value ?? port.port?.value;
  const protocol = port.protocol.value;
  if (
    typeof number !== 'number' ||
    protocol === undefined ||
    makers.some(({ template }) => unknownPorts(template) !== undefined)
  )
    return undefined;
  const declaring = makers.filter(({ template }) => !servingPorts(template).next().done);
  const [maker] = declaring;
  if (maker === undefined) return undefined;
  let other: DeclaredPort | undefined;
  for (const { template } of makers)
    for (const declared of servingPorts(template))
      if (declared.port.containerPort?.value === number) {
        if (declared.port.protocol.value === protocol) return undefined;
        other = declared;
      }
  if (other !== undefined) return { code: 'KN216', port, number, maker, other };
  const offers = [...servingPorts(maker.template)].filter(({ port: declared }) => declared.protocol.value === protocol);
  if (
    port.targetPort === undefined &&
    offers.length === 1 &&
    offers[0] !== undefined &&
    !targeted(world, maker, offers[0])
  )
    return { code: 'KN215', port, number, maker, other: offers[0] };
  const free = offers.filter(
    (offer) => !targeted(world, maker, offer) && mayBeMeant(offer, port.name?.value ?? service.name?.value),
  );
  const likely =
    service.ports.length === 1 && free.length === 1 ? free[0] : free.find((offer) => isNear(offer, number));
  return {
    code: 'KN214',
    port,
    number,
    maker,
    offers: [...servingPorts(maker.template)],
    likely,
    severity: likely === undefined ? 'info' : 'warning',
  };
}

/** What ports beside the one for clients are called by. */
const purposes: readonly RegExp[] = [
  /metric|prom|monitor|telemetry/,
  /health|ready|live|probe|status/,
  /webhook|admission/,
  /debug|pprof|profil/,
  /admin|manage/,
];

/** Whether a declared port could be for the same purpose as a port of a Service; one without a name says nothing. */
function mayBeMeant({ port }: DeclaredPort, wanted: string | undefined): boolean {
  const name = port.name?.value;
  const purposeOf = (text: string) => purposes.findIndex((purpose) => purpose.test(text));
  return name === undefined || wanted === undefined || purposeOf(name) === purposeOf(wanted);
}

/** Whether a Service that selects the workload sends something to a declared port. */
function targeted(world: World, maker: PodMaker, { port: declared }: DeclaredPort): boolean {
  return world.derive(selectingServices, maker).some(({ service }) =>
    service.ports.some((port) => {
      const target = port.targetPort?.value ?? port.port?.value;
      return target !== undefined && (target === declared.containerPort?.value || target === declared.name?.value);
    }),
  );
}

function* initPorts(template: PodTemplate): Generator<DeclaredPort> {
  for (const container of template.initContainers)
    if (container.role === 'init') for (const port of container.ports) yield { container, port };
}
