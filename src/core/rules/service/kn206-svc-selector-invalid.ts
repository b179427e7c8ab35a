import { labelValueFault, qualifiedNameFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * Label values are texts: unquoted `true`, `yes`, `8080` or `1.0` are booleans and numbers, and the API server refuses them. Keys and values also have to have the form of labels.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web, canary: true }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web, canary: 'true' } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web, canary: 'true' }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web, canary: 'true' } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateLabels
 */
export const kn206 = defineRule({
  code: 'KN206',
  name: 'svc-selector-invalid',
  severity: 'error',
  summary: 'A pair of the selector cannot be a label.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateLabels'],
  check(service, _context, report) {
    for (const pair of service.selector.pairs) {
      if (pair.unknown !== undefined) continue;
      const keyFault = qualifiedNameFault(pair.key);
      const valueFault = pair.value === undefined ? undefined : labelValueFault(pair.value);
      if (keyFault !== undefined)
        report({
          at: { start: pair.keyStart, end: pair.keyEnd },
          message: `${describe(service)} selects by the key "${pair.key}", which cannot be a label key: it ${keyFault}. The API server refuses it.`,
        });
      if (valueFault !== undefined)
        report({
          at: pair,
          message: `${describe(service)} selects ${pair.key}="${pair.value}", which cannot be a label's value: it ${valueFault}. The API server refuses it.`,
        });
      if (pair.value === undefined && pair.notString !== undefined && pair.notString !== null) {
        const written = service.document.text.slice(pair.start, pair.end);
        const what =
          pair.notString === 'map' || pair.notString === 'sequence'
            ? `a ${pair.notString === 'map' ? 'map' : 'list'}`
            : `the ${typeof pair.notString} ${written}`;
        report({
          at: pair,
          message: `${describe(service)} selects ${pair.key} by ${what}; labels are texts, so the API server refuses it.`,
          fixes: () =>
            typeof pair.notString === 'string'
              ? []
              : replaceFix(`Write "${written}" in quotes`, service, pair, written, true),
        });
      }
    }
  },
});
