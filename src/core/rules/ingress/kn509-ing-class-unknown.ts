import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { classesInUse } from './classes.ts';
import { statedClass } from './fields.ts';

/**
 * The class of an Ingress says which controller takes it. Where no IngressClass has the name, no controller does: the Ingress stays without an address. Classes belong to the
 * cluster and are seldom kept with an application, so this is reported only where the stack has a class, or uses one, whose name is almost the same.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   ingressClassName: ngnix
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: IngressClass
 * metadata: { name: nginx }
 * spec: { controller: k8s.io/ingress-nginx }
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
 * kind: IngressClass
 * metadata: { name: nginx }
 * spec: { controller: k8s.io/ingress-nginx }
 * ```
 * @exceptions A warning where other Ingresses name the class and no IngressClass is in the stack.
 * @source networking/v1 IngressSpec.ingressClassName
 */
export const kn509 = defineRule({
  code: 'KN509',
  name: 'ing-class-unknown',
  severity: 'error',
  summary: 'The class of an Ingress is not there.',
  subjects: ['ingress'],
  reads: ['ingress', 'ingressClass'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 IngressSpec.ingressClassName'],
  check(ingress, { world }, report) {
    const stated = statedClass(ingress);
    const name = stated?.value;
    if (stated === undefined || name === undefined || ingress.live || world.stack.unknowns.objects !== undefined)
      return;
    const { classes, users, counts } = classesInUse(world);
    if (classes.has(name)) return;
    const near = meantAmong(name, classes.keys());
    // Without the class itself, two Ingresses that agree say what the one that differs was to say.
    const common = [...counts].filter(([, number]) => number > 1).map(([other]) => other);
    const meant = near ?? (counts.get(name) === 1 ? meantAmong(name, common) : undefined);
    const partner = meant === undefined ? undefined : (classes.get(meant) ?? users.get(meant));
    if (meant === undefined || partner === undefined) return;
    report({
      at: stated,
      severity: near === undefined ? 'warning' : 'error',
      message: `${describe(ingress)} names class "${name}", and there is ${near === undefined ? `"${meant}", which other Ingresses name` : describe(partner)}: no controller takes it, and it gets no address.`,
      related: [
        relatedTo(
          partner,
          (partner.type === 'ingress' ? statedClass(partner) : partner.name) ?? partner.kindSpan,
          `${describe(partner)} ${partner.type === 'ingress' ? `names class ${meant}` : 'is here'}`,
        ),
      ],
      fixes: () => replaceFix(`Use class ${meant}`, ingress, stated, meant, true),
    });
  },
});
