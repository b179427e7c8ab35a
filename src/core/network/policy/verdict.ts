import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { and, any, no, unknown, yes } from './answers.ts';
import {
  type Answer,
  type CompiledPolicy,
  type CompiledRule,
  type Direction,
  type DirectionVerdict,
  type PolicyEvidence,
  type PolicyNode,
  type PolicyOptions,
  type PolicyPeerEnd,
  type PolicyPod,
  type PolicyQuestion,
  type PolicyVerdict,
  standardOptions,
  type Tier,
} from './model.ts';
import { Peers } from './peers.ts';
import { Policies, type PolicyTier, sameRank } from './policies.ts';
import { portsMatch } from './rule-ports.ts';
import { allowedByDefault, deniedByAbsence, nameOf, ruled, unknownReason } from './words.ts';

/**
 * Answers questions about the policies of one world. The tiers are asked in the order of network-policy-api
 * (`ClusterNetworkPolicy`): Admin, NetworkPolicy, Baseline, and what none decides is allowed. What is not known stays
 * unknown only where it could change the answer.
 */
export class PolicyEngine {
  readonly options: PolicyOptions;
  readonly policies: Policies;
  readonly peers: Peers;
  readonly #selecting = new Map<PolicyPod, ReadonlyMap<PolicyTier, readonly CompiledPolicy[]>>();

  /** With `namespace` it knows the policies that bear on the pods of that one only. */
  constructor(world: World, options: PolicyOptions = standardOptions, namespace?: string) {
    this.options = options;
    this.policies = new Policies(world, options, namespace);
    this.peers = new Peers(world, options);
  }

  /** The pods of a maker, for a question. */
  pod(maker: PodMaker): PolicyPod {
    return this.peers.pod(maker);
  }

  /** A node, for a question. */
  node(name: string | undefined): PolicyNode {
    return this.peers.node(name);
  }

  /** The policies of a tier that surely or perhaps select pods, in the order in which they are asked. */
  selecting(tier: PolicyTier, pod: PolicyPod): readonly CompiledPolicy[] {
    let known = this.#selecting.get(pod);
    if (known === undefined) {
      const mayGovern = ({ subject }: CompiledPolicy) => this.peers.matchesPod(subject, pod).is !== 'no';
      known = new Map(this.policies.tiers.map((each) => [each, each.of(pod.namespace).filter(mayGovern)]));
      this.#selecting.set(pod, known);
    }
    return known.get(tier) ?? [];
  }

  /** Whether a connection is allowed: egress at its source and ingress at its destination. Replies are implied. */
  ask(question: PolicyQuestion): PolicyVerdict {
    const egress = this.direction(question, 'egress');
    const ingress = this.direction(question, 'ingress');
    const both = and(answerOf(egress), answerOf(ingress));
    return { allowed: both.is, egress, ingress };
  }

  /** What the policies of one end say. */
  direction(question: PolicyQuestion, direction: Direction): DirectionVerdict {
    const governed = direction === 'egress' ? question.from : question.to;
    const outside = finished(question) ?? exemption(question, direction, governed);
    if (outside !== undefined || governed.kind !== 'pod')
      return { direction, allowed: 'yes', reason: '', decidedBy: 'exempt', evidence: [], ...outside };
    const verdict = new Walk(this, question, direction, governed).verdict();
    return direction === 'ingress' && question.from.kind === 'node' && verdict.allowed !== 'yes'
      ? fromNode(verdict, question.from, governed)
      : verdict;
  }
}

function answerOf({ allowed, reason }: DirectionVerdict): Answer {
  return allowed === 'unknown' ? unknown(reason) : allowed === 'yes' ? yes : no;
}

/** An answer that needs no policy. */
type Beforehand = Pick<DirectionVerdict, 'allowed' | 'reason'>;

/** Where no policy is asked, else `undefined`. */
function exemption(
  { from, to, samePod }: PolicyQuestion,
  direction: Direction,
  governed: PolicyPeerEnd,
): Beforehand | undefined {
  if (governed.kind !== 'pod')
    return { allowed: 'yes', reason: `Policies govern pods, and ${nameOf(governed)} is none.` };
  const isOne = from.kind === 'pod' && to.kind === 'pod' && from.maker === to.maker && from.maker.workload === 'Pod';
  if (samePod ?? isOne) return { allowed: 'yes', reason: 'A pod can always reach itself.' };
  if (governed.onNode.is === 'yes')
    return {
      allowed: 'yes',
      reason: `${nameOf(governed)} is on the host's network, and most plugins apply no policy to its ${direction}.`,
    };
  return undefined;
}

