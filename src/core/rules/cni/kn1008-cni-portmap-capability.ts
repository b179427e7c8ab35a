import { child, type MapNode } from '../../manifest/node.ts';
import { type CniDocument, cniDocumentsOf, exactPlace, pluginsIn, textOf } from '../../network/cni/document.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * The runtime tells a plugin about host ports only if the plugin asks for them, by `capabilities: { "portMappings": true }`. The portmap plugin without it is run and gets nothing: no hostPort is opened.
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
 *       "plugins": [{ "type": "bridge" }, { "type": "portmap" }]
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
 *       "plugins": [{ "type": "bridge" }, { "type": "portmap", "capabilities": { "portMappings": true } }]
 *     }
 * ```
 * @source containernetworking/plugins meta/portmap; containernetworking/cni CONVENTIONS.md
 */
export const kn1008 = defineRule({
  code: 'KN1008',
  name: 'cni-portmap-capability',
  severity: 'warning',
  summary: 'The portmap plugin gets no port mappings.',
  subjects: ['configMap', 'other'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['containernetworking/cni CONVENTIONS.md'],
  check(resource, _context, report) {
    for (const document of cniDocumentsOf(resource))
      for (const plugin of pluginsIn(document)) {
        const type = child(plugin, 'type');
        if (type === undefined || textOf(plugin, 'type') !== 'portmap') continue;
        const asked = child(child(plugin, 'capabilities'), 'portMappings');
        if (asked !== undefined && (asked.type !== 'scalar' || asked.value !== false)) continue;
        report({
          at: document.placeOf(asked ?? type),
          message: `The plugin portmap in ${document.key} of ${describe(resource)} does not ask for portMappings: the runtime passes it none, and no hostPort is opened.`,
          fixes: () => capabilityFix(document, plugin),
        });
      }
  },
});

function capabilityFix(document: CniDocument, plugin: MapNode): readonly Fix[] {
  const type = child(plugin, 'type');
  const capabilities = child(plugin, 'capabilities');
  const asked = child(capabilities, 'portMappings');
  const place = exactPlace(document, asked ?? type ?? plugin);
  if (place === undefined || (capabilities !== undefined && asked === undefined)) return [];
  const { document: text } = document.origin;
  const edit =
    asked === undefined
      ? { document: text, start: place.end, end: place.end, newText: ', "capabilities": { "portMappings": true }' }
      : { document: text, ...place, newText: 'true' };
  return fixOf('Ask for portMappings', [[edit]], true);
}
