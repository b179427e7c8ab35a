import { isClusterScoped } from '../../resources/identity.ts';
import type { Resource } from '../../resources/resource.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Two manifests of one stack have the same group, kind, namespace and name. Both are applied, and the one that comes last wins: what the other one says never holds.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 8080 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Information where both definitions are the same text.
 * @source kubectl apply: one object per group, kind, namespace and name
 */
export const kn1208 = defineRule({
  code: 'KN1208',
  name: 'dup-definition',
  severity: 'warning',
  summary: 'One object is defined twice in a stack.',
  subjects: [
    'podMaker',
    'service',
    'endpoints',
    'endpointSlice',
    'ingress',
    'ingressClass',
    'networkPolicy',
    'clusterPolicy',
    'gateway',
    'gatewayClass',
    'route',
    'configMap',
    'secret',
    'serviceAccount',
  ],
  reads: [
    'podMaker',
    'service',
    'endpoints',
    'endpointSlice',
    'ingress',
    'ingressClass',
    'networkPolicy',
    'clusterPolicy',
    'gateway',
    'gatewayClass',
    'route',
    'configMap',
    'secret',
    'serviceAccount',
  ],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubectl apply: one object per group, kind, namespace and name'],
  check(resource, { world }, report) {
    const name = resource.name?.value;
    const namespace = world.namespaceOf(resource);
    if (name === undefined || namespace.unknown !== undefined) return;
    for (const other of world.named(
      resource.type,
      isClusterScoped(resource.group, resource.kind) ? '' : namespace.name,
      name,
    )) {
      if (other === resource) return;
      if (other.group !== resource.group || other.kind !== resource.kind) continue;
      const alike = textOf(resource) === textOf(other);
      // The first definition of a file is the one that everybody reads; the later one is reported.
      report({
        at: resource.name ?? resource.kindSpan,
        severity: alike ? 'info' : 'warning',
        message: `${describe(resource)} is defined twice in this stack${alike ? ', both times alike.' : '; the definition that is applied last wins.'}`,
        related: [relatedTo(other, other.name ?? other.kindSpan, `${describe(other)} is defined here too`)],
      });
      return;
    }
  },
});

function textOf({ document, span }: Resource): string {
  return document.text.slice(span.start, span.end);
}
