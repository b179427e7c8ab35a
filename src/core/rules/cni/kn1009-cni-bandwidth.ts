import { clusterChain } from '../../network/cni/chain.ts';
import { hasCapability } from '../../network/cni/document.ts';
import { pairOf } from '../../resources/labels.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The annotations `kubernetes.io/ingress-bandwidth` and `kubernetes.io/egress-bandwidth` are for a plugin that asks for them by `capabilities: { "bandwidth": true }`, usually the bandwidth plugin. In a chain without one nothing limits the pods.
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
 * metadata: { name: backup, annotations: { kubernetes.io/egress-bandwidth: 10M } }
 * spec: { containers: [{ name: backup, image: backup }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: cni, namespace: kube-system }
 * data:
 *   10-bridge.conflist: |
 *     { "cniVersion": "1.0.0", "name": "pods", "plugins": [{ "type": "bridge" }, { "type": "bandwidth", "capabilities": { "bandwidth": true } }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: backup, annotations: { kubernetes.io/egress-bandwidth: 10M } }
 * spec: { containers: [{ name: backup, image: backup }] }
 * ```
 * @exceptions Plugins that limit pods themselves (Cilium), stacks that show no configuration or several.
 * @source containernetworking/cni CONVENTIONS.md
 */
export const kn1009 = defineRule({
  code: 'KN1009',
  name: 'cni-bandwidth',
  severity: 'hint',
  summary: 'Bandwidth annotations have no effect with this CNI configuration.',
  subjects: ['podMaker'],
  reads: ['configMap', 'other'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['containernetworking/cni CONVENTIONS.md'],
  check(maker, { world }, report) {
    const { annotations } = maker.template;
    const annotation =
      pairOf(annotations, 'kubernetes.io/ingress-bandwidth') ?? pairOf(annotations, 'kubernetes.io/egress-bandwidth');
    if (annotation === undefined) return;
    const chain = clusterChain(world);
    if (chain === undefined || hasCapability(chain, 'bandwidth')) return;
    report({
      at: annotation,
      message: `${describe(maker)} states ${annotation.key}, and no plugin of the CNI configuration ${chain.key} asks for it: nothing limits its pods.`,
      related: [relatedTo(chain.origin, chain.keySpan, `${describe(chain.origin)} holds ${chain.key}`)],
    });
  },
});