/** A pod that has run to its end is no longer there: no policy selects it and no peer is it. */
function finished({ from, to }: PolicyQuestion): Beforehand | undefined {
  for (const end of [from, to])
    if (end.kind === 'pod' && hasFinished(end.maker))
      return { allowed: 'no', reason: `${nameOf(end)} has finished (${end.maker.status?.phase}): nothing runs in it.` };
  return undefined;
}

/** Whether a pod has run to its end (phase Succeeded or Failed). */
export function hasFinished({ status }: PodMaker): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** The node where a pod runs always reaches it, as probes need (networking/v1 `NetworkPolicySpec.Ingress`). */
function fromNode(verdict: DirectionVerdict, { name }: PolicyNode, { maker }: PolicyPod): DirectionVerdict {
  const own = maker.status?.nodeName ?? maker.template.nodeName?.value;
  if (name !== undefined && name === own)
    return {
      ...verdict,
      allowed: 'yes',
      reason: 'A pod can always be reached from its own node.',
      decidedBy: 'exempt',
      evidence: [],
    };
  if (name !== undefined && own !== undefined) return verdict;
  return {
    ...verdict,
    allowed: 'unknown',
    reason: unknownReason(
      'ingress',
      'only the node that runs the pod always reaches it, and which one that is is not known',
    ),
    decidedBy: 'unknown',
  };
}

interface Cause {
  readonly reason: string;
  readonly decidedBy: DirectionVerdict['decidedBy'];
  readonly evidence: readonly PolicyEvidence[];
}

interface Outcomes {
  allow: Cause | undefined;
  deny: Cause | undefined;
  /** Whether the next tier may be asked. */
  next: boolean;
}

interface Said extends Omit<Outcomes, 'next'> {
  pass: boolean;
  silent: boolean;
  matches: boolean;
}

/** One question in one direction, tier by tier. */
class Walk {
  readonly #engine: PolicyEngine;
  readonly #question: PolicyQuestion;
  readonly #direction: Direction;
  readonly #governed: PolicyPod;
  readonly #other: PolicyPeerEnd;
  /** The first thing that is not known, and where. */
  #why: string | undefined;
  #whyEvidence: readonly PolicyEvidence[] = [];

  constructor(engine: PolicyEngine, question: PolicyQuestion, direction: Direction, governed: PolicyPod) {
    this.#engine = engine;
    this.#question = question;
    this.#direction = direction;
    this.#governed = governed;
    this.#other = direction === 'egress' ? question.to : question.from;
  }

