import { overlap, type RangeSource, rangesIn, rangesOf } from '../../network/cni/ranges.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The range of the pods is stated at several places: where kubeadm hands each node its part, in the configuration of the network plugin, and for kube-proxy, which tells pods from others by it. Flannel does not start on a node whose part is outside its network. kube-proxy takes pods outside its range for clients from outside, so that Services see the address of a node instead of theirs.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kubeadm-config, namespace: kube-system }
 * data:
 *   ClusterConfiguration: |
 *     networking:
 *       podSubnet: 10.42.0.0/16
 *       serviceSubnet: 10.96.0.0/12
 * ---
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kube-flannel-cfg, namespace: kube-flannel }
 * data:
 *   net-conf.json: |
 *     { "Network": "10.244.0.0/16", "Backend": { "Type": "vxlan" } }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kubeadm-config, namespace: kube-system }
 * data:
 *   ClusterConfiguration: |
 *     networking:
 *       podSubnet: 10.244.0.0/16
 *       serviceSubnet: 10.96.0.0/12
 * ---
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kube-flannel-cfg, namespace: kube-flannel }
 * data:
 *   net-conf.json: |
 *     { "Network": "10.244.0.0/16", "Backend": { "Type": "vxlan" } }
 * ```
 * @exceptions Ranges that overlap, plugins that hand out addresses by themselves (Calico) against kubeadm, other ways of kube-proxy to tell pods.
 * @source flannel-io/flannel pkg/subnet/kube; cmd/kube-proxy/app/server_linux.go, getLocalDetectors
 */
export const kn1010 = defineRule({
  code: 'KN1010',
  name: 'cni-cidr-mismatch',
  severity: 'error',
  summary: 'The pod networks of several configurations differ.',
  subjects: ['configMap', 'other'],
  reads: ['configMap', 'other'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['flannel-io/flannel pkg/subnet/kube', 'cmd/kube-proxy/app/server_linux.go, getLocalDetectors'],
  check(resource, { world }, report) {
    for (const range of rangesOf(resource)) {
      if (range.source !== 'flannel' && range.source !== 'kube-proxy') continue;
      const pods = rangesIn(world, 'pods').filter(({ block }) => block.address.family === range.block.address.family);
      const agreed = pods.some(({ source, block }) => source === 'kubeadm' && overlap(range.block, block));
      const others = pods.filter(({ source }) => isCompared(range.source, source, agreed));
      const [first] = others;
      if (first === undefined || others.some(({ block }) => overlap(range.block, block))) continue;
      report({
        at: range,
        severity: range.source === 'flannel' ? 'error' : 'warning',
        message: `${describe(resource)} has the ${range.field} ${range.text} for pods, and ${describe(first.origin)} the ${first.field} ${first.text}: ${
          range.source === 'flannel'
            ? 'the nodes get no part of the network of flannel, which does not start on them'
            : 'kube-proxy takes pods for clients from outside, and hides their addresses from the pods that they call'
        }.`,
        related: [relatedTo(first.origin, first, `${describe(first.origin)} has ${first.text}`)],
      });
    }
  },
});

/**
 * Flannel hands out what kubeadm gives to nodes; kube-proxy needs what the plugin hands out. Where it agrees with kubeadm, what
 * is wrong is said at flannel.
 */
function isCompared(source: RangeSource, other: RangeSource, agreed: boolean): boolean {
  if (source === 'flannel') return other === 'kubeadm';
  return other === 'Calico' || (other === 'flannel' && !agreed);
}
