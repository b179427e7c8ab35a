import { type Caller, callersOf, callsPort } from '../network/callers.ts';
import { resolvePort } from '../network/ports.ts';
import { isHeadless, selectingServices } from '../network/service.ts';
import type { Service, ServicePort } from '../resources/core-v1.ts';
import type { ContainerPort, PodMaker } from '../resources/pod-maker.ts';
import { viaName } from '../resources/references/reference.ts';
import type { World } from '../world/world.ts';
import { type HoverLine, type HoverPart, link, shortParts } from './hover-line.ts';
import { at } from './place.ts';

/** Callers beyond this many are counted. */
const maxCallers = 3;

/** Who says to call a port of a Service. */
export function portCallersLines(
  service: Service,
  port: ServicePort,
  world: World,
  domain: string,
): readonly HoverLine[] {
  return callersLines(callersOf(world, service, domain).filter((caller) => callsPort(caller, port)));
}

/** Who says to call a port of a container, by the Services that send there. */
export function containerPortCallersLines(
  maker: PodMaker,
  port: ContainerPort,
  world: World,
  domain: string,
): readonly HoverLine[] {
  const number = port.containerPort?.value;
  const callers = world.derive(selectingServices, maker).flatMap(({ service }) => {
    const ports = service.ports.filter((own) => {
      const resolved = own.protocol.value === port.protocol.value ? resolvePort(own, maker.template) : undefined;
      return resolved?.kind === 'port' && resolved.number === number;
    });
    // Clients of a headless Service connect to the pods themselves, on the pods' own ports.
    const isDirect = ({ reference }: Caller) => isHeadless(service) && reference.port === number;
    return ports.length === 0 && !isHeadless(service)
      ? []
      : callersOf(world, service, domain).filter(
          (caller) => isDirect(caller) || ports.some((own) => callsPort(caller, own)),
        );
  });
  return callersLines(callers);
}

/** `called by Deployment "web" (main: API_URL)`; each variable leads to where it stands. */
function callersLines(callers: readonly Caller[]): readonly HoverLine[] {
  const byName = new Map<string, readonly HoverPart[]>();
  for (const { maker, reference, port } of callers) {
    const { container, via, place } = reference;
    const { resource, ...span } = place();
    const name = viaName(via);
    const perhaps = port === undefined && reference.port === undefined ? '? perhaps ' : '';
    const parts = [
      perhaps,
      link(maker),
      ` (${container.name?.value ?? '?'}: `,
      { text: name, to: at(resource, span) },
      ')',
    ];
    byName.set(
      JSON.stringify([maker.document.file, maker.kind, maker.name?.value, container.name?.value, name]),
      parts,
    );
  }
  if (byName.size === 0) return [];
  return [['called by ', ...shortParts([...byName.values()], maxCallers, (parts) => parts)]];
}
