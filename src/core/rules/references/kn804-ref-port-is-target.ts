import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { wrongPorts } from './ports.ts';
import { callPort, callWords, isOwnService, relatedPorts, relatedPortVariable } from './words.ts';

/**
 * A Service has a port of its own, which it forwards to a port of its pods (`targetPort`) and may open on the nodes (`nodePort`). Clients inside the cluster that call the Service use its own port; at the others nothing answers under its name.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://catalog:8080/items" }] }]
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
 * @exceptions A warning where the text does not state the port behind the host, and where pods name the Service in front of themselves. Nothing for headless Services, whose clients reach the pods, for ExternalName Services and for hosts that `external` in `.portolan.yaml` names.
 * @source kubernetes.io/docs/concepts/services-networking/service
 */
export const kn804 = defineRule({
  code: 'KN804',
  name: 'ref-port-is-target',
  severity: 'error',
  summary: 'A container calls the port of the pod instead of the Service port.',
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
      if (wrong.code !== 'KN804') continue;
      const { reference, service, number, port, of } = wrong;
      const own = port.port?.value;
      report({
        at: referenceSpan(maker, reference),
        severity: reference.portStated && !isOwnService(world, maker, service) ? 'error' : 'warning',
        message: `${callWords(reference)}${reference.portStated ? '' : `, port ${number}`}, but ${number} is the port of the ${of}; ${describe(service)} serves ${own} in front of it: nothing answers at ${number}. Call port ${own}.`,
        related: [
          relatedPorts(service, port),
          ...relatedPortVariable(maker, reference),
          ...relatedReference(maker, reference),
        ],
        fixes: () => (own === undefined ? [] : callPort(maker, reference, own, true)),
      });
    }
  },
});
