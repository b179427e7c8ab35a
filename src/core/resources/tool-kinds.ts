/**
 * Files that state an `apiVersion` and a `kind` like manifests, but that a program reads on its own: nobody applies them
 * to a cluster, so they are no objects.
 */
const groups: ReadonlySet<string> = new Set([
  'apiserver.config.k8s.io',
  'audit.k8s.io',
  'backstage.io',
  'builtin',
  'client.authentication.k8s.io',
  'config.kubernetes.io',
  'ctlptl.dev',
  'eksctl.io',
  'eventratelimit.admission.k8s.io',
  'k3d.io',
  'kind.x-k8s.io',
  'kpt.dev',
  'krew.googlecontainertools.github.com',
  'kubeadm.k8s.io',
  'kubelet.config.k8s.io',
  'kubescheduler.config.k8s.io',
  'kustomize.config.k8s.io',
  'pod-security.admission.config.k8s.io',
  'scorecard.operatorframework.io',
  'skaffold',
  'tilt.dev',
]);

/** Whether a file of this group and kind is a program's own configuration. */
export function isToolConfiguration(group: string, apiVersion: string, kind: string): boolean {
  return groups.has(group) || groups.has(apiVersion) || (apiVersion === 'v1' && kind === 'Config');
}
