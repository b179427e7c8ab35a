import type { Pair } from '../../resources/field.ts';
import type { LabelSelector } from '../../resources/pod-maker.ts';
import type { NamespaceName } from '../../world/world.ts';
import type { PeerTest, PodTest } from './model.ts';
import { nameLabel } from './peers.ts';

const namespaceName = 'io.kubernetes.pod.namespace';
const namespaceLabels = 'io.cilium.k8s.namespace.labels.';

/** What a key of a label means for Cilium. */
type Key = { readonly of: 'pod' | 'namespace'; readonly key: string } | undefined;

/**
 * The pods that an endpoint selector finds (cilium `pkg/k8s/apis/cilium.io/utils`): its keys may name where a label comes from
 * (`k8s:app`, `any:app`), the namespace (`io.kubernetes.pod.namespace`) or a label of it. In a namespace's policy a selector
 * that says nothing about namespaces is about its own; its subject always is.
 */
export function ciliumPods(
  selector: LabelSelector,
  own: NamespaceName | undefined,
  isSubject: boolean,
): PodTest | Extract<PeerTest, { readonly kind: 'unknown' }> {
  const { matchLabels, matchExpressions, start, end } = selector;
  const pairs: Record<'pod' | 'namespace', Pair[]> = { pod: [], namespace: [] };
  const expressions: Record<'pod' | 'namespace', LabelSelector['matchExpressions'][number][]> = {
    pod: [],
    namespace: [],
  };
  const why = (key: string) => ({ kind: 'unknown' as const, why: `Portolan does not follow the label ${key} here` });
  for (const pair of matchLabels.pairs) {
    const meant = meaningOf(pair.key);
    if (meant === undefined) return why(pair.key);
    if (isSubject && own !== undefined && meant.key === nameLabel && meant.of === 'namespace') continue;
    pairs[meant.of].push({ ...pair, key: meant.key });
  }
  for (const requirement of matchExpressions) {
    const { key } = requirement;
    const meant: Key = key.value === undefined ? { of: 'pod', key: '' } : meaningOf(key.value);
    if (meant === undefined) return why(key.value ?? '');
    expressions[meant.of].push(
      key.value === undefined ? requirement : { ...requirement, key: { ...key, value: meant.key } },
    );
  }
  const saysNamespace = pairs.namespace.length + expressions.namespace.length > 0;
  return {
    kind: 'pods',
    namespace: isSubject || !saysNamespace ? own : undefined,
    namespaceSelector: saysNamespace
      ? {
          matchLabels: { pairs: pairs.namespace, start, end },
          matchExpressions: expressions.namespace,
          start,
          end,
        }
      : undefined,
    podSelector: { ...selector, matchLabels: { ...matchLabels, pairs: pairs.pod }, matchExpressions: expressions.pod },
  };
}

function meaningOf(key: string): Key {
  const [, name = key] = /^(?:k8s|any):(.*)$/.exec(key) ?? [];
  if (name === namespaceName) return { of: 'namespace', key: nameLabel };
  if (name.startsWith(namespaceLabels)) return { of: 'namespace', key: name.slice(namespaceLabels.length) };
  if (name.includes(':') || name.startsWith('io.kubernetes.') || name.startsWith('io.cilium.')) return undefined;
  return { of: 'pod', key: name };
}
