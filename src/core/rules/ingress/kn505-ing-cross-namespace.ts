import { backendsOf } from '../../network/ingress.ts';
import type { Ingress } from '../../resources/networking-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { diagnoseServices } from './backend-diagnosis.ts';
import { addressOf, otherUses } from './backend-fixes.ts';

/**
 * An Ingress sends requests to Services of its own namespace only; its backends have no field for another one. The Service is
 * there, but where the Ingress does not look: the controller answers 503 or 404 itself.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop, namespace: front }
 * spec:
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web, namespace: shop }
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop, namespace: shop }
 * spec:
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web, namespace: shop }
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ```
 * @exceptions Reported only when both namespaces are stated and one other namespace alone has a Service of the name.
 * @source kubernetes.io/docs/concepts/services-networking/ingress: a backend is a Service of the same namespace
 */
export const kn505 = defineRule({
  code: 'KN505',
  name: 'ing-cross-namespace',
  severity: 'error',
  summary: 'The Service of an Ingress is in another namespace.',
  subjects: ['ingress'],
  reads: ['service', 'podMaker', 'other', 'secret'],
  within: 'stack',
  claim: 'absence',
  family: 'ingress-backend',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/ingress'],
  check(ingress, { world }, report) {
    for (const diagnosis of diagnoseServices(world, ingress)) {
      if (diagnosis.code !== 'KN505') continue;
      const { uses, field, service } = diagnosis;
      const own = world.namespaceOf(ingress).name;
      const other = world.namespaceOf(service).name;
      report({
        at: field,
        message: `${describe(ingress)} is in namespace "${own}" and sends ${addressOf(uses)} to Service "${field.value}", which is in namespace "${other}": an Ingress reaches Services of its own namespace only, so the controller answers 503 or 404 itself.`,
        related: [
          ...[service, ingress].map((found) =>
            relatedTo(
              found,
              found.namespace ?? found.kindSpan,
              `${describe(found)} is in namespace "${world.namespaceOf(found).name}"`,
            ),
          ),
          ...otherUses(ingress, uses, 'service'),
        ],
        fixes: () => moveFix(world, ingress, other),
      });
    }
  },
});

/** Moves an Ingress to the namespace that has all its Services, unless it leaves a Secret behind or finds its name taken. */
function moveFix(world: World, ingress: Ingress, namespace: string): readonly Fix[] {
  const own = world.namespaceOf(ingress).name;
  const name = ingress.name?.value;
  const stays =
    [...backendsOf(ingress)].some(
      ({ backend: { service } }) =>
        service?.value === undefined || world.named('service', namespace, service.value).length === 0,
    ) ||
    ingress.tls.some(
      ({ secretName }) => secretName?.value !== undefined && world.named('secret', own, secretName.value).length > 0,
    ) ||
    name === undefined ||
    world.named('ingress', namespace, name).length > 0;
  return stays || ingress.namespace?.value === undefined
    ? []
    : replaceFix(`Move ${describe(ingress)} to namespace ${namespace}`, ingress, ingress.namespace, namespace, true);
}
