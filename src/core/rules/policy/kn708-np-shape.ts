import type { Stated } from '../../resources/field.ts';
import { blockFault, blockRefusal, isStrictSubset, parseBlock } from '../../resources/ip.ts';
import { ianaServiceNameFault, labelValueFault, portNumberFault, qualifiedNameFault } from '../../resources/names.ts';
import type { IpBlock, NetworkPolicy, PolicyPort, PolicyRule } from '../../resources/networking-v1.ts';
import type { LabelSelector } from '../../resources/pod-maker.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * The API server checks what a NetworkPolicy says before it takes it: peers have to name somebody, and either pods or addresses; exceptions lie within their block; ranges of ports go upwards and begin with a number.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: {}
 *   policyTypes: [ingress]
 *   ingress:
 *     - from: [{ ipBlock: { cidr: 10.0.0.0/16, except: [10.1.0.0/24] } }]
 *       ports: [{ port: 9000, endPort: 8000 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: {}
 *   policyTypes: [Ingress]
 *   ingress:
 *     - from: [{ ipBlock: { cidr: 10.0.0.0/16, except: [10.0.1.0/24] } }]
 *       ports: [{ port: 8000, endPort: 9000 }]
 * ```
 * @source pkg/apis/networking/validation/validation.go, ValidateNetworkPolicySpec, ValidateNetworkPolicyPeer, ValidateNetworkPolicyPort, ValidateIPBlock
 */
export const kn708 = defineRule({
  code: 'KN708',
  name: 'np-shape',
  severity: 'error',
  summary: 'The API server refuses a NetworkPolicy.',
  subjects: ['networkPolicy'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/networking/validation/validation.go'],
  check(policy, { settings }, report) {
    const refuse = (at: Span, what: string, fixes: () => readonly Fix[] = () => []) =>
      report({ at, message: `${describe(policy)} ${what}. The API server refuses it.`, fixes });
    checkTypes(policy, refuse);
    if (policy.podSelector !== undefined) checkSelector(policy.podSelector, refuse);
    for (const rule of [...policy.ingress, ...policy.egress]) {
      checkPeers(rule, settings.kubernetesMinor, refuse);
      for (const port of rule.ports) checkPort(policy, port, refuse);
    }
  },
});

type Refuse = (at: Span, what: string, fixes?: () => readonly Fix[]) => void;

function checkTypes(policy: NetworkPolicy, refuse: Refuse): void {
  const { policyTypes } = policy;
  for (const type of policyTypes) {
    const { value } = type;
    if (value === undefined || value === 'Ingress' || value === 'Egress') continue;
    const meant = ['Ingress', 'Egress'].find((name) => name.toLowerCase() === value.toLowerCase());
    refuse(type, `has the policy type "${value}", and there are Ingress and Egress only`, () =>
      meant === undefined ? [] : replaceFix(`Write ${meant}`, policy, type, meant, true),
    );
  }
  const third = policyTypes[2];
  if (third !== undefined) refuse(third, `lists ${policyTypes.length} policy types, and at most 2 are allowed`);
}

function checkPeers({ peers, peersOpen }: PolicyRule, minor: number, refuse: Refuse): void {
  for (const peer of peers) {
    const { podSelector, namespaceSelector, ipBlock } = peer;
    for (const selector of [podSelector, namespaceSelector])
      if (selector !== undefined) checkSelector(selector, refuse);
    if (ipBlock !== undefined) {
      if (podSelector !== undefined || namespaceSelector !== undefined)
        refuse(peer, 'has a peer that is pods and addresses at once: each needs an item of its own');
      checkBlock(ipBlock, minor, refuse);
    } else if (podSelector === undefined && namespaceSelector === undefined && peersOpen === undefined)
      refuse(peer, 'has a peer that says nobody: it has to have a podSelector, a namespaceSelector or an ipBlock');
  }
}

function checkBlock({ cidr, except, exceptOpen, span }: IpBlock, minor: number, refuse: Refuse): void {
  const faultOf = (text: string) => blockFault(text) ?? blockRefusal(text, minor);
  if (cidr?.value === undefined) {
    if (cidr === undefined && exceptOpen === undefined) refuse(span, 'has an ipBlock without cidr');
    return;
  }
  const fault = faultOf(cidr.value);
  const outer = parseBlock(cidr.value);
  if (fault !== undefined) refuse(cidr, `has the cidr "${cidr.value}": it ${fault}`);
  for (const hole of except) {
    if (hole.value === undefined) continue;
    const own = faultOf(hole.value);
    const inner = parseBlock(hole.value);
    if (own !== undefined) refuse(hole, `has the exception "${hole.value}": it ${own}`);
    else if (outer !== undefined && inner !== undefined && !isStrictSubset(inner, outer))
      refuse(hole, `has the exception ${hole.value}, which has to lie within ${cidr.value} and to be smaller`);
  }
}

function checkPort(policy: NetworkPolicy, { protocol, port, endPort }: PolicyPort, refuse: Refuse): void {
  const wanted = protocol.value;
  if (wanted !== undefined && !['TCP', 'UDP', 'SCTP'].includes(wanted)) {
    const upper = wanted.toUpperCase();
    refuse(protocol, `has the protocol "${wanted}", and there are TCP, UDP and SCTP only`, () =>
      ['TCP', 'UDP', 'SCTP'].includes(upper) ? replaceFix(`Write ${upper}`, policy, protocol, upper, true) : [],
    );
  }
  if (port === undefined) {
    if (endPort !== undefined) refuse(endPort, 'has an endPort without port');
    return;
  }
  const { value } = port;
  if (value === undefined) return;
  if (typeof value === 'string') {
    const fault = ianaServiceNameFault(value);
    if (fault !== undefined)
      refuse(port, `has the port "${value}", which is no name of a port: it ${fault}`, () =>
        /^[0-9]{1,5}$/.test(value) && portNumberFault(Number(value)) === undefined
          ? replaceNumber(policy, port, value)
          : [],
      );
    if (endPort !== undefined)
      refuse(endPort, `has an endPort behind the name "${value}": ranges have to begin with a number`);
    return;
  }
  const fault = portNumberFault(value);
  if (fault !== undefined) refuse(port, `has the port ${value}, which ${fault}`);
  if (endPort?.value === undefined) return;
  const far = portNumberFault(endPort.value);
  if (far !== undefined) refuse(endPort, `has the endPort ${endPort.value}, which ${far}`);
  else if (endPort.value < value)
    refuse(endPort, `has a range of ports from ${value} to ${endPort.value}, which ends before it begins`);
}

/** Takes a number out of its quotes. */
function replaceNumber(policy: NetworkPolicy, at: Span, value: string): readonly Fix[] {
  const { document } = policy;
  return [
    {
      title: `Write the number ${value}`,
      edits: [{ document, start: at.start, end: at.end, newText: value }],
      preferred: true,
    },
  ];
}

const operators: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

function checkSelector({ matchLabels, matchExpressions }: LabelSelector, refuse: Refuse): void {
  for (const pair of matchLabels.pairs) {
    if (pair.unknown !== undefined) continue;
    const key = qualifiedNameFault(pair.key);
    const value = pair.value === undefined ? undefined : labelValueFault(pair.value);
    if (key !== undefined)
      refuse(
        { start: pair.keyStart, end: pair.keyEnd },
        `selects by the key "${pair.key}", which cannot be a label key: it ${key}`,
      );
    if (value !== undefined)
      refuse(pair, `selects ${pair.key}="${pair.value}", which cannot be a label's value: it ${value}`);
  }
  for (const { key, operator, values, span } of matchExpressions) {
    const fault = key.value === undefined ? undefined : qualifiedNameFault(key.value);
    if (fault !== undefined) refuse(key, `selects by the key "${key.value}", which cannot be a label key: it ${fault}`);
    if (isMissing(key, span)) refuse(span, 'selects with an expression without key');
    if (isMissing(operator, span)) refuse(span, 'selects with an expression without operator');
    if (operator.value === undefined) continue;
    if (!operators.has(operator.value))
      refuse(
        operator,
        `selects with the operator "${operator.value}", and there are ${[...operators].join(', ')} only`,
      );
    const needs = operator.value === 'In' || operator.value === 'NotIn';
    if (needs && values.length === 0) refuse(span, `selects with ${operator.value} and no values`);
    if (!needs && operators.has(operator.value) && values.length > 0)
      refuse(span, `selects with ${operator.value} and values, which it does not take`);
    for (const each of values) {
      const bad = each.value === undefined ? undefined : labelValueFault(each.value);
      if (bad !== undefined) refuse(each, `selects the value "${each.value}", which cannot be a label's: it ${bad}`);
    }
  }
}

/** Whether a field of an expression is not stated: what stands for it is the whole expression. */
function isMissing({ value, start, end }: Stated<string>, span: Span): boolean {
  return value === undefined && start === span.start && end === span.end;
}
