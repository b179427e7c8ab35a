import type { Service } from '../../resources/core-v1.ts';
import { formatPairs } from '../../resources/labels.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { diagnoseSelector } from '../shared/selector-diagnosis.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A selector never looks into another namespace. The workload with the right labels is there, but in a namespace that the
 * Service does not see: it has no endpoints and connections to it are refused.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web, namespace: front }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, namespace: shop, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web, namespace: shop }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, namespace: shop, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web }] }
 * ```
 * @exceptions Reported only when both namespaces are stated, and not where the workload has a Service of the same name in its own.
 * @source kubernetes/endpointslice, syncService: pods are listed in the Service's own namespace
 */
export const kn202 = defineRule({
  code: 'KN202',
  name: 'svc-selector-other-ns',
  severity: 'error',
  summary: 'The workload that the Service selects is in another namespace.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'endpoints', 'endpointSlice', 'other'],
  within: 'stack',
  claim: 'absence',
  family: 'selector',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice syncService'],
  check(service, { world }, report) {
    const diagnosis = diagnoseSelector(world, service);
    if (diagnosis?.code !== 'KN202') return;
    const [maker] = diagnosis.makers;
    if (maker === undefined) return;
    const own = world.namespaceOf(service).name;
    const other = world.namespaceOf(maker).name;
    report({
      at: service.selectorSpan ?? service.kindSpan,
      message: `${describe(service)} is in namespace "${own}" and selects ${formatPairs(service.selector)}, but ${describe(maker)} with these labels is in namespace "${other}": a Service selects only in its own namespace, so connections are refused.`,
      related: [...diagnosis.makers, ...(service.namespace === undefined ? [] : [service])].map((found) =>
        relatedTo(
          found,
          found.namespace ?? found.kindSpan,
          `${describe(found)} is in namespace "${world.namespaceOf(found).name}"`,
        ),
      ),
      fixes: () =>
        // An object that is alone in its namespace is the one that is lost.
        isAlone(world, maker) && !isAlone(world, service) ? moveFix(world, maker, own) : moveFix(world, service, other),
    });
  },
});

function isAlone(world: World, resource: Service | PodMaker): boolean {
  const { name } = world.namespaceOf(resource);
  return world.resources.every((other) => other === resource || world.namespaceOf(other).name !== name);
}

function moveFix(world: World, resource: Service | PodMaker, namespace: string): readonly Fix[] {
  const taken = world.named(resource.type, namespace, resource.name?.value ?? '').length > 0;
  if (resource.namespace?.value === undefined || taken) return [];
  return replaceFix(`Move ${describe(resource)} to namespace ${namespace}`, resource, resource.namespace, namespace);
}
