import { pathAddress } from '../../network/ingress.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Ingress, IngressPath } from '../../resources/networking-v1.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, replaceAt } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { controllerOf, pathsOf } from './fields.ts';

/**
 * ingress-nginx rewrites requests to `rewrite-target`, in which `$1` and `$2` are the groups of the path as a regular expression. A group that the path does not have stays
 * empty: every request arrives at the same place.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations:
 *     nginx.ingress.kubernetes.io/rewrite-target: /$2
 * spec:
 *   rules:
 *     - http: { paths: [{ path: /pay, pathType: Prefix, backend: { service: { name: pay, port: { number: 80 } } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata:
 *   name: shop
 *   annotations:
 *     nginx.ingress.kubernetes.io/rewrite-target: /$2
 * spec:
 *   rules:
 *     - http: { paths: [{ path: "/pay(/|$)(.*)", pathType: ImplementationSpecific, backend: { service: { name: pay, port: { number: 80 } } } }] }
 * ```
 * @exceptions Ingresses of a class that another controller handles.
 * @source kubernetes.github.io/ingress-nginx/examples/rewrite
 */
export const kn517 = defineRule({
  code: 'KN517',
  name: 'ing-rewrite-groups',
  severity: 'warning',
  summary: 'A rewrite refers to a group that its path does not have.',
  subjects: ['ingress'],
  reads: ['ingressClass'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.github.io/ingress-nginx/examples/rewrite'],
  check(ingress, { world }, report) {
    const target = pairOf(ingress.annotations, 'nginx.ingress.kubernetes.io/rewrite-target');
    if (target?.value === undefined) return;
    const wanted = Math.max(0, ...[...target.value.matchAll(/\$([1-9])/g)].map(([, digit]) => Number(digit)));
    if (wanted === 0 || controllerOf(world, ingress) === 'another') return;
    for (const { rule, path } of pathsOf(ingress)) {
      const own = path.path === undefined ? '/' : path.path.value;
      const groups = own === undefined ? undefined : groupsIn(own);
      if (own === undefined || groups === undefined || groups >= wanted) continue;
      report({
        at: path.path ?? path,
        message: `${describe(ingress)} rewrites ${pathAddress(rule, path)} to ${target.value}, but the path has ${groups === 0 ? 'no group' : groups === 1 ? 'one group' : `${groups} groups`}: $${wanted} is empty in every request.`,
        related: [relatedTo(ingress, target, `rewrite-target is ${target.value}`)],
        fixes: () => (groups === 0 ? groupFix(ingress, path, own, wanted) : []),
      });
    }
  },
});

/** How many groups of a regular expression capture something. */
function groupsIn(path: string): number {
  const plain = path.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, '');
  return [...plain.matchAll(/\((?!\?(?!P?<[A-Za-z]))/g)].length;
}

/** The groups that the documentation shows: `/pay/(.*)` for one, `/pay(/|$)(.*)` for two. */
function groupFix(ingress: Ingress, { path, pathType }: IngressPath, own: string, wanted: number): readonly Fix[] {
  if (path === undefined || wanted > 2 || !/^\/[\w./-]*$/.test(own)) return [];
  const prefix = own.endsWith('/') ? own.slice(0, -1) : own;
  const mended = wanted === 1 ? `${prefix}/(.*)` : `${prefix}(/|$)(.*)`;
  const written = replaceAt(ingress, path, mended);
  const type = pathType === undefined ? [] : [replaceAt(ingress, pathType, 'ImplementationSpecific')];
  return fixOf(`Use the path ${mended}`, [written, ...type], true);
}
