import type { Ingress } from '../../resources/networking-v1.ts';
import { inVersions } from '../../world/gates.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, replaceAt, replaceFix, type Step, setMapIn } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { currentVersion, pathsOf } from './fields.ts';
import { currentBackend, defaultBackendSteps } from './migration.ts';

/**
 * `extensions/v1beta1` and `networking.k8s.io/v1beta1` are gone since Kubernetes 1.22: the API server does not know such an Ingress or IngressClass, and `kubectl apply`
 * fails with "no matches for kind". The fields differ too: v1 has `service.name` and `service.port`, asks for a `pathType`, and calls `backend` of the whole Ingress
 * `defaultBackend`.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1beta1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - http: { paths: [{ path: /, backend: { serviceName: web, servicePort: 80 } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ```
 * @exceptions A target version before 1.22, set by `kubernetes` in `.portolan.yaml`.
 * @source kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-22
 */
export const kn522 = defineRule({
  code: 'KN522',
  name: 'ing-api-removed',
  severity: 'error',
  summary: 'An Ingress has an API version that was removed.',
  subjects: ['ingress', 'ingressClass'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-22'],
  check(resource, { settings }, report) {
    const { apiVersion } = resource;
    if (!removed.has(apiVersion) || !inVersions(settings.kubernetesMinor, 22)) return;
    report({
      at: resource.apiVersionSpan,
      message: `${describe(resource)} has the API version ${apiVersion}, which is gone since Kubernetes 1.22: an API server of 1.${settings.kubernetesMinor} does not know it. Use ${currentVersion}.`,
      fixes: () =>
        resource.type === 'ingress'
          ? migrate(resource)
          : replaceFix(`Use ${currentVersion}`, resource, resource.apiVersionSpan, currentVersion, true),
    });
  },
});

const removed: ReadonlySet<string> = new Set(['extensions/v1beta1', 'networking.k8s.io/v1beta1']);

/** The same Ingress in v1; what the old versions took for an absent pathType is written out. */
function migrate(ingress: Ingress): readonly Fix[] {
  // Where nothing is routed v1 would refuse it for that (KN520).
  if (ingress.rules.length === 0 && ingress.defaultBackend === undefined) return [];
  const steps: Step[] = [replaceAt(ingress, ingress.apiVersionSpan, currentVersion)];
  for (const { path } of pathsOf(ingress)) {
    if (path.pathType === undefined)
      steps.push(insertInto(ingress, path, { pathType: 'ImplementationSpecific' }, { after: 'path' }));
    if (path.backend?.isOld !== true) continue;
    const content = currentBackend(path.backend);
    steps.push(content && setMapIn(ingress, path, 'backend', content));
  }
  const { defaultBackend } = ingress;
  if (defaultBackend !== undefined) {
    const content = currentBackend(defaultBackend);
    steps.push(...(content === undefined ? [undefined] : defaultBackendSteps(ingress, content)));
  }
  return fixOf(`Use ${currentVersion}`, steps, true);
}
