import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * Before Kubernetes 1.34 `trafficDistribution` takes only PreferClose; from then on PreferSameZone and PreferSameNode too. The API server refuses other values.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   trafficDistribution: PreferLocal
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   trafficDistribution: PreferSameZone
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn247 = defineRule({
  code: 'KN247',
  name: 'trafficdistribution-value',
  severity: 'warning',
  summary: 'An unknown trafficDistribution.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, { settings }, report) {
    const field = service.trafficDistribution;
    const supported =
      settings.kubernetesMinor >= 34 ? ['PreferSameZone', 'PreferSameNode', 'PreferClose'] : ['PreferClose'];
    if (field?.value === undefined || supported.includes(field.value)) return;
    report({
      at: field,
      message: `${describe(service)} has trafficDistribution "${field.value}"; Kubernetes 1.${settings.kubernetesMinor} takes ${supported.join(', ')}.`,
      fixes: () => supported.flatMap((value) => replaceFix(`Use ${value}`, service, field, value)),
    });
  },
});
