import { doubtOf, type Pairs } from '../../resources/field.ts';
import type { AllowedNamespaces, Gateway, Listener, ObjectReference, Route } from '../../resources/gateway-api.ts';
import { describe } from '../../resources/kinds.ts';
import { matchLabelSelector } from '../../resources/labels.ts';
import type { Resource } from '../../resources/resource.ts';
import { surelyDiffer } from '../../world/gates.ts';
import type { DeriveSlot, KeySlot, NamespaceName, World } from '../../world/world.ts';
import type { EntryVerdict, Judgement } from '../entry.ts';
import { seen } from '../path/path.ts';
import { mayRefer, namespaceMeant } from './grants.ts';
import { type Hostname, intersection } from './hostnames.ts';

/**
 * What keeps a route from a listener: no listener is `named` so, its `kind`, its `namespace`, none of its `hosts`, or the
 * `listener` takes nothing at all. In the order in which they are asked, so the last one is the closest to being attached.
 */
export type AttachmentCause = 'named' | 'kind' | 'namespace' | 'hosts' | 'listener';

/** A route at one listener, or what keeps it from every one of a parent. */
export interface Attachment extends Judgement {
  readonly route: Route;
  readonly parent: ObjectReference;
  /** The Gateway or ListenerSet that has the listener; `undefined` where none is known. */
  readonly gateway: Gateway | undefined;
  readonly listener: Listener | undefined;
  /** What keeps it from there; `undefined` where nothing surely does. */
  readonly cause: AttachmentCause | undefined;
  /** The hosts that it takes there: what the route and the listener have in common. */
  readonly hostnames: readonly Hostname[];
}

const group = 'gateway.networking.k8s.io';

/** Kinds that a listener takes by its protocol, where `allowedRoutes.kinds` is silent (v1 `AllowedRoutes.kinds`). */
const kindsOf: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', ['TLSRoute', 'TCPRoute']],
  ['TCP', ['TCPRoute']],
  ['UDP', ['UDPRoute']],
]);

/** More the API server refuses, so the cost of what it refuses has a limit. */
const most = { parents: 32, listeners: 64, hostnames: 16 };

const ok: Judgement = { verdict: 'ok', reason: '', evidence: [] };

/** Routes by the names of their parents. */
const routesByParent: KeySlot<'route'> = {
  type: 'route',
  keysOf: ({ parents }) => [...new Set(parents.flatMap(({ name }) => name?.value ?? []))],
};

/** ListenerSets by the name of their Gateway. */
const setsByParent: KeySlot<'listenerSet'> = {
  type: 'listenerSet',
  keysOf: ({ parent }) => (parent?.name?.value === undefined ? [] : [parent.name.value]),
};

/**
 * Where a route is attached, parent by parent and listener by listener, and what keeps it from there (Gateway API,
 * "Attaching Routes to Gateways"). A parent that is a Service shapes calls inside a mesh and is left out.
 */
export const routeAttachments: DeriveSlot<Route, readonly Attachment[]> = {
  name: 'routeAttachments',
  reach: 'stack',
  compute: (world, route) =>
    route.parents
      .slice(0, most.parents)
      .filter(({ kind }) => kind !== 'Service')
      .flatMap((parent) => attachmentsTo(world, route, parent)),
};

/** Where a route is attached by one parent, or would be by another one than it states. */
export function attachmentsTo(world: World, route: Route, parent: ObjectReference): readonly Attachment[] {
  const gateway = parentOf(world, route, parent);
  if (gateway !== undefined) return attachTo(world, route, parent, gateway);
  const reason = missingParent(world, route, parent);
  const none = { route, parent, gateway, listener: undefined, cause: undefined, hostnames: [] };
  return [{ ...none, verdict: 'unknown', reason, evidence: [seen(route, parent)] }];
}

