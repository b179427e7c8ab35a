import type { Span } from '../text/span.ts';
import type { Stated } from './field.ts';
import type { LabelSelector } from './pod-maker.ts';

/** A network policy of a plugin, as far as it is understood, and what orders them. */
export type VendorPolicy = CalicoPolicy | CalicoTier | CiliumPolicy | OpaquePolicy;

/** A policy of which only the kind is understood: it may govern any pod in any way. */
export interface OpaquePolicy {
  readonly vendor: 'other';
}

/** projectcalico.org/v3 and crd.projectcalico.org/v1 `Tier`. */
export interface CalicoTier {
  readonly vendor: 'calico-tier';
  /** `undefined` is behind all others. */
  readonly order: Stated<number> | undefined;
  readonly defaultAction: Stated<string> | undefined;
}

/** projectcalico.org/v3 and crd.projectcalico.org/v1 `NetworkPolicy` and `GlobalNetworkPolicy`. */
export interface CalicoPolicy {
  readonly vendor: 'calico';
  readonly tier: Stated<string> | undefined;
  /** `undefined` is behind all others. */
  readonly order: Stated<number> | undefined;
  /** In Calico's language; `undefined` is every pod. */
  readonly selector: Stated<string> | undefined;
  readonly namespaceSelector: Stated<string> | undefined;
  readonly types: readonly Stated<string>[];
  readonly typesOpen: string | undefined;
  readonly ingress: readonly CalicoRule[];
  readonly ingressOpen: string | undefined;
  readonly egress: readonly CalicoRule[];
  readonly egressOpen: string | undefined;
  /** Why the policy is about more than Portolan follows. */
  readonly beyond: string | undefined;
}

/** A rule of Calico. */
export interface CalicoRule extends Span {
  readonly action: Stated<string> | undefined;
  readonly protocol: Stated<number | string> | undefined;
  readonly notProtocol: Stated<number | string> | undefined;
  readonly ipVersion: Stated<number> | undefined;
  readonly source: CalicoEntity;
  readonly destination: CalicoEntity;
  /** Why it asks for more than Portolan follows. */
  readonly beyond: string | undefined;
}

/** One side of a rule of Calico; all fields that are stated have to hold. */
export interface CalicoEntity {
  readonly nets: readonly Stated<string>[];
  readonly notNets: readonly Stated<string>[];
  readonly selector: Stated<string> | undefined;
  readonly notSelector: Stated<string> | undefined;
  readonly namespaceSelector: Stated<string> | undefined;
  /** Numbers, ranges (`80:90`) and names. */
  readonly ports: readonly Stated<number | string>[];
  readonly notPorts: readonly Stated<number | string>[];
  /** Why it asks for more than Portolan follows, or may. */
  readonly beyond: string | undefined;
}

/** cilium.io/v2 `CiliumNetworkPolicy` and `CiliumClusterwideNetworkPolicy`: one set of rules, or several. */
export interface CiliumPolicy {
  readonly vendor: 'cilium';
  readonly specs: readonly CiliumSpec[];
  /** Why there may be others than the stated ones. */
  readonly specsOpen: string | undefined;
}

/** Rules for the pods that a selector finds. */
export interface CiliumSpec extends Span {
  /** `undefined` where it is for nodes, or where the agent refuses it. */
  readonly endpoints: LabelSelector | undefined;
  readonly forNodes: boolean;
  readonly ingress: CiliumRules;
  readonly ingressDeny: CiliumRules;
  readonly egress: CiliumRules;
  readonly egressDeny: CiliumRules;
  readonly denyIngress: Stated<boolean> | undefined;
  readonly denyEgress: Stated<boolean> | undefined;
  readonly beyond: string | undefined;
}

/** A list of rules. */
export interface CiliumRules {
  readonly rules: readonly CiliumRule[];
  readonly open: string | undefined;
}

/** A rule of Cilium. An absent list of peers says nothing, an empty one selects nobody. */
export interface CiliumRule extends Span {
  readonly endpoints: readonly LabelSelector[] | undefined;
  readonly entities: readonly Stated<string>[] | undefined;
  readonly cidrs: readonly CiliumCidr[] | undefined;
  /** Fields that name peers in ways that Portolan does not follow: `toFQDNs`, `toServices`. */
  readonly otherPeers: readonly string[];
  readonly peersOpen: string | undefined;
  readonly ports: readonly CiliumPorts[];
  readonly portsOpen: string | undefined;
  readonly icmps: boolean;
  readonly beyond: string | undefined;
}

/** A block of addresses outside, without some. */
export interface CiliumCidr {
  readonly cidr: Stated<string> | undefined;
  readonly except: readonly Stated<string>[];
  /** Why it may be another block. */
  readonly open: string | undefined;
}

/** One of `toPorts`; no ports are all. */
export interface CiliumPorts {
  readonly ports: readonly CiliumPort[];
  readonly open: string | undefined;
  /** What else has to hold: rules about requests, a server's name. */
  readonly beyond: string | undefined;
}

/** A port of Cilium; numbers are texts. */
export interface CiliumPort {
  readonly port: Stated<number | string> | undefined;
  readonly endPort: Stated<number> | undefined;
  /** `ANY` when absent. */
  readonly protocol: Stated<string> | undefined;
}
