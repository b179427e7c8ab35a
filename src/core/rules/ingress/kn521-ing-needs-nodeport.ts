import { backendsOf } from '../../network/ingress.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { Pair } from '../../resources/field.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Ingress } from '../../resources/networking-v1.ts';
import type { Resource } from '../../resources/resource.ts';
import { defineRule } from '../rule.ts';
import { fixOf, replaceAt } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { annotated, statedClass } from './fields.ts';

/**
 * Load balancers of clouds that send to nodes need a node port of the Service: the AWS load balancer controller with target type `instance`, GKE's without network endpoint groups. A Service of type ClusterIP has
 * none; the controller reports an error and sets nothing up.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations:
 *     alb.ingress.kubernetes.io/target-type: instance
 * spec:
 *   ingressClassName: alb
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations:
 *     alb.ingress.kubernetes.io/target-type: ip
 * spec:
 *   ingressClassName: alb
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ```
 * @exceptions Only what annotations state counts: which of the two a controller uses by itself depends on its settings.
 * @source kubernetes-sigs.github.io/aws-load-balancer-controller, target-type; cloud.google.com/kubernetes-engine/docs/how-to/container-native-load-balancing
 */
export const kn521 = defineRule({
  code: 'KN521',
  name: 'ing-needs-nodeport',
  severity: 'warning',
  summary: 'This Ingress controller needs Services of type NodePort.',
  subjects: ['ingress'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes-sigs.github.io/aws-load-balancer-controller', 'cloud.google.com/kubernetes-engine'],
  check(ingress, { world }, report) {
    const isAws = annotated(ingress, 'alb.ingress.kubernetes.io/');
    const isGoogle = statedClass(ingress)?.value?.startsWith('gce') === true;
    if (!isAws && !isGoogle) return;
    const said = new Set<Service>();
    for (const { backend, address } of backendsOf(ingress)) {
      const name = backend.service?.value;
      if (backend.service === undefined || name === undefined) continue;
      const services = world.named('service', world.namespaceOf(ingress).name, name);
      const [service] = services;
      if (service === undefined || services.length > 1 || said.has(service)) continue;
      said.add(service);
      if (service.serviceType.value !== 'ClusterIP') continue;
      const asked = isAws ? instanceTargets(ingress, service) : withoutGroups(service);
      if (asked === undefined) continue;
      const { owner, pair, means } = asked;
      report({
        at: backend.service,
        message: `${describe(ingress)} sends ${address} to ${describe(service)} of type ClusterIP, but ${means}, and the Service has no node port: the load balancer gets no backend.`,
        related: [
          relatedTo(owner, pair, `${pair.key} is ${pair.value ?? '?'}`),
          relatedTo(service, service.serviceType, `${describe(service)} is of type ClusterIP`),
        ],
        fixes: () => (isAws ? fixOf('Use target-type ip', [replaceAt(owner, pair, 'ip')], true) : []),
      });
    }
  },
});

/** What asks for node ports. */
interface Asked {
  readonly owner: Resource;
  readonly pair: Pair;
  readonly means: string;
}

/** The annotation that says instance, on the Service or, where that has none, on the Ingress. */
function instanceTargets(ingress: Ingress, service: Service): Asked | undefined {
  for (const owner of [service, ingress]) {
    const pair = pairOf(owner.annotations, 'alb.ingress.kubernetes.io/target-type');
    if (pair !== undefined)
      return pair.value === 'instance' ? { owner, pair, means: 'target type instance sends to node ports' } : undefined;
  }
  return undefined;
}

/** The annotation that switches network endpoint groups off for Ingresses. */
function withoutGroups(service: Service): Asked | undefined {
  const pair = pairOf(service.annotations, 'cloud.google.com/neg');
  return pair?.value !== undefined && /"ingress"\s*:\s*false/.test(pair.value)
    ? { owner: service, pair, means: 'without network endpoint groups requests go to node ports' }
    : undefined;
}
