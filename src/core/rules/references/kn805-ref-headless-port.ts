import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference } from '../shared/references.ts';
import { describe, listPorts, relatedPort } from '../shared/words.ts';
import { wrongPorts } from './ports.ts';
import { callWords, relatedPortVariable } from './words.ts';

/**
 * A headless Service has no address of its own: its name is that of the pods, so clients connect to their ports. None of the pods declares the one that is called.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://db:5433/shop" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: db-0, labels: { app: db } }
 * spec:
 *   containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://db:5432/shop" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: db-0, labels: { app: db } }
 * spec:
 *   containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }]
 * ```
 * @exceptions Information where the pods declare several ports: declaring one is optional. Nothing where a pod declares none, or may get a sidecar.
 * @source kubernetes.io/docs/concepts/services-networking/service/#headless-services
 */
export const kn805 = defineRule({
  code: 'KN805',
  name: 'ref-headless-port',
  severity: 'warning',
  summary: 'A container calls a port that the pods of a headless Service do not have.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'configMap', 'namespace', 'other'],
  within: 'calls',
  claim: 'absence',
  family: 'called port',
  familyOf: 'place',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#headless-services'],
  check(maker, { world, settings }, report) {
    for (const wrong of wrongPorts(world, maker, settings)) {
      if (wrong.code !== 'KN805') continue;
      const { reference, service, number, declared, maker: pods } = wrong;
      const [first] = declared;
      if (first === undefined) continue;
      const only = declared.every(({ port }) => port.containerPort?.value === first.port.containerPort?.value);
      report({
        at: referenceSpan(maker, reference),
        severity: only && service.ports.length === 1 ? 'warning' : 'info',
        message: `${callWords(reference)}, but ${describe(service)} is headless, so this is port ${number} of its pods, and they declare ${listPorts(only ? [first] : declared)}: connections are refused unless one listens there.`,
        related: [
          relatedPort(pods, first),
          ...relatedPortVariable(maker, reference),
          ...relatedReference(maker, reference),
        ],
      });
    }
  },
});
