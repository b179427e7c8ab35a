import { doubtOf } from '../../resources/field.ts';
import type { Route, RouteMatch, RouteRule } from '../../resources/gateway-api.ts';
import { isPrefix } from '../ingress.ts';

/** How one match of a rule meets a request that is known by host and path alone. */
export interface MatchAnswer {
  /** `maybe`: with a method, headers or query parameters that the question does not state. */
  readonly takes: 'yes' | 'maybe' | 'unknown';
  /** Of what `maybe` and `unknown` depend on, a phrase. */
  readonly why: string;
  /** Precedence among matches, the first difference decides. */
  readonly rank: readonly number[];
}

/**
 * How a rule meets a request: the best of its matches; `undefined` where none takes it. Precedence is that of v1
 * `HTTPRouteRule.matches` (Exact path, longer prefix, method, headers, query) and `GRPCRouteRule.matches` (longer service,
 * longer method, headers).
 */
export function* ruleMatches(route: Route, rule: RouteRule, path: string): Generator<MatchAnswer> {
  if (!hasMatches(route)) {
    yield { takes: 'yes', why: '', rank: [] };
    return;
  }
  if (rule.matches.length === 0) yield { takes: 'yes', why: '', rank: route.kind === 'GRPCRoute' ? [] : [0, 0] };
  for (const match of rule.matches) {
    const found = route.kind === 'GRPCRoute' ? grpcMatch(match, path) : httpMatch(match, path);
    if (found !== undefined) yield found;
  }
}

/** Whether the rules of a route tell requests apart: those for TLS, TCP and UDP take every connection. */
function hasMatches({ kind }: Route): boolean {
  return kind === 'HTTPRoute' || kind === 'GRPCRoute' || kind === 'Route';
}

function httpMatch(match: RouteMatch, asked: string): MatchAnswer | undefined {
  const { method, headers, queryParams } = match;
  const own = match.path === undefined ? '/' : match.path.value === undefined ? '/' : match.path.value.value;
  const type = match.path === undefined ? 'PathPrefix' : match.path.type.value;
  const length = own === undefined ? 0 : own.endsWith('/') ? own.length - 1 : own.length;
  const rank = [Number(type === 'Exact'), length, Number(method !== undefined), headers, queryParams];
  if (own === undefined || (type !== 'Exact' && type !== 'PathPrefix')) {
    const why =
      doubtOf(match.path?.value) ??
      doubtOf(match.path?.type) ??
      `what a path of type ${type} takes is up to the implementation`;
    return { takes: 'unknown', why, rank: [1, ...rank.slice(1)] };
  }
  if (!(type === 'Exact' ? own === asked : isPrefix(own, asked))) return undefined;
  const conditional = method !== undefined || headers > 0 || queryParams > 0;
  return conditional ? { takes: 'maybe', why: match.words, rank } : { takes: 'yes', why: '', rank };
}

/** A gRPC call is a POST to `/package.Service/Method`; another path is no call, so any match is a condition. */
function grpcMatch({ grpc, headers, words }: RouteMatch, asked: string): MatchAnswer | undefined {
  const [, service, method] = /^\/([^/]+)\/([^/]+)$/.exec(asked) ?? [];
  const wanted = [grpc?.service, grpc?.method].map((own) => own?.value);
  const rank = [wanted[0]?.length ?? 0, wanted[1]?.length ?? 0, headers];
  const doubt = doubtOf(grpc?.service) ?? doubtOf(grpc?.method) ?? doubtOf(grpc?.type);
  if (doubt !== undefined || (grpc !== undefined && grpc.type.value !== 'Exact'))
    return { takes: 'unknown', why: doubt ?? 'what a regular expression takes is up to the implementation', rank };
  const isCall = service !== undefined;
  const meets = (own: string | undefined, called: string | undefined) => own === undefined || own === called;
  if (isCall && !(meets(wanted[0], service) && meets(wanted[1], method))) return undefined;
  const conditional = headers > 0 || (!isCall && grpc !== undefined);
  return conditional ? { takes: 'maybe', why: words, rank } : { takes: 'yes', why: '', rank };
}
