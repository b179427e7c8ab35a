import { child, type MapNode } from '../manifest/node.ts';
import type { Span } from '../text/span.ts';
import {
  integer,
  keySpans,
  list,
  map,
  maps,
  openList,
  plainText,
  pointerText,
  present,
  type Reading,
  spanOf,
  text,
  textOr,
  texts,
  valueSpan,
} from './decode-field.ts';
import { decodeBase, type ObjectHead } from './decode-metadata.ts';
import { labelSelector } from './decode-selector.ts';
import { itemsOf } from './decode-status.ts';
import type {
  AllowedNamespaces,
  BackendReference,
  BackendTLSPolicy,
  Gateway,
  GatewayClass,
  Listener,
  ObjectReference,
  ReferenceGrant,
  Route,
  RouteFilter,
  RouteMatch,
  RouteRule,
  UrlChange,
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
    ...decodeListeners(reading, spec),
    allowedListeners: decodeNamespaces(reading, spec, 'allowedListeners', 'None', spec ?? head.node),
    addresses: itemsOf(child(head.node, 'status'), 'addresses').flatMap((item) => plainText(item, 'value') ?? []),
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
    ...decodeListeners(reading, spec),
    allowedListeners: decodeNamespaces(reading, undefined, 'allowedListeners', 'None', spec ?? head.node),
    addresses: [],
  };
}

function decodeListeners(reading: Reading, spec: MapNode | undefined) {
  return {
    listeners: maps(reading, spec, 'listeners', decodeListener),
    listenersOpen: openList(reading, spec, 'listeners'),
  };
}

function decodeListener(reading: Reading, item: MapNode): Listener {
  const tls = map(reading, item, 'tls');
  const allowed = map(reading, item, 'allowedRoutes');
  return {
    name: text(reading, item, 'name'),
    port: integer(reading, item, 'port'),
    protocol: text(reading, item, 'protocol'),
    hostname: text(reading, item, 'hostname'),
    tlsMode: tls === undefined ? undefined : textOr(reading, tls, 'mode', 'Terminate', tls),
    tlsSpan: valueSpan(item, 'tls'),
    tlsOptions: (map(reading, tls, 'options')?.entries.length ?? 0) > 0,
    certificates: maps(reading, tls, 'certificateRefs', decodeCertificate),
    certificatesOpen: openList(reading, tls, 'certificateRefs'),
    allowedRoutes: decodeNamespaces(reading, item, 'allowedRoutes', 'Same', item),
    kinds: maps(reading, allowed, 'kinds', decodeRouteKind),
    start: item.start,
    end: item.end,
  };
}

function decodeNamespaces(
  reading: Reading,
  parent: MapNode | undefined,
  key: string,
  standard: string,
  enclosing: Span,
): AllowedNamespaces {
  const allowed = map(reading, parent, key);
  const namespaces = map(reading, allowed, 'namespaces');
  const missing = namespaces !== undefined ? [] : allowed !== undefined ? ['namespaces'] : [key, 'namespaces'];
  return {
    from: textOr(reading, namespaces, 'from', standard, namespaces ?? enclosing),
    selector: labelSelector(reading, namespaces, 'selector'),
    place: { ...spanOf(namespaces ?? allowed ?? enclosing), missing },
  };
}

function decodeRouteKind(_reading: Reading, item: MapNode): Listener['kinds'][number] {
  return { group: plainText(item, 'group') ?? gatewayGroup, kind: plainText(item, 'kind') ?? '' };
}

/** Decodes a route of the Gateway API. */
export function decodeRoute(reading: Reading, head: ObjectHead): Route {
  const spec = map(reading, head.node, 'spec');
  return {
    ...decodeBase(reading, head),
    type: 'route',
    hostnames: texts(reading, spec, 'hostnames'),
    parents: maps(reading, spec, 'parentRefs', decodeParent),
    defaultGateways: text(reading, spec, 'useDefaultGateways'),
    rules: maps(reading, spec, 'rules', decodeRouteRule),
    open: openAmong(reading, spec, ['hostnames', 'parentRefs', 'rules']),
    openShift: undefined,
  };
}

function openAmong(reading: Reading, parent: MapNode | undefined, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const open = openList(reading, parent, key);
    if (open !== undefined) return open;
  }
  return undefined;
}

