import type { Ingress, IngressPath } from '../../resources/networking-v1.ts';
import { placeholderIn } from '../../resources/placeholder.ts';
import { defineRule, type Fix } from '../rule.ts';
import { insertKeyFix, replaceFix } from '../shared/edits.ts';
import { isTypo } from '../shared/evidence.ts';
import { describe } from '../shared/words.ts';
import { hasProblem, isCurrent, pathsOf } from './fields.ts';

/**
 * Every path of an Ingress states a `pathType`: Exact, Prefix or ImplementationSpecific. The path itself begins with a slash, and but for ImplementationSpecific it holds
 * no `//`, `/./`, `/../` or encoded slash.
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
 *           - { path: /, backend: { service: { name: web, port: { number: 80 } } } }
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
 *           - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
 * ```
 * @source pkg/apis/networking/validation/validation.go, validateHTTPIngressPath
 */
export const kn512 = defineRule({
  code: 'KN512',
  name: 'ing-path-invalid',
  severity: 'error',
  summary: 'The API server refuses a path of an Ingress.',
  subjects: ['ingress'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/networking/validation/validation.go, validateHTTPIngressPath'],
  check(ingress, _context, report) {
    if (!isCurrent(ingress)) return;
    for (const { httpSpan, paths, pathsOpen, host } of ingress.rules)
      if (httpSpan !== undefined && paths.length === 0 && pathsOpen === undefined && !hasProblem(ingress, httpSpan))
        report({
          at: httpSpan,
          message: `${describe(ingress)} has a rule for ${host?.value ?? 'every host'} without any path: the API server refuses it.`,
        });
    for (const { rule, path } of pathsOf(ingress)) {
      const own = path.path?.value;
      const { pathType } = path;
      if (pathType === undefined) {
        if (rule.pathsOpen === undefined)
          report({
            at: path,
            message: `The path ${own ?? '/'} of ${describe(ingress)} has no pathType: the API server refuses it. State whether it is Exact, a Prefix or ImplementationSpecific.`,
            fixes: () => typeFixes(ingress, path),
          });
      } else if (pathType.value !== undefined && !types.includes(pathType.value)) {
        const { value } = pathType;
        report({
          at: pathType,
          message: `The path ${own ?? '/'} of ${describe(ingress)} has the pathType "${value}", but there are only ${types.join(', ')}: the API server refuses it.`,
          fixes: () => {
            const meant = types.find((type) => isTypo(value, type));
            return meant === undefined ? [] : replaceFix(`Use ${meant}`, ingress, pathType, meant, true);
          },
        });
      }
      const fault = faultOf(path);
      if (fault !== undefined)
        report({
          at: path.path ?? path,
          message: `The path ${own === undefined ? '' : `"${own}" `}of ${describe(ingress)} ${fault}: the API server refuses it.`,
          fixes: () => pathFixes(ingress, path),
        });
    }
  },
});

const types: readonly string[] = ['Exact', 'Prefix', 'ImplementationSpecific'];

/** What no literal path may hold. */
const sequences = ['//', '/./', '/../', '%2f', '%2F'];

/** What no literal path may end with. */
const endings = ['/..', '/.'];

/** Why a path is refused as it is; of an absent one only where the type needs one. */
function faultOf({ path, pathType }: IngressPath): string | undefined {
  const isLiteral = pathType?.value === 'Exact' || pathType?.value === 'Prefix';
  if (path === undefined)
    return isLiteral ? `is missing, and a path of type ${pathType.value} has to begin with "/"` : undefined;
  const { value } = path;
  if (value === undefined) return undefined;
  if (!value.startsWith('/')) return isFilledIn(value) ? undefined : 'has to begin with "/"';
  if (!isLiteral) return undefined;
  const sequence = sequences.find((each) => value.includes(each));
  if (sequence !== undefined) return `holds "${sequence}"`;
  const ending = endings.find((each) => value.endsWith(each));
  return ending === undefined ? undefined : `ends with "${ending}"`;
}

/** Whether a path begins with something that a tool fills in, and not with a pattern. */
function isFilledIn(value: string): boolean {
  return /^[^a-z0-9.(^*]/i.test(value) && placeholderIn(value) !== undefined;
}

function typeFixes(ingress: Ingress, path: IngressPath): readonly Fix[] {
  const own = path.path?.value;
  const isPlain = own?.startsWith('/') === true && !/[*?()|$^[\]]/.test(own);
  const add = (type: string, preferred: boolean) =>
    insertKeyFix(`Add pathType ${type}`, ingress, path, 'pathType', type, 'path').map((fix) => ({ ...fix, preferred }));
  return isPlain ? [...add('Prefix', true), ...add('Exact', false)] : add('ImplementationSpecific', true);
}

function pathFixes(ingress: Ingress, { path }: IngressPath): readonly Fix[] {
  const own = path?.value;
  if (path === undefined || own === undefined) return [];
  const mended = /^[a-z0-9]/i.test(own) ? `/${own}` : own.replaceAll(/\/{2,}/g, '/');
  return mended === own || sequences.some((each) => mended.includes(each))
    ? []
    : replaceFix(`Use ${mended}`, ingress, path, mended, true);
}
