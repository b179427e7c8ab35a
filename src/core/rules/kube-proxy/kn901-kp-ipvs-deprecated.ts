import { textIn } from '../../network/kube-proxy/document.ts';
import { inVersions } from '../../world/gates.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { readableConfiguration, settingFix } from './settings.ts';

/**
 * The ipvs mode of kube-proxy is deprecated since Kubernetes 1.35. It is planned to be off by default in 1.40 and to be removed in 1.43: kube-proxy then does not start with it. nftables does what it was used for, on kernels from 5.13 on. Node ports then answer only on the primary address of a node unless `nodePortAddresses` says otherwise.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kube-proxy, namespace: kube-system }
 * data:
 *   config.conf: |
 *     apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *     kind: KubeProxyConfiguration
 *     mode: ipvs
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kube-proxy, namespace: kube-system }
 * data:
 *   config.conf: |
 *     apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *     kind: KubeProxyConfiguration
 *     mode: nftables
 * ```
 * @exceptions Kubernetes before 1.35.
 * @source KEP-5495; cmd/kube-proxy/app/server_linux.go
 */
export const kn901 = defineRule({
  code: 'KN901',
  name: 'kp-ipvs-deprecated',
  severity: 'warning',
  summary: 'The ipvs mode of kube-proxy is deprecated.',
  subjects: ['other', 'configMap'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['KEP-5495', 'cmd/kube-proxy/app/server_linux.go'],
  check(resource, { settings: { kubernetesMinor } }, report) {
    if (!inVersions(kubernetesMinor, 35)) return;
    const document = readableConfiguration(resource);
    const mode = document === undefined ? undefined : textIn(document, 'mode');
    if (document === undefined || mode?.value !== 'ipvs') return;
    report({
      at: mode,
      message: `${describe(resource)} runs kube-proxy in ipvs mode, which is deprecated since Kubernetes 1.35 and is to be off from 1.40 on: kube-proxy will not start with it.`,
      // What another scheduler than the usual one is for, nftables does not do.
      fixes: () =>
        (textIn(document, 'ipvs', 'scheduler')?.value ?? 'rr') === 'rr' ? settingFix(document, 'mode', 'nftables') : [],
    });
  },
});
