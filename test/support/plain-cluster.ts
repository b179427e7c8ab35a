/** Objects of a cluster as plain data, small enough to be judged by hand. */
export interface Cluster {
  readonly namespaces: readonly { readonly name: string; readonly labels: Labels }[];
  readonly pods: readonly PlainPod[];
  readonly policies: readonly PlainPolicy[];
}

export type Labels = Readonly<Record<string, string>>;

export interface PlainPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly ip: string;
  readonly hostNetwork: boolean;
  readonly ports: readonly { readonly name: string; readonly containerPort: number; readonly protocol: string }[];
}

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface PlainPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface PlainPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface NetworkPolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly PlainPeer[]; readonly ports?: readonly PlainPort[] }[];
  readonly egress?: readonly { readonly to?: readonly PlainPeer[]; readonly ports?: readonly PlainPort[] }[];
}

export interface ClusterPeer {
  readonly namespaces?: Selector;
  readonly pods?: { readonly namespaceSelector: Selector; readonly podSelector: Selector };
  readonly networks?: readonly string[];
}

/** A port of a ClusterNetworkPolicy (v1alpha2), or of an AdminNetworkPolicy (v1alpha1). */
export type ClusterPort =
  | { readonly destinationNamedPort: string }
  | {
      readonly [protocol in 'tcp' | 'udp' | 'sctp']?: {
        readonly destinationPort: {
          readonly number?: number;
          readonly range?: { readonly start: number; readonly end: number };
        };
      };
    };

export type AdminPort =
  | { readonly namedPort: string }
  | { readonly portNumber: { readonly protocol?: string; readonly port: number } }
  | { readonly portRange: { readonly protocol?: string; readonly start: number; readonly end: number } };

export interface ClusterRule {
  readonly action: string;
  readonly from?: readonly ClusterPeer[];
  readonly to?: readonly ClusterPeer[];
  readonly protocols?: readonly ClusterPort[];
  readonly ports?: readonly AdminPort[];
}

export interface ClusterSpec {
  /** Absent in v1alpha1, where the kind says it. */
  readonly tier?: string;
  readonly priority?: number;
  readonly subject: ClusterPeer;
  readonly ingress?: readonly ClusterRule[];
  readonly egress?: readonly ClusterRule[];
}

/** A selector of Calico as a tree; {@link calicoText} writes it. */
export type CalicoTree =
  | 'all()'
  | { readonly has: string }
  | {
      readonly is: readonly [
        key: string,
        operator: '==' | '!=' | 'contains' | 'starts with' | 'ends with',
        text: string,
      ];
    }
  | { readonly in: readonly [key: string, operator: 'in' | 'not in', values: readonly string[]] }
  | { readonly not: CalicoTree }
  | { readonly and: readonly CalicoTree[] }
  | { readonly or: readonly CalicoTree[] };

export interface CalicoSide {
  readonly selector?: CalicoTree;
  readonly notSelector?: CalicoTree;
  readonly namespaceSelector?: CalicoTree;
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly ports?: readonly (number | string)[];
  readonly notPorts?: readonly (number | string)[];
}

export interface PlainCalicoRule {
  readonly action: string;
  readonly protocol?: string | number;
  readonly notProtocol?: string;
  readonly source?: CalicoSide;
  readonly destination?: CalicoSide;
}

export interface CalicoSpec {
  readonly tier?: string;
  readonly order?: number;
  readonly selector?: CalicoTree;
  readonly namespaceSelector?: CalicoTree;
  readonly types?: readonly string[];
  readonly ingress?: readonly PlainCalicoRule[];
  readonly egress?: readonly PlainCalicoRule[];
}

export interface PlainCiliumRule {
  readonly fromEndpoints?: readonly Selector[];
  readonly toEndpoints?: readonly Selector[];
  readonly fromEntities?: readonly string[];
  readonly toEntities?: readonly string[];
  readonly fromCIDR?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly fromCIDRSet?: readonly { readonly cidr: string; readonly except?: readonly string[] }[];
  readonly toCIDRSet?: readonly { readonly cidr: string; readonly except?: readonly string[] }[];
  readonly toPorts?: readonly {
    readonly ports?: readonly { readonly port: string; readonly endPort?: number; readonly protocol?: string }[];
  }[];
}

