import { child, type MapNode } from '../manifest/node.ts';
import type {
  EndpointHints,
  EndpointPort,
  EndpointSlice,
  EndpointSubset,
  Endpoints,
  Service,
  ServicePort,
  SliceEndpoint,
} from './core-v1.ts';
import {
  defaulted,
  entrySpan,
  integer,
  keySpans,
  list,
  map,
  maps,
  noPairsIn,
  numberOrName,
  openList,
  pairs,
  plainText,
  pointerText,
  positive,
  present,
  type Reading,
  spanOf,
  text,
  textOr,
  texts,
  truth,
  valueSpan,
} from './decode-field.ts';
import { decodeBase, type ObjectHead } from './decode-metadata.ts';
import { balancerAddresses, itemsOf } from './decode-status.ts';
import { choice, dnsName } from './decode-text.ts';
import type { Pairs, Stated } from './field.ts';
import { pairOf } from './labels.ts';
import type { ConfigMap, Namespace, Node as NodeResource, Secret, ServiceAccount } from './resource.ts';

const serviceTypes = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;
const trafficPolicies = ['Cluster', 'Local'] as const;
const noStrings: readonly Stated<string>[] = [];

/** Decodes a Service with the defaults of `pkg/apis/core/v1/defaults.go` (`networking-semantics` §0.3). */
export function decodeService(reading: Reading, head: ObjectHead): Service {
  const base = decodeBase(reading, head);
  const spec = map(reading, head.node, 'spec');
  const at = spec ?? head.node;
  const serviceType = choice(reading, spec, 'type', serviceTypes) ?? defaulted('ClusterIP', at);
  const type = serviceType.value;
  const externalIPs = texts(reading, spec, 'externalIPs');
  const sessionAffinity = textOr(reading, spec, 'sessionAffinity', 'None', at);
  const affinityConfig = map(reading, spec, 'sessionAffinityConfig');
  const balanced = type === 'LoadBalancer';
  const accessible = balanced || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);
  const virtual = balanced || type === 'NodePort' || type === 'ClusterIP';
  return {
    ...base,
    type: 'service',
    serviceType,
    selector: pairs(reading, spec, 'selector', at, 'selector'),
    selectorSpan: entrySpan(spec, 'selector'),
    ports: maps(reading, spec, 'ports', decodeServicePort),
    portsSpan: valueSpan(spec, 'ports'),
    portsOpen: openList(reading, spec, 'ports'),
    clusterIP: dnsName(reading, spec, 'clusterIP'),
    clusterIPs: texts(reading, spec, 'clusterIPs'),
    externalIPs,
    externalName: dnsName(reading, spec, 'externalName'),
    sessionAffinity,
    affinityTimeout:
      integer(reading, present(affinityConfig, 'clientIP'), 'timeoutSeconds') ??
      (sessionAffinity.value === 'ClientIP' ? defaulted(10800, affinityConfig ?? at) : undefined),
    sessionAffinityConfigSpan: affinityConfig === undefined ? undefined : spanOf(affinityConfig),
    externalTrafficPolicy:
      choice(reading, spec, 'externalTrafficPolicy', trafficPolicies) ??
      (accessible ? defaulted('Cluster', at) : undefined),
    internalTrafficPolicy:
      choice(reading, spec, 'internalTrafficPolicy', trafficPolicies, pointerText) ??
      (virtual ? defaulted('Cluster', at) : undefined),
    trafficDistribution: pointerText(reading, spec, 'trafficDistribution'),
    healthCheckNodePort: positive(reading, spec, 'healthCheckNodePort'),
    allocateLoadBalancerNodePorts:
      truth(reading, spec, 'allocateLoadBalancerNodePorts') ?? (balanced ? defaulted(true, at) : undefined),
    loadBalancerClass: pointerText(reading, spec, 'loadBalancerClass'),
    loadBalancerIP: dnsName(reading, spec, 'loadBalancerIP'),
    loadBalancerSourceRanges: texts(reading, spec, 'loadBalancerSourceRanges'),
    ipFamilies: texts(reading, spec, 'ipFamilies'),
    ipFamilyPolicy: pointerText(reading, spec, 'ipFamilyPolicy'),
    publishNotReadyAddresses: truth(reading, spec, 'publishNotReadyAddresses'),
    balancerAddresses: balancerAddresses(head.node),
    specSpan: spec === undefined ? undefined : spanOf(spec),
    specKeys: keySpans(spec),
  };
}

function decodeServicePort(reading: Reading, item: MapNode): ServicePort {
  const targetPort = numberOrName(reading, item, 'targetPort');
  return {
    name: text(reading, item, 'name'),
    port: integer(reading, item, 'port'),
    protocol: textOr(reading, item, 'protocol', 'TCP', item),
    targetPort: targetPort?.value === 0 || targetPort?.value === '' ? undefined : targetPort,
    nodePort: positive(reading, item, 'nodePort'),
    appProtocol: pointerText(reading, item, 'appProtocol'),
    start: item.start,
    end: item.end,
  };
}

