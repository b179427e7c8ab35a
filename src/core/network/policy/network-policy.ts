import { parseBlock } from '../../resources/ip.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import type { IpBlock, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule } from '../../resources/networking-v1.ts';
import type { NamespaceName } from '../../world/world.ts';
import { known, unknown, yes } from './answers.ts';
import type { Answer, CompiledPolicy, CompiledRule, CompiledSide, PeerTest, PortTest } from './model.ts';
import { isProtocol } from './ports.ts';

/**
 * A NetworkPolicy as the tiers ask it (networking/v1 `NetworkPolicySpec`, defaults of `pkg/apis/networking/v1/defaults.go`).
 * What the API server refuses matches nothing where it is a peer or port; a policy with fields of wrong types is not known.
 */
export function compileNetworkPolicy(policy: NetworkPolicy, namespace: NamespaceName): CompiledPolicy {
  const [problem] = policy.problems;
  const side = (type: string, rules: readonly PolicyRule[], open: string | undefined): CompiledSide => {
    const doubt = open ?? (problem === undefined ? undefined : 'the API server refuses the policy as it is written');
    const compiled = rules.map((rule, index) => compileRule(rule, index, namespace));
    return {
      applies:
        problem === undefined ? affects(policy, type) : unknown('the API server refuses the policy as it is written'),
      isolates: yes,
      rules: doubt === undefined ? compiled : [...compiled, doubtful(policy.kindSpan, doubt)],
    };
  };
  return {
    resource: policy,
    tier: 'NetworkPolicy',
    ...kubernetesOrder,
    place: undefined,
    subject: { kind: 'pods', namespace, namespaceSelector: undefined, podSelector: policy.podSelector },
    egress: side('Egress', policy.egress, policy.egressOpen),
    ingress: side('Ingress', policy.ingress, policy.ingressOpen),
  };
}

/** Where NetworkPolicies stand among those of plugins in the same tier (Calico: order 1000, `knp.default.NAME`). */
export const kubernetesOrder = { order: 1000, tieBreak: 'knp.default.' } as const;

/** A rule that may be there and of which nothing is known. */
export function doubtful({ start, end }: { start: number; end: number }, why: string): CompiledRule {
  return { label: 'a rule', action: 'Allow', peers: [{ kind: 'unknown', why }], ports: undefined, start, end };
}

function affects({ policyTypes, egressOpen }: NetworkPolicy, type: string): Answer {
  if (policyTypes.some(({ value }) => value === type)) return known(true);
  const open = policyTypes.find(({ value }) => value === undefined);
  if (open !== undefined && open.value === undefined) return unknown(`its policyTypes are not known: ${open.unknown}`);
  // The default of policyTypes depends on whether an egress rule stands there.
  const isDefault = policyTypes.every((stated) => 'defaulted' in stated);
  if (type === 'Egress' && isDefault && egressOpen !== undefined) return unknown(egressOpen);
  return known(false);
}

function compileRule(rule: PolicyRule, index: number, namespace: NamespaceName): CompiledRule {
  const peers = rule.peers.flatMap((peer) => compilePeer(peer, namespace));
  const ports = rule.ports.flatMap(compilePort);
  if (rule.peersOpen !== undefined) peers.push({ kind: 'unknown', why: rule.peersOpen });
  if (rule.portsOpen !== undefined) ports.push({ kind: 'unknown', why: rule.portsOpen });
  return {
    label: `rule ${index + 1}`,
    action: 'Allow',
    peers: rule.peers.length === 0 && rule.peersOpen === undefined ? undefined : peers,
    ports: rule.ports.length === 0 && rule.portsOpen === undefined ? undefined : ports,
    start: rule.start,
    end: rule.end,
  };
}

/** A peer that is empty or mixes blocks and selectors is refused (`ValidateNetworkPolicyPeer`): it matches nothing. */
export function compilePeer(
  { podSelector, namespaceSelector, ipBlock }: PolicyPeer,
  namespace: NamespaceName,
): PeerTest[] {
  const isPods = podSelector !== undefined || namespaceSelector !== undefined;
  if (ipBlock !== undefined) return isPods ? [] : compileBlock(ipBlock);
  if (!isPods) return [];
  return [
    {
      kind: 'pods',
      namespace: namespaceSelector === undefined ? namespace : undefined,
      namespaceSelector,
      podSelector,
    },
  ];
}

function compileBlock({ cidr, except, exceptOpen }: IpBlock): PeerTest[] {
  if (cidr === undefined) return [];
  if (cidr.value === undefined) return [{ kind: 'unknown', why: cidr.unknown }];
  const block = parseBlock(cidr.value);
  if (block === undefined) return [];
  const hidden = except.find(({ value }) => value === undefined);
  return [
    {
      kind: 'addresses',
      block,
      except: except.flatMap(({ value }) => (value === undefined ? [] : (parseBlock(value) ?? []))),
      open: exceptOpen ?? (hidden !== undefined && hidden.value === undefined ? hidden.unknown : undefined),
    },
  ];
}

function compilePort({ protocol, port, endPort }: PolicyPort): PortTest[] {
  const stated = [protocol, port, endPort].find((field) => field !== undefined && field.value === undefined);
  if (stated !== undefined && stated.value === undefined) return [{ kind: 'unknown', why: stated.unknown }];
  const name = protocol.value ?? '';
  if (!isProtocol(name)) return [];
  if (port === undefined)
    return endPort === undefined ? [{ kind: 'range', protocol: name, first: 1, last: 65535 }] : [];
  if (typeof port.value === 'string') {
    const isName = endPort === undefined && ianaServiceNameFault(port.value) === undefined;
    return isName ? [{ kind: 'name', name: port.value, protocol: name }] : [];
  }
  const first = port.value ?? 0;
  const last = endPort?.value ?? first;
  return first >= 1 && first <= last ? [{ kind: 'range', protocol: name, first, last }] : [];
}
