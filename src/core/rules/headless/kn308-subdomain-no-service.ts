import { hasSelector, isHeadless } from '../../network/service.ts';
import { selectsPods } from '../../world/pod-labels.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * `hostname` and `subdomain` give a pod the name `hostname.subdomain`, if a headless Service of the subdomain's name selects the pod. Without one there is no record.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { hostname: web, subdomain: pers, containers: [{ name: web, image: web }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: peers }
 * spec:
 *   clusterIP: None
 *   selector: { app: web }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { hostname: web, subdomain: peers, containers: [{ name: web, image: web }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: peers }
 * spec:
 *   clusterIP: None
 *   selector: { app: web }
 * ```
 * @source kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields
 */
export const kn308 = defineRule({
  code: 'KN308',
  name: 'subdomain-no-service',
  severity: 'warning',
  summary: 'A subdomain without a headless Service gives no DNS name.',
  subjects: ['podMaker'],
  reads: ['service'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields'],
  check(maker, { world }, report) {
    const field = maker.template.subdomain;
    if (field?.value === undefined || maker.live || maker.workload === 'StatefulSet') return;
    const namespace = world.namespaceOf(maker);
    if (namespace.unknown !== undefined || world.stack.unknowns.objects !== undefined) return;
    const services = world.named('service', namespace.name, field.value);
    if (
      services.some(
        (service) => isHeadless(service) && (!hasSelector(service) || selectsPods(service.selector, maker) !== 'no'),
      )
    )
      return;
    const [service] = services;
    const meant =
      service === undefined
        ? meantAmong(
            field.value,
            world.inNamespace('service', namespace.name).flatMap(({ name }) => name?.value ?? []),
          )
        : undefined;
    report({
      at: field,
      severity: service !== undefined || meant !== undefined ? 'warning' : 'info',
      message:
        service === undefined
          ? `${describe(maker)} has the subdomain "${field.value}", but there is no Service of that name${meant === undefined ? '' : `; there is "${meant}"`}: it gives no DNS name.`
          : `${describe(maker)} has the subdomain "${field.value}", but ${describe(service)} ${isHeadless(service) ? 'does not select it' : 'is not headless'}: it gives no DNS name.`,
      related: [
        service ?? (meant === undefined ? undefined : world.named('service', namespace.name, meant)[0]),
      ].flatMap((near) =>
        near === undefined ? [] : [relatedTo(near, near.name ?? near.kindSpan, `${describe(near)} is here`)],
      ),
      fixes: () => (meant === undefined ? [] : replaceFix(`Use subdomain ${meant}`, maker, field, meant, true)),
    });
  },
});
