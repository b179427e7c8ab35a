import type { LabelSelector } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import type { CalicoPolicy, CiliumSpec } from '../../resources/vendor-policy-api.ts';
import type { Span } from '../../text/span.ts';
import type { NamespaceName } from '../../world/world.ts';
import { subjectOf } from './calico-rule.ts';
import { ciliumPods } from './cilium-selector.ts';
import { compileClusterPeer } from './cluster-policy.ts';
import type { PeerTest } from './model.ts';
import { compilePeer } from './network-policy.ts';

/** A stretch of a policy that names some ends of connections, and what these are; none where it is refused. */
export interface PeerPlace extends Span {
  readonly tests: readonly PeerTest[];
}

/** Where a policy of any kind says whom its rules are about. */
export function peerPlaces(resource: Resource, namespace: NamespaceName): readonly PeerPlace[] {
  switch (resource.type) {
    case 'networkPolicy':
      return [...resource.ingress, ...resource.egress].flatMap(({ peers }) =>
        peers.map((peer) => ({ start: peer.start, end: peer.end, tests: compilePeer(peer, namespace) })),
      );
    case 'clusterPolicy':
      return [...resource.ingress, ...resource.egress].flatMap(({ peers }) =>
        peers.map((peer) => ({ start: peer.start, end: peer.end, tests: compileClusterPeer(peer) })),
      );
    case 'other': {
      const { policy } = resource;
      if (policy?.vendor === 'calico')
        return ofCalico(policy, resource.kind === 'NetworkPolicy' ? namespace : undefined);
      if (policy?.vendor !== 'cilium') return [];
      const own = resource.kind === 'CiliumNetworkPolicy' ? namespace : undefined;
      return policy.specs.flatMap((spec) => ofCilium(spec, own));
    }
    default:
      return [];
  }
}

/** Where a policy of any kind says which pods it is for. */
export function subjectSpans(resource: Resource): readonly Span[] {
  if (resource.type === 'networkPolicy') return resource.podSelector === undefined ? [] : [resource.podSelector];
  if (resource.type === 'clusterPolicy') return resource.subject === undefined ? [] : [resource.subject.span];
  if (resource.type !== 'other') return [];
  const { policy } = resource;
  if (policy?.vendor === 'calico') return [policy.selector, policy.namespaceSelector].flatMap((stated) => stated ?? []);
  return policy?.vendor === 'cilium' ? policy.specs.flatMap(({ endpoints }) => endpoints ?? []) : [];
}

function ofCalico({ ingress, egress }: CalicoPolicy, own: NamespaceName | undefined): readonly PeerPlace[] {
  return [...ingress, ...egress].flatMap(({ source, destination }) =>
    [source, destination].flatMap(({ selector, namespaceSelector }) => {
      const tests = [subjectOf(selector, namespaceSelector, own)];
      return [selector, namespaceSelector].flatMap((stated) =>
        stated === undefined ? [] : [{ start: stated.start, end: stated.end, tests }],
      );
    }),
  );
}

function ofCilium(
  { ingress, ingressDeny, egress, egressDeny }: CiliumSpec,
  own: NamespaceName | undefined,
): readonly PeerPlace[] {
  const place = (selector: LabelSelector): PeerPlace => ({
    start: selector.start,
    end: selector.end,
    tests: [ciliumPods(selector, own, false)],
  });
  return [ingress, ingressDeny, egress, egressDeny].flatMap(({ rules }) =>
    rules.flatMap(({ endpoints }) => (endpoints ?? []).map(place)),
  );
}
