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
  severity: 'error',
  summary: 'An unknown trafficDistribution.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, { settings }, report) {
    const field = service.trafficDistribution;
    // Before 1.31 the API server drops the field.
    if (settings.kubernetesMinor < 31) return;
    const supported =
      settings.kubernetesMinor >= 34 ? ['PreferSameZone', 'PreferSameNode', 'PreferClose'] : ['PreferClose'];
    if (field?.value === undefined || supported.includes(field.value)) return;
    report({
      at: field,
      message: `${describe(service)} has trafficDistribution "${field.value}"; Kubernetes 1.${settings.kubernetesMinor} takes ${supported.join(', ')}: the API server refuses it.`,
      fixes: () =>
        supported
          // From 1.34 on it is the old name of another (KN248).
          .filter((value) => value !== 'PreferClose' || supported.length === 1)
          .flatMap((value) => replaceFix(`Use ${value}`, service, field, value)),
    });
  },
});
