import type { Stated } from '../../resources/field.ts';
import { parseAddress, parseBlock } from '../../resources/ip.ts';
import type { CalicoEntity, CalicoRule } from '../../resources/vendor-policy-api.ts';
import type { NamespaceName } from '../../world/world.ts';
import type { CalicoContext } from './calico.ts';
import { parseCalicoSelector } from './calico-selector.ts';
import { type LabelExpression, replaceTerms, termsOf } from './label-expression.ts';
import type { Action, CompiledRule, Direction, PeerTest, PodTest, PortTest } from './model.ts';
import { nameLabel } from './peers.ts';
import {
  isProtocol,
  noPorts,
  type PortSet,
  type Protocol,
  portRange,
  protocols,
  rangesOf,
  subtract,
  unite,
} from './ports.ts';

/** A rule, with the pods of the policy that it is for where that is not all of them. */
export interface OwnRule {
  readonly rule: CompiledRule;
  readonly on: PodTest | undefined;
}

const actions: Readonly<Record<string, Action>> = { Allow: 'Allow', Deny: 'Deny', Pass: 'Pass' };
const numbered: Readonly<Record<number, Protocol>> = { 6: 'TCP', 17: 'UDP', 132: 'SCTP' };

/** The pods that a policy, or one side of a rule, selects (calico `updateprocessors.GetEntityRuleSelector`). */
export function subjectOf(
  selector: Stated<string> | undefined,
  namespaceSelector: Stated<string> | undefined,
  own: NamespaceName | undefined,
): PodTest {
  const { pods, namespaces } = split(expressionOf(selector, false));
  const stated = namespaceSelector === undefined ? undefined : namespaceTerms(expressionOf(namespaceSelector, true));
  const both =
    namespaces === undefined || stated === undefined
      ? (namespaces ?? stated)
      : ({ op: 'and', of: [namespaces, stated] } as const);
  return {
    kind: 'pods',
    namespace: namespaceSelector === undefined ? own : undefined,
    namespaceSelector: both,
    podSelector: pods,
  };
}

/**
 * A rule in one direction: its peer is the source at ingress and the destination at egress, its ports the destination's. None
 * for rules that only log.
 */
export function compileCalicoRule(
  rule: CalicoRule,
  index: number,
  direction: Direction,
  own: NamespaceName | undefined,
  context: CalicoContext,
): readonly OwnRule[] {
  const { action, source, destination, start, end } = rule;
  if (action?.value === 'Log') return [];
  const [peer, self] = direction === 'ingress' ? [source, destination] : [destination, source];
  const peers = peersOf(peer, own, context);
  if (rule.ipVersion !== undefined) peers.push(ofVersion(rule.ipVersion));
  const { ports, only } = portsOf(rule, destination);
  const isSelfPlain =
    self.selector === undefined && self.namespaceSelector === undefined && self.notSelector === undefined;
  return [
    {
      on: isSelfPlain ? undefined : selfOf(self, own),
      rule: {
        label: `rule ${index + 1}`,
        action: action?.value === undefined ? 'unknown' : (actions[action.value] ?? 'unknown'),
        peers: peers.length === 0 ? undefined : [{ kind: 'every', of: peers }],
        ports,
        only: rule.beyond ?? source.beyond ?? destination.beyond ?? sourcePorts(source) ?? selfNets(self) ?? only,
        start,
        end,
      },
    },
  ];
}

/** The pods of a policy that the own side of a rule leaves. */
function selfOf({ selector, namespaceSelector, notSelector }: CalicoEntity, own: NamespaceName | undefined): PodTest {
  const test = subjectOf(selector, namespaceSelector, own);
  if (notSelector === undefined) return test;
  const { pods, namespaces } = split(expressionOf(notSelector, false));
  const without: LabelExpression =
    namespaces === undefined
      ? { op: 'not', of: pods ?? { op: 'all' } }
      : { op: 'unknown', why: 'notSelector looks at the namespace' };
  const { podSelector } = test;
  return {
    ...test,
    podSelector:
      podSelector === undefined || !('op' in podSelector) ? without : { op: 'and', of: [podSelector, without] },
  };
}

