import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * HTTP, HTTPS and TLS listeners share a port by their host names. A TCP connection has none, so a TCP listener shares its port with nobody: all listeners of the port are rejected (`Conflicted`).
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: web, port: 80, protocol: HTTP }
 *     - { name: raw, port: 80, protocol: TCP }
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: istio
 *   listeners:
 *     - { name: web, port: 80, protocol: HTTP }
 *     - { name: raw, port: 9000, protocol: TCP }
 * ```
 * @exceptions UDP, whose ports are others; two TCP listeners on one port, which the API server refuses (KN602).
 * @source gateway-api.sigs.k8s.io/reference/spec/#gatewayspec: distinct listeners
 */
export const kn604 = defineRule({
  code: 'KN604',
  name: 'gw-tcp-shares-port',
  severity: 'error',
  summary: 'A TCP listener shares its port with another protocol.',
  subjects: ['gateway', 'listenerSet'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['gateway-api.sigs.k8s.io/reference/spec/#gatewayspec'],
  check(gateway, _context, report) {
    // The API server takes no more.
    const listeners = gateway.listeners.slice(0, 64);
    const tcp = listeners.filter(({ protocol, port }) => protocol?.value === 'TCP' && port?.value !== undefined);
    for (const listener of tcp) {
      const { name, port } = listener;
      const others = listeners.filter(
        (other) => other.port?.value === port?.value && hasHosts.has(other.protocol?.value),
      );
      const [first] = others;
      if (first === undefined) continue;
      report({
        at: port ?? listener,
        message: `Listener "${name?.value ?? '?'}" of ${describe(gateway)} takes all TCP connections to port ${port?.value}, which listener "${first.name?.value ?? '?'}" wants for ${first.protocol?.value}: all listeners of the port are rejected.`,
        related: others.map((other) =>
          relatedTo(
            gateway,
            other.port ?? other,
            `listener "${other.name?.value ?? '?'}" is on port ${port?.value} too`,
          ),
        ),
      });
    }
  },
});

const hasHosts: ReadonlySet<string | undefined> = new Set(['HTTP', 'HTTPS', 'TLS']);
