import { defineRule } from '../rule.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { diagnosePorts } from './backend-diagnosis.ts';
import { addressOf, otherUses, servedPort, usePorts } from './backend-fixes.ts';
import { nameOfPort } from './fields.ts';

/**
 * An Ingress names a port of a Service by its `port` or by its `name`. Where the Service has no such port, there is nothing to
 * connect to: the controller answers 503, or leaves the route out. The API server does not look.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   defaultBackend: { service: { name: web, port: { number: 8081 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
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
 * spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
 * ```
 * @exceptions ExternalName Services, backends whose port is `use-annotation`. Information where nothing but the name joins
 * Ingress and Service: they lie in two folders and have different names.
 * @source kubernetes.io/docs/reference/kubernetes-api, ServiceBackendPort
 */
export const kn502 = defineRule({
  code: 'KN502',
  name: 'ing-port-missing',
  severity: 'error',
  summary: 'An Ingress sends to a port that the Service does not have.',
  subjects: ['ingress'],
  reads: ['service', 'podMaker', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 ServiceBackendPort'],
  check(ingress, { world }, report) {
    for (const diagnosis of diagnosePorts(world, ingress)) {
      if (diagnosis.code !== 'KN502') continue;
      const { uses, field, service, ports, certain } = diagnosis;
      const near = meantAmong(
        String(field.value),
        ports.flatMap(({ name }) => name?.value ?? []),
      );
      const meant = ports.find(({ name }) => near !== undefined && name?.value === near);
      report({
        at: field,
        severity: certain ? 'error' : 'info',
        message: `${describe(ingress)} sends ${addressOf(uses)} to port ${nameOfPort(uses[0].backend)} of ${describe(service)}, which serves ${ports.map(servedPort).join(', ')}: the controller answers 503 itself.`,
        related: [
          ...ports.map((port) =>
            relatedTo(
              service,
              (typeof field.value === 'string' ? port.name : undefined) ?? port.port ?? port,
              `${describe(service)} serves ${servedPort(port)}`,
            ),
          ),
          ...otherUses(ingress, uses, 'port'),
        ],
        fixes: () => usePorts(ingress, diagnosis, meant),
      });
    }
  },
});
