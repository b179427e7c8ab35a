import type { Span } from '../text/span.ts';
import type { Stated } from './field.ts';
import type { LabelSelector } from './pod-maker.ts';
import type { ResourceBase } from './resource.ts';

/**
 * policy.networking.k8s.io AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy
 * (v1alpha2), in one shape: their fields differ in names only.
 */
export interface ClusterPolicy extends ResourceBase {
  readonly type: 'clusterPolicy';
  readonly priority: Stated<number> | undefined;
  /** `Admin` or `Baseline`; of v1alpha1 the kind says which. */
  readonly tier: Stated<string> | undefined;
  readonly subject: ClusterPolicySubject | undefined;
  readonly ingress: readonly ClusterPolicyRule[];
  /** Why there may be other ingress rules than the stated ones, else `undefined`. */
  readonly ingressOpen: string | undefined;
  readonly egress: readonly ClusterPolicyRule[];
  /** Why there may be other egress rules than the stated ones, else `undefined`. */
  readonly egressOpen: string | undefined;
}

/** Whom a policy governs: all pods of some namespaces, or some of them. */
export interface ClusterPolicySubject {
  readonly namespaceSelector: LabelSelector | undefined;
  readonly podSelector: LabelSelector | undefined;
  readonly span: Span;
}

/** One rule. Unlike in a NetworkPolicy no peers are nobody. */
export interface ClusterPolicyRule extends Span {
  readonly name: Stated<string> | undefined;
  /** `Accept` (v1alpha1: `Allow`), `Deny` or `Pass`. */
  readonly action: Stated<string> | undefined;
  readonly peers: readonly ClusterPolicyPeer[];
  readonly peersOpen: string | undefined;
  /** `undefined` when neither `protocols` nor `ports` is stated: all traffic. */
  readonly ports: readonly ClusterPolicyPort[] | undefined;
  readonly portsOpen: string | undefined;
}

/** One peer; `other` when none of the fields is one that is known. */
export type ClusterPolicyPeer = Span &
  (
    | {
        readonly kind: 'pods';
        /** `undefined` is every namespace, or every pod. */
        readonly namespaceSelector: LabelSelector | undefined;
        readonly podSelector: LabelSelector | undefined;
      }
    | { readonly kind: 'networks'; readonly networks: readonly Stated<string>[]; readonly open: string | undefined }
    | { readonly kind: 'nodes'; readonly selector: LabelSelector }
    | { readonly kind: 'domainNames' }
    | { readonly kind: 'other' }
  );

/** One item of `protocols` or `ports`; `other` when none of the fields is one that is known. */
export type ClusterPolicyPort = Span &
  (
    | {
        readonly kind: 'range';
        readonly protocol: Stated<string>;
        /** Both are `undefined` for all ports of the protocol. */
        readonly first: Stated<number> | undefined;
        readonly last: Stated<number> | undefined;
      }
    | { readonly kind: 'name'; readonly name: Stated<string> }
    | { readonly kind: 'other' }
  );
