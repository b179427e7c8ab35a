import { cniDocumentsOf } from '../../network/cni/document.ts';
import { structureFaults } from '../../network/cni/structure.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * The container runtime reads the configuration of the network before it makes a pod. A list without name, without plugins or with a plugin that has no type is an error: no pod of the node gets a network, and the node does not become ready.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: cni, namespace: kube-system }
 * data:
 *   10-bridge.conflist: |
 *     {
 *       "cniVersion": "1.0.0",
 *       "plugins": [{ "bridge": "cni0" }]
 *     }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: cni, namespace: kube-system }
 * data:
 *   10-bridge.conflist: |
 *     {
 *       "cniVersion": "1.0.0",
 *       "name": "pods",
 *       "plugins": [{ "type": "bridge", "bridge": "cni0" }]
 *     }
 * ```
 * @exceptions Texts that a template fills in; placeholders of installers (`__CNI_MTU__`) stand for values.
 * @source containernetworking/cni libcni/conf.go
 */
export const kn1005 = defineRule({
  code: 'KN1005',
  name: 'cni-conf-invalid',
  severity: 'error',
  summary: 'A CNI configuration is not valid.',
  subjects: ['configMap'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['containernetworking/cni libcni/conf.go'],
  check(configMap, _context, report) {
    for (const document of cniDocumentsOf(configMap))
      for (const { at, what } of structureFaults(document))
        report({
          at,
          message: `The CNI configuration ${document.key} of ${describe(configMap)} ${what}: the container runtime refuses it, and no pod gets a network.`,
        });
  },
});
