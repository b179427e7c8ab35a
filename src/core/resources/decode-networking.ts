import { child, entry, type MapNode } from '../manifest/node.ts';
import {
  defaulted,
  entrySpan,
  freeText,
  integer,
  keySpans,
  map,
  maps,
  numberOrName,
  openList,
  positive,
  type Reading,
  spanOf,
  text,
  textOr,
  texts,
  valueSpan,
} from './decode-field.ts';
import { decodeBase, type ObjectHead } from './decode-metadata.ts';
import { labelSelector } from './decode-selector.ts';
import { balancerAddresses } from './decode-status.ts';
import type { Stated } from './field.ts';
import { pairOf } from './labels.ts';
import type {
  Ingress,
  IngressBackend,
  IngressClass,
  IngressPath,
  IngressRule,
  IpBlock,
  NetworkPolicy,
  PolicyPeer,
  PolicyPort,
  PolicyRule,
} from './networking-v1.ts';

/** Decodes an Ingress of any version; before v1 the backend was `serviceName` and `servicePort`, and the default one `backend`. */
export function decodeIngress(reading: Reading, head: ObjectHead): Ingress {
  const spec = map(reading, head.node, 'spec');
  const rules = entry(spec, 'rules');
  const current = map(reading, spec, 'defaultBackend');
  const old = current === undefined ? map(reading, spec, 'backend') : undefined;
  return {
    ...decodeBase(reading, head),
    type: 'ingress',
    className: text(reading, spec, 'ingressClassName'),
    defaultBackend: decodeBackend(reading, current ?? old),
    hasOldDefault: old !== undefined,
    rules: maps(reading, spec, 'rules', decodeIngressRule),
    rulesOpen: openList(reading, spec, 'rules'),
    rulesSpan: rules && { start: rules.key.start, end: rules.value.end },
    specSpan: valueSpan(head.node, 'spec'),
    tls: maps(reading, spec, 'tls', decodeTls),
    balancerAddresses: balancerAddresses(head.node),
  };
}

function decodeTls(reading: Reading, item: MapNode): Ingress['tls'][number] {
  return { hosts: texts(reading, item, 'hosts'), secretName: text(reading, item, 'secretName'), span: spanOf(item) };
}

function decodeIngressRule(reading: Reading, item: MapNode): IngressRule {
  const http = map(reading, item, 'http');
  return {
    host: text(reading, item, 'host'),
    paths: maps(reading, http, 'paths', decodePath),
    pathsOpen: openList(reading, http, 'paths'),
    httpSpan: http && spanOf(http),
    start: item.start,
    end: item.end,
  };
}

function decodePath(reading: Reading, item: MapNode): IngressPath {
  const path = freeText(reading, item, 'path');
  return {
    path: path?.value === '' ? undefined : path,
    pathType: text(reading, item, 'pathType'),
    backend: decodeBackend(reading, map(reading, item, 'backend')),
    start: item.start,
    end: item.end,
  };
}

function decodeBackend(reading: Reading, node: MapNode | undefined): IngressBackend | undefined {
  if (node === undefined) return undefined;
  const { start, end } = node;
  const resourceSpan = entrySpan(node, 'resource');
  const service = map(reading, node, 'service');
  if (child(node, 'service') === undefined) {
    const name = text(reading, node, 'serviceName');
    const port = numberOrName(reading, node, 'servicePort');
    const isOld = name !== undefined || port !== undefined;
    return { service: name, port, secondPort: undefined, serviceSpan: undefined, resourceSpan, isOld, start, end };
  }
  const port = map(reading, service, 'port');
  const name = text(reading, port, 'name');
  const number = positive(reading, port, 'number');
  return {
    service: text(reading, service, 'name'),
    port: name ?? number,
    secondPort: name === undefined ? undefined : number,
    serviceSpan: service && spanOf(service),
    resourceSpan,
    isOld: false,
    start,
    end,
  };
}

/** Decodes an IngressClass. */
export function decodeIngressClass(reading: Reading, head: ObjectHead): IngressClass {
  const base = decodeBase(reading, head);
  return {
    ...base,
    type: 'ingressClass',
    controller: text(reading, map(reading, head.node, 'spec'), 'controller'),
    isDefault: pairOf(base.annotations, 'ingressclass.kubernetes.io/is-default-class')?.value === 'true',
  };
}

/** Decodes a NetworkPolicy with its default `policyTypes`: Ingress, and Egress where an egress rule stands. */
export function decodeNetworkPolicy(reading: Reading, head: ObjectHead): NetworkPolicy {
  const spec = map(reading, head.node, 'spec');
  const at = spec ?? head.node;
  const stated = texts(reading, spec, 'policyTypes');
  const egress = maps(reading, spec, 'egress', decodeEgress);
  return {
    ...decodeBase(reading, head),
    type: 'networkPolicy',
    podSelector: labelSelector(reading, spec, 'podSelector'),
    policyTypes: stated.length > 0 ? stated : defaultTypes(at, egress.length > 0),
    ingress: maps(reading, spec, 'ingress', decodeIngressPolicyRule),
    ingressOpen: openList(reading, spec, 'ingress'),
    egress,
    egressOpen: openList(reading, spec, 'egress'),
    specSpan: spec === undefined ? undefined : spanOf(spec),
    specKeys: keySpans(spec),
  };
}

function defaultTypes(at: MapNode, egress: boolean): readonly Stated<string>[] {
  const ingress = defaulted('Ingress', at);
  return egress ? [ingress, defaulted('Egress', at)] : [ingress];
}

function decodeIngressPolicyRule(reading: Reading, item: MapNode): PolicyRule {
  return decodeRule(reading, item, 'from');
}

function decodeEgress(reading: Reading, item: MapNode): PolicyRule {
  return decodeRule(reading, item, 'to');
}

function decodeRule(reading: Reading, item: MapNode, peers: 'from' | 'to'): PolicyRule {
  return {
    peers: maps(reading, item, peers, decodePeer),
    peersOpen: openList(reading, item, peers),
    ports: maps(reading, item, 'ports', decodePolicyPort),
    portsOpen: openList(reading, item, 'ports'),
    start: item.start,
    end: item.end,
  };
}

function decodePeer(reading: Reading, item: MapNode): PolicyPeer {
  return {
    podSelector: labelSelector(reading, item, 'podSelector'),
    namespaceSelector: labelSelector(reading, item, 'namespaceSelector'),
    ipBlock: decodeBlock(reading, map(reading, item, 'ipBlock')),
    start: item.start,
    end: item.end,
  };
}

function decodeBlock(reading: Reading, node: MapNode | undefined): IpBlock | undefined {
  if (node === undefined) return undefined;
  return {
    cidr: text(reading, node, 'cidr'),
    except: texts(reading, node, 'except'),
    exceptOpen: openList(reading, node, 'except'),
    span: spanOf(node),
  };
}

function decodePolicyPort(reading: Reading, item: MapNode): PolicyPort {
  const port = numberOrName(reading, item, 'port');
  return {
    protocol: textOr(reading, item, 'protocol', 'TCP', item),
    port: port?.value === '' ? undefined : port,
    endPort: integer(reading, item, 'endPort'),
    start: item.start,
    end: item.end,
  };
}
