import type { Span } from '../text/span.ts';
import type { BalancerAddress } from './core-v1.ts';
import type { Stated } from './field.ts';
import type { LabelSelector } from './pod-maker.ts';
import type { ResourceBase } from './resource.ts';

/** networking.k8s.io/v1 Ingress. */
export interface Ingress extends ResourceBase {
  readonly type: 'ingress';
  readonly className: Stated<string> | undefined;
  readonly defaultBackend: IngressBackend | undefined;
  /** Whether the default backend stands in `backend`, its field before v1. */
  readonly hasOldDefault: boolean;
  readonly rules: readonly IngressRule[];
  /** Why there may be other rules than the stated ones, else `undefined`. */
  readonly rulesOpen: string | undefined;
  /** The `rules` entry, even where it lists nothing; `undefined` when absent. */
  readonly rulesSpan: Span | undefined;
  /** The whole `spec` value, `undefined` when absent. */
  readonly specSpan: Span | undefined;
  readonly tls: readonly {
    readonly hosts: readonly Stated<string>[];
    readonly secretName: Stated<string> | undefined;
    readonly span: Span;
  }[];
  /** Where its controller takes requests, as its status says; none where nothing was read from a cluster. */
  readonly balancerAddresses: readonly BalancerAddress[];
}

/** One rule: a host (absent = every host) and its paths. */
export interface IngressRule extends Span {
  readonly host: Stated<string> | undefined;
  readonly paths: readonly IngressPath[];
  /** Why there may be other paths than the stated ones, else `undefined`. */
  readonly pathsOpen: string | undefined;
  /** The `http` value, `undefined` when absent. */
  readonly httpSpan: Span | undefined;
}

/** One path of a rule. */
export interface IngressPath extends Span {
  readonly path: Stated<string> | undefined;
  readonly pathType: Stated<string> | undefined;
  readonly backend: IngressBackend | undefined;
}

/** Where an Ingress sends a request; `undefined` service for resource backends. */
export interface IngressBackend extends Span {
  readonly service: Stated<string> | undefined;
  /** The name of the port, else its number. */
  readonly port: Stated<number | string> | undefined;
  /** The number where a name is stated too: the API server refuses both. */
  readonly secondPort: Stated<number> | undefined;
  /** The `service` value, `undefined` when absent. */
  readonly serviceSpan: Span | undefined;
  /** The `resource` entry, `undefined` when absent. */
  readonly resourceSpan: Span | undefined;
  /** Whether it has the fields from before v1: `serviceName` and `servicePort`. */
  readonly isOld: boolean;
}

/** networking.k8s.io/v1 IngressClass. */
export interface IngressClass extends ResourceBase {
  readonly type: 'ingressClass';
  readonly controller: Stated<string> | undefined;
  readonly isDefault: boolean;
}

/** networking.k8s.io/v1 NetworkPolicy, defaults applied (policyTypes). */
export interface NetworkPolicy extends ResourceBase {
  readonly type: 'networkPolicy';
  readonly podSelector: LabelSelector | undefined;
  readonly policyTypes: readonly Stated<string>[];
  readonly ingress: readonly PolicyRule[];
  /** Why there may be other ingress rules than the stated ones, else `undefined`. */
  readonly ingressOpen: string | undefined;
  readonly egress: readonly PolicyRule[];
  /** Why there may be other egress rules than the stated ones, else `undefined`. */
  readonly egressOpen: string | undefined;
  /** The whole `spec`; `undefined` when it is absent. */
  readonly specSpan: Span | undefined;
  /** Where the keys of the spec stand, by name. */
  readonly specKeys: ReadonlyMap<string, Span>;
}

/** One ingress or egress rule; no peers = everyone, no ports = every port, as far as the lists are known. */
export interface PolicyRule extends Span {
  readonly peers: readonly PolicyPeer[];
  readonly peersOpen: string | undefined;
  readonly ports: readonly PolicyPort[];
  readonly portsOpen: string | undefined;
}

/** One peer of a rule. */
export interface PolicyPeer extends Span {
  readonly podSelector: LabelSelector | undefined;
  readonly namespaceSelector: LabelSelector | undefined;
  readonly ipBlock: IpBlock | undefined;
}

/** Addresses of a peer: those of a block without those of others. */
export interface IpBlock {
  readonly cidr: Stated<string> | undefined;
  readonly except: readonly Stated<string>[];
  /** Why there may be other exceptions than the stated ones, else `undefined`. */
  readonly exceptOpen: string | undefined;
  readonly span: Span;
}

/** One port (or range) of a rule, protocol defaulted to TCP. */
export interface PolicyPort extends Span {
  readonly protocol: Stated<string>;
  readonly port: Stated<number | string> | undefined;
  readonly endPort: Stated<number> | undefined;
}
