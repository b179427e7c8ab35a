import type { Service } from '../resources/core-v1.ts';
import type { Stated } from '../resources/field.ts';
import type { Route } from '../resources/gateway-api.ts';
import type { Ingress, IngressBackend } from '../resources/networking-v1.ts';
import type { Resource } from '../resources/resource.ts';
import type { Span } from '../text/span.ts';
import { type MapCollector, placeOf } from './collector.ts';
import type { Verdict } from './model.ts';
import { fromInternet, type ServiceNodes } from './services.ts';

/** Where a request goes behind an entry's row. */
interface Target {
  readonly namespace: string;
  readonly name: Stated<string> | undefined;
  readonly port: Stated<number | string> | undefined;
  readonly span: Span;
}

interface Row {
  readonly label: string;
  readonly target: Target | undefined;
  readonly span: Span;
}

/** Adds Ingresses and routes of the Gateway API with a row a route, each tied to the Service port that it leads to. */
export function addEntries(map: MapCollector, services: ReadonlyMap<Service, ServiceNodes>): void {
  for (const ingress of map.world.all('ingress'))
    addEntry(map, services, ingress, ingressRows(map, ingress), hostsOf(ingress));
  for (const route of map.world.all('route')) addEntry(map, services, route, routeRows(map, route), namesOf(route));
}

function addEntry(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  entry: Resource,
  rows: readonly Row[],
  hosts: readonly string[],
): void {
  const id = map.idOf(entry);
  map.add(
    {
      id,
      kind: 'entry',
      label: hosts.length === 1 ? (hosts[0] ?? '') : (entry.name?.value ?? '?'),
      detail: entry.kind,
      parent: map.namespaceIdOf(entry),
      place: placeOf(entry, entry.name ?? entry.kindSpan),
      verdict: 'ok',
      explanation: hosts.length === 0 ? ['every host'] : [`hosts ${hosts.join(', ')}`],
    },
    { resource: entry, span: entry.span },
  );
  fromInternet(map, id, entry);
  for (const [order, row] of rows.entries()) addRow(map, services, entry, id, { ...row, order });
}

function addRow(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  entry: Resource,
  parent: string,
  { label, target, span, order }: Row & { readonly order: number },
): void {
  const id = map.childId(parent, label);
  const found = target === undefined ? undefined : findPort(map, services, target);
  map.add(
    {
      id,
      kind: 'row',
      order,
      label,
      detail:
        target === undefined
          ? '?'
          : `${target.name?.value ?? '?'}${target.port === undefined ? '' : `:${target.port.value ?? '?'}`}`,
      parent,
      place: placeOf(entry, span),
      verdict: found?.verdict ?? 'unknown',
      ...(found?.reason === undefined ? {} : { reason: found.reason }),
    },
    { resource: entry, span },
  );
  if (found?.to !== undefined)
    map.connect({
      kind: 'routes',
      from: id,
      to: found.to,
      label: '',
      verdict: found.verdict,
      evidence: [placeOf(entry, target?.span ?? span)],
    });
}

function findPort(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  { namespace, name, port }: Target,
): { to: string | undefined; verdict: Verdict; reason: string | undefined } {
  const [service] = name?.value === undefined ? [] : map.world.named('service', namespace, name.value);
  const nodes = service === undefined ? undefined : services.get(service);
  if (nodes === undefined) return { to: undefined, verdict: 'unknown', reason: 'its Service is not in these files' };
  if (port?.value === undefined) return { to: nodes.ports[0]?.id ?? nodes.id, verdict: 'ok', reason: undefined };
  const match = nodes.ports.find(
    ({ port: { port: number, name: own } }) => number?.value === port.value || own?.value === port.value,
  );
  if (match !== undefined) return { to: match.id, verdict: 'ok', reason: undefined };
  // A list that may be longer than what is written may hold the port.
  if (nodes.service.portsOpen !== undefined) return { to: nodes.id, verdict: 'unknown', reason: undefined };
  return { to: nodes.id, verdict: 'broken', reason: `no port ${port.value}` };
}

function ingressRows(map: MapCollector, ingress: Ingress): readonly Row[] {
  const namespace = map.world.namespaceOf(ingress).name;
  const target = (backend: IngressBackend | undefined): Target | undefined =>
    backend?.service === undefined
      ? undefined
      : { namespace, name: backend.service, port: backend.port, span: backend };
  const hosts = hostsOf(ingress);
  const rows = ingress.rules.flatMap(({ host, paths }) =>
    paths.map((path): Row => {
      const where = path.path?.value ?? '/';
      return {
        label: hosts.length > 1 ? `${host?.value ?? '*'}${where}` : where,
        target: target(path.backend),
        span: path,
      };
    }),
  );
  if (ingress.defaultBackend !== undefined)
    rows.push({ label: 'everything else', target: target(ingress.defaultBackend), span: ingress.defaultBackend });
  return rows;
}

function routeRows(map: MapCollector, route: Route): readonly Row[] {
  const own = map.world.namespaceOf(route).name;
  return route.rules.flatMap(({ matches, backends }) =>
    backends.map(
      (backend): Row => ({
        label: matches.length === 0 ? '/' : matches.join(', '),
        target:
          backend.kind !== 'Service'
            ? undefined
            : { namespace: backend.namespace?.value ?? own, name: backend.name, port: backend.port, span: backend },
        span: backend,
      }),
    ),
  );
}

function hostsOf(ingress: Ingress): readonly string[] {
  return [...new Set(ingress.rules.map(({ host }) => host?.value ?? '*'))];
}

function namesOf(route: Route): readonly string[] {
  return route.hostnames.map(({ value }) => value ?? '?');
}
