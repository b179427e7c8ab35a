import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

const group = 'gateway.networking.k8s.io';

/**
 * The alpha versions of the Gateway API are gone, kind by kind; the definitions of 1.6 serve none of them any more. Where these are installed, the API server does not know the object.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1alpha2
 * kind: TCPRoute
 * metadata: { name: database }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: database, port: 5432 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: TCPRoute
 * metadata: { name: database }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules: [{ backendRefs: [{ name: database, port: 5432 }] }]
 * ```
 * @exceptions Which definitions are installed, manifests do not say: older ones know some kinds by these versions only, so it is a hint.
 * @source gateway-api config/crd/standard of 1.6: versions that are served
 */
export const kn627 = defineRule({
  code: 'KN627',
  name: 'gw-version-unserved',
  severity: 'hint',
  summary: 'A route has an API version that is no longer served.',
  subjects: ['gatewayClass', 'gateway', 'route', 'referenceGrant', 'backendTLSPolicy'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api config/crd/standard'],
  check(resource, _context, report) {
    const { apiVersion, apiVersionSpan, kind } = resource;
    if (!apiVersion.startsWith(`${group}/v1alpha`)) return;
    const current = `${group}/${kind === 'ReferenceGrant' ? 'v1beta1' : 'v1'}`;
    report({
      at: apiVersionSpan,
      message: `${describe(resource)} has the API version ${apiVersion}, which the definitions of Gateway API 1.6 and later do not serve: use ${current} where they are installed.`,
      fixes: () => replaceFix(`Use ${current}`, resource, apiVersionSpan, current),
    });
  },
});
