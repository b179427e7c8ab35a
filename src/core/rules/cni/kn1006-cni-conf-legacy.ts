import { child } from '../../manifest/node.ts';
import { cniDocumentsOf, isVersionOne, textOf } from '../../network/cni/document.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * Version 1.0.0 of the CNI specification knows lists of plugins only; files of a single plugin are from before. Runtimes still turn one into a list today, without a promise to.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: cni, namespace: kube-system }
 * data:
 *   10-bridge.conf: |
 *     { "cniVersion": "1.0.0", "name": "pods", "type": "bridge" }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: cni, namespace: kube-system }
 * data:
 *   10-bridge.conflist: |
 *     { "cniVersion": "1.0.0", "name": "pods", "plugins": [{ "type": "bridge" }] }
 * ```
 * @exceptions Configurations of earlier versions, network attachments of Multus.
 * @source containernetworking/cni SPEC.md 1.0.0
 */
export const kn1006 = defineRule({
  code: 'KN1006',
  name: 'cni-conf-legacy',
  severity: 'hint',
  summary: 'A CNI configuration of one plugin is no longer read.',
  subjects: ['configMap'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['containernetworking/cni SPEC.md 1.0.0'],
  check(configMap, _context, report) {
    for (const document of cniDocumentsOf(configMap)) {
      const { root, key, placeOf } = document;
      const type = child(root, 'type');
      // A list that holds a single plugin is wrong (KN1005).
      if (root === undefined || type === undefined || child(root, 'plugins') !== undefined || key.endsWith('.conflist'))
        continue;
      if (!isVersionOne(document)) continue;
      report({
        at: placeOf(type),
        message: `The CNI configuration ${key} of ${describe(configMap)} is a single plugin, and its cniVersion ${textOf(root, 'cniVersion')} knows lists of plugins only.`,
      });
    }
  },
});
