import { pathAddress } from '../../network/ingress.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Ingress, IngressPath } from '../../resources/networking-v1.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, replaceAt, replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { pathsOf } from './fields.ts';

/**
 * Paths of type Exact and Prefix are literal: `/pay/*` takes requests for a path with a star in it, and no others. Patterns are a matter of ImplementationSpecific paths and of
 * the controller.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - http: { paths: [{ path: "/pay/*", pathType: Prefix, backend: { service: { name: pay, port: { number: 80 } } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - http: { paths: [{ path: /pay, pathType: Prefix, backend: { service: { name: pay, port: { number: 80 } } } }] }
 * ```
 * @exceptions Annotations of other controllers that speak of regular expressions or of the type of paths. Information for Ingresses that ask ingress-nginx for regular expressions
 * or rewrite paths: it reads every path as one then, but since 1.12 refuses it where the type is not ImplementationSpecific.
 * @source kubernetes.io/docs/concepts/services-networking/ingress/#path-types; ingress-nginx, strict-validate-path-type
 */
export const kn516 = defineRule({
  code: 'KN516',
  name: 'ing-glob-in-prefix',
  severity: 'warning',
  summary: 'A literal path of an Ingress is written like a pattern.',
  subjects: ['ingress'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/ingress/#path-types'],
  check(ingress, _context, report) {
    for (const { rule, path } of pathsOf(ingress)) {
      const own = path.path?.value;
      const type = path.pathType?.value;
      if (path.path === undefined || own === undefined || (type !== 'Exact' && type !== 'Prefix')) continue;
      if (!own.startsWith('/') || !pattern.test(own) || readsPatterns(ingress)) continue;
      const isNginx = nginxPatterns.some((key) => pairOf(ingress.annotations, key) !== undefined);
      report({
        at: path.path,
        severity: isNginx ? 'info' : 'warning',
        message: isNginx
          ? `${describe(ingress)} has the pattern ${pathAddress(rule, path)} with pathType ${type}, which says that it is literal: ingress-nginx since 1.12 refuses it.`
          : `${describe(ingress)} has ${pathAddress(rule, path)} with pathType ${type}, which is literal: only requests with these very characters in their path are taken.`,
        fixes: () => (isNginx ? specificFix(ingress, path, true) : fixesOf(ingress, path, own, type)),
      });
    }
  },
});

/** What stands in patterns and hardly ever in a path; a dollar in front of a word is a variable that something fills in. */
const pattern = /[*?(]|\$(?![\w{(])/;

const nginxPatterns = ['nginx.ingress.kubernetes.io/use-regex', 'nginx.ingress.kubernetes.io/rewrite-target'];

/** Whether another controller is told how to read the paths. */
function readsPatterns({ annotations }: Ingress): boolean {
  return annotations.pairs.some(
    ({ key }) => !nginxPatterns.includes(key) && /regex|path-?type|path-?matcher|rule-?type/i.test(key),
  );
}

function fixesOf(ingress: Ingress, path: IngressPath, own: string, type: string): readonly Fix[] {
  const prefix = own.replace(/\/?\.?\*$/, '') || '/';
  if (path.path === undefined || path.pathType === undefined) return [];
  if (pattern.test(prefix)) return specificFix(ingress, path, false);
  const written = replaceAt(ingress, path.path, prefix);
  const steps = type === 'Prefix' ? [written] : [written, replaceAt(ingress, path.pathType, 'Prefix')];
  return [...fixOf(`Use the prefix ${prefix}`, steps, true), ...specificFix(ingress, path, false)];
}

function specificFix(ingress: Ingress, { pathType }: IngressPath, preferred: boolean): readonly Fix[] {
  const type = 'ImplementationSpecific';
  return pathType === undefined ? [] : replaceFix(`Use pathType ${type}`, ingress, pathType, type, preferred);
}
