import { listenerSetVerdict, parentOf } from '../../network/gateway/attach.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { admitFix } from './admit-fix.ts';
import { relatedNamespace } from './together.ts';

/**
 * A Gateway takes listeners of ListenerSets only where its `allowedListeners` says so; without it takes none. The listeners of a ListenerSet that it does not take do nothing.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: ListenerSet
 * metadata: { name: shop }
 * spec:
 *   parentRef: { name: public }
 *   listeners: [{ name: shop, port: 8080, protocol: HTTP }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   allowedListeners: { namespaces: { from: Same } }
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: ListenerSet
 * metadata: { name: shop }
 * spec:
 *   parentRef: { name: public }
 *   listeners: [{ name: shop, port: 8080, protocol: HTTP }]
 * ```
 * @exceptions Namespaces that are not stated, selectors where the labels of the namespace are not known, and a Gateway whose selector is missing (KN624).
 * @source gateway-api.sigs.k8s.io/reference/spec/#allowedlisteners
 */
export const kn625 = defineRule({
  code: 'KN625',
  name: 'listenerset-denied',
  severity: 'error',
  summary: 'A Gateway does not allow the ListenerSet.',
  subjects: ['listenerSet'],
  reads: ['gateway', 'namespace'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#allowedlisteners'],
  check(set, { world }, report) {
    const { parent } = set;
    const gateway = parent === undefined ? undefined : parentOf(world, set, parent);
    if (parent === undefined || gateway === undefined || gateway.live) return;
    const { allowedListeners } = gateway;
    const { from, selector } = allowedListeners;
    if (from.value === 'Selector' && selector === undefined) return;
    if (listenerSetVerdict(world, gateway, set).verdict !== 'broken') return;
    const own = world.namespaceOf(set).name;
    const taken =
      from.value === 'None'
        ? 'no ListenerSets'
        : from.value === 'Selector'
          ? `ListenerSets of namespaces that its selector finds, and not of "${own}"`
          : `ListenerSets of its own namespace "${world.namespaceOf(gateway).name}" only, and not of "${own}"`;
    report({
      at: parent.name ?? parent,
      severity: from.value === 'Selector' ? 'warning' : 'error',
      message: `${describe(gateway)} takes ${taken}: the listeners of ${describe(set)} do nothing.`,
      related: [
        relatedTo(
          gateway,
          'defaulted' in from ? (gateway.name ?? gateway.kindSpan) : from,
          `${describe(gateway)} takes ${from.value === 'None' ? 'none' : `those of ${from.value}`}`,
        ),
        ...(from.value === 'None' ? [] : relatedNamespace(world, set)),
      ],
      fixes: () => admitFix(world, gateway, allowedListeners, own, `Let ${describe(gateway)} take`),
    });
  },
});
