import type { Judgement } from '../network/entry.ts';
import {
  type Attachment,
  listenerProblems,
  listenerSetsOf,
  parentOf,
  routeAttachments,
} from '../network/gateway/attach.ts';
import { routeTargets } from '../network/gateway/backends.ts';
import { namespaceMeant } from '../network/gateway/grants.ts';
import { behindRoute } from '../network/path/external-to-cluster.ts';
import { hop, type PathContext, placesOf } from '../network/path/path.ts';
import type { Service } from '../resources/core-v1.ts';
import type { Gateway, Listener, Route } from '../resources/gateway-api.ts';
import { type MapCollector, placeOf } from './collector.ts';
import { addEntry, addRows, type Row } from './entries.ts';
import { fromInternet } from './outside.ts';
import type { ServiceNodes } from './services.ts';
import type { LineHealth } from './verdicts.ts';

/**
 * Adds what the Gateway API lets in: Gateways with a row a listener, routes with a row a backend. A route hangs on the
 * listeners that it is attached to; one that names a Service shapes calls inside a mesh and is not reached from outside.
 */
export function addGateways(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  context: PathContext,
): void {
  const { world } = map;
  const listeners = new Map<Listener, string>();
  for (const gateway of world.all('gateway')) {
    const id = addGateway(map, gateway, listeners);
    fromInternet(map, id, { verdict: 'ok', evidence: [placeOf(gateway, gateway.kindSpan)] });
  }
  for (const set of world.all('listenerSet')) {
    const id = addGateway(map, set, listeners);
    const gateway = set.parent === undefined ? undefined : parentOf(world, set, set.parent);
    const own = placeOf(set, set.parent ?? set.kindSpan);
    const taken = gateway && listenerSetsOf(world, gateway).find((each) => each.set === set)?.taken;
    if (gateway === undefined || taken === undefined) fromInternet(map, id, { verdict: 'unknown', evidence: [own] });
    else {
      const health = judged(taken);
      const evidence = [own, ...health.evidence];
      map.connect({ kind: 'routes', from: map.idOf(gateway), to: id, label: '', ...health, evidence });
    }
  }
  for (const route of world.all('route')) addRoute(map, services, listeners, route, context);
}

function judged({ verdict, reason, evidence }: Judgement): LineHealth {
  return {
    verdict,
    ...(reason === '' ? {} : { reason }),
    evidence: placesOf({ evidence }),
  };
}

function addGateway(map: MapCollector, gateway: Gateway, listeners: Map<Listener, string>): string {
  const { className } = gateway;
  const parent = addEntry(map, gateway, [], className?.value === undefined ? [] : [`class ${className.value}`]);
  const problems = map.world.derive(listenerProblems, gateway);
  for (const [order, listener] of gateway.listeners.entries()) {
    const { name, port, protocol, hostname } = listener;
    const label = [name?.value, port?.value ?? '?', hostname?.value].filter((part) => part !== undefined).join(' ');
    const id = map.childId(parent, name?.value ?? label);
    const problem = problems.get(listener);
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
        verdict: problem?.verdict ?? 'ok',
        explanation: [`listens for ${protocol?.value ?? '?'}`, ...(problem === undefined ? [] : [problem.reason])],
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
  context: PathContext,
): void {
  const hosts = route.hostnames.map(({ value }) => value ?? '?');
  const calls = route.parents.filter(({ kind }) => kind === 'Service').map(({ name }) => name?.value ?? '?');
  const outer = route.parents.filter(({ kind }) => kind !== 'Service');
  const id = addEntry(map, route, hosts, [
    ...(calls.length === 0 ? [] : [`for calls to Service ${calls.join(', ')} inside the mesh`]),
    ...outer.map(({ kind, name }) => `through ${kind} ${name?.value ?? '?'}`),
  ]);
  // OpenShift's own Route names no parent: its router takes them all.
  if (route.openShift !== undefined)
    fromInternet(map, id, { verdict: 'ok', evidence: [placeOf(route, route.kindSpan)] });
  for (const parent of outer)
    for (const { gateway, listener, ...attachment } of shown(context, route, parent)) {
      const health = judged(attachment);
      if (gateway === undefined) fromInternet(map, id, health);
      else {
        const from = (listener && listeners.get(listener)) ?? map.idOf(gateway);
        map.connect({ kind: 'routes', from, to: id, label: '', ...health });
      }
    }
  addRows(map, services, route, routeRows(context, route));
}

/** Where a route hangs on a parent: the listeners that take it, the whole Gateway if all do, else what the first one says. */
function shown({ world }: PathContext, route: Route, parent: Route['parents'][number]): readonly Attachment[] {
  const all = world.derive(routeAttachments, route).filter((each) => each.parent === parent);
  const taking = all.filter(({ verdict }) => verdict !== 'broken');
  const [first] = taking.length === 0 ? all : taking;
  if (first === undefined) return [];
  const isWhole =
    taking.length > 1 &&
    taking.length === first.gateway?.listeners.length &&
    taking.every(({ verdict }) => verdict === first.verdict);
  if (isWhole) return [{ ...first, listener: undefined }];
  return taking.length === 0 ? [first] : taking;
}

function routeRows(context: PathContext, route: Route): readonly Row[] {
  const { world } = context;
  const all = route.kind === 'HTTPRoute' || route.kind === 'Route' ? '/' : 'all';
  return route.rules.flatMap((rule) => {
    const matches = rule.matches.flatMap(({ words }) => (words === '' ? [] : [words]));
    return routeTargets(world, route, rule).map((target): Row => {
      const { backend, verdict, reason, evidence, service } = target;
      const { name, port } = backend;
      return {
        label: matches.length > 1 ? `${matches[0]} +${matches.length - 1}` : (matches[0] ?? all),
        explanation: matches.length > 1 ? [`matches ${matches.join(', ')}`] : [],
        target:
          backend.kind !== 'Service'
            ? undefined
            : {
                namespace: namespaceMeant(world, route, backend).name,
                name,
                port,
                span: backend,
                behind: () =>
                  service === undefined
                    ? [hop('service', verdict, name?.value ?? '', reason, evidence)]
                    : behindRoute(context, route, target),
              },
        span: backend,
      };
    });
  });
}
