import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * `PreferClose` is the old name of `PreferSameZone`. The API server warns about it from Kubernetes 1.34 on.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   trafficDistribution: PreferClose
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
 * @source pkg/api/service/warnings.go
 */
export const kn248 = defineRule({
  code: 'KN248',
  name: 'trafficdistribution-deprecated',
  severity: 'hint',
  summary: 'PreferClose has a clearer name now.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/api/service/warnings.go'],
  check(service, { settings }, report) {
    const field = service.trafficDistribution;
    if (field?.value !== 'PreferClose' || settings.kubernetesMinor < 34) return;
    report({
      at: field,
      message: `${describe(service)} has trafficDistribution PreferClose, the deprecated name of PreferSameZone: the API server warns about it.`,
      fixes: () => replaceFix('Use PreferSameZone', service, field, 'PreferSameZone', true),
    });
  },
});
