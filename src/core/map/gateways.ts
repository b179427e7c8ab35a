import type { Service } from '../resources/core-v1.ts';
import type { Gateway, Listener, ObjectReference, Route } from '../resources/gateway-api.ts';
import { type MapCollector, placeOf } from './collector.ts';
import { addEntry, addRows, type Row } from './entries.ts';
import { fromInternet } from './outside.ts';
import type { ServiceNodes } from './services.ts';

/**
 * Adds what the Gateway API lets in: Gateways with a row a listener, routes with a row a backend. A route hangs on the
 * Gateways that it names; one that names a Service shapes calls inside a mesh and is not reached from outside.
 */
export function addGateways(map: MapCollector, services: ReadonlyMap<Service, ServiceNodes>): void {
  const listeners = new Map<Listener, string>();
  for (const gateway of map.world.all('gateway')) fromInternet(map, addGateway(map, gateway, listeners), gateway, 'ok');
  for (const set of map.world.all('listenerSet')) {
    const id = addGateway(map, set, listeners);
    const gateway = set.parent === undefined ? undefined : findParent(map, set, set.parent);
    if (gateway !== undefined) attach(map, map.idOf(gateway), id, set, set.parent);
    else fromInternet(map, id, set, 'unknown');
  }
  for (const route of map.world.all('route')) addRoute(map, services, listeners, route);
}

function addGateway(map: MapCollector, gateway: Gateway, listeners: Map<Listener, string>): string {
  const { className } = gateway;
  const parent = addEntry(map, gateway, [], className?.value === undefined ? [] : [`class ${className.value}`]);
  for (const [order, listener] of gateway.listeners.entries()) {
    const { name, port, protocol, hostname } = listener;
    const label = [name?.value, port?.value ?? '?', hostname?.value].filter((part) => part !== undefined).join(' ');
    const id = map.childId(parent, name?.value ?? label);
    listeners.set(listener, id);
    map.add(
      {
        id,
        kind: 'row',
        order,
        label,
        detail: '',
        parent,
        place: placeOf(gateway, listener),
        verdict: 'ok',
        explanation: [`listens for ${protocol?.value ?? '?'}`],
      },
      { resource: gateway, span: listener },
    );
  }
  return parent;
}

function addRoute(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  listeners: ReadonlyMap<Listener, string>,
  route: Route,
): void {
  const hosts = route.hostnames.map(({ value }) => value ?? '?');
  const calls = route.parents.filter(({ kind }) => kind === 'Service').map(({ name }) => name?.value ?? '?');
  const outer = route.parents.filter(({ kind }) => kind !== 'Service');
  const id = addEntry(map, route, hosts, [
    ...(calls.length === 0 ? [] : [`for calls to Service ${calls.join(', ')} inside the mesh`]),
    ...outer.map(({ kind, name }) => `through ${kind} ${name?.value ?? '?'}`),
  ]);
  // OpenShift's own Route names no parent: its router takes them all.
  if (route.group === 'route.openshift.io') fromInternet(map, id, route, 'ok');
  for (const parent of outer) {
    const gateway = findParent(map, route, parent);
    if (gateway === undefined) fromInternet(map, id, route, 'unknown');
    else attach(map, fromOf(map, gateway, parent, listeners), id, route, parent);
  }
  addRows(map, services, route, routeRows(map, route));
}

/** The listener that a route asks for, or the only one there is; else the whole Gateway. */
function fromOf(
  map: MapCollector,
  gateway: Gateway,
  { sectionName }: ObjectReference,
  listeners: ReadonlyMap<Listener, string>,
): string {
  const { listeners: all } = gateway;
  const named = all.find(({ name }) => name?.value !== undefined && name.value === sectionName?.value);
  const wanted = named ?? (sectionName === undefined && all.length === 1 ? all[0] : undefined);
  return (wanted === undefined ? undefined : listeners.get(wanted)) ?? map.idOf(gateway);
}

function attach(
  map: MapCollector,
  from: string,
  to: string,
  child: Route | Gateway,
  parent: ObjectReference | undefined,
): void {
  const evidence = [placeOf(child, parent ?? child.kindSpan)];
  map.connect({ kind: 'routes', from, to, label: '', verdict: 'ok', evidence });
}

function findParent(
  map: MapCollector,
  child: Route | Gateway,
  { kind, name, namespace }: ObjectReference,
): Gateway | undefined {
  const where = namespace?.value ?? map.world.namespaceOf(child).name;
  if (name?.value === undefined) return undefined;
  const type = kind === 'Gateway' ? 'gateway' : kind.endsWith('ListenerSet') ? 'listenerSet' : undefined;
  return type === undefined ? undefined : map.world.named(type, where, name.value)[0];
}

function routeRows(map: MapCollector, route: Route): readonly Row[] {
  const own = map.world.namespaceOf(route).name;
  const all = route.kind === 'HTTPRoute' || route.kind === 'Route' ? '/' : 'all';
  return route.rules.flatMap(({ matches: stated, backends }) => {
    const matches = stated.flatMap(({ words }) => (words === '' ? [] : [words]));
    return backends.map(
      (backend): Row => ({
        label: matches.length > 1 ? `${matches[0]} +${matches.length - 1}` : (matches[0] ?? all),
        explanation: matches.length > 1 ? [`matches ${matches.join(', ')}`] : [],
        target:
          backend.kind !== 'Service'
            ? undefined
            : { namespace: backend.namespace?.value ?? own, name: backend.name, port: backend.port, span: backend },
        span: backend,
      }),
    );
  });
}
