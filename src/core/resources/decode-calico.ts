import { child, type MapNode, type Node } from '../manifest/node.ts';
import {
  integer,
  isNull,
  list,
  map,
  maps,
  numberOrName,
  openList,
  plainText,
  present,
  type Reading,
  spanOf,
  text,
  texts,
  unknownField,
  wrongType,
} from './decode-field.ts';
import type { Stated } from './field.ts';
import { placeholderIn } from './placeholder.ts';
import type { CalicoEntity, CalicoPolicy, CalicoRule, CalicoTier } from './vendor-policy-api.ts';

const policyKeys = new Set(
  'tier order selector namespaceSelector types ingress egress performanceHints doNotTrack preDNAT applyOnForward'.split(
    ' ',
  ),
);
const ruleKeys = new Set('action metadata protocol notProtocol ipVersion source destination'.split(' '));
const entityKeys = new Set('nets notNets selector notSelector namespaceSelector ports notPorts'.split(' '));

/** Reads a Calico NetworkPolicy or GlobalNetworkPolicy; one without a spec selects every pod. */
export function decodeCalicoPolicy(reading: Reading, node: MapNode): CalicoPolicy {
  const spec = map(reading, node, 'spec');
  return {
    vendor: 'calico',
    tier: text(reading, spec, 'tier'),
    order: number(reading, spec, 'order'),
    selector: text(reading, spec, 'selector'),
    namespaceSelector: text(reading, spec, 'namespaceSelector'),
    types: texts(reading, spec, 'types'),
    typesOpen: openList(reading, spec, 'types'),
    ingress: maps(reading, spec, 'ingress', decodeRule),
    ingressOpen: openList(reading, spec, 'ingress'),
    egress: maps(reading, spec, 'egress', decodeRule),
    egressOpen: openList(reading, spec, 'egress'),
    beyond: forHosts(spec) ?? beyond(spec, policyKeys),
  };
}

/** Reads a Tier. */
export function decodeCalicoTier(reading: Reading, node: MapNode): CalicoTier {
  const spec = map(reading, node, 'spec');
  return {
    vendor: 'calico-tier',
    order: number(reading, spec, 'order'),
    defaultAction: text(reading, spec, 'defaultAction'),
  };
}

/** Why something asks for more than its known fields: the first other one that is there. */
export function beyond(node: MapNode | undefined, known: ReadonlySet<string>): string | undefined {
  const other = node?.entries.find(({ key, value }) => !known.has(String(key.value)) && !isNull(value));
  return other === undefined ? undefined : `Portolan does not follow its field ${other.key.value}`;
}

function forHosts(spec: MapNode | undefined): string | undefined {
  for (const key of ['doNotTrack', 'preDNAT', 'applyOnForward']) {
    const node = present(spec, key);
    if (node !== undefined && !(node.type === 'scalar' && node.value === false))
      return `Portolan does not follow its field ${key}`;
  }
  return undefined;
}

function decodeRule(reading: Reading, item: MapNode): CalicoRule {
  return {
    action: text(reading, item, 'action'),
    protocol: numberOrName(reading, item, 'protocol'),
    notProtocol: numberOrName(reading, item, 'notProtocol'),
    ipVersion: integer(reading, item, 'ipVersion'),
    source: decodeEntity(reading, map(reading, item, 'source')),
    destination: decodeEntity(reading, map(reading, item, 'destination')),
    beyond: beyond(item, ruleKeys),
    start: item.start,
    end: item.end,
  };
}

function decodeEntity(reading: Reading, node: MapNode | undefined): CalicoEntity {
  const lists = ['nets', 'notNets', 'ports', 'notPorts'];
  return {
    nets: texts(reading, node, 'nets'),
    notNets: texts(reading, node, 'notNets'),
    selector: text(reading, node, 'selector'),
    notSelector: text(reading, node, 'notSelector'),
    namespaceSelector: text(reading, node, 'namespaceSelector'),
    ports: portsOf(reading, node, 'ports'),
    notPorts: portsOf(reading, node, 'notPorts'),
    beyond: beyond(node, entityKeys) ?? lists.map((key) => openList(reading, node, key)).find(Boolean),
  };
}

function portsOf(reading: Reading, node: MapNode | undefined, key: string): readonly Stated<number | string>[] {
  return list(reading, node, key).map((item) => {
    if (item.type === 'scalar' && typeof item.value === 'number') return { value: item.value, ...spanOf(item) };
    if (item.type !== 'scalar' || typeof item.value !== 'string') return wrongType(reading, item, key, 'a port');
    const open = placeholderIn(item.value);
    return open === undefined ? { value: item.value, ...spanOf(item) } : unknownField(item, open);
  });
}

/** A number that need not be whole. */
function number(reading: Reading, parent: Node | undefined, key: string): Stated<number> | undefined {
  const node = child(parent, key);
  if (node === undefined || isNull(node)) return undefined;
  if (node.type === 'scalar' && typeof node.value === 'number') return { value: node.value, ...spanOf(node) };
  const open = placeholderIn(plainText(parent, key) ?? '');
  return open === undefined ? wrongType(reading, node, key, 'a number') : unknownField(node, open);
}
