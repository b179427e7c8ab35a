import type { MapNode } from '../manifest/node.ts';
import { beyond } from './decode-calico.ts';
import {
  integer,
  map,
  maps,
  numberOrName,
  openList,
  present,
  type Reading,
  text,
  texts,
  truth,
} from './decode-field.ts';
import { labelSelector, selectorIn } from './decode-selector.ts';
import type { LabelSelector } from './pod-maker.ts';
import type {
  CiliumCidr,
  CiliumPolicy,
  CiliumPorts,
  CiliumRule,
  CiliumRules,
  CiliumSpec,
} from './vendor-policy-api.ts';

const specKeys = new Set(
  'endpointSelector nodeSelector ingress ingressDeny egress egressDeny enableDefaultDeny labels description log'.split(
    ' ',
  ),
);
const sections = ['ingress', 'ingressDeny', 'egress', 'egressDeny'];
/** Other fields of a rule that name its peers. */
const otherPeers = ['fromNodes', 'toNodes', 'fromGroups', 'toGroups', 'toServices', 'toFQDNs'];
const ruleKeys = new Set([
  ...'fromEndpoints toEndpoints fromEntities toEntities fromCIDR toCIDR fromCIDRSet toCIDRSet toPorts icmps'.split(' '),
  ...otherPeers,
]);
const cidrKeys = new Set(['cidr', 'except']);
const portKeys = new Set(['ports']);

/** Reads a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy: its `spec`, its `specs`, or both. */
export function decodeCiliumPolicy(reading: Reading, node: MapNode): CiliumPolicy {
  const spec = map(reading, node, 'spec');
  return {
    vendor: 'cilium',
    specs: [...(spec === undefined ? [] : [decodeSpec(reading, spec)]), ...maps(reading, node, 'specs', decodeSpec)],
    specsOpen: openList(reading, node, 'spec') ?? openList(reading, node, 'specs'),
  };
}

function decodeSpec(reading: Reading, spec: MapNode): CiliumSpec {
  const defaults = map(reading, spec, 'enableDefaultDeny');
  return {
    endpoints: labelSelector(reading, spec, 'endpointSelector'),
    forNodes: present(spec, 'nodeSelector') !== undefined,
    ingress: decodeRules(reading, spec, 'ingress'),
    ingressDeny: decodeRules(reading, spec, 'ingressDeny'),
    egress: decodeRules(reading, spec, 'egress'),
    egressDeny: decodeRules(reading, spec, 'egressDeny'),
    denyIngress: truth(reading, defaults, 'ingress'),
    denyEgress: truth(reading, defaults, 'egress'),
    beyond: beyond(spec, specKeys) ?? openList(reading, spec, 'enableDefaultDeny') ?? requirements(reading, spec),
    start: spec.start,
    end: spec.end,
  };
}

/** What one rule requires holds for all rules of the same pods. */
function requirements(reading: Reading, spec: MapNode): string | undefined {
  const rules = sections.flatMap((section) => maps(reading, spec, section, (_, rule) => rule));
  const isRequiring = rules.some((rule) => ['fromRequires', 'toRequires'].some((key) => present(rule, key)));
  return isRequiring ? 'Portolan does not follow requirements of its rules' : undefined;
}

function decodeRules(reading: Reading, spec: MapNode, key: string): CiliumRules {
  return { rules: maps(reading, spec, key, decodeRule), open: openList(reading, spec, key) };
}

function decodeRule(reading: Reading, item: MapNode): CiliumRule {
  const either = (suffix: string) => ['from', 'to'].map((way) => way + suffix).find((key) => present(item, key));
  const [endpoints, entities, cidr, cidrSet] = ['Endpoints', 'Entities', 'CIDR', 'CIDRSet'].map(either);
  const stated = [endpoints, entities, cidr, cidrSet].filter((key) => key !== undefined);
  const others = otherPeers.filter((key) => present(item, key) !== undefined);
  return {
    endpoints: endpoints === undefined ? undefined : maps(reading, item, endpoints, decodeSelector),
    entities: entities === undefined ? undefined : texts(reading, item, entities),
    cidrs:
      cidr === undefined && cidrSet === undefined
        ? undefined
        : [
            ...(cidr === undefined ? [] : texts(reading, item, cidr).map(plainCidr)),
            ...(cidrSet === undefined ? [] : maps(reading, item, cidrSet, decodeCidr)),
          ],
    otherPeers: others,
    peersOpen:
      stated.length + others.length > 1
        ? 'Cilium refuses a rule with several kinds of peers'
        : stated.map((key) => openList(reading, item, key)).find(Boolean),
    ports: maps(reading, item, 'toPorts', decodePorts),
    portsOpen: openList(reading, item, 'toPorts'),
    icmps: present(item, 'icmps') !== undefined,
    beyond: beyond(item, ruleKeys),
    start: item.start,
    end: item.end,
  };
}

function decodeSelector(reading: Reading, item: MapNode): LabelSelector {
  return selectorIn(reading, item);
}

function plainCidr(cidr: CiliumCidr['cidr']): CiliumCidr {
  return { cidr, except: [], open: undefined };
}

function decodeCidr(reading: Reading, item: MapNode): CiliumCidr {
  return {
    cidr: text(reading, item, 'cidr'),
    except: texts(reading, item, 'except'),
    open: beyond(item, cidrKeys) ?? openList(reading, item, 'except'),
  };
}

function decodePorts(reading: Reading, item: MapNode): CiliumPorts {
  return {
    ports: maps(reading, item, 'ports', (own, port) => ({
      port: numberOrName(own, port, 'port'),
      endPort: integer(own, port, 'endPort'),
      protocol: text(own, port, 'protocol'),
    })),
    open: openList(reading, item, 'ports'),
    beyond: beyond(item, portKeys),
  };
}
