import { defineRule } from '../rule.ts';
import { insertKeyFix } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { classesInUse } from './classes.ts';
import { statedClass } from './fields.ts';

/**
 * An Ingress that names no class is taken by the controller of the default class, if the cluster has one. Where the other Ingresses of the stack all name one class, this one
 * has probably lost its line.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: pay }
 * spec:
 *   ingressClassName: nginx
 *   rules:
 *     - host: pay.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: pay, port: { number: 80 } } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   ingressClassName: nginx
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: pay }
 * spec:
 *   ingressClassName: nginx
 *   rules:
 *     - host: pay.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: pay, port: { number: 80 } } } }] }
 * ```
 * @exceptions Stacks with a default class, or in which nothing names a class: the cluster then decides. Objects read from a cluster.
 * @source plugin/pkg/admission/network/defaultingressclass
 */
export const kn508 = defineRule({
  code: 'KN508',
  name: 'ing-no-class',
  severity: 'info',
  summary: 'An Ingress has no class, so no controller may take it.',
  subjects: ['ingress'],
  reads: ['ingress', 'ingressClass'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['plugin/pkg/admission/network/defaultingressclass'],
  check(ingress, { world }, report) {
    if (statedClass(ingress) !== undefined || ingress.live || ingress.annotations.open !== undefined) return;
    if (world.stack.unknowns.objects !== undefined || world.all('ingressClass').some(({ isDefault }) => isDefault))
      return;
    const { classes, users } = classesInUse(world);
    const [name, ...others] = new Set([...classes.keys(), ...users.keys()]);
    if (name === undefined) return;
    const partner = users.get(name) ?? classes.get(name);
    const named = others.length === 0 ? `class ${name}` : 'classes of their own';
    report({
      at: ingress.kindSpan,
      message: `${describe(ingress)} names no class, while ${users.size > 0 ? `other Ingresses here name ${named}` : `no IngressClass here is the default`}: no controller takes it unless the cluster has a default class.`,
      related:
        partner === undefined
          ? []
          : [
              relatedTo(
                partner,
                (partner.type === 'ingress' ? statedClass(partner) : partner.name) ?? partner.kindSpan,
                partner.type === 'ingress'
                  ? `${describe(partner)} names class ${name}`
                  : `${describe(partner)} is here`,
              ),
            ],
      fixes: () =>
        others.length > 0 || ingress.specSpan === undefined || users.get(name)?.className === undefined
          ? []
          : insertKeyFix(`Add ingressClassName ${name}`, ingress, ingress.specSpan, 'ingressClassName', name),
    });
  },
});
