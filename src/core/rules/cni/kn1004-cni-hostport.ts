import { clusterChain } from '../../network/cni/chain.ts';
import { hasCapability, pluginsIn, textOf } from '../../network/cni/document.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A hostPort is opened by a plugin that asks the runtime for it, by `capabilities: { "portMappings": true }`: usually portmap. In a chain without one nothing listens on the nodes. CRI-O opens host ports itself, other runtimes do not.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: cni, namespace: kube-system }
 * data:
 *   10-bridge.conflist: |
 *     { "cniVersion": "1.0.0", "name": "pods", "plugins": [{ "type": "bridge" }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: proxy }
 * spec: { containers: [{ name: proxy, image: proxy, ports: [{ containerPort: 8080, hostPort: 80 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: cni, namespace: kube-system }
 * data:
 *   10-bridge.conflist: |
 *     { "cniVersion": "1.0.0", "name": "pods", "plugins": [{ "type": "bridge" }, { "type": "portmap", "capabilities": { "portMappings": true } }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: proxy }
 * spec: { containers: [{ name: proxy, image: proxy, ports: [{ containerPort: 8080, hostPort: 80 }] }] }
 * ```
 * @exceptions Pods on the host network, plugins that open host ports themselves (Cilium, Calico with eBPF), stacks that show no configuration or several.
 * @source containernetworking/cni CONVENTIONS.md; containernetworking/plugins meta/portmap
 */
export const kn1004 = defineRule({
  code: 'KN1004',
  name: 'cni-hostport',
  severity: 'warning',
  summary: 'Host ports have no effect with this CNI configuration.',
  subjects: ['podMaker'],
  reads: ['configMap', 'other'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['containernetworking/cni CONVENTIONS.md'],
  check(maker, { world }, report) {
    const { template } = maker;
    if (template.hostNetwork.value !== false) return;
    const ports = template.containers.flatMap((container) => container.ports);
    // 0 is "not set".
    const hostPort = ports.find((port) => (port.hostPort?.value ?? 0) > 0)?.hostPort;
    if (hostPort === undefined) return;
    const chain = clusterChain(world);
    if (chain === undefined || hasCapability(chain, 'portMappings')) return;
    // A portmap that does not ask is what is wrong then (KN1008).
    if (pluginsIn(chain).some((plugin) => textOf(plugin, 'type') === 'portmap')) return;
    report({
      at: hostPort,
      message: `${describe(maker)} asks for the host port ${hostPort.value}, and no plugin of the CNI configuration ${chain.key} asks for port mappings: unless the container runtime opens it itself, as CRI-O does, nothing listens on the nodes.`,
      related: [relatedTo(chain.origin, chain.keySpan, `${describe(chain.origin)} holds ${chain.key}`)],
    });
  },
});