/** The routes that may be attached to the listeners of a Gateway or ListenerSet. */
export const attachedRoutes: DeriveSlot<Gateway & Resource, readonly Attachment[]> = {
  name: 'attachedRoutes',
  reach: 'stack',
  compute: (world, gateway) =>
    gateway.name?.value === undefined
      ? []
      : world
          .keyed(routesByParent, gateway.name.value)
          .flatMap((route) => world.derive(routeAttachments, route))
          .filter((attachment) => attachment.gateway === gateway),
};

/** The ListenerSets that name a Gateway, with whether it takes them. */
export function listenerSetsOf(
  world: World,
  gateway: Gateway,
): readonly { readonly set: Gateway & Resource; readonly taken: Judgement }[] {
  if (gateway.name?.value === undefined) return [];
  return world
    .keyed(setsByParent, gateway.name.value)
    .filter((set) => set.parent !== undefined && parentOf(world, set, set.parent) === gateway)
    .map((set) => ({ set, taken: listenerSetVerdict(world, gateway, set) }));
}

/** The Gateway or ListenerSet that a reference names. */
export function parentOf(world: World, from: Resource, parent: ObjectReference): (Gateway & Resource) | undefined {
  const name = parent.name?.value;
  if (name === undefined) return undefined;
  const namespace = namespaceMeant(world, from, parent).name;
  if (parent.kind === 'Gateway' && parent.group === group) return world.named('gateway', namespace, name)[0];
  return parent.kind.endsWith('ListenerSet') ? world.named('listenerSet', namespace, name)[0] : undefined;
}

function missingParent(world: World, route: Route, parent: ObjectReference): string {
  const { kind, name } = parent;
  if (kind !== 'Gateway' && !kind.endsWith('ListenerSet')) return `what attaching to a ${kind} means is not known`;
  return (
    doubtOf(name) ??
    `${kind} "${name?.value ?? '?'}" of namespace ${namespaceMeant(world, route, parent).name} is not in this stack`
  );
}

function attachTo(
  world: World,
  route: Route,
  parent: ObjectReference,
  gateway: Gateway & Resource,
): readonly Attachment[] {
  const { sectionName, port } = parent;
  const base = { route, parent, gateway, listener: undefined, cause: undefined, hostnames: [] };
  const meant = gateway.listeners
    .slice(0, most.listeners)
    .filter(
      (listener) =>
        (sectionName === undefined ||
          listener.name?.value === undefined ||
          listener.name.value === sectionName.value) &&
        (port === undefined || listener.port?.value === undefined || listener.port.value === port.value),
    );
  if (meant.length === 0) {
    const names = gateway.listeners.map(({ name }) => name?.value ?? '?').join(', ');
    const open = gateway.listenersOpen ?? doubtOf(sectionName) ?? doubtOf(port);
    const wanted = sectionName === undefined ? `on port ${port?.value ?? '?'}` : `named ${sectionName.value ?? '?'}`;
    return [
      {
        ...base,
        cause: open === undefined ? 'named' : undefined,
        verdict: open === undefined ? 'broken' : 'unknown',
        reason: open ?? `${describe(gateway)} has no listener ${wanted} (listeners: ${names || 'none'})`,
        evidence: [seen(route, parent)],
      },
    ];
  }
  const whole = gatewayTakes(world, gateway);
  return meant.map((listener) => {
    const found = atListener(world, route, gateway, listener);
    const judged =
      whole.verdict === 'ok' || found.verdict === 'broken'
        ? found
        : {
            ...whole,
            cause: whole.verdict === 'broken' ? ('listener' as const) : undefined,
            hostnames: found.hostnames,
          };
    return { ...base, listener, ...judged, evidence: [...judged.evidence, seen(route, parent)] };
  });
}

/** Whether a ListenerSet is taken by its Gateway; a Gateway itself stands alone. */
function gatewayTakes(world: World, gateway: Gateway & Resource): Judgement {
  if (gateway.parent === undefined) return ok;
  const parent = parentOf(world, gateway, gateway.parent);
  return parent === undefined
    ? {
        verdict: 'unknown',
        reason: `Gateway "${gateway.parent.name?.value ?? '?'}" of ${describe(gateway)} is not in this stack`,
        evidence: [seen(gateway, gateway.parent)],
      }
    : listenerSetVerdict(world, parent, gateway);
}

