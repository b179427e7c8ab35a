import { hasSelector, selectingServices } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { formatPairs, pairOf } from '../../resources/labels.ts';
import { isSystem } from '../../world/gates.ts';
import { defineRule } from '../rule.ts';
import { hasEndpoints } from '../shared/selector-diagnosis.ts';
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
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }]
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
  reads: ['podMaker', 'endpoints', 'endpointSlice', 'service'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes/endpointslice syncService'],
  check(service, { world }, report) {
    if (hasSelector(service) || service.serviceType.value === undefined || service.serviceType.value === 'ExternalName')
      return;
    if (service.live || isSystem(service) || isManaged(service) || hasEndpoints(world, service)) return;
    if (world.stack.unknowns.objects !== undefined) return;
    const namespace = world.namespaceOf(service);
    if (namespace.unknown !== undefined) return;
    const meant = world
      .named('podMaker', namespace.name, service.name?.value ?? '')
      .find((maker) => world.derive(selectingServices, maker).length === 0 && maker.template.labels.pairs.length > 0);
    report({
      at: service.selectorSpan ?? service.name ?? service.kindSpan,
      severity: meant === undefined ? 'info' : 'warning',
      message: `${describe(service)} has no selector, and no EndpointSlice of the stack belongs to it: ${
        meant === undefined ? 'unless something else makes one, ' : ''
      }connections are refused. An empty selector does not mean "all pods".`,
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
    });
  },
});

/** Whether something else than its author keeps the Service's endpoints. */
function isManaged(service: Service): boolean {
  const manager = pairOf(service.labels, 'app.kubernetes.io/managed-by')?.value;
  return (
    service.owners.length > 0 ||
    (manager !== undefined && !['Helm', 'kustomize', 'Kustomize', 'Tiller'].includes(manager))
  );
}
