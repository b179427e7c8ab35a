import { child, type MapNode } from '../manifest/node.ts';
import { integer, map, maps, numberOrName, plainText, type Reading, spanOf, text, texts } from './decode-field.ts';
import { decodeBase, type ObjectHead } from './decode-metadata.ts';
import type {
  BackendTLSPolicy,
  Gateway,
  GatewayClass,
  Listener,
  ObjectReference,
  ReferenceGrant,
  Route,
  RouteRule,
} from './gateway-api.ts';

const gatewayGroup = 'gateway.networking.k8s.io';

/** Decodes a GatewayClass. */
export function decodeGatewayClass(reading: Reading, head: ObjectHead): GatewayClass {
  const spec = map(reading, head.node, 'spec');
  return { ...decodeBase(reading, head), type: 'gatewayClass', controllerName: text(reading, spec, 'controllerName') };
}

/** Decodes a Gateway. */
export function decodeGateway(reading: Reading, head: ObjectHead): Gateway & { readonly type: 'gateway' } {
  const spec = map(reading, head.node, 'spec');
  return {
    ...decodeBase(reading, head),
    type: 'gateway',
    className: text(reading, spec, 'gatewayClassName'),
    parent: undefined,
    listeners: maps(reading, spec, 'listeners', decodeListener),
  };
}

/** Decodes a ListenerSet (XListenerSet while it was experimental). */
export function decodeListenerSet(reading: Reading, head: ObjectHead): Gateway & { readonly type: 'listenerSet' } {
  const spec = map(reading, head.node, 'spec');
  const parent = map(reading, spec, 'parentRef');
  return {
    ...decodeBase(reading, head),
    type: 'listenerSet',
    className: undefined,
    parent: parent === undefined ? undefined : decodeParent(reading, parent),
    listeners: maps(reading, spec, 'listeners', decodeListener),
  };
}

function decodeListener(reading: Reading, item: MapNode): Listener {
  return {
    name: text(reading, item, 'name'),
    port: integer(reading, item, 'port'),
    protocol: text(reading, item, 'protocol'),
    hostname: text(reading, item, 'hostname'),
    start: item.start,
    end: item.end,
  };
}

/** Decodes a route of the Gateway API. */
export function decodeRoute(reading: Reading, head: ObjectHead): Route {
  const spec = map(reading, head.node, 'spec');
  return {
    ...decodeBase(reading, head),
    type: 'route',
    hostnames: texts(reading, spec, 'hostnames'),
    parents: maps(reading, spec, 'parentRefs', decodeParent),
    rules: maps(reading, spec, 'rules', decodeRouteRule),
  };
}

function decodeRouteRule(reading: Reading, item: MapNode): RouteRule {
  return {
    matches: maps(reading, item, 'matches', describeMatch).filter((match) => match !== ''),
    backends: maps(reading, item, 'backendRefs', decodeBackendReference),
    start: item.start,
    end: item.end,
  };
}

/** A match for people: method and path of HTTP, service and method of gRPC, the names of further conditions. */
function describeMatch(_reading: Reading, item: MapNode): string {
  const method = child(item, 'method');
  const parts: string[] = [];
  if (method?.type === 'map') {
    const service = plainText(method, 'service') ?? '*';
    parts.push(`grpc ${service}/${plainText(method, 'method') ?? '*'}`);
  } else if (method?.type === 'scalar' && typeof method.value === 'string') parts.push(method.value);
  const path = child(item, 'path');
  const value = plainText(path, 'value');
  if (value !== undefined) parts.push(plainText(path, 'type') === 'Exact' ? `=${value}` : value);
  for (const [key, word] of conditions) {
    const stated = child(item, key);
    if (stated?.type !== 'sequence') continue;
    for (const condition of stated.items) {
      const name = plainText(condition, 'name');
      if (name !== undefined) parts.push(`${word} ${name}`);
    }
  }
  return parts.join(' ');
}

const conditions = [
  ['headers', 'header'],
  ['queryParams', 'query'],
] as const;

function decodeParent(reading: Reading, item: MapNode): ObjectReference {
  return decodeReference(reading, item, gatewayGroup, 'Gateway');
}

function decodeBackendReference(reading: Reading, item: MapNode): ObjectReference {
  return decodeReference(reading, item, '', 'Service');
}

function decodeReference(reading: Reading, item: MapNode, group: string, kind: string): ObjectReference {
  return {
    // An empty group is the core group, not a missing one.
    group: text(reading, item, 'group')?.value ?? (child(item, 'group') === undefined ? group : ''),
    kind: text(reading, item, 'kind')?.value ?? kind,
    namespace: text(reading, item, 'namespace'),
    name: text(reading, item, 'name'),
    port: integer(reading, item, 'port'),
    sectionName: text(reading, item, 'sectionName'),
    start: item.start,
    end: item.end,
  };
}

/** Decodes a ReferenceGrant. */
export function decodeReferenceGrant(reading: Reading, head: ObjectHead): ReferenceGrant {
  const spec = map(reading, head.node, 'spec');
  return {
    ...decodeBase(reading, head),
    type: 'referenceGrant',
    from: maps(reading, spec, 'from', decodeGrantFrom),
    to: maps(reading, spec, 'to', decodeGrantTo),
  };
}

function decodeGrantFrom(reading: Reading, item: MapNode): ReferenceGrant['from'][number] {
  return {
    group: plainText(item, 'group') ?? '',
    kind: plainText(item, 'kind') ?? '',
    namespace: text(reading, item, 'namespace'),
    span: spanOf(item),
  };
}

function decodeGrantTo(reading: Reading, item: MapNode): ReferenceGrant['to'][number] {
  return {
    group: plainText(item, 'group') ?? '',
    kind: plainText(item, 'kind') ?? '',
    name: text(reading, item, 'name'),
    span: spanOf(item),
  };
}

/** Decodes a BackendTLSPolicy. */
export function decodeBackendTLSPolicy(reading: Reading, head: ObjectHead): BackendTLSPolicy {
  const spec = map(reading, head.node, 'spec');
  return {
    ...decodeBase(reading, head),
    type: 'backendTLSPolicy',
    targets: maps(reading, spec, 'targetRefs', decodeBackendReference),
  };
}

/** Decodes an OpenShift Route as the one rule it is: host and path to one Service and its alternatives. */
export function decodeOpenShiftRoute(reading: Reading, head: ObjectHead): Route {
  const spec = map(reading, head.node, 'spec');
  const host = text(reading, spec, 'host');
  const to = map(reading, spec, 'to');
  const port = numberOrName(reading, map(reading, spec, 'port'), 'targetPort');
  const path = plainText(spec, 'path');
  const backends = [
    ...(to === undefined ? [] : [decodeBackendReference(reading, to)]),
    ...maps(reading, spec, 'alternateBackends', decodeBackendReference),
  ];
  const at = spec ?? head.node;
  return {
    ...decodeBase(reading, head),
    type: 'route',
    hostnames: host === undefined ? [] : [host],
    parents: [],
    rules: [
      {
        matches: path === undefined ? [] : [path],
        backends: backends.map((backend) => ({ ...backend, port })),
        start: at.start,
        end: at.end,
      },
    ],
  };
}