/** What all has to hold of a peer; nothing for everyone. */
function peersOf(entity: CalicoEntity, own: NamespaceName | undefined, context: CalicoContext): PeerTest[] {
  const { nets, notNets, selector, notSelector, namespaceSelector } = entity;
  const tests: PeerTest[] = [];
  if (nets.length > 0) tests.push({ kind: 'any', of: nets.map(netOf) });
  if (notNets.length > 0) tests.push({ kind: 'not', of: { kind: 'any', of: notNets.map(netOf) } });
  const isNamespaced = own !== undefined && notSelector !== undefined;
  if (selector !== undefined || namespaceSelector !== undefined || isNamespaced)
    tests.push(selected(subjectOf(selector, namespaceSelector, own), context));
  if (notSelector !== undefined)
    tests.push({ kind: 'not', of: selected(subjectOf(notSelector, undefined, undefined), context) });
  return tests;
}

/** Pods, and what else carries labels in Calico. */
function selected(pods: PodTest, { sets, hosts }: CalicoContext): PeerTest {
  if (sets === undefined && hosts === undefined) return pods;
  const of: PeerTest[] = [pods];
  if (sets !== undefined) of.push({ kind: 'names', why: sets });
  if (hosts !== undefined) of.push({ kind: 'hosts', why: hosts });
  return { kind: 'any', of };
}

/** A block, or a single address. */
function netOf(net: Stated<string>): PeerTest {
  if (net.value === undefined) return { kind: 'unknown', why: net.unknown };
  const address = parseAddress(net.value);
  const block =
    address === undefined ? parseBlock(net.value) : { address, prefix: address.family === 'IPv4' ? 32 : 128 };
  return block === undefined
    ? { kind: 'unknown', why: `${net.value} is no block of addresses` }
    : { kind: 'addresses', block, except: [], open: undefined };
}

function ofVersion(version: Stated<number>): PeerTest {
  if (version.value === undefined) return { kind: 'unknown', why: version.unknown };
  const block = parseBlock(version.value === 4 ? '0.0.0.0/0' : '::/0');
  return block === undefined || (version.value !== 4 && version.value !== 6)
    ? { kind: 'unknown', why: `there is no IP version ${version.value}` }
    : { kind: 'addresses', block, except: [], open: undefined };
}

function sourcePorts({ ports, notPorts }: CalicoEntity): string | undefined {
  return ports.length + notPorts.length > 0
    ? 'it asks for the port of the source, which changes with every connection'
    : undefined;
}

function selfNets({ nets, notNets }: CalicoEntity): string | undefined {
  return nets.length + notNets.length > 0 ? 'it asks for addresses of the pods that it is for' : undefined;
}

