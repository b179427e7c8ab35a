/**
 * What network plugins do (`networking-semantics` §4.2, as of August 2026). A reviewed table: every cell says on what it
 * rests, and what is not known stays so. Features change with every release, so a cell is never more certain than its basis.
 */

/** Plugins that are told apart. */
export type PluginId =
  | 'antrea'
  | 'aws-vpc-cni'
  | 'azure-cni'
  | 'calico'
  | 'canal'
  | 'cilium'
  | 'flannel'
  | 'gke-dataplane-v2'
  | 'k3s'
  | 'kindnet'
  | 'kube-network-policies'
  | 'kube-ovn'
  | 'kube-router'
  | 'multus'
  | 'ovn-kubernetes'
  | 'plain'
  | 'weave';

/** On what a cell rests: documentation, source code, or what is commonly known; `none` where nothing is. */
export type Basis = 'documentation' | 'source' | 'knowledge' | 'none';

/** One cell. `optional` depends on settings that the note names. */
export interface Capability {
  readonly answer: 'yes' | 'no' | 'optional' | 'unknown';
  readonly basis: Basis;
  readonly note?: string;
}

/** What one plugin does. */
export interface PluginCapabilities {
  /** For people. */
  readonly name: string;
  /** Whether it makes the pods' network, rather than adding to another plugin. */
  readonly primary: boolean;
  readonly networkPolicy: Capability;
  readonly endPort: Capability;
  readonly sctp: Capability;
  /** AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy. */
  readonly clusterPolicies: Capability;
  readonly hostPort: Capability;
}

const unknown: Capability = { answer: 'unknown', basis: 'none' };

function yes(basis: Basis, note?: string): Capability {
  return note === undefined ? { answer: 'yes', basis } : { answer: 'yes', basis, note };
}

function no(basis: Basis, note?: string): Capability {
  return note === undefined ? { answer: 'no', basis } : { answer: 'no', basis, note };
}

function optional(basis: Basis, note: string): Capability {
  return { answer: 'optional', basis, note };
}

const asEngine = optional('source', 'as its kube-network-policies container does, where that is enabled');
const portmap = 'the portmap plugin is in its default configuration';

