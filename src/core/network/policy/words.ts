import { formatAddress } from '../../resources/ip.ts';
import { describe } from '../../resources/kinds.ts';
import type { CompiledPolicy, CompiledRule, Direction, PolicyPeerEnd, PolicyPod, PolicyQuestion } from './model.ts';

/** What one end of a connection is called. */
export function nameOf(end: PolicyPeerEnd): string {
  switch (end.kind) {
    case 'pod':
      return describe(end.maker);
    case 'node':
      return end.name === undefined ? 'a node' : `node "${end.name}"`;
    case 'outside':
      return end.address === undefined ? 'the internet' : formatAddress(end.address);
  }
}

/** `TCP 5432 from Deployment "web"`: what is asked for, as the governed end sees it. */
function traffic(direction: Direction, { protocol, port }: PolicyQuestion, other: PolicyPeerEnd): string {
  return `${protocol === '' ? 'traffic' : `${protocol} ${port}`} ${direction === 'egress' ? 'to' : 'from'} ${nameOf(other)}`;
}

function policyName({ resource }: CompiledPolicy): string {
  return resource === undefined ? 'A policy' : describe(resource);
}

/** A rule decides it: of policies that only allow it lets traffic in or out, of the others it allows or denies. */
export function ruled(
  policy: CompiledPolicy,
  rule: CompiledRule,
  does: 'allows' | 'denies',
  direction: Direction,
  question: PolicyQuestion,
  other: PolicyPeerEnd,
): string {
  const { place } = policy;
  const verb = does === 'denies' || place !== undefined ? does : direction === 'egress' ? 'lets out' : 'lets in';
  const where = place === undefined ? '' : `, ${place}`;
  return `${policyName(policy)} ${verb} ${traffic(direction, question, other)} (${direction} ${rule.label}${where}).`;
}

/** NetworkPolicies isolate the pod, and none has a rule for it. */
export function deniedByAbsence(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  governed: PolicyPod,
  question: PolicyQuestion,
  other: PolicyPeerEnd,
): string {
  const names = policies.map(policyName);
  const [first = 'A policy', ...more] = names;
  const who = more.length === 0 ? `${first} selects` : `${first} and ${more.length} more select`;
  const none = more.length === 0 ? 'none of its rules' : 'none of their rules';
  return `${who} ${nameOf(governed)} for ${direction}, and ${none} lets ${traffic(direction, question, other)} ${direction === 'egress' ? 'out' : 'in'}.`;
}

/** No policy says anything about it. */
export function allowedByDefault(direction: Direction, governed: PolicyPod): string {
  const what = direction === 'egress' ? 'everything may leave it' : 'everyone may reach it';
  return `No policy decides the ${direction} of ${nameOf(governed)}, so ${what}.`;
}

/** It cannot be known. */
export function unknownReason(direction: Direction, why: string): string {
  return `Whether the policies allow the ${direction} is not known: ${why}.`;
}