export interface PlainCiliumSpec {
  readonly endpointSelector: Selector;
  readonly ingress?: readonly PlainCiliumRule[];
  readonly ingressDeny?: readonly PlainCiliumRule[];
  readonly egress?: readonly PlainCiliumRule[];
  readonly egressDeny?: readonly PlainCiliumRule[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
}

export type PlainPolicy =
  | {
      readonly kind: 'NetworkPolicy';
      readonly namespace: string;
      readonly name: string;
      readonly spec: NetworkPolicySpec;
    }
  | {
      readonly kind: 'ClusterNetworkPolicy' | 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy';
      readonly name: string;
      readonly spec: ClusterSpec;
    }
  | {
      readonly kind: 'CalicoNetworkPolicy' | 'GlobalNetworkPolicy';
      readonly namespace?: string;
      readonly name: string;
      readonly spec: CalicoSpec;
    }
  | {
      readonly kind: 'Tier';
      readonly name: string;
      readonly spec: { readonly order?: number; readonly defaultAction?: string };
    }
  | {
      readonly kind: 'CiliumNetworkPolicy' | 'CiliumClusterwideNetworkPolicy';
      readonly namespace?: string;
      readonly name: string;
      readonly spec: PlainCiliumSpec;
    };

/** Policies of one kind. */
export type PolicyOf<K extends PlainPolicy['kind']> = Extract<PlainPolicy, { readonly kind: K }>;

const versions: Readonly<Record<PlainPolicy['kind'], string>> = {
  NetworkPolicy: 'networking.k8s.io/v1',
  ClusterNetworkPolicy: 'policy.networking.k8s.io/v1alpha2',
  AdminNetworkPolicy: 'policy.networking.k8s.io/v1alpha1',
  BaselineAdminNetworkPolicy: 'policy.networking.k8s.io/v1alpha1',
  CalicoNetworkPolicy: 'projectcalico.org/v3',
  GlobalNetworkPolicy: 'crd.projectcalico.org/v1',
  Tier: 'projectcalico.org/v3',
  CiliumNetworkPolicy: 'cilium.io/v2',
  CiliumClusterwideNetworkPolicy: 'cilium.io/v2',
};

/** A selector of Calico as Calico writes it. */
export function calicoText(tree: CalicoTree): string {
  if (tree === 'all()') return tree;
  if ('has' in tree) return `has(${tree.has})`;
  if ('is' in tree) return `${tree.is[0]} ${tree.is[1]} '${tree.is[2]}'`;
  if ('in' in tree) return `${tree.in[0]} ${tree.in[1]} { ${tree.in[2].map((value) => `"${value}"`).join(', ')} }`;
  if ('not' in tree) return `!(${calicoText(tree.not)})`;
  const [parts, sign] = 'and' in tree ? [tree.and, '&&'] : [tree.or, '||'];
  return `(${parts.map(calicoText).join(` ${sign} `)})`;
}

/** Decides for each fact in turn whether a text leaves it out or has a placeholder for it. */
export type Hides = () => boolean;

/** The manifests of a cluster; what `hides` says yes to is missing or a placeholder. */
export function toObjects({ namespaces, pods, policies }: Cluster, hides: Hides = () => false): readonly unknown[] {
  const masked = (spec: unknown): unknown =>
    JSON.parse(JSON.stringify(spec), (name, value) => {
      const isMaskable = typeof value === 'number' || (typeof value === 'string' && maskable.has(name));
      return isMaskable && hides() ? '${X}' : value;
    });
  const maskedLabels = (map: Labels) =>
    Object.fromEntries(Object.entries(map).map(([name, text]) => [name, hides() ? `\${${name}}` : text]));
  return [
    ...namespaces
      .filter(() => !hides())
      .map(({ name, labels }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })),
    ...pods.map(({ namespace, name, labels, ip, hostNetwork, ports }) => {
      const isLive = !hides();
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace, name, labels: maskedLabels(labels) },
        spec: {
          hostNetwork: hides() ? '${HOST}' : hostNetwork,
          containers: [
            {
              name: 'c',
              image: 'i',
              ports: ports.map((port) => (hides() ? { ...port, containerPort: '${PORT}' } : port)),
            },
          ],
        },
        ...(isLive
          ? { status: { phase: 'Running', podIPs: [{ ip }, ...(hides() ? [{ ip: '2001:db8::1' }] : [])] } }
          : {}),
      };
    }),
    ...policies.map(({ kind, name, spec, ...rest }) => ({
      apiVersion: versions[kind],
      kind: kind === 'CalicoNetworkPolicy' ? 'NetworkPolicy' : kind,
      metadata: { name, ...rest },
      spec: masked(kind in calicoKinds ? written(spec) : spec),
    })),
  ];
}

const calicoKinds = { CalicoNetworkPolicy: true, GlobalNetworkPolicy: true };
const selectors = new Set(['selector', 'notSelector', 'namespaceSelector']);
const maskable = new Set([...selectors, 'cidr', 'tier', 'action', 'operator', 'app', 'team', 'defaultAction']);

/** A spec of Calico with its selectors as texts. */
function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, selectors.has(name) ? calicoText(item) : written(item)]),
  );
}
