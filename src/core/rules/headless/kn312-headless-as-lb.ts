import { isOwnAddress, references, resolveReference, serviceByName } from '../../network/references.ts';
import { isHeadless, serviceSelection } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { referenceSpan, relatedReference, saidBy } from '../shared/references.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The name of a headless Service stands for the addresses of its pods. Nothing spreads connections over them: a client that keeps one connection stays with one pod, and does not notice pods that come or go.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec:
 *   clusterIP: None
 *   selector: { app: api }
 *   ports: [{ port: 8080 }]
 * ---
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: api }
 * spec:
 *   replicas: 3
 *   selector: { matchLabels: { app: api } }
 *   template:
 *     metadata: { labels: { app: api } }
 *     spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://api:8080" }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec:
 *   selector: { app: api }
 *   ports: [{ port: 8080 }]
 * ---
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: api }
 * spec:
 *   replicas: 3
 *   selector: { matchLabels: { app: api } }
 *   template:
 *     metadata: { labels: { app: api } }
 *     spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://api:8080" }] }]
 * ```
 * @exceptions Services with at most one pod, names of single pods, gRPC's `dns:///`, which balances by itself, and protocols of databases, whose clients know their servers.
 * @source kubernetes.io/docs/concepts/services-networking/service/#headless-services
 */
export const kn312 = defineRule({
  code: 'KN312',
  name: 'headless-as-lb',
  severity: 'info',
  summary: 'A headless Service is used as if it spread connections.',
  subjects: ['podMaker'],
  reads: ['service', 'podMaker', 'configMap'],
  within: 'calls',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#headless-services'],
  check(maker, { world, settings: { clusterDomain } }, report) {
    for (const reference of world.derive(references, maker)) {
      const { scheme, host, container } = reference;
      if (scheme === undefined || !spread.has(scheme) || isOwnAddress(reference)) continue;
      const named = serviceByName(world, maker, reference);
      if (named === undefined || !isHeadless(named)) continue;
      const { lookup, service } = resolveReference(world, maker, reference, clusterDomain);
      if (service === undefined || lookup.answer.kind !== 'service' || !isHeadless(service)) continue;
      const pods = podsBehind(world, service);
      if (pods < 2) continue;
      report({
        at: referenceSpan(maker, reference),
        message: `Container ${containerName(container)} calls ${host} by ${scheme}${saidBy(reference)}, and ${describe(service)} is headless: its name stands for the addresses of ${pods} pods, and which of them take connections is the client's choice.`,
        related: [
          relatedTo(service, service.clusterIP ?? service.kindSpan, `${describe(service)} is headless`),
          ...relatedReference(maker, reference),
        ],
      });
    }
  },
});

const spread: ReadonlySet<string> = new Set(['http', 'https', 'ws', 'wss', 'grpc', 'grpcs']);

/** Pods that a Service surely selects, as far as their number is stated. */
function podsBehind(world: World, service: Service): number {
  const { pods } = world.derive(serviceSelection, service);
  return pods.reduce((sum, { maker, match }) => sum + (match === 'yes' ? (maker.replicas?.value ?? 0) : 0), 0);
}
