import { map, present, type Reading } from './decode-field.ts';
import type { ObjectHead } from './decode-metadata.ts';
import { labelSelector } from './decode-selector.ts';
import type { Pair } from './field.ts';
import type { LabelSelector } from './pod-maker.ts';
import type { VendorPolicy } from './policy-api.ts';

/** Kinds of plugins' network policies; those whose pods a selector of labels finds are Cilium's. */
const kinds: ReadonlyMap<string, 'cilium' | 'any'> = new Map([
  ['cilium.io/CiliumNetworkPolicy', 'cilium'],
  ['cilium.io/CiliumClusterwideNetworkPolicy', 'cilium'],
  ['crd.projectcalico.org/NetworkPolicy', 'any'],
  ['crd.projectcalico.org/GlobalNetworkPolicy', 'any'],
  ['projectcalico.org/NetworkPolicy', 'any'],
  ['projectcalico.org/GlobalNetworkPolicy', 'any'],
  ['crd.antrea.io/NetworkPolicy', 'any'],
  ['crd.antrea.io/ClusterNetworkPolicy', 'any'],
  ['k8s.ovn.org/EgressFirewall', 'any'],
]);

/** Reads whom a plugin's policy may govern; `undefined` for every other kind, and for Cilium's policies for nodes. */
export function decodeVendorPolicy(reading: Reading, head: ObjectHead): VendorPolicy | undefined {
  const kind = kinds.get(`${head.group}/${head.kind}`);
  if (kind === undefined) return undefined;
  if (kind === 'any') return { pods: undefined };
  // Its fields' types are the plugin's business.
  const lenient: Reading = { ...reading, problems: [] };
  const spec = map(lenient, head.node, 'spec');
  // A policy may hold a list of rule sets beside or instead of the one.
  if (present(head.node, 'specs') !== undefined) return { pods: undefined };
  if (present(spec, 'nodeSelector') !== undefined) return undefined;
  const selector = labelSelector(lenient, spec, 'endpointSelector');
  return { pods: selector === undefined ? undefined : withoutSources(selector) };
}

/** Cilium's keys may name where a label comes from (`k8s:app`, `any:app`); those of other sources than pods are not known. */
function withoutSources(selector: LabelSelector): LabelSelector | undefined {
  const keys = [
    ...selector.matchLabels.pairs.map(({ key }) => key),
    ...selector.matchExpressions.map(({ key }) => key.value ?? ''),
  ];
  if (keys.some((key) => bare(key) === undefined)) return undefined;
  return {
    ...selector,
    matchLabels: {
      ...selector.matchLabels,
      pairs: selector.matchLabels.pairs.map((pair): Pair => ({ ...pair, key: bare(pair.key) ?? pair.key })),
    },
    matchExpressions: selector.matchExpressions.map((requirement) => {
      const { key } = requirement;
      return key.value === undefined
        ? requirement
        : { ...requirement, key: { ...key, value: bare(key.value) ?? key.value } };
    }),
  };
}

function bare(key: string): string | undefined {
  const [, name = key] = /^(?:k8s|any):(.*)$/.exec(key) ?? [];
  return name.includes(':') || name.startsWith('io.kubernetes.') || name.startsWith('io.cilium.') ? undefined : name;
}