  verdict(): DirectionVerdict {
    const { policies } = this.#engine;
    const found: Outcomes = { allow: undefined, deny: undefined, next: true };
    for (const tier of policies.tiers) {
      if (!found.next) break;
      const { allow, deny, next } = this.#tier(tier.name, this.#engine.selecting(tier, this.#governed));
      found.allow ??= allow;
      found.deny ??= deny;
      found.next = next;
    }
    if (found.next) found.allow ??= this.#byDefault();
    const direction = this.#direction;
    const { allow, deny } = found;
    if (allow !== undefined && deny !== undefined)
      return {
        direction,
        allowed: 'unknown',
        reason: unknownReason(direction, this.#why ?? 'the policies contradict each other'),
        decidedBy: 'unknown',
        evidence: this.#whyEvidence.length > 0 ? this.#whyEvidence : [...allow.evidence, ...deny.evidence],
      };
    return { direction, allowed: deny === undefined ? 'yes' : 'no', ...(allow ?? deny ?? this.#byDefault()) };
  }

  /**
   * One tier: the first rule that matches decides, in the order of the policies; of those with the same rank any may be the
   * first. Where none does and a policy that selects the pod isolates it, it is denied; else the next tier is asked.
   */
  #tier(name: Tier, policies: readonly CompiledPolicy[]): Outcomes {
    const found: Outcomes = { allow: undefined, deny: undefined, next: false };
    const isolating: CompiledPolicy[] = [];
    let isSelected = false;
    let passed = false;
    let mayEnd = false;
    for (let i = 0; i < policies.length; ) {
      const first = policies[i];
      let isSilent = true;
      const before = { ...found };
      for (; first !== undefined; i++) {
        const policy = policies[i];
        if (policy === undefined || !sameRank(policy, first)) break;
        const applies = this.#applies(policy);
        isSelected ||= name === 'NetworkPolicy' && this.#isSelectedElsewhere(policy, applies);
        if (applies.is === 'no') continue;
        const said = this.#ask(policy, applies);
        const isSureAllow = said.allow !== undefined && !said.silent;
        if (isSureAllow || found.allow === undefined) found.allow = said.allow ?? found.allow;
        found.deny ??= said.deny;
        passed ||= said.pass;
        isSilent &&= said.silent;
        const { isolates } = policy[this.#direction];
        if (isolates.is === 'unknown' && !said.matches) this.#note(isolates.why, policy);
        if (isolates.is !== 'no') mayEnd ||= !said.matches;
        if (and(applies, isolates).is === 'yes') isolating.push(policy);
      }
      const isNew = before.allow === undefined && before.deny === undefined && this.#why === undefined;
      if (isNew && found.allow !== undefined && found.deny !== undefined && first !== undefined)
        this.#note(
          `policies of the same priority ${first.order} contradict each other, and any of them may win`,
          undefined,
        );
      if (!isSilent) return { ...found, next: passed };
    }
    if (mayEnd)
      found.deny ??= {
        reason: deniedByAbsence(isolating, this.#direction, this.#governed, this.#question, this.#other),
        decidedBy: name,
        evidence: isolating.flatMap((policy) => evidenceOf(policy)),
      };
    if (isolating.length === 0 && isSelected && this.#engine.options.networkPolicyDecides === 'pod')
      return { ...found, allow: found.allow ?? this.#byDefault(), next: false };
    return { ...found, next: passed || isolating.length === 0 };
  }

  /** What a policy that may apply may do: `silent` unless it surely decides, `matches` if one of its rules surely does. */
  #ask(policy: CompiledPolicy, applies: Answer): Said {
    const said: Said = { allow: undefined, deny: undefined, pass: false, silent: true, matches: false };
    for (const rule of policy[this.#direction].rules) {
      const matches = this.#matches(rule, policy.resource?.type !== 'networkPolicy');
      if (matches.is === 'no') continue;
      if (matches.is === 'unknown') this.#note(matches.why, policy, rule);
      if (rule.action === 'unknown') this.#note('what the rule does is not known', policy, rule);
      const cause = (does: 'allows' | 'denies'): Cause => ({
        reason: ruled(policy, rule, does, this.#direction, this.#question, this.#other),
        decidedBy: policy.tier,
        evidence: evidenceOf(policy, rule),
      });
      if (rule.action === 'Allow' || rule.action === 'unknown') said.allow ??= cause('allows');
      if (rule.action === 'Deny' || rule.action === 'unknown') said.deny ??= cause('denies');
      if (rule.action === 'Pass' || rule.action === 'unknown') said.pass = true;
      if (matches.is === 'yes') {
        said.matches = true;
        said.silent = applies.is !== 'yes';
        break;
      }
    }
    const onlyAllows = said.matches && said.deny === undefined && !said.pass;
    if (applies.is === 'unknown' && !onlyAllows) this.#note(applies.why, policy);
    return said;
  }

  #byDefault(): Cause {
    return { reason: allowedByDefault(this.#direction, this.#governed), decidedBy: 'default', evidence: [] };
  }

  #isSelectedElsewhere(policy: CompiledPolicy, applies: Answer): boolean {
    if (this.#engine.options.networkPolicyDecides === 'direction' || applies.is === 'yes') return false;
    return this.#engine.peers.matchesPod(policy.subject, this.#governed).is === 'yes';
  }

  #applies(policy: CompiledPolicy): Answer {
    const side = policy[this.#direction];
    return side.applies.is === 'no'
      ? no
      : and(this.#engine.peers.matchesPod(policy.subject, this.#governed), side.applies);
  }

  #matches({ peers, ports, only }: CompiledRule, allTraffic: boolean): Answer {
    const { to, protocol, port } = this.#question;
    const peer = peers === undefined ? yes : any(peers, (test) => this.#engine.peers.matches(test, this.#other));
    if (peer.is === 'no') return no;
    const match = and(peer, portsMatch(ports, allTraffic, to, protocol, port, this.#engine.options));
    return only === undefined ? match : and(match, unknown(only));
  }

  #note(why: string, policy: CompiledPolicy | undefined, rule?: CompiledRule): void {
    if (this.#why !== undefined) return;
    this.#why = why;
    this.#whyEvidence = policy === undefined ? [] : evidenceOf(policy, rule);
  }
}

function evidenceOf({ resource }: CompiledPolicy, rule?: CompiledRule): readonly PolicyEvidence[] {
  if (resource === undefined) return [];
  const { start, end } = rule ?? resource.kindSpan;
  return [{ resource, start, end }];
}
