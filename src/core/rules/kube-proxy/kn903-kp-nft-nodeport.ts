import { proxyConfiguration } from '../../network/kube-proxy/configuration.ts';
import { nodePortAddresses } from '../../network/kube-proxy/settings.ts';
import { isLocal, references } from '../../network/references.ts';
import type { KeySlot } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { hostWords, referenceSpan, relatedReference, saidBy } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Node ports answer at 127.0.0.1 only in iptables mode, and there only over IPv4. In nftables mode they answer at the primary address of a node, in ipvs mode at all that are not loopback. A pod on the host network that calls `localhost` and a node port is refused.
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
 *     mode: nftables
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: registry }
 * spec:
 *   type: NodePort
 *   selector: { app: registry }
 *   ports: [{ port: 5000, nodePort: 30500 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: puller }
 * spec:
 *   hostNetwork: true
 *   dnsPolicy: ClusterFirstWithHostNet
 *   containers:
 *     - name: puller
 *       image: puller
 *       env: [{ name: REGISTRY_URL, value: "http://localhost:30500" }]
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
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: registry }
 * spec:
 *   type: NodePort
 *   selector: { app: registry }
 *   ports: [{ port: 5000, nodePort: 30500 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: puller }
 * spec:
 *   hostNetwork: true
 *   dnsPolicy: ClusterFirstWithHostNet
 *   containers:
 *     - name: puller
 *       image: puller
 *       env: [{ name: REGISTRY_URL, value: "http://registry:5000" }]
 * ```
 * @exceptions Pods that are not on the host network, stacks that do not show the mode of kube-proxy, iptables mode with `localhostNodePorts`.
 * @source kubernetes.io/docs/reference/networking/virtual-ips/#migrating-from-iptables-mode-to-nftables
 */
export const kn903 = defineRule({
  code: 'KN903',
  name: 'kp-nft-nodeport',
  severity: 'warning',
  summary: 'In nftables mode node ports answer on the primary address only.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap', 'other'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/reference/networking/virtual-ips/#migrating-from-iptables-mode-to-nftables'],
  check(maker, { world, settings: { proxyMode } }, report) {
    if (maker.template.hostNetwork?.value !== true) return;
    for (const reference of world.derive(references, maker)) {
      const { port } = reference;
      if (port === undefined || !isLocal(reference)) continue;
      const [service] = world.keyed(byNodePort, String(port));
      if (service === undefined) continue;
      const configuration = proxyConfiguration(world, proxyMode);
      const [mode, ...others] = configuration.modes;
      if (mode === undefined || others.length > 0) return;
      const settings = configuration.settings(mode);
      // A list may name the loopback addresses, which a feature of nftables mode serves.
      const asked = settings.nodePortAddresses ?? [];
      if (nodePortAddresses(settings, 'IPv4').localhost || asked.some((each) => /^(localhost|all|127\.)/.test(each)))
        return;
      const place = service.ports.find(({ nodePort }) => nodePort?.value === port)?.nodePort ?? service.kindSpan;
      const { origin } = configuration;
      report({
        at: referenceSpan(maker, reference),
        message: `${describe(maker)} calls ${hostWords(reference)}${saidBy(reference)}, a node port of ${describe(service)}: in ${mode} mode node ports do not answer at the loopback address, so connections are refused.`,
        related: [
          relatedTo(service, place, `${describe(service)} has the node port ${port}`),
          ...relatedReference(maker, reference),
          ...(origin === undefined
            ? []
            : [relatedTo(origin, origin.name ?? origin.kindSpan, `${describe(origin)} states the mode`)]),
        ],
      });
    }
  },
});

const byNodePort: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ ports }) => [...new Set(ports.flatMap(({ nodePort }) => nodePort?.value ?? []))].map(String),
};
