import { defineRule } from '../rule.ts';
import { fixOf, keyOf, removeField } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * `helm.sh/chart` and `app.kubernetes.io/version` change with every release of a chart. Until the Service is updated too, it selects nothing.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web, helm.sh/chart: web-1.2.3 }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Blue and green: two Services that select different versions.
 * @source kubernetes.io/docs/concepts/overview/working-with-objects/common-labels
 */
export const kn208 = defineRule({
  code: 'KN208',
  name: 'svc-selector-version',
  severity: 'warning',
  summary: 'The selector holds a label that changes with every release.',
  subjects: ['service'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/overview/working-with-objects/common-labels'],
  check(service, { world }, report) {
    if (service.live) return;
    for (const pair of service.selector.pairs) {
      if (pair.key !== 'helm.sh/chart' && pair.key !== 'app.kubernetes.io/version') continue;
      // Two Services that differ in their version select two releases on purpose.
      const twin = world
        .inNamespace('service', world.namespaceOf(service).name)
        .some(
          (other) =>
            other !== service &&
            other.selector.pairs.some(({ key, value }) => key === pair.key && value !== pair.value),
        );
      if (!twin)
        report({
          at: { start: pair.keyStart, end: pair.end },
          message: `${describe(service)} selects by ${pair.key}=${pair.value ?? '?'}, which changes with every release: until the Service is updated too, no pod matches.`,
          fixes: () => fixOf(`Remove ${pair.key}`, [removeField(service, keyOf(pair))]),
        });
    }
  },
});