/** The table. */
export const capabilities: Readonly<Record<PluginId, PluginCapabilities>> = {
  calico: {
    name: 'Calico',
    primary: true,
    networkPolicy: yes('documentation'),
    endPort: yes('knowledge'),
    sctp: yes('knowledge'),
    clusterPolicies: optional('documentation', 'AdminNetworkPolicy in 3.29 to 3.31, ClusterNetworkPolicy from 3.32'),
    hostPort: yes('documentation', `${portmap}; native with eBPF`),
  },
  canal: {
    name: 'Canal',
    primary: true,
    networkPolicy: yes('documentation'),
    endPort: yes('knowledge'),
    sctp: yes('knowledge'),
    clusterPolicies: optional('documentation', 'AdminNetworkPolicy in 3.29 to 3.31, ClusterNetworkPolicy from 3.32'),
    hostPort: yes('documentation', portmap),
  },
  cilium: {
    name: 'Cilium',
    primary: true,
    networkPolicy: yes('documentation', 'unless enable-policy is never'),
    endPort: optional('documentation', 'older versions accept and ignore it; supported from about 1.16 or 1.17'),
    sctp: optional('documentation', 'beta (sctp.enabled), and targetPort has to equal port'),
    clusterPolicies: no('documentation', 'a tracking issue only'),
    hostPort: optional('documentation', 'needs its replacement of kube-proxy, or cni.chainingMode=portmap'),
  },
  flannel: {
    name: 'flannel',
    primary: true,
    networkPolicy: no(
      'source',
      'it leaves policies to others; its optional container (netpol.enabled, 0.25.5) enforces them',
    ),
    endPort: asEngine,
    sctp: asEngine,
    clusterPolicies: asEngine,
    hostPort: yes('source', portmap),
  },
  'kube-network-policies': {
    name: 'kube-network-policies',
    primary: false,
    networkPolicy: yes('documentation'),
    endPort: yes('source'),
    sctp: yes('source'),
    clusterPolicies: optional('documentation', 'it implements both versions, in its own builds'),
    hostPort: unknown,
  },
  k3s: {
    name: 'the flannel of k3s',
    primary: true,
    networkPolicy: yes('knowledge', 'an embedded kube-router, unless --disable-network-policy'),
    endPort: unknown,
    sctp: unknown,
    clusterPolicies: no('knowledge'),
    hostPort: yes('knowledge', 'portmap'),
  },
  weave: {
    name: 'Weave Net',
    primary: true,
    networkPolicy: yes('knowledge', 'archived in 2024'),
    endPort: no('knowledge'),
    sctp: unknown,
    clusterPolicies: no('knowledge'),
    hostPort: yes('knowledge', 'portmap'),
  },
  antrea: {
    name: 'Antrea',
    primary: true,
    networkPolicy: yes('documentation'),
    endPort: yes('source'),
    sctp: yes('knowledge'),
    clusterPolicies: optional(
      'source',
      'AdminNetworkPolicy behind a gate and deprecated, ClusterNetworkPolicy alpha in 2.7',
    ),
    hostPort: yes('source', portmap),
  },
  kindnet: {
    name: 'kindnet',
    primary: true,
    networkPolicy: yes('knowledge', 'since kind 0.24'),
    endPort: yes('knowledge', 'through kube-network-policies'),
    sctp: yes('knowledge', 'through kube-network-policies'),
    clusterPolicies: optional('documentation', 'only in its own builds of kube-network-policies'),
    hostPort: yes('knowledge'),
  },
  'aws-vpc-cni': {
    name: 'the AWS VPC CNI',
    primary: true,
    networkPolicy: optional('documentation', 'only where enabled (1.14 and later), on EC2 Linux, for one IP family'),
    endPort: yes('knowledge'),
    sctp: unknown,
    clusterPolicies: no('documentation', 'it has admin policies of its own from 1.21'),
    hostPort: yes('knowledge', 'portmap'),
  },
  'azure-cni': {
    name: 'Azure CNI',
    primary: true,
    networkPolicy: optional('documentation', 'only where the cluster was created with a policy engine'),
    endPort: no('knowledge', 'not in Azure Network Policy Manager'),
    sctp: no('knowledge', 'not in Azure Network Policy Manager'),
    clusterPolicies: no('none'),
    hostPort: yes('knowledge'),
  },
  'gke-dataplane-v2': {
    name: 'GKE Dataplane V2',
    primary: true,
    networkPolicy: yes('documentation', 'always on'),
    endPort: yes('knowledge'),
    sctp: unknown,
    clusterPolicies: unknown,
    hostPort: yes('none'),
  },
  'kube-router': {
    name: 'kube-router',
    primary: true,
    networkPolicy: yes('knowledge', 'with --run-firewall'),
    endPort: unknown,
    sctp: no('documentation', 'open issue 1019'),
    clusterPolicies: no('none'),
    hostPort: yes('knowledge', 'portmap'),
  },
  'ovn-kubernetes': {
    name: 'OVN-Kubernetes',
    primary: true,
    networkPolicy: yes('documentation'),
    endPort: yes('knowledge'),
    sctp: yes('knowledge'),
    clusterPolicies: yes('documentation', 'AdminNetworkPolicy and BaselineAdminNetworkPolicy'),
    hostPort: yes('knowledge'),
  },
  'kube-ovn': {
    name: 'Kube-OVN',
    primary: true,
    networkPolicy: yes('documentation'),
    endPort: unknown,
    sctp: unknown,
    clusterPolicies: optional('documentation', 'AdminNetworkPolicy; ClusterNetworkPolicy is experimental'),
    hostPort: unknown,
  },
  multus: {
    name: 'Multus',
    primary: false,
    networkPolicy: unknown,
    endPort: unknown,
    sctp: unknown,
    clusterPolicies: unknown,
    hostPort: unknown,
  },
  plain: {
    name: 'a plain bridge',
    primary: true,
    networkPolicy: no('documentation'),
    endPort: no('documentation'),
    sctp: no('documentation'),
    clusterPolicies: no('documentation'),
    hostPort: optional('documentation', 'where portmap is chained'),
  },
};
