import { cniDocumentsOf, isVersionOne, pluginsIn, reservedKeys, textOf } from '../../network/cni/document.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * The keys `runtimeConfig`, `args` and those that begin with `cni.dev/` are what the runtime adds to a plugin's configuration when it runs it. What a file states there is overwritten, or taken for something that the runtime said.
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
 *       "name": "pods",
 *       "plugins": [{ "type": "bridge", "runtimeConfig": { "mac": "00:11:22:33:44:55" } }]
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
 *       "plugins": [{ "type": "bridge", "capabilities": { "mac": true } }]
 *     }
 * ```
 * @exceptions `args` is information, and allowed before version 1.0.0 of the specification.
 * @source containernetworking/cni SPEC.md 1.1.0, section 1
 */
export const kn1007 = defineRule({
  code: 'KN1007',
  name: 'cni-reserved-key',
  severity: 'warning',
  summary: 'A CNI configuration holds a key that belongs to the runtime.',
  subjects: ['configMap', 'other'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['containernetworking/cni SPEC.md 1.1.0, section 1'],
  check(resource, _context, report) {
    for (const document of cniDocumentsOf(resource))
      for (const plugin of pluginsIn(document))
        for (const { key, at } of reservedKeys(document, plugin)) {
          if (key === 'args' && !isVersionOne(document)) continue;
          report({
            at,
            // Plugins for addresses knew it as a setting before.
            severity: key === 'args' ? 'info' : 'warning',
            message: `The plugin ${textOf(plugin, 'type') ?? '?'} in ${document.key} of ${describe(resource)} states ${key}, which belongs to the runtime: it writes its own value there, or plugins take this one for it.`,
          });
        }
  },
});
