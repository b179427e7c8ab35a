import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { wrongPorts } from './ports.ts';
import { callPort, callWords, isOwnService, relatedPorts, relatedPortVariable, servicePorts } from './words.ts';

/**
 * A Service answers at the ports that it states and at no other. A client that connects to another one waits for a time-out or is refused.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog:8000/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: catalog-0, labels: { app: catalog } }
 * spec:
 *   containers: [{ name: catalog, image: catalog, ports: [{ containerPort: 8080 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog:80/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: catalog-0, labels: { app: catalog } }
 * spec:
 *   containers: [{ name: catalog, image: catalog, ports: [{ containerPort: 8080 }] }]
 * ```
 * @exceptions A warning where the port is only that of the scheme (`http://catalog` is port 80), and where pods name the Service in front of themselves. Nothing for ExternalName Services and for hosts that `external` in `.portolan.yaml` names.
 * @source kubernetes.io/docs/concepts/services-networking/service
 */
export const kn803 = defineRule({
  code: 'KN803',
  name: 'ref-port',
  severity: 'error',
  summary: 'A container calls a port that the Service does not have.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'configMap', 'namespace', 'other'],
  within: 'calls',
  claim: 'absence',
  family: 'called port',
  familyOf: 'place',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service'],
  check(maker, { world, settings }, report) {
    for (const wrong of wrongPorts(world, maker, settings)) {
      if (wrong.code !== 'KN803') continue;
      const { reference, service, number } = wrong;
      const { portStated, scheme } = reference;
      report({
        at: referenceSpan(maker, reference),
        severity: portStated && !isOwnService(world, maker, service) ? 'error' : 'warning',
        message: `${callWords(reference)}${portStated ? '' : `, which is port ${number} for ${scheme}`}, but ${describe(service)} serves ${servicePorts(service)} and not ${number}: nothing answers there.`,
        related: [
          relatedPorts(service),
          ...relatedPortVariable(maker, reference),
          ...relatedReference(maker, reference),
        ],
        fixes: () =>
          service.ports.length > 4
            ? []
            : service.ports.flatMap(({ port, protocol }) =>
                port?.value === undefined || protocol.value !== 'TCP'
                  ? []
                  : callPort(maker, reference, port.value, service.ports.length === 1),
              ),
      });
    }
  },
});