/** Whether a Gateway takes the listeners of a ListenerSet. */
export function listenerSetVerdict(world: World, gateway: Gateway, set: Gateway): Judgement {
  const { allowedListeners } = gateway;
  const allowed = allows(world, allowedListeners, gateway, set);
  return { ...allowed, reason: `${describe(gateway)} takes ListenerSets of ${allowed.reason}` };
}

/** Whether one listener takes a route: kind, namespace, hosts, and whether the listener itself works. */
function atListener(
  world: World,
  route: Route,
  gateway: Gateway & Resource,
  listener: Listener,
): Judgement & Pick<Attachment, 'cause' | 'hostnames'> {
  const place = [seen(gateway, listener)];
  const name = `listener ${listener.name?.value ?? listener.port?.value ?? '?'} of ${describe(gateway)}`;
  const judge = (
    verdict: EntryVerdict,
    reason: string,
    hostnames: readonly Hostname[] = [],
    cause?: AttachmentCause,
  ) => ({ verdict, reason, evidence: place, cause, hostnames });
  const refuse = (cause: AttachmentCause, reason: string) => judge('broken', reason, [], cause);
  const protocol = listener.protocol?.value;
  const kinds = listener.kinds.length > 0 ? listener.kinds.map(({ kind }) => kind) : kindsOf.get(protocol);
  if (kinds === undefined)
    return judge('unknown', doubtOf(listener.protocol) ?? `${name} is of protocol ${protocol ?? '?'}`);
  if (!kinds.includes(route.kind))
    return refuse('kind', `${name} (${protocol ?? '?'}) takes ${kinds.join(', ')}, no ${route.kind}`);
  const space = allows(world, listener.allowedRoutes, gateway, route);
  if (space.verdict === 'broken')
    return refuse(
      listener.allowedRoutes.from.value === 'Selector' && listener.allowedRoutes.selector === undefined
        ? 'listener'
        : 'namespace',
      `${name} takes routes of ${space.reason}`,
    );
  const doubt = doubtOf(listener.hostname) ?? route.hostnames.flatMap((own) => doubtOf(own) ?? [])[0];
  const own = hasHosts(protocol) ? listener.hostname?.value?.toLowerCase() : undefined;
  const stated: readonly Hostname[] = route.hostnames
    .slice(0, most.hostnames)
    .flatMap(({ value }) => value?.toLowerCase() ?? []);
  const hostnames =
    stated.length === 0 && route.hostnames.length === 0
      ? [own]
      : stated.flatMap((each) => {
          const common = intersection(own, each);
          return common === undefined ? [] : [common.hostname];
        });
  if (hostnames.length === 0 && doubt === undefined)
    return refuse('hosts', `${name} is for ${own}, and none of ${stated.join(', ')} is such a host`);
  const broken = world.derive(listenerProblems, gateway).get(listener);
  if (broken !== undefined && broken.verdict === 'broken') return { ...broken, cause: 'listener', hostnames };
  if (doubt !== undefined) return judge('unknown', `the hosts are not known: ${doubt}`, [undefined]);
  if (space.verdict === 'unknown') return judge('unknown', `${name} takes routes of ${space.reason}`, hostnames);
  if (route.open !== undefined) return judge('unknown', route.open, hostnames);
  return broken === undefined
    ? judge('ok', `attached to ${name}`, hostnames)
    : { ...broken, cause: undefined, hostnames };
}

function hasHosts(protocol: string | undefined): boolean {
  return protocol !== 'TCP' && protocol !== 'UDP';
}

/**
 * Why listeners of a Gateway take nothing at all: two of them stand against each other (Gateway API, "Distinct Listeners"), or
 * a certificate is in a namespace that grants no reference.
 */
export const listenerProblems: DeriveSlot<Gateway & Resource, ReadonlyMap<Listener, Judgement>> = {
  name: 'listenerProblems',
  reach: 'stack',
  compute(world, gateway) {
    const found = new Map<Listener, Judgement>();
    for (const listener of gateway.listeners.slice(0, most.listeners)) {
      const problem = listenerProblem(world, gateway, listener);
      if (problem !== undefined) found.set(listener, problem);
    }
    return found;
  },
};

