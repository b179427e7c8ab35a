import { hasSelector, serviceSelection } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { removeFieldFix } from '../service/fields.ts';
import { isManual, serviceOf } from '../shared/manual-endpoints.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * The endpoints of a Service with selector belong to the control plane: it overwrites Endpoints of the same name with the pods that the selector finds, and with nothing where it finds none. Endpoints by hand need a Service without selector.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: v1
 * kind: Endpoints
 * metadata: { name: db }
 * subsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: v1
 * kind: Endpoints
 * metadata: { name: db }
 * subsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]
 * ```
 * @exceptions Records of leader election, objects without addresses, objects read from a cluster or with an owner.
 * @source pkg/controller/endpoint/endpoints_controller.go, syncService
 */
export const kn414 = defineRule({
  code: 'KN414',
  name: 'endpoints-overwritten',
  severity: 'warning',
  summary: 'The controller overwrites Endpoints of a Service with a selector.',
  subjects: ['endpoints'],
  reads: ['service', 'podMaker', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/controller/endpoint/endpoints_controller.go, syncService'],
  check(endpoints, { world }, report) {
    const service = serviceOf(world, endpoints);
    if (service === undefined || !hasSelector(service) || service.serviceType.value === 'ExternalName') return;
    if (!isManual(endpoints) || endpoints.subsets.length === 0) return;
    const { pods, unknown } = world.derive(serviceSelection, service);
    report({
      at: endpoints.name ?? endpoints.kindSpan,
      message: `${describe(endpoints)} belongs to ${describe(service)}, which has a selector: the control plane overwrites these addresses with ${
        pods.length > 0 ? 'those of the pods that it selects' : 'what the selector finds'
      }.`,
      related: [relatedTo(service, service.selectorSpan ?? service.selector, `${describe(service)} has a selector`)],
      fixes: () =>
        pods.length === 0 && unknown === undefined
          ? removeFieldFix(service, 'selector').map((fix) => ({
              ...fix,
              title: `Remove the selector of ${describe(service)}`,
            }))
          : [],
    });
  },
});
