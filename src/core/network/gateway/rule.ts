import type { Route, RouteRule, UrlChange } from '../../resources/gateway-api.ts';
import type { Resource } from '../../resources/resource.ts';
import type { World } from '../../world/world.ts';
import { type Judgement, schemeOf, urlOf, type WebRequest } from '../entry.ts';
import { isPrefix } from '../ingress.ts';
import { type RouteTarget, routeTargets } from './backends.ts';

/** What becomes of a request at a Gateway, or at OpenShift's router. */
export interface RouteAnswer extends Judgement {
  /** The Gateway (or the Route of OpenShift) that takes the request. */
  readonly entry: Resource;
  /** How closely the hosts fit that it was taken for; compared with {@link compare}. */
  readonly fit: readonly number[];
  /** The rule's backends; none where the answer is not to forward. */
  readonly targets: readonly RouteTarget[];
  /** Where the client is sent instead. */
  readonly redirect: WebRequest | undefined;
}

/** Filters, then backends by weight (v1 `HTTPRouteRule.filters` and `backendRefs`). */
export function ruleAnswer(
  world: World,
  route: Route,
  rule: RouteRule,
  request: WebRequest,
  { words, ...base }: Pick<RouteAnswer, 'entry' | 'fit' | 'evidence'> & { readonly words: string },
): RouteAnswer {
  const answer = (verdict: RouteAnswer['verdict'], reason: string, more: Partial<RouteAnswer> = {}): RouteAnswer => ({
    ...base,
    verdict,
    reason: `${words}${reason}`,
    targets: [],
    redirect: undefined,
    ...more,
  });
  const redirect = rule.filters.find((filter) => filter.redirect !== undefined);
  if (redirect?.redirect !== undefined) {
    const to = redirected(request, redirect.redirect, rule);
    return to === undefined
      ? answer('unknown', ', which redirects to a URL that is not known')
      : answer('ok', `, which redirects to ${urlOf(to)}`, { redirect: to });
  }
  const targets = routeTargets(world, route, rule);
  const used = targets.filter(({ share }) => share === undefined || share > 0);
  if (used.length === 0) {
    const own = rule.filters.find(
      ({ filterType }) => filterType?.value === 'ExtensionRef' || filterType?.value === undefined,
    );
    if (own !== undefined) return answer('unknown', ', which leaves the answer to a filter of the implementation');
    const status = route.openShift === undefined ? 500 : 503;
    const why = targets.length === 0 ? ', which has no backend' : ', whose backends all have weight 0';
    return answer('broken', `${why}: it answers ${status}`);
  }
  return answer('ok', filterWords(rule) + shareWords(used), { targets: used });
}

function filterWords({ filters }: RouteRule): string {
  const words = filters.flatMap(({ mirror, rewrite }) => {
    const as = `${rewrite?.hostname?.value ?? ''}${rewrite?.path?.value?.value ?? ''}`;
    return [
      ...(mirror === undefined ? [] : [`; a copy goes to ${mirror.kind} "${mirror.name?.value ?? '?'}"`]),
      ...(as === '' ? [] : [`; the URL is rewritten to ${as}`]),
    ];
  });
  return words.join('');
}

function shareWords(used: readonly RouteTarget[]): string {
  if (used.length < 2) return '';
  const parts = used.map(({ backend, share }) => {
    const port = backend.port?.value === undefined ? '' : `:${backend.port.value}`;
    return `${share === undefined ? '?' : Math.round(share * 1000) / 10} % to ${backend.name?.value ?? '?'}${port}`;
  });
  return `; ${parts.join(', ')}`;
}

/** The URL after a redirect (v1 `HTTPRequestRedirectFilter`): an absent port is the usual one of a new scheme. */
function redirected(request: WebRequest, change: UrlChange, { matches }: RouteRule): WebRequest | undefined {
  const { scheme, hostname, port, path } = change;
  for (const part of [scheme, hostname, port, path?.type, path?.value])
    if (part !== undefined && part.value === undefined) return undefined;
  const before = schemeOf(request);
  const after = scheme?.value?.toLowerCase() ?? before;
  if (after !== 'http' && after !== 'https' && after !== undefined) return undefined;
  const usual = after === 'https' ? 443 : after === 'http' ? 80 : undefined;
  return {
    scheme: after,
    host: hostname?.value?.toLowerCase() ?? request.host,
    port: port?.value ?? (scheme === undefined ? request.port : usual),
    path: path === undefined ? request.path : replaced(request.path, path, matches),
  };
}

function replaced(asked: string, path: NonNullable<UrlChange['path']>, matches: RouteRule['matches']): string {
  const value = path.value?.value ?? '';
  if (path.type?.value !== 'ReplacePrefixMatch') return value === '' ? '/' : value;
  const prefixes = matches.flatMap((match) => match.path?.value?.value ?? []).filter((own) => isPrefix(own, asked));
  const own = prefixes.reduce((longest, each) => (each.length > longest.length ? each : longest), '/');
  const rest = asked.slice(own.replace(/\/$/, '').length).replace(/^\//, '');
  const head = value.replace(/\/$/, '');
  return rest === '' ? head || '/' : `${head}/${rest}`;
}
