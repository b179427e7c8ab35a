import type { Span } from '../text/span.ts';
import type { Stated } from './field.ts';
import type { LabelSelector } from './pod-maker.ts';
import type { ResourceBase } from './resource.ts';

/**
 * policy.networking.k8s.io AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy, as far as the map
 * needs them now: whom they select and in which order they stand.
 */
export interface ClusterPolicy extends ResourceBase {
  readonly type: 'clusterPolicy';
  readonly priority: Stated<number> | undefined;
  readonly tier: Stated<string> | undefined;
  readonly subject:
    | {
        readonly namespaceSelector: LabelSelector | undefined;
        readonly podSelector: LabelSelector | undefined;
        readonly span: Span;
      }
    | undefined;
}