function decodeRouteRule(reading: Reading, item: MapNode): RouteRule {
  return {
    matches: maps(reading, item, 'matches', decodeMatch),
    filters: maps(reading, item, 'filters', decodeFilter),
    backends: maps(reading, item, 'backendRefs', decodeBackend),
    open: openAmong(reading, item, ['matches', 'filters', 'backendRefs']),
    start: item.start,
    end: item.end,
  };
}

function decodeMatch(reading: Reading, item: MapNode): RouteMatch {
  const path = map(reading, item, 'path');
  const method = child(item, 'method');
  const grpc = method?.type === 'map' ? method : undefined;
  return {
    words: describeMatch(item),
    path:
      path === undefined
        ? undefined
        : { type: textOr(reading, path, 'type', 'PathPrefix', path), value: text(reading, path, 'value') },
    method: grpc === undefined ? text(reading, item, 'method') : undefined,
    grpc:
      grpc === undefined
        ? undefined
        : {
            type: textOr(reading, grpc, 'type', 'Exact', grpc),
            service: text(reading, grpc, 'service'),
            method: text(reading, grpc, 'method'),
          },
    headers: list(reading, item, 'headers').length,
    queryParams: list(reading, item, 'queryParams').length,
    start: item.start,
    end: item.end,
  };
}

/** A match for people: method and path of HTTP, service and method of gRPC, the names of further conditions. */
function describeMatch(item: MapNode): string {
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

function decodeFilter(reading: Reading, item: MapNode): RouteFilter {
  const mirror = map(reading, map(reading, item, 'requestMirror'), 'backendRef');
  return {
    filterType: text(reading, item, 'type'),
    fields: keySpans(item),
    redirect: decodeUrlChange(reading, map(reading, item, 'requestRedirect')),
    rewrite: decodeUrlChange(reading, map(reading, item, 'urlRewrite')),
    mirror: mirror === undefined ? undefined : decodeBackend(reading, mirror),
    start: item.start,
    end: item.end,
  };
}

function decodeUrlChange(reading: Reading, node: MapNode | undefined): UrlChange | undefined {
  if (node === undefined) return undefined;
  const path = map(reading, node, 'path');
  return {
    scheme: text(reading, node, 'scheme'),
    hostname: text(reading, node, 'hostname'),
    port: integer(reading, node, 'port'),
    path:
      path === undefined
        ? undefined
        : {
            type: text(reading, path, 'type'),
            value: pointerText(reading, path, 'replaceFullPath') ?? pointerText(reading, path, 'replacePrefixMatch'),
            fields: ['replaceFullPath', 'replacePrefixMatch'].filter((key) => present(path, key) !== undefined),
            ...spanOf(path),
          },
  };
}

function decodeParent(reading: Reading, item: MapNode): ObjectReference {
  return decodeReference(reading, item, gatewayGroup, 'Gateway');
}

function decodeBackend(reading: Reading, item: MapNode): BackendReference {
  return { ...decodeReference(reading, item, '', 'Service'), weight: integer(reading, item, 'weight') };
}

function decodeTarget(reading: Reading, item: MapNode): ObjectReference {
  return decodeReference(reading, item, '', 'Service');
}

function decodeCertificate(reading: Reading, item: MapNode): ObjectReference {
  return decodeReference(reading, item, '', 'Secret');
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
    kindSpan: valueSpan(item, 'kind'),
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
    groupSpan: valueSpan(item, 'group'),
    kindSpan: valueSpan(item, 'kind'),
    span: spanOf(item),
  };
}

function decodeGrantTo(reading: Reading, item: MapNode): ReferenceGrant['to'][number] {
  return {
    group: plainText(item, 'group') ?? '',
    kind: plainText(item, 'kind') ?? '',
    name: text(reading, item, 'name'),
    groupSpan: valueSpan(item, 'group'),
    kindSpan: valueSpan(item, 'kind'),
    span: spanOf(item),
  };
}

/** Decodes a BackendTLSPolicy. */
export function decodeBackendTLSPolicy(reading: Reading, head: ObjectHead): BackendTLSPolicy {
  const spec = map(reading, head.node, 'spec');
  return {
    ...decodeBase(reading, head),
    type: 'backendTLSPolicy',
    targets: maps(reading, spec, 'targetRefs', decodeTarget),
  };
}
