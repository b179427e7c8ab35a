import { decodeCalicoPolicy, decodeCalicoTier } from './decode-calico.ts';
import { decodeCiliumPolicy } from './decode-cilium.ts';
import type { Reading } from './decode-field.ts';
import type { ObjectHead } from './decode-metadata.ts';
import type { VendorPolicy } from './vendor-policy-api.ts';

type Decoder = (reading: Reading, node: ObjectHead['node']) => VendorPolicy;

const opaque: VendorPolicy = { vendor: 'other' };

/** Kinds of plugins' network policies. Policies of Cilium that are for nodes only are read, too, and govern no pod. */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['cilium.io/CiliumNetworkPolicy', decodeCiliumPolicy],
  ['cilium.io/CiliumClusterwideNetworkPolicy', decodeCiliumPolicy],
  ['crd.projectcalico.org/NetworkPolicy', decodeCalicoPolicy],
  ['crd.projectcalico.org/GlobalNetworkPolicy', decodeCalicoPolicy],
  ['crd.projectcalico.org/Tier', decodeCalicoTier],
  ['projectcalico.org/NetworkPolicy', decodeCalicoPolicy],
  ['projectcalico.org/GlobalNetworkPolicy', decodeCalicoPolicy],
  ['projectcalico.org/Tier', decodeCalicoTier],
  ['crd.antrea.io/NetworkPolicy', () => opaque],
  ['crd.antrea.io/ClusterNetworkPolicy', () => opaque],
  ['k8s.ovn.org/EgressFirewall', () => opaque],
]);

/** Reads a plugin's policy; `undefined` for every other kind. Its fields' types are the plugin's business: none is a problem. */
export function decodeVendorPolicy(reading: Reading, head: ObjectHead): VendorPolicy | undefined {
  return decoders.get(`${head.group}/${head.kind}`)?.({ ...reading, problems: [] }, head.node);
}
