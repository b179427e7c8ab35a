import { defineRule, type Severity } from '../rule.ts';
import { describe, join, relatedTo } from '../shared/words.ts';
import { diagnosePorts, type PortDiagnosis } from './backend-diagnosis.ts';
import { addressOf, otherUses, servedPort, usePorts } from './backend-fixes.ts';
import { controllerOf, nameOfPort } from './fields.ts';

/**
 * An Ingress names the port of the Service, not the port that the Service leads to. Most controllers find no such port and
 * answer 503; ingress-nginx also takes what `targetPort` says, so that the mistake shows when the controller is replaced.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   defaultBackend: { service: { name: web, port: { number: 8080 } } }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
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
 * spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
 * ```
 * @exceptions A warning where `targetPort` says the same and the controller is not known, information where it is ingress-nginx: it takes that too. Information where nothing but
 * the name joins Ingress and Service: they lie in two folders and have different names.
 * @source kubernetes.io/docs/reference/kubernetes-api, ServiceBackendPort; ingress-nginx, serviceEndpoints
 */
export const kn503 = defineRule({
  code: 'KN503',
  name: 'ing-port-is-target',
  severity: 'error',
  summary: 'An Ingress names the port of the pod instead of the Service port.',
  subjects: ['ingress'],
  reads: ['service', 'podMaker', 'other', 'ingressClass'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['networking/v1 ServiceBackendPort', 'ingress-nginx serviceEndpoints'],
  check(ingress, { world }, report) {
    for (const diagnosis of diagnosePorts(world, ingress)) {
      if (diagnosis.code !== 'KN503') continue;
      const { uses, field, service, ports, certain } = diagnosis;
      const controller = controllerOf(world, ingress);
      report({
        at: field,
        severity: certain ? severityOf(diagnosis, controller) : 'info',
        message: `${describe(ingress)} sends ${addressOf(uses)} to port ${nameOfPort(uses[0].backend)} of ${describe(service)}, but that is the port of its pods; the Service port is ${join(ports.map(servedPort))}: ${consequence(diagnosis, controller)}.`,
        related: [
          ...ports.map((port) =>
            relatedTo(
              service,
              port.targetPort ?? port.port ?? port,
              `port ${servedPort(port)} of ${describe(service)} leads to ${nameOfPort(uses[0].backend)}`,
            ),
          ),
          ...ports.flatMap(({ name }) =>
            name === undefined ? [] : [relatedTo(service, name, `the Service port is called ${name.value}`)],
          ),
          ...otherUses(ingress, uses, 'port'),
        ],
        fixes: () => usePorts(ingress, diagnosis, undefined),
      });
    }
  },
});

function severityOf({ isTargetPort }: PortDiagnosis, controller: ReturnType<typeof controllerOf>): Severity {
  if (!isTargetPort || controller === 'another') return 'error';
  return controller === 'unknown' ? 'warning' : 'info';
}

function consequence({ isTargetPort }: PortDiagnosis, controller: ReturnType<typeof controllerOf>): string {
  if (!isTargetPort || controller === 'another') return 'the controller answers 503 itself';
  return controller === 'unknown'
    ? 'every controller but ingress-nginx answers 503 itself'
    : 'ingress-nginx takes it, other controllers do not';
}
