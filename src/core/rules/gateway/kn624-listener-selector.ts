import type { Pair } from '../../resources/field.ts';
import type { AllowedNamespaces, Gateway } from '../../resources/gateway-api.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Namespace, Resource } from '../../resources/resource.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Report } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { isTypo } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * `from: Selector` lets in the namespaces that the selector finds by their labels. Without a selector, or with one that finds none, nothing can be attached.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: Selector } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - name: http
 *       port: 80
 *       protocol: HTTP
 *       allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { shared: "true" } } } }
 * ```
 * @exceptions A selector that finds no namespace is reported only where a Namespace of the stack has a label that is a typing mistake away.
 * @source gateway-api.sigs.k8s.io/reference/spec/#routenamespaces
 */
export const kn624 = defineRule({
  code: 'KN624',
  name: 'listener-selector',
  severity: 'error',
  summary: 'A listener accepts routes from no namespace.',
  subjects: ['gateway', 'listenerSet'],
  reads: ['namespace'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#routenamespaces'],
  check(gateway, { world }, report) {
    for (const { name, allowedRoutes } of gateway.listeners)
      look(world, gateway, allowedRoutes, `Listener "${name?.value ?? '?'}" of ${describe(gateway)}`, 'routes', report);
    look(world, gateway, gateway.allowedListeners, describe(gateway), 'ListenerSets', report);
  },
});

function look(
  world: World,
  gateway: Gateway & Resource,
  { from, selector }: AllowedNamespaces,
  who: string,
  what: string,
  report: (report: Report) => void,
): void {
  if (from.value !== 'Selector') return;
  if (selector === undefined) {
    report({
      at: from,
      message: `${who} takes ${what} of the namespaces that its selector finds, and states no selector: it takes none.`,
      fixes: () => replaceFix('Take those of its own namespace', gateway, from, 'Same'),
    });
    return;
  }
  const namespaces = world.all('namespace');
  for (const pair of selector.matchLabels.pairs) {
    const meant = meantLabel(pair, namespaces);
    if (meant === undefined) continue;
    report({
      at: pair,
      severity: 'warning',
      message: `${who} takes ${what} of namespaces with ${pair.key}=${pair.value}, which no Namespace of this stack has; ${describe(meant.namespace)} has ${pair.key}=${meant.value}.`,
      related: [relatedTo(meant.namespace, meant.at, `${describe(meant.namespace)} has ${pair.key}=${meant.value}`)],
      fixes: () => replaceFix(`Select ${pair.key}: ${meant.value}`, gateway, pair, meant.value, true),
    });
  }
}

/** The label that was meant: of those who have the key none has the value, and one has a value that is a typing mistake away. */
function meantLabel({ key, value }: Pair, namespaces: readonly Namespace[]) {
  if (value === undefined) return undefined;
  let meant:
    | { readonly namespace: Namespace; readonly value: string; readonly at: Pair | Namespace['kindSpan'] }
    | undefined;
  for (const namespace of namespaces) {
    const isName = key === 'kubernetes.io/metadata.name';
    const label = isName ? undefined : pairOf(namespace.labels, key);
    const own = isName ? namespace.name?.value : label?.value;
    if (own === value || namespace.labels.open !== undefined || (label !== undefined && own === undefined))
      return undefined;
    if (own !== undefined && isTypo(own, value)) {
      if (meant !== undefined && meant.value !== own) return undefined;
      meant ??= { namespace, value: own, at: label ?? namespace.name ?? namespace.kindSpan };
    }
  }
  return meant;
}
