import { backendsOf } from '../../network/ingress.ts';
import { portOf } from '../../network/service.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import type { Ingress, IngressBackend } from '../../resources/networking-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { portStep } from './backend-fixes.ts';
import { isCurrent } from './fields.ts';

/**
 * The name of a Service port may have 63 characters, but an Ingress may name only 15 of them, with at least one letter and no two dashes in a row. Such a port has to be named by its number.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   defaultBackend: { service: { name: web, port: { name: http-of-the-storefront } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ name: http-of-the-storefront, port: 80 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   defaultBackend: { service: { name: web, port: { number: 80 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ name: http-of-the-storefront, port: 80 }] }
 * ```
 * @source pkg/apis/networking/validation/validation.go, validateIngressBackend
 */
export const kn504 = defineRule({
  code: 'KN504',
  name: 'ing-port-name-long',
  severity: 'error',
  summary: 'An Ingress backend cannot name a port whose name is this long.',
  subjects: ['ingress'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/networking/validation/validation.go, validateIngressBackend'],
  check(ingress, { world }, report) {
    if (!isCurrent(ingress)) return;
    for (const use of backendsOf(ingress)) {
      const { backend, address } = use;
      const name = backend.port?.value;
      // A name beside a number is one mistake (KN506).
      if (backend.port === undefined || backend.isOld || typeof name !== 'string' || backend.secondPort !== undefined)
        continue;
      const fault = ianaServiceNameFault(name);
      if (fault === undefined) continue;
      const number = numberOf(world, ingress, backend, name);
      report({
        at: backend.port,
        message: `${describe(ingress)} names the port for ${address} "${name}", but such a name ${fault}: the API server refuses it.${number === undefined ? ' Name the port by its number.' : ` Name the port by its number, ${number}.`}`,
        fixes: () => (number === undefined ? [] : fixOf(`Use port ${number}`, [portStep(ingress, use, number)], true)),
      });
    }
  },
});

/** The number that stands behind a name: a number in quotes, or that of the Service's port. */
function numberOf(world: World, ingress: Ingress, { service }: IngressBackend, name: string): number | undefined {
  const [own] = world.named('service', world.namespaceOf(ingress).name, service?.value ?? '');
  if (own === undefined) return undefined;
  const port = portOf(own, name) ?? (/^\d+$/.test(name) ? portOf(own, Number(name)) : undefined);
  return port?.port?.value;
}
