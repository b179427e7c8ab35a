import type { MapNode } from '../manifest/node.ts';
import { defaulted, integer, map, type Reading, spanOf, text } from './decode-field.ts';
import { decodeBase, type ObjectHead } from './decode-metadata.ts';
import { labelSelector } from './decode-selector.ts';
import type { ClusterPolicy } from './policy-api.ts';

/** Decodes AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy (v1alpha2). */
export function decodeClusterPolicy(reading: Reading, head: ObjectHead): ClusterPolicy {
  const spec = map(reading, head.node, 'spec');
  const at = spec ?? head.node;
  const tier =
    head.kind === 'AdminNetworkPolicy' ? 'Admin' : head.kind === 'BaselineAdminNetworkPolicy' ? 'Baseline' : undefined;
  return {
    ...decodeBase(reading, head),
    type: 'clusterPolicy',
    priority: integer(reading, spec, 'priority'),
    tier: tier === undefined ? text(reading, spec, 'tier') : defaulted(tier, at),
    subject: decodeSubject(reading, map(reading, spec, 'subject')),
  };
}

/** A subject is `namespaces`, a selector, or `pods`, a selector of each. */
function decodeSubject(reading: Reading, subject: MapNode | undefined): ClusterPolicy['subject'] {
  if (subject === undefined) return undefined;
  const pods = map(reading, subject, 'pods');
  return {
    namespaceSelector:
      labelSelector(reading, subject, 'namespaces') ?? labelSelector(reading, pods, 'namespaceSelector'),
    podSelector: labelSelector(reading, pods, 'podSelector'),
    span: spanOf(subject),
  };
}
