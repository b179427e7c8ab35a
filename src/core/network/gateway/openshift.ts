import { doubtOf } from '../../resources/field.ts';
import type { Route } from '../../resources/gateway-api.ts';
import { describe } from '../../resources/kinds.ts';
import type { World } from '../../world/world.ts';
import { schemeOf, urlOf, type WebRequest } from '../entry.ts';
import { isPrefix } from '../ingress.ts';
import { seen } from '../path/path.ts';
import { closeness, compare, type Hostname } from './hostnames.ts';
import { type RouteAnswer, ruleAnswer } from './rule.ts';

/**
 * What OpenShift's router does with a request (route.openshift.io/v1): the route of the very host before those of a
 * subdomain, the longer path first; `insecureEdgeTerminationPolicy` for HTTP where TLS is stated. Without any route for the
 * host `undefined`.
 */
export function resolveOpenShift(world: World, request: WebRequest): RouteAnswer | undefined {
  let best: { readonly route: Route; readonly rank: readonly number[]; readonly rival: Route | undefined } | undefined;
  for (const route of world.all('route')) {
    if (route.openShift === undefined) continue;
    const hostname = hostOf(route);
    if (hostname === undefined || !takes(hostname, request.host)) continue;
    const own = route.rules[0]?.matches[0]?.path?.value?.value ?? '/';
    // A passthrough route sees no path.
    if (route.openShift.termination?.value !== 'passthrough' && !isPrefix(own, request.path)) continue;
    const rank = [...closeness(hostname), own.length];
    const better = best === undefined ? 1 : compare(rank, best.rank);
    if (better > 0) best = { route, rank, rival: undefined };
    else if (better === 0 && best !== undefined) best = { ...best, rival: route };
  }
  return best === undefined ? undefined : answered(world, request, best.route, best.rank, best.rival);
}

/** `*.example.com` for a route whose `wildcardPolicy` takes the subdomain of its host. */
function hostOf({ hostnames, openShift }: Route): Hostname {
  const host = hostnames[0]?.value?.toLowerCase();
  return host !== undefined && openShift?.wildcardPolicy?.value === 'Subdomain' ? host.replace(/^[^.]*/, '*') : host;
}

/** A subdomain is one label. */
function takes(hostname: string, host: string): boolean {
  return hostname.startsWith('*.') ? host.replace(/^[^.]*/, '*') === hostname : hostname === host;
}

function answered(
  world: World,
  request: WebRequest,
  route: Route,
  fit: readonly number[],
  rival: Route | undefined,
): RouteAnswer {
  const [rule] = route.rules;
  const scheme = schemeOf(request);
  const { termination, insecure } = route.openShift ?? {};
  const base = { entry: route, fit, evidence: [seen(route, rule)], targets: [], redirect: undefined };
  const words = `the router takes it by ${describe(route)}`;
  if (rival !== undefined && rival !== route)
    return {
      ...base,
      verdict: 'unknown',
      reason: `${describe(route)} and ${describe(rival)} are for the same host and path; the router admits the older one`,
    };
  const doubt = doubtOf(termination) ?? doubtOf(insecure) ?? rule?.open;
  if (doubt !== undefined || rule === undefined)
    return { ...base, verdict: 'unknown', reason: `${words}: ${doubt ?? 'its rule is not known'}` };
  if (scheme === 'https' && termination === undefined)
    return {
      ...base,
      verdict: 'broken',
      reason: `${describe(route)} states no tls, so the router takes it for HTTP only`,
    };
  if (scheme === 'http' && termination !== undefined) {
    if (insecure?.value === 'Redirect') {
      const to: WebRequest = { ...request, scheme: 'https', port: 443 };
      return { ...base, verdict: 'ok', reason: `${words}, which redirects to ${urlOf(to)}`, redirect: to };
    }
    if (insecure?.value !== 'Allow')
      return {
        ...base,
        verdict: 'broken',
        reason: `${describe(route)} takes TLS only: insecureEdgeTerminationPolicy is ${insecure?.value ?? 'None'}`,
      };
  }
  return ruleAnswer(world, route, rule, request, { entry: route, fit, words, evidence: base.evidence });
}
