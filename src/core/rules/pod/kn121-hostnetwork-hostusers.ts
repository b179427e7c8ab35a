import { defineRule } from '../rule.ts';
import { isBuiltIn } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * `hostUsers: false` gives the pod a user namespace of its own, which Kubernetes does not combine with the node's network. The API server refuses it unless a newer feature gate allows it.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   hostNetwork: true
 *   hostUsers: false
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   hostNetwork: true
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @source pkg/apis/core/validation/validation.go, validateHostUsers
 */
export const kn121 = defineRule({
  code: 'KN121',
  name: 'hostnetwork-hostusers',
  severity: 'error',
  summary: 'A pod on the host network cannot have users of its own.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/apis/core/validation/validation.go, validateHostUsers'],
  check(maker, _context, report) {
    const { hostNetwork, hostUsers } = maker.template;
    if (isBuiltIn(maker) && hostNetwork.value === true && hostUsers?.value === false)
      report({
        at: hostUsers,
        message: `${describe(maker)} has hostNetwork true and hostUsers false: the API server refuses the two together.`,
        related: [relatedTo(maker, hostNetwork, 'hostNetwork is true')],
      });
  },
});
