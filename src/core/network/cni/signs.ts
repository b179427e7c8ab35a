import type { PluginId } from './capabilities.ts';

/** How objects of a plugin look (`networking-semantics` §4.1). Names are exact, images and groups match by their ends. */
export interface PluginSigns {
  readonly plugin: PluginId;
  /** Names of DaemonSets and Deployments. */
  readonly workloads: readonly string[];
  /** The last parts of images: `calico/node`. */
  readonly images: readonly string[];
  readonly configMaps: readonly string[];
  /** API groups of its custom resources. */
  readonly groups: readonly string[];
  /** `type` of its entry in a CNI configuration. */
  readonly types: readonly string[];
}

/** Signs of every plugin that has some. */
export const pluginSigns: readonly PluginSigns[] = [
  {
    plugin: 'calico',
    workloads: ['calico-node', 'calico-kube-controllers', 'calico-typha', 'tigera-operator'],
    images: ['calico/node'],
    configMaps: ['calico-config'],
    groups: ['crd.projectcalico.org', 'projectcalico.org', 'operator.tigera.io'],
    types: ['calico'],
  },
  {
    plugin: 'canal',
    workloads: ['canal', 'rke2-canal'],
    images: [],
    configMaps: ['canal-config'],
    groups: [],
    types: [],
  },
  {
    plugin: 'cilium',
    workloads: ['cilium', 'cilium-operator'],
    images: ['cilium/cilium'],
    configMaps: ['cilium-config'],
    groups: ['cilium.io'],
    types: ['cilium-cni'],
  },
  {
    plugin: 'flannel',
    workloads: ['kube-flannel-ds', 'kube-flannel'],
    images: ['flannel-io/flannel', 'flannelcni/flannel', 'coreos/flannel'],
    configMaps: ['kube-flannel-cfg'],
    groups: [],
    types: ['flannel'],
  },
  {
    plugin: 'kube-network-policies',
    workloads: ['kube-network-policies'],
    images: ['networking/kube-network-policies'],
    configMaps: [],
    groups: [],
    types: [],
  },
  {
    plugin: 'weave',
    workloads: ['weave-net'],
    images: ['weave-kube', 'weaveworks/weave-npc'],
    configMaps: [],
    groups: [],
    types: ['weave-net'],
  },
  {
    plugin: 'antrea',
    workloads: ['antrea-agent', 'antrea-controller'],
    images: ['antrea/antrea-agent-ubuntu', 'antrea/antrea-ubuntu'],
    configMaps: ['antrea-config'],
    groups: ['crd.antrea.io'],
    types: ['antrea'],
  },
  {
    plugin: 'kindnet',
    workloads: ['kindnet'],
    images: ['kindest/kindnetd'],
    configMaps: [],
    groups: [],
    types: [],
  },
  {
    plugin: 'aws-vpc-cni',
    workloads: ['aws-node'],
    images: ['amazon-k8s-cni'],
    configMaps: ['amazon-vpc-cni'],
    groups: ['crd.k8s.amazonaws.com', 'networking.k8s.aws', 'vpcresources.k8s.aws'],
    types: ['aws-cni'],
  },
  {
    plugin: 'azure-cni',
    workloads: ['azure-cns', 'azure-npm'],
    images: [],
    configMaps: ['azure-npm-config'],
    groups: ['acn.azure.com'],
    types: ['azure-vnet'],
  },
  {
    plugin: 'gke-dataplane-v2',
    workloads: ['anetd'],
    images: [],
    configMaps: [],
    groups: [],
    types: [],
  },
  {
    plugin: 'kube-router',
    workloads: ['kube-router'],
    images: ['cloudnativelabs/kube-router'],
    configMaps: ['kube-router-cfg'],
    groups: [],
    types: [],
  },
  {
    plugin: 'ovn-kubernetes',
    workloads: ['ovnkube-node'],
    images: [],
    configMaps: ['ovnkube-config'],
    groups: ['k8s.ovn.org'],
    types: ['ovn-k8s-cni-overlay'],
  },
  {
    plugin: 'kube-ovn',
    workloads: ['kube-ovn-cni', 'kube-ovn-controller'],
    images: ['kubeovn/kube-ovn'],
    configMaps: [],
    groups: ['kubeovn.io'],
    types: ['kube-ovn'],
  },
  {
    plugin: 'multus',
    workloads: ['kube-multus-ds', 'multus'],
    images: ['multus-cni'],
    configMaps: ['multus-cni-config', 'multus-daemon-config'],
    groups: ['k8s.cni.cncf.io'],
    types: ['multus', 'multus-shim'],
  },
  { plugin: 'plain', workloads: [], images: [], configMaps: [], groups: [], types: ['bridge', 'ptp'] },
];
