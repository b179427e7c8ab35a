import { defineRule } from '../rule.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * Ingresses without a class get the default one. Of several default classes the newest is taken, so which controller takes such an Ingress depends on the order in which the
 * classes were created.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: IngressClass
 * metadata: { name: nginx, annotations: { ingressclass.kubernetes.io/is-default-class: "true" } }
 * spec: { controller: k8s.io/ingress-nginx }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: IngressClass
 * metadata: { name: traefik, annotations: { ingressclass.kubernetes.io/is-default-class: "true" } }
 * spec: { controller: traefik.io/ingress-controller }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: IngressClass
 * metadata: { name: nginx, annotations: { ingressclass.kubernetes.io/is-default-class: "true" } }
 * spec: { controller: k8s.io/ingress-nginx }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: IngressClass
 * metadata: { name: traefik }
 * spec: { controller: traefik.io/ingress-controller }
 * ```
 * @source plugin/pkg/admission/network/defaultingressclass
 */
export const kn511 = defineRule({
  code: 'KN511',
  name: 'ing-multi-default',
  severity: 'warning',
  summary: 'Several IngressClasses are the default.',
  subjects: ['ingressClass'],
  reads: ['ingressClass'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['plugin/pkg/admission/network/defaultingressclass'],
  check(own, { world }, report) {
    if (!own.isDefault) return;
    const presets = world.all('ingressClass').filter(({ isDefault }) => isDefault);
    const earlier = presets.slice(0, presets.indexOf(own));
    // A second definition of one class is KN1208's.
    if (earlier.length === 0 || earlier.some(({ name }) => name?.value === own.name?.value)) return;
    const at = own.annotations.pairs.findLast(({ key }) => key === defaultAnnotation) ?? own.kindSpan;
    report({
      at,
      message: `${describe(own)} is a default class, and so ${earlier.length === 1 ? 'is' : 'are'} ${join(earlier.map(describe))}: an Ingress without a class gets the one that was created last.`,
      related: earlier.map((other) =>
        relatedTo(
          other,
          other.annotations.pairs.findLast(({ key }) => key === defaultAnnotation) ?? other.kindSpan,
          `${describe(other)} is a default class too`,
        ),
      ),
    });
  },
});

const defaultAnnotation = 'ingressclass.kubernetes.io/is-default-class';