/** An expression, unknown where the text is no selector or not known. */
function expressionOf(selector: Stated<string> | undefined, ofNamespaces: boolean): LabelExpression {
  if (selector === undefined) return { op: 'all' };
  if (selector.value === undefined) return { op: 'unknown', why: selector.unknown };
  const parsed = parseCalicoSelector(selector.value);
  if (parsed.kind === 'fault')
    return { op: 'unknown', why: `"${shortened(selector.value)}" is no selector: ${parsed.why}` };
  return parsed.global && !ofNamespaces
    ? { op: 'unknown', why: 'global() says something about namespaces only' }
    : parsed.expression;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** Namespaces carry their name as `projectcalico.org/name` for Calico. */
function namespaceTerms(expression: LabelExpression): LabelExpression {
  return replaceTerms(expression, (term) =>
    term.key === 'projectcalico.org/name' ? { ...term, key: nameLabel } : term,
  );
}

/** Takes an expression about pods apart: pods carry their namespace as a label for Calico. */
function split(expression: LabelExpression): {
  readonly pods: LabelExpression | undefined;
  readonly namespaces: LabelExpression | undefined;
} {
  const pods: LabelExpression[] = [];
  const namespaces: LabelExpression[] = [];
  for (const part of expression.op === 'and' ? expression.of : [expression]) {
    const keys = termsOf(part).map(({ key }) => key);
    if (keys.length > 0 && keys.every((key) => key === 'projectcalico.org/namespace'))
      namespaces.push(replaceTerms(part, (term) => ({ ...term, key: nameLabel })));
    else if (part.op !== 'all')
      pods.push(
        replaceTerms(part, (term) =>
          term.key.startsWith('projectcalico.org/')
            ? { op: 'unknown', why: `Portolan does not follow the label ${term.key} here` }
            : term,
        ),
      );
  }
  const joined = (of: readonly LabelExpression[]): LabelExpression | undefined =>
    of.length > 1 ? { op: 'and', of } : of[0];
  return { pods: joined(pods), namespaces: joined(namespaces) };
}

/** The ports of a rule; `undefined` is all traffic. */
function portsOf(
  { protocol, notProtocol }: CalicoRule,
  { ports, notPorts }: CalicoEntity,
): { readonly ports: readonly PortTest[] | undefined; readonly only?: string } {
  if (protocol === undefined && notProtocol === undefined && ports.length + notPorts.length === 0)
    return { ports: undefined };
  for (const field of [protocol, notProtocol, ...ports, ...notPorts])
    if (field !== undefined && field.value === undefined) return { ports: [{ kind: 'unknown', why: field.unknown }] };
  const stated = protocol === undefined ? undefined : protocolOf(protocol.value);
  const without = notProtocol === undefined ? undefined : protocolOf(notProtocol.value);
  if (ports.length + notPorts.length === 0) {
    if (stated !== undefined) return { ports: stated === without ? [] : [wholeOf(stated)] };
    return { ports: protocols.filter((each) => each !== without).map(wholeOf) };
  }
  if (stated === undefined || !isProtocol(stated))
    return { ports: [{ kind: 'unknown', why: 'Calico refuses ports without a protocol that has them' }] };
  return withPorts(stated, ports, notPorts);
}

function withPorts(
  protocol: Protocol,
  ports: readonly Stated<number | string>[],
  notPorts: readonly Stated<number | string>[],
): { readonly ports: readonly PortTest[]; readonly only?: string } {
  const tests: PortTest[] = [];
  let numbers: PortSet = ports.length === 0 ? portRange(protocol, 1, 65535) : noPorts;
  for (const { value } of ports) {
    const range = rangeOf(protocol, value);
    if (range !== undefined) numbers = unite(numbers, range);
    else tests.push({ kind: 'name', name: String(value), protocol });
  }
  let only: string | undefined;
  for (const { value } of notPorts) {
    const range = rangeOf(protocol, value);
    if (range === undefined) only = `whether it is port ${value} is not followed`;
    else numbers = subtract(numbers, range);
  }
  if (notPorts.length > 0 && tests.length > 0) only ??= 'it names ports and leaves others out';
  tests.push(...rangesOf(numbers).map((range): PortTest => ({ kind: 'range', ...range })));
  return only === undefined ? { ports: tests } : { ports: tests, only };
}

/** `80`, `"80"` or `80:90`; `undefined` for a name. */
function rangeOf(protocol: Protocol, port: number | string | undefined): PortSet | undefined {
  if (typeof port === 'number') return portRange(protocol, port, port);
  const [, first, last] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(port ?? '') ?? [];
  return first === undefined ? undefined : portRange(protocol, Number(first), Number(last ?? first));
}

function protocolOf(protocol: number | string | undefined): string {
  const number = Number(protocol);
  return Number.isInteger(number) ? (numbered[number] ?? String(number)) : String(protocol).toUpperCase();
}

function wholeOf(protocol: string): PortTest {
  return { kind: 'range', protocol, first: isProtocol(protocol) ? 1 : 0, last: 65535 };
}
