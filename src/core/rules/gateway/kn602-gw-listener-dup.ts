import type { Listener } from '../../resources/gateway-api.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Listeners of a Gateway are told apart by their names, and by port, protocol and host name together. The API server refuses two that are the same.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: shop, port: 80, protocol: HTTP }
 *     - { name: pay, port: 80, protocol: HTTP }
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: shop, port: 80, protocol: HTTP, hostname: shop.example.com }
 *     - { name: pay, port: 80, protocol: HTTP, hostname: pay.example.com }
 * ```
 * @source gateway-api config/crd, Gateway: "Combination of port, protocol and hostname must be unique for each listener"
 */
export const kn602 = defineRule({
  code: 'KN602',
  name: 'gw-listener-dup',
  severity: 'error',
  summary: 'Two listeners of a Gateway are the same.',
  subjects: ['gateway', 'listenerSet'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api config/crd, Gateway'],
  check(gateway, _context, report) {
    const byName = new Map<string, Listener>();
    const byPlace = new Map<string, Listener>();
    for (const listener of gateway.listeners) {
      const { name, port } = listener;
      const named = name?.value === undefined ? undefined : byName.get(name.value);
      const place = placeOf(listener);
      const placed = place === undefined ? undefined : byPlace.get(place);
      if (name?.value !== undefined && named === undefined) byName.set(name.value, listener);
      if (place !== undefined && placed === undefined) byPlace.set(place, listener);
      if (named !== undefined)
        report({
          at: name ?? listener,
          message: `${describe(gateway)} has two listeners named "${name?.value}": the API server refuses it.`,
          related: [relatedTo(gateway, named.name ?? named, 'the name stands here first')],
        });
      else if (placed !== undefined)
        report({
          at: port ?? listener,
          message: `Listeners "${placed.name?.value ?? '?'}" and "${name?.value ?? '?'}" of ${describe(gateway)} are both for ${place}: the API server refuses it.`,
          related: [relatedTo(gateway, placed, `listener "${placed.name?.value ?? '?'}" is for ${place} too`)],
        });
    }
  },
});

/** `HTTP on port 80, every host`: what tells listeners apart; `undefined` where it is not wholly known. */
function placeOf({ port, protocol, hostname }: Listener): string | undefined {
  if (port?.value === undefined || protocol?.value === undefined) return undefined;
  if (hostname !== undefined && hostname.value === undefined) return undefined;
  return `${protocol.value} on port ${port.value}, ${hostname?.value ?? 'every host'}`;
}
