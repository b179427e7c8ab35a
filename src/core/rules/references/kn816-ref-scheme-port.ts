import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference } from '../shared/references.ts';
import { describe } from '../shared/words.ts';
import { wrongPorts } from './ports.ts';
import { callWords, relatedPorts } from './words.ts';

/**
 * The URL says `https` and the port of the Service is one for plain HTTP by its name or number, or the other way round. A client that speaks TLS to a server which does not, gets an error of the protocol.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "https://catalog:80/items" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: catalog }
 * spec:
 *   selector: { app: catalog }
 *   ports: [{ name: http, port: 80 }]
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
 *   ports: [{ name: http, port: 80 }]
 * ```
 * @source kubernetes.io/docs/concepts/services-networking/service/#application-protocol
 */
export const kn816 = defineRule({
  code: 'KN816',
  name: 'ref-scheme-port',
  severity: 'hint',
  summary: 'The scheme of a URL and the name of its port disagree.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'configMap', 'namespace', 'other'],
  within: 'calls',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#application-protocol'],
  check(maker, { world, settings }, report) {
    for (const wrong of wrongPorts(world, maker, settings)) {
      if (wrong.code !== 'KN816') continue;
      const { reference, service, number, port } = wrong;
      const spoken = port.appProtocol?.value ?? port.name?.value;
      report({
        at: referenceSpan(maker, reference),
        message: `${callWords(reference)} with ${reference.scheme}, but port ${number} of ${describe(service)} ${
          spoken === undefined ? `is the one for ${number === 443 ? 'https' : 'http'}` : `is called ${spoken}`
        }: the two do not understand each other if it speaks what it is called.`,
        related: [relatedPorts(service, port), ...relatedReference(maker, reference)],
      });
    }
  },
});