function listenerProblem(world: World, gateway: Gateway, listener: Listener): Judgement | undefined {
  const port = listener.port?.value;
  const rival = gateway.listeners.find(
    (other) => other !== listener && port !== undefined && other.port?.value === port && conflicts(listener, other),
  );
  if (rival !== undefined) {
    const [one, other] = [listener, rival].map(({ name, protocol }) => name?.value ?? protocol?.value ?? '?');
    return {
      verdict: 'broken',
      reason: `listeners ${one} and ${other} of ${describe(gateway)} conflict on port ${port}: both are rejected`,
      evidence: [seen(gateway, listener), seen(gateway, rival)],
    };
  }
  return listener.certificates
    .map((certificate) => mayRefer(world, gateway, certificate))
    .find(({ verdict }) => verdict !== 'ok');
}

/** HTTP, HTTPS and TLS share a port by their hosts, TCP and UDP with nobody of their transport. */
function conflicts(a: Listener, b: Listener): boolean {
  const [one, other] = [a.protocol?.value, b.protocol?.value];
  if (one === undefined || other === undefined) return false;
  if ((one === 'UDP') !== (other === 'UDP')) return false;
  if (!hasHosts(one) || !hasHosts(other)) return true;
  if (doubtOf(a.hostname) !== undefined || doubtOf(b.hostname) !== undefined) return false;
  return one === other && a.hostname?.value === b.hostname?.value;
}

/** Whether namespaces are let in; the reason says which are: `namespace shop only`. */
function allows(world: World, { from, selector }: AllowedNamespaces, owner: Resource, child: Resource): Judgement {
  const own = world.namespaceOf(owner);
  const theirs = world.namespaceOf(child);
  const evidence = [seen(owner, from)];
  switch (from.value) {
    case 'All':
      return { verdict: 'ok', reason: 'every namespace', evidence };
    case 'None':
      return { verdict: 'broken', reason: 'no namespace', evidence };
    case 'Same': {
      const verdict = own.name === theirs.name ? 'ok' : surelyDiffer(own, theirs) ? 'broken' : 'unknown';
      return { verdict, reason: `its own namespace ${own.name} only, not of ${theirs.name}`, evidence };
    }
    case 'Selector': {
      if (selector === undefined)
        return { verdict: 'broken', reason: 'no namespace: its selector is missing', evidence };
      const match = matchLabelSelector(selector, namespaceLabels(world, theirs));
      const verdict = match === 'yes' ? 'ok' : match === 'no' ? 'broken' : 'unknown';
      const which = `namespaces that its selector finds, ${match === 'unknown' ? 'and the labels of namespace' : 'not of'} ${theirs.name}`;
      return { verdict, reason: match === 'unknown' ? `${which} are not all known` : which, evidence };
    }
    default:
      return {
        verdict: 'unknown',
        reason: doubtOf(from) ?? `namespaces of a kind that is not known (${from.value})`,
        evidence,
      };
  }
}

/** The labels of a namespace: those of its object, open where it is not here or not stated, and its name. */
function namespaceLabels(world: World, { name, assumed, unknown: doubt }: NamespaceName): Pairs {
  const unknown = doubt ?? (assumed ? 'its namespace is not stated' : undefined);
  const [object] = unknown === undefined ? world.named('namespace', '', name) : [];
  const span = { start: 0, end: 0, keyStart: 0, keyEnd: 0 };
  const own = { key: 'kubernetes.io/metadata.name', value: unknown === undefined ? name : undefined, ...span };
  const open = object === undefined ? (unknown ?? `Namespace "${name}" is not here`) : object.labels.open;
  const pairs = [...(object?.labels.pairs ?? []).filter(({ key }) => key !== own.key), own];
  return { pairs, start: 0, end: 0, ...(open === undefined ? {} : { open }) };
}
