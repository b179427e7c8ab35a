/**
 * What makes two objects the same one: API group, kind, namespace and name (`networking-semantics` §0.1). Never the kind
 * alone: several groups have a Service, a Gateway or a NetworkPolicy.
 */
export function identityOf(group: string, kind: string, namespace: string, name: string): string {
  return `${identityGroup(group, kind)}/${kind}/${namespace}/${name}`;
}

/** Whether a kind has no namespaces. Kinds that are not known count as namespaced, as most are. */
export function isClusterScoped(group: string, kind: string): boolean {
  return clusterScoped.has(`${group}/${kind}`);
}

/** Workloads and Ingresses of the old group `extensions` are stored as those of their new groups. */
function identityGroup(group: string, kind: string): string {
  if (group !== 'extensions') return group;
  return kind === 'Ingress' || kind === 'NetworkPolicy' ? 'networking.k8s.io' : 'apps';
}

const clusterScoped: ReadonlySet<string> = new Set([
  '/ComponentStatus',
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'authorization.openshift.io/ClusterRole',
  'authorization.openshift.io/ClusterRoleBinding',
  'cert-manager.io/ClusterIssuer',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'cilium.io/CiliumEgressGatewayPolicy',
  'cilium.io/CiliumLoadBalancerIPPool',
  'cilium.io/CiliumNode',
  'crd.antrea.io/ClusterGroup',
  'crd.antrea.io/ClusterNetworkPolicy',
  'crd.antrea.io/Tier',
  'crd.projectcalico.org/BGPConfiguration',
  'crd.projectcalico.org/BGPPeer',
  'crd.projectcalico.org/FelixConfiguration',
  'crd.projectcalico.org/GlobalNetworkPolicy',
  'crd.projectcalico.org/GlobalNetworkSet',
  'crd.projectcalico.org/HostEndpoint',
  'crd.projectcalico.org/IPPool',
  'crd.projectcalico.org/Tier',
  'external-secrets.io/ClusterExternalSecret',
  'external-secrets.io/ClusterSecretStore',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'gateway.networking.k8s.io/GatewayClass',
  'karpenter.sh/NodeClaim',
  'karpenter.sh/NodePool',
  'keda.sh/ClusterTriggerAuthentication',
  'kyverno.io/ClusterPolicy',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/ServiceCIDR',
  'node.k8s.io/RuntimeClass',
  'operator.tigera.io/APIServer',
  'operator.tigera.io/Installation',
  'policy.networking.k8s.io/AdminNetworkPolicy',
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  'policy.networking.k8s.io/ClusterNetworkPolicy',
  'policy/PodSecurityPolicy',
  'project.openshift.io/Project',
  'projectcalico.org/GlobalNetworkPolicy',
  'projectcalico.org/GlobalNetworkSet',
  'projectcalico.org/HostEndpoint',
  'projectcalico.org/IPPool',
  'projectcalico.org/Tier',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceSlice',
  'scheduling.k8s.io/PriorityClass',
  'security.openshift.io/SecurityContextConstraints',
  'snapshot.storage.k8s.io/VolumeSnapshotClass',
  'snapshot.storage.k8s.io/VolumeSnapshotContent',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
]);