/** Decodes hand-written v1 Endpoints. */
export function decodeEndpoints(reading: Reading, head: ObjectHead): Endpoints {
  return {
    ...decodeBase(reading, head),
    type: 'endpoints',
    subsets: maps(reading, head.node, 'subsets', decodeSubset),
  };
}

function decodeSubset(reading: Reading, item: MapNode): EndpointSubset {
  return {
    addresses: decodeAddresses(reading, item, 'addresses'),
    notReadyAddresses: decodeAddresses(reading, item, 'notReadyAddresses'),
    addressesOpen: openList(reading, item, 'addresses') ?? openList(reading, item, 'notReadyAddresses'),
    ports: maps(reading, item, 'ports', decodeEndpointPort),
    portsOpen: openList(reading, item, 'ports'),
    start: item.start,
    end: item.end,
  };
}

function decodeAddresses(reading: Reading, subset: MapNode, key: string): readonly Stated<string>[] {
  const items = list(reading, subset, key);
  if (items.length === 0) return noStrings;
  const addresses: Stated<string>[] = [];
  for (const item of items) {
    const ip = text(reading, item, 'ip');
    if (ip !== undefined) addresses.push(ip);
  }
  return addresses;
}

function decodeEndpointPort(reading: Reading, item: MapNode): EndpointPort {
  return {
    name: text(reading, item, 'name'),
    port: integer(reading, item, 'port'),
    protocol: textOr(reading, item, 'protocol', 'TCP', item),
    start: item.start,
    end: item.end,
  };
}

/** Decodes an EndpointSlice of discovery.k8s.io. */
export function decodeEndpointSlice(reading: Reading, head: ObjectHead): EndpointSlice {
  const base = decodeBase(reading, head);
  return {
    ...base,
    type: 'endpointSlice',
    serviceName: statedPair(base.labels, 'kubernetes.io/service-name'),
    addressType: text(reading, head.node, 'addressType'),
    endpoints: maps(reading, head.node, 'endpoints', decodeSliceEndpoint),
    ports: maps(reading, head.node, 'ports', decodeEndpointPort),
    portsOpen: openList(reading, head.node, 'ports'),
  };
}

function statedPair(labels: Pairs, key: string): Stated<string> | undefined {
  const pair = pairOf(labels, key);
  if (pair === undefined) return undefined;
  const { value, unknown, start, end } = pair;
  return value === undefined ? { value, unknown: unknown ?? 'it is no text', start, end } : { value, start, end };
}

function decodeSliceEndpoint(reading: Reading, item: MapNode): SliceEndpoint {
  const conditions = map(reading, item, 'conditions');
  return {
    addresses: texts(reading, item, 'addresses'),
    addressesOpen: openList(reading, item, 'addresses'),
    bare: item.entries.every(({ key }) => key.value === 'addresses'),
    ready: truth(reading, conditions, 'ready')?.value,
    serving: truth(reading, conditions, 'serving')?.value,
    terminating: truth(reading, conditions, 'terminating')?.value,
    targetName: plainText(child(item, 'targetRef'), 'name'),
    nodeName: plainText(item, 'nodeName'),
    hints: decodeHints(item),
    start: item.start,
    end: item.end,
  };
}

function decodeHints(item: MapNode): EndpointHints | undefined {
  const hints = child(item, 'hints');
  if (hints?.type !== 'map') return undefined;
  const names = (key: string) => itemsOf(hints, key).flatMap((each) => plainText(each, 'name') ?? []);
  return { zones: names('forZones'), nodes: names('forNodes'), ...spanOf(hints) };
}

/** Decodes a Namespace. */
export function decodeNamespace(reading: Reading, head: ObjectHead): Namespace {
  return { ...decodeBase(reading, head), type: 'namespace' };
}

/** Decodes a ConfigMap; `binaryData` is nothing that could name a host. */
export function decodeConfigMap(reading: Reading, head: ObjectHead): ConfigMap {
  return {
    ...decodeBase(reading, head),
    type: 'configMap',
    data: pairs(reading, head.node, 'data', head.node, 'texts'),
  };
}

/** Decodes a Secret's name, namespace and type. Its annotations may repeat its data, so they are not read either. */
export function decodeSecret(reading: Reading, head: ObjectHead): Secret {
  const base = decodeBase(reading, head);
  return {
    ...base,
    type: 'secret',
    annotations: {
      ...noPairsIn(base.annotations),
      pairs: base.annotations.pairs.filter(({ key }) => key !== lastApplied),
    },
    secretType: text(reading, head.node, 'type'),
  };
}

/** The annotation in which `kubectl apply` keeps a copy of the whole object. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Decodes a ServiceAccount. */
export function decodeServiceAccount(reading: Reading, head: ObjectHead): ServiceAccount {
  return { ...decodeBase(reading, head), type: 'serviceAccount' };
}

/** Decodes a Node with the addresses that its status states. */
export function decodeNode(reading: Reading, head: ObjectHead): NodeResource {
  const stated = itemsOf(child(head.node, 'status'), 'addresses');
  const addresses = stated.flatMap((item) => plainText(item, 'address') ?? []);
  return { ...decodeBase(reading, head), type: 'node', addresses };
}
