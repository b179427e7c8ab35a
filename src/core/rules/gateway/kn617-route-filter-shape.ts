import type { Route, RouteFilter, RouteRule } from '../../resources/gateway-api.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, removeKeyFix, replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe } from '../shared/words.ts';

/**
 * A filter states its type and the one field that belongs to it. Most types stand at most once in a rule; a redirect answers by itself, so it stands neither with a rewrite nor with backends; `ReplacePrefixMatch` needs the one prefix that it replaces. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules:
 *     - filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }]
 *       backendRefs: [{ name: storefront, port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules:
 *     - filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }]
 * ```
 * @exceptions Types of filters that are not known here.
 * @source gateway-api config/crd, HTTPRoute and GRPCRoute: validation of filters
 */
export const kn617 = defineRule({
  code: 'KN617',
  name: 'route-filter-shape',
  severity: 'error',
  summary: 'Filters of a route contradict one another.',
  subjects: ['route'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api config/crd, HTTPRoute and GRPCRoute'],
  check(route, _context, report) {
    if (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') return;
    for (const rule of route.rules) {
      if (rule.filters.length === 0) continue;
      for (const { at, words, fixes } of [...filterFaults(route, rule), ...ruleFaults(route, rule)])
        report({ at, message: `${describe(route)} ${words}: the API server refuses it.`, fixes: fixes ?? (() => []) });
    }
  },
});

interface Fault {
  readonly at: Span;
  readonly words: string;
  readonly fixes?: () => readonly Fix[];
}

/** The types of filters that a GRPCRoute has. */
const grpcTypes: ReadonlySet<string> = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestMirror',
  'ExtensionRef',
]);

/** The field of each type of filter. */
const fieldsByType: ReadonlyMap<string, string> = new Map([
  ['RequestHeaderModifier', 'requestHeaderModifier'],
  ['ResponseHeaderModifier', 'responseHeaderModifier'],
  ['RequestMirror', 'requestMirror'],
  ['ExtensionRef', 'extensionRef'],
  ['RequestRedirect', 'requestRedirect'],
  ['URLRewrite', 'urlRewrite'],
  ['CORS', 'cors'],
  ['ExternalAuth', 'externalAuth'],
]);

/** What is wrong with each filter by itself. */
function* filterFaults(route: Route, { filters }: RouteRule): Generator<Fault> {
  for (const filter of filters) {
    const { filterType, fields } = filter;
    const stated = [...fieldsByType].filter(([, field]) => fields.has(field));
    const [[only] = [], ...more] = stated;
    if (filterType === undefined) {
      yield {
        at: filter,
        words: 'has a filter without type',
        fixes: () =>
          only === undefined || more.length > 0
            ? []
            : fixOf(`Write type: ${only}`, [insertInto(route, filter, { type: only })], true),
      };
      continue;
    }
    const type = filterType.value;
    if (type === undefined) continue;
    const own = fieldsByType.get(type);
    if (own === undefined) {
      const meant = meantAmong(type, fieldsByType.keys());
      if (meant !== undefined)
        yield {
          at: filterType,
          words: `has a filter of type ${type}, which there is not; there is ${meant}`,
          fixes: () => replaceFix(`Write ${meant}`, route, filterType, meant, true),
        };
    } else if (route.kind === 'GRPCRoute' && !grpcTypes.has(type))
      yield { at: filterType, words: `has a filter of type ${type}, which is for HTTPRoutes only` };
    else if (!fields.has(own))
      yield {
        at: filterType,
        words: `has a filter of type ${type} that states ${stated.length === 0 ? 'no' : `${stated.map(([, field]) => field).join(', ')} and no`} ${own}`,
        fixes: () =>
          only === undefined || more.length > 0 ? [] : replaceFix(`Write ${only}`, route, filterType, only),
      };
    else
      for (const [, field] of stated)
        if (field !== own)
          yield {
            at: fields.get(field) ?? filter,
            words: `has a filter of type ${type} that states ${field} as well as ${own}`,
            fixes: () => removeKeyFix(`Remove ${field}`, route, filter, field),
          };
    if (own !== undefined && fields.has(own)) yield* pathFaults(filter);
  }
}

/** How the fields of a path's change are called by its type. */
const changes: ReadonlyMap<string | undefined, string> = new Map([
  ['ReplaceFullPath', 'replaceFullPath'],
  ['ReplacePrefixMatch', 'replacePrefixMatch'],
]);

function* pathFaults({ redirect, rewrite }: RouteFilter): Generator<Fault> {
  const path = (redirect ?? rewrite)?.path;
  const own = changes.get(path?.type?.value);
  if (path?.type === undefined || own === undefined) return;
  const other = path.fields.find((field) => field !== own);
  if (!path.fields.includes(own))
    yield { at: path.type, words: `changes a path by ${path.type.value} and states no ${own}` };
  else if (other !== undefined)
    yield { at: path.type, words: `changes a path by ${path.type.value} and states ${other} too` };
}

/** Types that stand at most once in a rule. */
const single: ReadonlySet<string | undefined> = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestRedirect',
  'URLRewrite',
  'CORS',
]);

/** What is wrong with the filters of a rule together. */
function* ruleFaults(route: Route, rule: RouteRule): Generator<Fault> {
  const { filters, backends, matches } = rule;
  const seen = new Set<string>();
  for (const { filterType } of filters) {
    const type = filterType?.value;
    if (filterType === undefined || type === undefined || !single.has(type)) continue;
    if (seen.has(type)) yield { at: filterType, words: `has two filters of type ${type} in one rule` };
    seen.add(type);
    if (
      (type === 'RequestRedirect' && seen.has('URLRewrite')) ||
      (type === 'URLRewrite' && seen.has('RequestRedirect'))
    )
      yield { at: filterType, words: 'redirects and rewrites the URL in one rule, which exclude one another' };
  }
  const redirect = filters.find((filter) => filter.redirect !== undefined);
  const [backend] = backends;
  if (redirect !== undefined && backend !== undefined)
    yield {
      at: redirect.filterType ?? redirect,
      words: 'redirects requests and states backendRefs in one rule, which exclude one another',
      fixes: () => removeKeyFix('Remove backendRefs', route, rule, 'backendRefs'),
    };
  const replacing = filters
    .map(({ redirect: to, rewrite }) => (to ?? rewrite)?.path)
    .find((path) => path?.type?.value === 'ReplacePrefixMatch');
  if (replacing?.type === undefined || rule.open !== undefined) return;
  const [match] = matches;
  const type = match?.path?.type;
  if (matches.length > 1 || (type?.value !== undefined && type.value !== 'PathPrefix'))
    yield {
      at: replacing.type,
      words: `replaces the prefix of a path, and its rule has ${
        matches.length > 1 ? `${matches.length} matches` : `a match of type ${type?.value}`
      } instead of one PathPrefix`,
    };
}
