import { defineRule } from '../rule.ts';
import { isExternal } from '../settings.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The alias names a Service of the cluster. If it is the Service itself, lookups run in a circle and fail; if no such Service exists, the name does not resolve.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: shop, namespace: front }
 * spec:
 *   type: ExternalName
 *   externalName: wbe.shop.svc.cluster.local
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web, namespace: shop }
 * spec:
 *   type: ExternalName
 *   externalName: web.example.com
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: shop, namespace: front }
 * spec:
 *   type: ExternalName
 *   externalName: web.shop.svc.cluster.local
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web, namespace: shop }
 * spec:
 *   type: ExternalName
 *   externalName: web.example.com
 * ```
 * @exceptions `external` in `.portolan.yaml` names hosts that exist although no manifest shows them.
 * @source kubernetes.io/docs/concepts/services-networking/service/#externalname
 */
export const kn237 = defineRule({
  code: 'KN237',
  name: 'externalname-cluster-target',
  severity: 'warning',
  summary: 'An ExternalName points to a Service of the cluster that is not there, or to itself.',
  subjects: ['service'],
  reads: ['service'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#externalname'],
  check(service, { world, settings }, report) {
    const target = service.externalName;
    if (service.serviceType.value !== 'ExternalName' || target?.value === undefined) return;
    const fqdn = target.value.replace(/\.$/, '').toLowerCase();
    const suffix = `.svc.${settings.clusterDomain}`;
    if (!fqdn.endsWith(suffix)) return;
    const [name = '', namespace = '', ...more] = fqdn.slice(0, -suffix.length).split('.');
    if (more.length > 0) return;
    const own = world.namespaceOf(service);
    if (name === service.name?.value && namespace === own.name && !own.assumed) {
      report({
        at: target,
        severity: 'error',
        message: `${describe(service)} is an alias of itself (${fqdn}): no lookup of it ever ends in an address.`,
      });
      return;
    }
    // Whether a Service of another namespace exists is known only where the stack holds objects of that namespace.
    if (world.named('service', namespace, name).length > 0 || world.inNamespace('service', namespace).length === 0)
      return;
    if (world.stack.unknowns.objects !== undefined || isExternal(fqdn, settings)) return;
    const meant = meantAmong(
      name,
      world.inNamespace('service', namespace).flatMap((other) => other.name?.value ?? []),
    );
    report({
      at: target,
      severity: meant === undefined ? 'info' : 'warning',
      message: `${describe(service)} is an alias of Service "${name}" in namespace "${namespace}", which is not in this stack${meant === undefined ? '' : `; there is "${meant}"`}: the name does not resolve without it.`,
      related: world
        .named('service', namespace, meant ?? '')
        .map((other) => relatedTo(other, other.name ?? other.kindSpan, `${describe(other)} is probably meant`)),
      fixes: () =>
        meant === undefined ? [] : replaceFix(`Use ${meant}`, service, target, `${meant}.${namespace}${suffix}`),
    });
  },
});
