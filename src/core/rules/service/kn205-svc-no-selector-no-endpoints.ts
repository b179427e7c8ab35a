import { hasSelector, selectingServices } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { formatPairs, pairOf } from '../../resources/labels.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { isSystem } from '../../world/gates.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, setMapIn } from '../shared/edits.ts';
import { isMeantByEndpoints } from '../shared/manual-endpoints.ts';
import { distinctLabels, portsFit } from '../shared/meant-pods.ts';
import { endsByItself } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A Service without selector (absent, null or `{}`) selects nothing; it does not mean "all pods". Its addresses have to come from an EndpointSlice, and the stack has none for it, so connections are refused.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }]
 * ```
 * @exceptions The Service of the API server, Services that an operator manages, objects read from a cluster.
 * @source kubernetes/endpointslice syncService
 */
export const kn205 = defineRule({
  code: 'KN205',
  name: 'svc-no-selector-no-endpoints',
  severity: 'warning',
  summary: 'A Service without selector has no endpoints of its own either.',
  subjects: ['service'],
  reads: ['podMaker', 'endpoints', 'endpointSlice', 'service', 'other'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice syncService'],
  check(service, { world }, report) {
    if (hasSelector(service) || service.serviceType.value === undefined || service.serviceType.value === 'ExternalName')
      return;
    // Without ports there is nothing to connect to.
    if (service.ports.length === 0 && service.portsOpen === undefined) return;
    if (service.live || isSystem(service) || isManaged(service) || hasOwnEndpoints(world, service)) return;
    if (world.stack.unknowns.objects !== undefined) return;
    const namespace = world.namespaceOf(service);
    // Endpoints that only miss it by their name are said to (KN401, KN402, KN413).
    if (namespace.unknown !== undefined || isMeantByEndpoints(world, service)) return;
    const [meant, ...others] = world
      .named('podMaker', namespace.name, service.name?.value ?? '')
      .filter((maker) => world.derive(selectingServices, maker).length === 0 && maker.template.labels.pairs.length > 0);
    report({
      at: service.selectorSpan ?? service.name ?? service.kindSpan,
      severity: meant === undefined ? 'info' : 'warning',
      message: `${describe(service)} has ${
        service.selectorSpan === undefined ? 'no selector' : 'an empty selector, which selects no pods at all'
      }, and no EndpointSlice of the stack belongs to it: ${
        meant === undefined ? 'unless something else makes one, ' : ''
      }connections are refused.`,
      related:
        meant === undefined
          ? []
          : [
              relatedTo(
                meant,
                meant.template.labels,
                `${describe(meant)} has ${formatPairs(meant.template.labels)} and no Service`,
              ),
            ],
      fixes: () => (meant === undefined || others.length > 0 ? [] : selectFix(world, service, meant)),
    });
  },
});

function selectFix(world: World, service: Service, maker: PodMaker): readonly Fix[] {
  const labels = distinctLabels(world, maker);
  if (labels === undefined || service.specSpan === undefined) return [];
  if (endsByItself(maker) || !portsFit(service, maker.template)) return [];
  const step = setMapIn(service, service.specSpan, 'selector', labels);
  return fixOf(`Select the pods of ${describe(maker)}`, [step], true);
}

/** Whether Endpoints or slices of the Service stand in the stack; empty ones wait for a program to fill them. */
function hasOwnEndpoints(world: World, service: Service): boolean {
  const name = service.name?.value;
  if (name === undefined) return true;
  const namespace = world.namespaceOf(service).name;
  return (
    world.named('endpoints', namespace, name).length > 0 ||
    world.inNamespace('endpointSlice', namespace).some((slice) => slice.serviceName?.value === name)
  );
}

/** Whether something else than its author keeps the Service's endpoints. */
function isManaged(service: Service): boolean {
  const manager = pairOf(service.labels, 'app.kubernetes.io/managed-by')?.value;
  return (
    service.owners.length > 0 ||
    (manager !== undefined && !['Helm', 'kustomize', 'Kustomize', 'Tiller'].includes(manager))
  );
}
