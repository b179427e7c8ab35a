import type { Gateway, Listener, RouteRule } from '../resources/gateway-api.ts';
import { describe } from '../resources/kinds.ts';
import type { Resource } from '../resources/resource.ts';
import { shortList } from '../text/words.ts';
import type { World } from '../world/world.ts';
import { schemeOf, urlOf, type WebRequest } from './entry.ts';
import { type Attachment, attachedRoutes, listenerSetsOf, routeAttachments } from './gateway/attach.ts';
import { closeness, compare, type Hostname, takesHost } from './gateway/hostnames.ts';
import { type MatchAnswer, ruleMatches } from './gateway/match.ts';
import { type RouteAnswer, ruleAnswer } from './gateway/rule.ts';
import { seen } from './path/path.ts';

/** One match of a rule of an attached route that takes a request, surely or perhaps. */
interface Candidate {
  readonly attachment: Attachment;
  readonly rule: RouteRule;
  readonly answer: MatchAnswer;
  /** Why it is not known, or on what it depends; `undefined` where it surely takes the request. */
  readonly doubt: string | undefined;
  /** By the host, then by the match. */
  readonly host: readonly number[];
}

/** A listener that could take a connection, with what speaks against its ListenerSet. */
interface Ear {
  readonly gateway: Gateway & Resource;
  readonly listener: Listener;
  readonly hostname: Hostname;
}

/**
 * What becomes of a request at each Gateway of a world that listens for its host and port (gateway.networking.k8s.io/v1):
 * listener, attached routes, the match that takes precedence, filters, backends by weight. A Gateway that has nothing to do
 * with the host gives no answer.
 */
export function resolveGateways(world: World, request: WebRequest): readonly RouteAnswer[] {
  const answers = world.all('gateway').flatMap((gateway) => resolveGateway(world, gateway, request) ?? []);
  return answers.length > 0 ? answers : detachedRoutes(world, request);
}

/** Routes that are stated to be for the host and that no listener here surely takes: why is the answer. */
function detachedRoutes(world: World, request: WebRequest): readonly RouteAnswer[] {
  return world.all('route').flatMap((route): readonly RouteAnswer[] => {
    const host = route.hostnames.find(
      ({ value }) => value !== undefined && takesHost(value.toLowerCase(), request.host),
    );
    const attachments = host === undefined ? [] : world.derive(routeAttachments, route);
    const [first] = attachments.filter(({ verdict }) => verdict === 'unknown').concat(attachments);
    if (first === undefined || attachments.some(({ verdict }) => verdict === 'ok')) return [];
    const { verdict, reason, evidence } = first;
    const fit = closeness(host?.value?.toLowerCase());
    const words = `${describe(route)} is for ${request.host}: ${reason}`;
    return [{ entry: route, fit, verdict, reason: words, evidence, targets: [], redirect: undefined }];
  });
}

function resolveGateway(world: World, gateway: Gateway & Resource, request: WebRequest): RouteAnswer | undefined {
  const ears = earsOf(world, gateway, request).sort((a, b) => compare(closeness(b.hostname), closeness(a.hostname)));
  const [first] = ears;
  if (first === undefined) return undefined;
  const answers = ears.map((ear) => atListener(world, gateway, ear, request));
  const found = answers.findIndex((answer) => answer !== undefined);
  const answer = answers[found];
  if (answer === undefined) return unrouted(world, gateway, first, request);
  // The closest listener alone takes a request where the implementation isolates listeners, an extended feature.
  const closest = ears.filter(({ hostname }) => compare(closeness(hostname), closeness(first.hostname)) === 0);
  if (found < closest.length) return answer;
  return {
    ...answer,
    verdict: 'unknown',
    reason: `listener ${listenerName(first.listener)} is closer and routes it nowhere; whether another one takes it is up to the implementation`,
    targets: [],
    redirect: undefined,
  };
}

/** The listeners of a Gateway and its ListenerSets that a request may come to. */
function earsOf(world: World, gateway: Gateway & Resource, request: WebRequest): Ear[] {
  const sets = listenerSetsOf(world, gateway).filter(({ taken }) => taken.verdict !== 'broken');
  return [gateway, ...sets.map(({ set }) => set)].flatMap((owner) =>
    owner.listeners
      .filter((listener) => hears(listener, request))
      .map((listener) => ({ gateway: owner, listener, hostname: listener.hostname?.value?.toLowerCase() })),
  );
}

function hears({ port, protocol, hostname }: Listener, request: WebRequest): boolean {
  const scheme = schemeOf(request);
  const spoken = protocol?.value;
  if (spoken === 'UDP' || (scheme === 'http' && spoken !== undefined && spoken !== 'HTTP' && spoken !== 'TCP'))
    return false;
  if (scheme === 'https' && spoken === 'HTTP') return false;
  const wanted = request.port ?? (scheme === 'https' ? 443 : scheme === 'http' ? 80 : undefined);
  if (wanted !== undefined && port?.value !== undefined && port.value !== wanted) return false;
  return spoken === 'TCP' || takesHost(hostname?.value?.toLowerCase(), request.host);
}

function listenerName({ name, port }: Listener): string | number {
  return name?.value ?? port?.value ?? '?';
}

