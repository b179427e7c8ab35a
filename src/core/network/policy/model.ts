import type { Pairs, Ternary } from '../../resources/field.ts';
import type { Address, Block } from '../../resources/ip.ts';
import type { LabelSelector, PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { NamespaceName } from '../../world/world.ts';
import type { LabelExpression } from './label-expression.ts';

/** An answer that says why it is not known; the reason can follow "because". */
export type Answer = { readonly is: 'yes' } | { readonly is: 'no' } | { readonly is: 'unknown'; readonly why: string };

/** What implementations of policies decide differently, and what a question may assume. */
export interface PolicyOptions {
  /**
   * Whether an `ipBlock` or `networks` matches pods by their addresses: the conformance tests require it, Cilium and
   * netpol-analyzer never do.
   */
  readonly podIPsMatchIPBlock: boolean;
  /**
   * What pods on the host's network are: `node`, the common case, whose traffic is the node's and which no selector finds;
   * `pod` where the plugin can tell their traffic apart (networking docs, "NetworkPolicy and hostNetwork pods").
   */
  readonly hostNetworkPods: 'node' | 'pod';
  /** What labels a namespace has whose object is not there: not to be known, or its name only. */
  readonly missingNamespaces: 'unknown' | 'unlabelled';
  /** Whose ports have names: those of all containers that serve, or only those that the regular ones state. */
  readonly namedPorts: 'serving' | 'containers';
  /** Whether policies that the text does not show (unrendered templates, kinds that are not understood) make answers unknown. */
  readonly hiddenPolicies: 'unknown' | 'ignore';
  /** Whether a pod that a NetworkPolicy selects in one direction skips the Baseline tier in that one only, or in both. */
  readonly networkPolicyDecides: 'direction' | 'pod';
  /** What `nodes` peers match where no Node is known. */
  readonly unknownNodes: 'unknown' | 'nothing';
}

/** What the Kubernetes API says, and nothing that the text does not. */
export const standardOptions: PolicyOptions = {
  podIPsMatchIPBlock: true,
  hostNetworkPods: 'node',
  missingNamespaces: 'unknown',
  namedPorts: 'serving',
  hiddenPolicies: 'unknown',
  networkPolicyDecides: 'direction',
  unknownNodes: 'unknown',
};

/** A pod as policies see it: any of those that a maker makes. */
export interface PolicyPod {
  readonly kind: 'pod';
  readonly maker: PodMaker;
  readonly namespace: NamespaceName;
  readonly labels: Pairs;
  readonly namespaceLabels: Pairs;
  /** Whether it is on the host's network and no selector finds it. */
  readonly onNode: Answer;
  /** Its addresses; none when they are not known. */
  readonly addresses: readonly Address[];
}

/** Something outside all pods. Without an address it is anywhere outside. */
export interface OutsideAddress {
  readonly kind: 'outside';
  readonly address: Address | undefined;
}

/** A node: its kubelet, or what else runs on it outside pods. */
export interface PolicyNode {
  readonly kind: 'node';
  readonly name: string | undefined;
  readonly addresses: readonly Address[];
}

/** One end of a connection. */
export type PolicyPeerEnd = PolicyPod | OutsideAddress | PolicyNode;

/** May a connection be made? The port is that of the destination's pod, behind kube-proxy. */
export interface PolicyQuestion {
  readonly from: PolicyPeerEnd;
  readonly to: PolicyPeerEnd;
  readonly port: number;
  /** TCP, UDP or SCTP; policies say nothing about others, except rules of the cluster's policies for all traffic. */
  readonly protocol: string;
  /** Whether both ends are the same pod. Without it that is so where both are one Pod object. */
  readonly samePod?: boolean;
}

/** `egress` at the source or `ingress` at the destination. */
export type Direction = 'egress' | 'ingress';

/** A part of a resource that an answer follows from. */
export interface PolicyEvidence extends Span {
  readonly resource: Resource;
}

/** What the policies of one direction say to a question. */
export interface DirectionVerdict {
  readonly direction: Direction;
  readonly allowed: Ternary;
  /** One sentence. */
  readonly reason: string;
  /** Where it was decided: by a tier, by the default that everything is allowed, or before any policy (`exempt`). */
  readonly decidedBy: Tier | 'default' | 'exempt' | 'unknown';
  /** The rule that decides, or the policies without one that would allow. */
  readonly evidence: readonly PolicyEvidence[];
}

/** The whole answer: a connection needs both directions. */
export interface PolicyVerdict {
  readonly allowed: Ternary;
  readonly egress: DirectionVerdict;
  readonly ingress: DirectionVerdict;
}

/**
 * Admin, NetworkPolicy and Baseline in the order in which they are asked (network-policy-api, `ClusterNetworkPolicy`); Calico's
 * tiers of other names lie between them. `undecided` comes first and holds policies of which it is not known what they do.
 */
export type Tier = 'undecided' | 'Admin' | 'NetworkPolicy' | 'Baseline' | `tier ${string}`;

/** What a rule does with what it matches. */
export type Action = 'Allow' | 'Deny' | 'Pass' | 'unknown';

/** One peer of a rule, in one shape for all kinds of policies. */
export type PeerTest =
  | PodTest
  | {
      readonly kind: 'addresses';
      readonly block: Block;
      readonly except: readonly Block[];
      readonly open: string | undefined;
      /** Whether it means what is outside only, never pods, whatever their addresses are. */
      readonly outsideOnly?: boolean;
    }
  | { readonly kind: 'nodes'; readonly selector: LabelSelector }
  /** Every node and what runs on its network; with a reason only some of them, and which ones is not known. */
  | { readonly kind: 'hosts'; readonly why: string | undefined }
  /** All that is outside the cluster. */
  | { readonly kind: 'world' }
  /** Names or sets that stand for something outside pods, which is not known. */
  | { readonly kind: 'names'; readonly why: string }
  | { readonly kind: 'any' | 'every'; readonly of: readonly PeerTest[] }
  | { readonly kind: 'not'; readonly of: PeerTest }
  | { readonly kind: 'unknown'; readonly why: string };

/** The tests that a test consists of, itself where it has no parts. */
export function* leavesOf(test: PeerTest): Generator<PeerTest> {
  if (test.kind === 'not') yield* leavesOf(test.of);
  else if (test.kind === 'any' || test.kind === 'every') for (const part of test.of) yield* leavesOf(part);
  else yield test;
}

/** A condition on labels, as Kubernetes or as Calico writes it. */
export type PodSelector = LabelSelector | LabelExpression;

/** Pods by namespace and labels. */
export interface PodTest {
  readonly kind: 'pods';
  /** The only namespace, or those that a selector finds; both `undefined` is every one. */
  readonly namespace: NamespaceName | undefined;
  readonly namespaceSelector: PodSelector | undefined;
  /** `undefined` is every pod. */
  readonly podSelector: PodSelector | undefined;
}

/** Every pod of every namespace. */
export const everyPod: PodTest = {
  kind: 'pods',
  namespace: undefined,
  namespaceSelector: undefined,
  podSelector: undefined,
};

/** One port of a rule, in one shape for all kinds of policies. */
export type PortTest =
  | { readonly kind: 'range'; readonly protocol: string; readonly first: number; readonly last: number }
  /** A name that the destination's pod gives a number; without a protocol it gives that too. */
  | { readonly kind: 'name'; readonly name: string; readonly protocol: string | undefined }
  | { readonly kind: 'unknown'; readonly why: string };

/** One rule. `undefined` peers are everyone, `undefined` ports all traffic. */
export interface CompiledRule extends Span {
  /** `rule 2`, or its name in quotes. */
  readonly label: string;
  readonly action: Action;
  readonly peers: readonly PeerTest[] | undefined;
  readonly ports: readonly PortTest[] | undefined;
  /** Why more has to hold than is followed here, so that it is not known to match. */
  readonly only?: string | undefined;
}

/** What a policy says to one direction. */
export interface CompiledSide {
  /** Whether the policy bears on the direction at all. */
  readonly applies: Answer;
  /** Whether it denies what no rule of its tier decides. */
  readonly isolates: Answer;
  readonly rules: readonly CompiledRule[];
}

/** A policy of any kind. */
export interface CompiledPolicy {
  /** `undefined` for policies that the text does not show. */
  readonly resource: Resource | undefined;
  readonly tier: Tier;
  /** Within the tier lower goes first, then the tie-break; of those with both equal any may. */
  readonly order: number;
  readonly tieBreak: string;
  /** Where it stands, for people, where that matters: `Admin tier`. */
  readonly place: string | undefined;
  readonly subject: PodTest;
  readonly egress: CompiledSide;
  readonly ingress: CompiledSide;
}
