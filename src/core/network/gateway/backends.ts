import type { Service } from '../../resources/core-v1.ts';
import { doubtOf } from '../../resources/field.ts';
import type { BackendReference, Route, RouteRule } from '../../resources/gateway-api.ts';
import { describe } from '../../resources/kinds.ts';
import { hiddenService } from '../../world/gates.ts';
import type { World } from '../../world/world.ts';
import { serviceEndpoints } from '../endpoints.ts';
import type { EntryVerdict, Judgement } from '../entry.ts';
import { seen } from '../path/path.ts';
import { mayRefer, namespaceMeant } from './grants.ts';

/** Where a rule sends a part of its requests. */
export interface RouteTarget extends Judgement {
  readonly backend: BackendReference;
  /** Its part, 0 to 1; `undefined` where a weight is not known. */
  readonly share: number | undefined;
  /** `undefined` where it is not here, or no Service. */
  readonly service: Service | undefined;
  /** The Service port, by number or name; `undefined` where there is none to mean or any is. */
  readonly port: number | string | undefined;
}

/** The backends of a rule with their parts and whether the reference is valid; an invalid one gets its part answered with 500. */
export function routeTargets(world: World, route: Route, { backends }: RouteRule): readonly RouteTarget[] {
  const standard = route.openShift === undefined ? 1 : 100;
  const weights = backends.map(({ weight }) => (weight === undefined ? standard : weight.value));
  const total = weights.reduce<number | undefined>(
    (sum, weight) => (sum === undefined || weight === undefined ? undefined : sum + Math.max(weight, 0)),
    0,
  );
  return backends.map((backend, i) => {
    const weight = weights[i];
    const share =
      weight === undefined || total === undefined ? undefined : total === 0 ? 0 : Math.max(weight, 0) / total;
    return routeTarget(world, route, backend, share);
  });
}

function routeTarget(world: World, route: Route, backend: BackendReference, share: number | undefined): RouteTarget {
  const place = [seen(route, backend)];
  const name = backend.name?.value;
  const answer = (verdict: EntryVerdict, reason: string, service?: Service, port?: number | string): RouteTarget => ({
    backend,
    share,
    service,
    port,
    verdict,
    reason,
    evidence: place,
  });
  if (backend.group !== '' || backend.kind !== 'Service')
    return answer(
      backend.group === '' ? 'broken' : 'unknown',
      backend.group === ''
        ? `a ${backend.kind} is no backend (InvalidKind): it answers 500`
        : `where a ${backend.kind} leads is up to the implementation`,
    );
  if (name === undefined) return answer('unknown', doubtOf(backend.name) ?? 'the backend has no name');
  const granted = mayRefer(world, route, backend);
  if (granted.verdict !== 'ok') return answer(granted.verdict, granted.reason);
  const where = namespaceMeant(world, route, backend);
  const [service] = where.unknown === undefined ? world.named('service', where.name, name) : [];
  if (service === undefined) {
    const hidden = where.unknown ?? hiddenService(world, where.name, name);
    const [status, code] = route.openShift === undefined ? [500, ' (BackendNotFound)'] : [503, ''];
    return hidden === undefined
      ? answer('broken', `there is no Service ${name} in namespace ${where.name}${code}: it answers ${status}`)
      : answer('unknown', hidden);
  }
  if (route.openShift !== undefined) return openShiftTarget(world, backend, service, answer);
  const { port } = backend;
  if (port === undefined) return answer('broken', `the reference to ${describe(service)} states no port`, service);
  const open = doubtOf(port) ?? service.portsOpen;
  const served = service.ports.map((each) => `${each.port?.value ?? '?'}`);
  if (!served.includes(`${port.value ?? '?'}`) && !served.includes('?'))
    return open === undefined
      ? answer(
          'broken',
          `${describe(service)} serves ${served.join(', ') || 'no port'}, not ${port.value}: it answers 500`,
          service,
        )
      : answer('unknown', open, service);
  return answer('ok', `it sends to ${describe(service)} port ${port.value ?? '?'}`, service, port.value);
}

/** The router of OpenShift goes to endpoints whose port has this name or number; without one to all of them. */
function openShiftTarget(
  world: World,
  { port }: BackendReference,
  service: Service,
  answer: (verdict: EntryVerdict, reason: string, service?: Service, port?: number | string) => RouteTarget,
): RouteTarget {
  const to = `it sends to ${describe(service)}`;
  if (port === undefined)
    return answer('ok', to, service, service.ports.length === 1 ? service.ports[0]?.port?.value : undefined);
  const wanted = port.value;
  if (wanted === undefined) return answer('unknown', doubtOf(port) ?? 'its port is not known', service);
  const { endpoints } = world.derive(serviceEndpoints, service);
  const reached = service.ports.find(
    ({ name, port: own, targetPort, protocol }) =>
      name?.value === wanted ||
      `${targetPort?.value ?? own?.value}` === `${wanted}` ||
      endpoints.some(({ ports }) =>
        ports.some(
          (published) =>
            published.name === (name?.value ?? '') &&
            published.protocol === protocol.value &&
            published.resolved.kind === 'port' &&
            `${published.resolved.number}` === `${wanted}`,
        ),
      ),
  );
  if (reached !== undefined)
    return answer('ok', `${to} port ${reached.port?.value ?? '?'}`, service, reached.port?.value);
  const offered = service.ports.map(
    ({ name, targetPort, port: own }) => name?.value ?? targetPort?.value ?? own?.value ?? '?',
  );
  return service.portsOpen === undefined
    ? answer(
        'broken',
        `no endpoint of ${describe(service)} has port ${wanted} (there is ${offered.join(', ') || 'none'}): it answers 503`,
        service,
      )
    : answer('unknown', service.portsOpen, service);
}