/** What a listener does with a request; `undefined` where no route of it has to do with the host. */
function atListener(world: World, gateway: Gateway & Resource, ear: Ear, request: WebRequest): RouteAnswer | undefined {
  const attachments = world
    .derive(attachedRoutes, ear.gateway)
    .filter(({ listener, verdict }) => listener === ear.listener && verdict !== 'broken');
  const candidates: Candidate[] = [];
  let named: Attachment | undefined;
  let closest: readonly number[] = [0, 0];
  for (const attachment of attachments) {
    const hosts = attachment.hostnames.filter((hostname) => takesHost(hostname, request.host)).map(closeness);
    const host = hosts.reduce<readonly number[] | undefined>(
      (best, own) => (best === undefined || compare(own, best) > 0 ? own : best),
      undefined,
    );
    if (host === undefined) continue;
    if (named === undefined || compare(host, closest) > 0) [named, closest] = [attachment, host];
    for (const rule of attachment.route.rules)
      for (const answer of ruleMatches(attachment.route, rule, request.path)) {
        const doubt =
          attachment.verdict === 'unknown'
            ? attachment.reason
            : (rule.open ?? (answer.takes === 'yes' ? undefined : answer.why));
        candidates.push({ attachment, rule, answer, doubt, host });
      }
  }
  if (named === undefined) return undefined;
  const judge = (candidate: Attachment, verdict: 'unknown' | 'broken', reason: string): RouteAnswer => ({
    entry: gateway,
    fit: closest,
    verdict,
    reason,
    evidence: [seen(ear.gateway, ear.listener), seen(candidate.route)],
    targets: [],
    redirect: undefined,
  });
  const sure = candidates.filter(({ doubt }) => doubt === undefined);
  const best = sure.reduce<Candidate | undefined>(
    (a, b) => (a === undefined || precedence(b, a) > 0 ? b : a),
    undefined,
  );
  const before = candidates.filter(
    (other) =>
      other.doubt !== undefined && (best === undefined || (other.rule !== best.rule && precedence(other, best) >= 0)),
  );
  const doubtful = before.find(
    ({ answer, attachment, rule }) =>
      answer.takes === 'unknown' || attachment.verdict === 'unknown' || rule.open !== undefined,
  );
  if (doubtful !== undefined) {
    const { attachment, doubt } = doubtful;
    return judge(attachment, 'unknown', `${describe(attachment.route)} may take it: ${doubt}`);
  }
  const [conditional] = before;
  if (best === undefined)
    return conditional === undefined
      ? judge(named, 'broken', `no rule of ${routeNames(attachments)} takes ${urlOf(request)}: it answers 404`)
      : judge(
          conditional.attachment,
          'unknown',
          `${describe(conditional.attachment.route)} takes it only as ${before
            .map(({ doubt }) => doubt)
            .slice(0, 3)
            .join(' or ')}; anything else gets 404`,
        );
  const rival = sure.find(
    ({ attachment: { route } }, i) =>
      sure[i] !== undefined && route !== best.attachment.route && precedence(sure[i], best) === 0,
  );
  if (rival !== undefined)
    return judge(
      best.attachment,
      'unknown',
      `${describe(best.attachment.route)} and ${describe(rival.attachment.route)} match alike; the older one takes it`,
    );
  if (compare(best.host, closest) < 0)
    return judge(
      named,
      'unknown',
      `${describe(named.route)} is closer to ${request.host} and has no rule for it; whether ${describe(best.attachment.route)} takes it is up to the implementation`,
    );
  return decided(world, gateway, ear, best, before, request);
}

/** Of equal matches of one route the first rule takes precedence, so later ones have to be better. */
function precedence(a: Candidate, b: Candidate): number {
  return compare(a.host, b.host) || compare(a.answer.rank, b.answer.rank);
}

function routeNames(attachments: readonly Attachment[]): string {
  const names = [...new Set(attachments.map(({ route }) => describe(route)))];
  return shortList(names, 3);
}

/** What the rule that takes a request does with it. */
function decided(
  world: World,
  gateway: Gateway & Resource,
  { gateway: owner, listener }: Ear,
  { attachment, rule, host }: Candidate,
  before: readonly Candidate[],
  request: WebRequest,
): RouteAnswer {
  const { route } = attachment;
  const className = gateway.className?.value;
  const where = `listener ${listenerName(listener)} of ${describe(gateway)}${className === undefined ? '' : ` (class ${className})`}`;
  const otherwise =
    before.length === 0
      ? ''
      : `, unless it is ${before
          .map(({ doubt }) => doubt)
          .slice(0, 2)
          .join(' or ')}`;
  const words = `${where} takes it by ${describe(route)}${ruleWords(rule)}${otherwise}`;
  return ruleAnswer(world, route, rule, request, {
    entry: gateway,
    fit: host,
    words,
    evidence: [seen(owner, listener), seen(route, rule)],
  });
}

function ruleWords({ matches }: RouteRule): string {
  const words = matches.flatMap((match) => (match.words === '' ? [] : [match.words]));
  return words.length === 0 ? '' : ` (${words.slice(0, 2).join(', ')}${words.length > 2 ? ', …' : ''})`;
}

/** A listener is there for the host and nothing is attached that takes it. */
function unrouted(world: World, gateway: Gateway & Resource, ear: Ear, request: WebRequest): RouteAnswer | undefined {
  const fit = closeness(ear.hostname);
  if (compare(fit, [0, 0]) === 0) return undefined;
  const open = world.stack.unknowns.objects ?? gateway.listenersOpen ?? 'routes of other files may';
  return {
    entry: gateway,
    fit,
    verdict: 'unknown',
    reason: `listener ${listenerName(ear.listener)} of ${describe(gateway)} is for ${ear.hostname}, and no route here takes ${request.host}; ${open}`,
    evidence: [seen(ear.gateway, ear.listener)],
    targets: [],
    redirect: undefined,
  };
}
