import type { Ingress } from '../../resources/networking-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, join, relatedTo } from '../shared/words.ts';
import { diagnoseServices, type ServiceDiagnosis } from './backend-diagnosis.ts';
import { addressOf, otherUses, useService } from './backend-fixes.ts';

/**
 * An Ingress sends requests to Services of its own namespace, by name. The API server does not look whether they exist; where
 * one does not, the controller answers 503 or 404 itself, and some controllers leave out the whole Ingress. It is an error when
 * the stack shows what was meant (a Service whose name is almost the same, a workload of that name), information otherwise.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - host: shop.example.com
 *       http:
 *         paths:
 *           - { path: /, pathType: Prefix, backend: { service: { name: fontend, port: { number: 80 } } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: frontend }
 * spec: { selector: { app: frontend }, ports: [{ port: 80 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - host: shop.example.com
 *       http:
 *         paths:
 *           - { path: /, pathType: Prefix, backend: { service: { name: frontend, port: { number: 80 } } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: frontend }
 * spec: { selector: { app: frontend }, ports: [{ port: 80 }] }
 * ```
 * @exceptions Backends whose port is `use-annotation`, which stand for an annotation of the AWS load balancer controller; Services that an operator makes for an object of the
 * stack; objects read from a cluster; stacks that are not wholly rendered.
 * @source kubernetes.io/docs/concepts/services-networking/ingress: a backend is a Service of the same namespace
 */
export const kn501 = defineRule({
  code: 'KN501',
  name: 'ing-service-missing',
  severity: 'error',
  summary: 'An Ingress sends to a Service that is not in its namespace.',
  subjects: ['ingress'],
  reads: ['service', 'podMaker', 'other'],
  within: 'stack',
  claim: 'absence',
  family: 'ingress-backend',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/ingress'],
  check(ingress, { world }, report) {
    for (const diagnosis of diagnoseServices(world, ingress)) {
      if (diagnosis.code !== 'KN501') continue;
      const { uses, field, meant, maker } = diagnosis;
      report({
        at: field,
        severity: meant.length > 0 || maker !== undefined ? 'error' : 'info',
        message: `${describe(ingress)} sends ${addressOf(uses)} to Service "${field.value}", which is not in ${placeOf(world, ingress)}${meantWords(diagnosis)}: the controller answers 503 or 404 itself.`,
        related: [
          ...meant.map((service) =>
            relatedTo(service, service.name ?? service.kindSpan, `${describe(service)} is probably meant`),
          ),
          ...(maker === undefined
            ? []
            : [relatedTo(maker, maker.name ?? maker.kindSpan, `${describe(maker)} has the name`)]),
          ...otherUses(ingress, uses, 'service'),
        ],
        fixes: () =>
          meant.flatMap(({ name }) =>
            name?.value === undefined ? [] : useService(ingress, uses, name.value, meant.length === 1),
          ),
      });
    }
  },
});

function placeOf(world: World, ingress: Ingress): string {
  const { name, assumed } = world.namespaceOf(ingress);
  return assumed ? 'this stack' : `namespace "${name}"`;
}

function meantWords({ meant, maker }: Extract<ServiceDiagnosis, { code: 'KN501' }>): string {
  const names = meant.map(describe);
  if (maker === undefined) return names.length === 0 ? '' : `; there is ${join(names)}`;
  return names.length === 0
    ? `; ${describe(maker)} has the name, but an Ingress needs a Service, and none selects its pods`
    : `; ${describe(maker)} has the name, and ${join(names)} ${names.length === 1 ? 'leads' : 'lead'} to its pods`;
}
