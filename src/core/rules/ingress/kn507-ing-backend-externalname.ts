import { backendsOf } from '../../network/ingress.ts';
import { isExternalName } from '../../world/gates.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * An ExternalName Service has no endpoints, only a name of DNS. Whether an Ingress controller resolves it is up to the controller, and often switched off, as such a Service can lead anywhere.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   defaultBackend: { service: { name: legacy, port: { number: 443 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: legacy }
 * spec: { type: ExternalName, externalName: legacy.example.com }
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
 * spec: { selector: { app: web }, ports: [{ port: 80 }] }
 * ```
 * @exceptions `# portolan-ignore KN507` where the controller is known to follow it.
 * @source kubernetes.io/docs/concepts/services-networking/service/#externalname
 */
export const kn507 = defineRule({
  code: 'KN507',
  name: 'ing-backend-externalname',
  severity: 'info',
  summary: 'An Ingress sends to an ExternalName Service.',
  subjects: ['ingress'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#externalname'],
  check(ingress, { world }, report) {
    const said = new Set<string>();
    for (const { backend, address } of backendsOf(ingress)) {
      const name = backend.service?.value;
      if (backend.service === undefined || name === undefined || said.has(name)) continue;
      const services = world.named('service', world.namespaceOf(ingress).name, name);
      const [service] = services;
      if (service === undefined || services.some((own) => isExternalName(own) !== 'yes')) continue;
      said.add(name);
      report({
        at: backend.service,
        message: `${describe(ingress)} sends ${address} to ${describe(service)}, which is only a name for ${service.externalName?.value ?? 'another host'}: whether the controller follows it depends on the controller and its settings.`,
        related: [
          relatedTo(service, service.externalName ?? service.serviceType, `${describe(service)} is an ExternalName`),
        ],
      });
    }
  },
});
