import { type Attachment, parentOf, routeAttachments } from '../../network/gateway/attach.ts';
import { namespaceMeant } from '../../network/gateway/grants.ts';
import { intersection } from '../../network/gateway/hostnames.ts';
import type { Stated } from '../../resources/field.ts';
import type { ObjectReference, Route } from '../../resources/gateway-api.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { isTypo } from '../shared/evidence.ts';
import { describe, join, relatedTo } from '../shared/words.ts';
import { detached, listenerWords, parentDiagnoses, parentReads } from './parent-diagnosis.ts';
import { isMeant } from './together.ts';

/**
 * A listener with a host name takes only routes for such hosts; `*.example.com` stands for one or more labels before `.example.com`, not for `example.com` itself. A route none of whose host names is one of the listener's is not attached (`NoMatchingListenerHostname`); a single host name that no listener takes is ignored.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [shop.exmaple.com]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   hostnames: [shop.example.com]
 *   rules: [{ backendRefs: [{ name: storefront, port: 80 }] }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }]
 * ```
 * @exceptions A route and a Gateway in different folders that state no namespace, which may only be called alike. A host name is said to be ignored only where every parent of the route is known.
 * @source gateway-api.sigs.k8s.io/reference/spec/#httproutespec
 */
export const kn611 = defineRule({
  code: 'KN611',
  name: 'route-hostnames',
  severity: 'error',
  summary: 'No host name of a route meets one of its listener.',
  subjects: ['route'],
  reads: parentReads,
  within: 'stack',
  claim: 'contradiction',
  family: 'attachment',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#httproutespec'],
  check(route, { world }, report) {
    const [first] = route.hostnames;
    if (first === undefined) return;
    for (const diagnosis of world.derive(parentDiagnoses, route)) {
      if (diagnosis.code !== 'KN611') continue;
      const { gateway, refusals } = diagnosis;
      const hosts = route.hostnames.flatMap(({ value }) => value ?? []);
      report({
        at: first,
        message: `${describe(route)} is for ${join(hosts)}, and ${describe(gateway)} listens for ${join(hostsOf(refusals))} there: it is not attached, and ${detached(route)}.`,
        related: relatedListeners(refusals),
        fixes: () => (route.hostnames.length === 1 ? hostFixes(route, first, refusals) : []),
      });
    }
    for (const { hostname, attachments } of ignoredHosts(world, route))
      report({
        at: hostname,
        severity: 'warning',
        message: `No listener that ${describe(route)} is attached to takes ${hostname.value} (they are for ${join(hostsOf(attachments))}): this host name is ignored.`,
        related: relatedListeners(attachments),
        fixes: () => hostFixes(route, hostname, attachments),
      });
  },
});

function hostsOf(attachments: readonly Attachment[]): readonly string[] {
  return [...new Set(attachments.flatMap(({ listener }) => listener?.hostname?.value ?? []))];
}

function relatedListeners(attachments: readonly Attachment[]) {
  return attachments.flatMap((attachment) => {
    const { gateway, listener } = attachment;
    return gateway === undefined || listener?.hostname === undefined
      ? []
      : [
          relatedTo(
            gateway,
            listener.hostname,
            `${listenerWords(attachment)} is for ${listener.hostname.value ?? '?'}`,
          ),
        ];
  });
}

/** Host names that no listener takes, of a route that some take for its other ones. */
function* ignoredHosts(
  world: World,
  route: Route,
): Generator<{ readonly hostname: Stated<string>; readonly attachments: readonly Attachment[] }> {
  if (route.hostnames.length < 2 || route.parents.some(({ kind }) => kind === 'Service')) return;
  const attachments = world.derive(routeAttachments, route);
  if (attachments.some(({ verdict, cause }) => verdict === 'unknown' || cause === 'named' || cause === 'listener'))
    return;
  const taking = attachments.filter(({ verdict }) => verdict === 'ok');
  if (taking.length === 0 || taking.some(({ parent }) => !isParent(world, route, parent))) return;
  // More the API server refuses (KN619).
  for (const hostname of route.hostnames.slice(0, 16)) {
    const host = hostname.value?.toLowerCase();
    if (host === undefined) continue;
    const taken = taking.some(
      ({ listener }) => intersection(listener?.hostname?.value?.toLowerCase(), host) !== undefined,
    );
    if (!taken) yield { hostname, attachments: taking };
  }
}

function isParent(world: World, route: Route, parent: ObjectReference): boolean {
  const owner = parentOf(world, route, parent);
  return owner !== undefined && isMeant(world, route, namespaceMeant(world, route, parent), owner);
}

/** The host that was meant, where it is one typing mistake away from a listener's. */
function hostFixes(route: Route, hostname: Stated<string>, attachments: readonly Attachment[]): readonly Fix[] {
  const host = hostname.value;
  if (host === undefined) return [];
  const meant = new Set(
    hostsOf(attachments).flatMap((own) => {
      const candidate = own.startsWith('*.') && !host.startsWith('*.') ? `${host.split('.')[0]}${own.slice(1)}` : own;
      return isTypo(candidate, host) ? [candidate] : [];
    }),
  );
  const [only, ...others] = meant;
  return only === undefined || others.length > 0 ? [] : replaceFix(`Write ${only}`, route, hostname, only, true);
}
