import { overlap, rangesIn, rangesOf } from '../../network/cni/ranges.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Pods and Services need ranges of their own. Where both hold an address, it may be given to a pod and to a Service: what is sent to the pod goes to the Service instead.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kubeadm-config, namespace: kube-system }
 * data:
 *   ClusterConfiguration: |
 *     networking:
 *       podSubnet: 10.96.0.0/11
 *       serviceSubnet: 10.96.0.0/12
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
 * ```
 * @source kubernetes.io/docs/concepts/cluster-administration/networking/#kubernetes-ip-address-ranges
 */
export const kn1011 = defineRule({
  code: 'KN1011',
  name: 'cni-cidr-overlap',
  severity: 'error',
  summary: 'The pod network overlaps the Service network.',
  subjects: ['configMap', 'other'],
  reads: ['configMap', 'other'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/cluster-administration/networking/#kubernetes-ip-address-ranges'],
  check(resource, { world }, report) {
    for (const range of rangesOf(resource)) {
      if (range.of !== 'pods') continue;
      const other = rangesIn(world, 'services').find(({ block }) => overlap(range.block, block));
      if (other === undefined) continue;
      report({
        at: range,
        message: `${describe(resource)} has the ${range.field} ${range.text} for pods, which overlaps the ${other.field} ${other.text} of ${
          other.origin === resource ? 'the same object' : describe(other.origin)
        } for Services: an address may be given to both, and connections to the pod go to the Service.`,
        related: [relatedTo(other.origin, other, `${other.text} is for Services`)],
      });
    }
  },
});
