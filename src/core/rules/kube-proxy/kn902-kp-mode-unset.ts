import { flagIn, isSilentIn, type ProxyDocument, textIn } from '../../network/kube-proxy/document.ts';
import { inVersions } from '../../world/gates.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';
import { placeOrObject, readableConfiguration, settingFix } from './settings.ts';

/**
 * Without a mode kube-proxy runs in iptables mode, and from Kubernetes 1.40 on in nftables mode, where node ports answer on the primary address of a node only and not on 127.0.0.1. A configuration that states the mode does not change by an update.
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
 *     mode: ""
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
 *     mode: iptables
 * ```
 * @exceptions Configurations for Windows, Kubernetes before 1.37.
 * @source KEP-5343; cmd/kube-proxy/app/server_linux.go
 */
export const kn902 = defineRule({
  code: 'KN902',
  name: 'kp-mode-unset',
  severity: 'info',
  summary: 'The mode of kube-proxy is not stated, and its default will change.',
  subjects: ['other', 'configMap'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['KEP-5343', 'cmd/kube-proxy/app/server_linux.go'],
  check(resource, { settings: { kubernetesMinor } }, report) {
    if (!inVersions(kubernetesMinor, 37, 40)) return;
    const document = readableConfiguration(resource);
    if (document === undefined || !isSilentIn(document, 'mode') || isForWindows(document)) return;
    report({
      at: placeOrObject(document, 'mode'),
      message: `${describe(resource)} states no mode for kube-proxy: it is iptables, and nftables from Kubernetes 1.40 on, where node ports answer on the primary address of a node only.`,
      fixes: () => [
        ...settingFix(document, 'mode', 'iptables', { preferred: true }),
        ...settingFix(document, 'mode', 'nftables'),
      ],
    });
  },
});

/** Installers write the settings of all systems; those of Windows are then empty. */
function isForWindows(document: ProxyDocument): boolean {
  return (
    ['networkName', 'rootHnsEndpointName', 'sourceVip'].some((key) => textIn(document, 'winkernel', key)) ||
    ['enableDSR', 'forwardHealthCheckVip'].some((key) => flagIn(document, 'winkernel', key)?.value === true)
  );
}
