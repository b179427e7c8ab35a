import type { DeclaredPort } from '../../network/pod.ts';
import { resolvePort } from '../../network/ports.ts';
import { isHeadless, selectingServices, serviceSelection } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import type { Fix } from '../rule.ts';
import { appendInto, fixOf, insertInto, replaceAt, replaceFix, type Step } from './edits.ts';
import { meantAmong } from './evidence.ts';
import { renamePort } from './port-rename.ts';
import type { TargetPortDiagnosis } from './target-port-diagnosis.ts';
import { describe, portWords } from './words.ts';

/** What a `targetPort` says to mean a container port: its name, else its number. */
export function targetOf({ port }: DeclaredPort): string | number | undefined {
  return port.name?.value ?? port.containerPort?.value;
}

/** Makes a Service port send to a declared port, when all pods that the Service selects have it. */
export function sendTo(
  world: World,
  service: Service,
  port: ServicePort,
  offer: DeclaredPort | undefined,
  preferred: boolean,
): readonly Fix[] {
  const target = offer === undefined ? undefined : targetOf(offer);
  if (target === undefined || !leadsEverywhere(world, service, port, target)) return [];
  return port.targetPort === undefined
    ? fixOf(
        `Add targetPort ${target}`,
        [insertInto(service, port, { targetPort: target }, { after: 'port' })],
        preferred,
      )
    : replaceFix(`Use targetPort ${target}`, service, port.targetPort, target, preferred);
}

/** Nobody turns one number into another in front of a headless Service's pods, so there it has to be the same. */
function leadsEverywhere(world: World, service: Service, port: ServicePort, target: string | number): boolean {
  const changed: ServicePort = { ...port, targetPort: { value: target, start: port.start, end: port.end } };
  return world.derive(serviceSelection, service).pods.every(({ maker }) => {
    const resolved = resolvePort(changed, maker.template);
    return resolved.kind === 'port' && (!isHeadless(service) || resolved.number === port.port?.value);
  });
}

/** Fixes for a name that no container port has: another name, a number, or naming the container port. */
export function missingNameFixes(
  world: World,
  service: Service,
  diagnosis: Extract<TargetPortDiagnosis, { code: 'KN210' | 'KN218' }>,
): readonly Fix[] {
  const { port, name, maker, offers } = diagnosis;
  const matching = offers.filter((offer) => offer.port.protocol.value === port.protocol.value);
  const meant = meantAmong(
    name,
    matching.flatMap((offer) => offer.port.name?.value ?? []),
  );
  const [only, ...others] = matching;
  const sending = matching.flatMap((offer) =>
    sendTo(world, service, port, offer, others.length === 0 || targetOf(offer) === meant),
  );
  const number = only?.port.containerPort?.value;
  const alone = world.derive(serviceSelection, service).pods.length === 1;
  if (only === undefined || others.length > 0 || !alone || ianaServiceNameFault(name) !== undefined) return sending;
  if (number === undefined || (isHeadless(service) && number !== port.port?.value)) return sending;
  return only.port.name === undefined
    ? [
        ...sending,
        ...fixOf(`Name container port ${portWords(only.port)} of ${describe(maker)} ${name}`, [
          insertInto(maker, only.port, { name }),
        ]),
      ]
    : [
        ...sending,
        ...fixOf(
          `Rename container port ${portWords(only.port)} of ${describe(maker)} to ${name}`,
          renamePort(world, maker, only.container, only.port, name),
        ),
      ];
}

/** Fixes for a Service port and a container port of different protocols: either takes the other's. */
export function protocolFixes(
  world: World,
  service: Service,
  port: ServicePort,
  maker: PodMaker,
  other: DeclaredPort,
): readonly Fix[] {
  const wanted = port.protocol.value;
  const declared = other.port.protocol.value;
  if (wanted === undefined || declared === undefined) return [];
  const twice = service.ports.some(
    ({ port: number, protocol }) => number?.value === port.port?.value && protocol.value === declared,
  );
  // A load balancer of two protocols depends on its provider (KN255).
  const mixes =
    service.serviceType.value === 'LoadBalancer' &&
    service.ports.some((each) => each !== port && each.protocol.value !== declared);
  const serviceSide =
    twice || mixes ? [] : fixOf(`Make the Service port ${declared}`, [protocolStep(service, port, declared)]);
  if (world.derive(serviceSelection, service).pods.length !== 1) return serviceSide;
  const number = other.port.containerPort?.value;
  if (!isNeeded(world, maker, other))
    return [
      ...serviceSide,
      ...fixOf(`Make container port ${portWords(other.port)} ${wanted}`, [protocolStep(maker, other.port, wanted)]),
    ];
  // Names are unique in a container, so only a port that is meant by its number can be declared once more.
  return typeof port.targetPort?.value === 'string' ||
    number === undefined ||
    maker.template.hostNetwork.value !== false
    ? serviceSide
    : [
        ...serviceSide,
        ...fixOf(`Declare ${number} in ${describe(maker)} for ${wanted} too`, [
          appendInto(maker, other.container, 'ports', [{ containerPort: number, protocol: wanted }]),
        ]),
      ];
}

function protocolStep(subject: Service | PodMaker, port: ServicePort | DeclaredPort['port'], protocol: string): Step {
  return 'defaulted' in port.protocol
    ? insertInto(subject, port, { protocol })
    : replaceAt(subject, port.protocol, protocol);
}

/** Whether a Service or a probe leads to a declared port with the protocol that it has. */
function isNeeded(world: World, maker: PodMaker, { container, port: declared }: DeclaredPort): boolean {
  const number = declared.containerPort?.value;
  const probed = container.probes.some(({ port }) => port?.value === number || port?.value === declared.name?.value);
  const sent = world.derive(selectingServices, maker).some(({ service }) =>
    service.ports.some((port) => {
      const resolved = resolvePort(port, maker.template);
      return resolved.kind === 'unknown' || (resolved.kind === 'port' && resolved.declared?.port === declared);
    }),
  );
  return sent || (probed && declared.protocol.value === 'TCP');
}
