import { nodeAt } from '../../manifest/edit.ts';
import { child, type Node } from '../../manifest/node.ts';
import { parseDocument, parseText } from '../../manifest/parse.ts';
import { type Block, blockHas, parseBlock } from '../../resources/ip.ts';
import { pairOf } from '../../resources/labels.ts';
import { spanInScalar } from '../../resources/references/raw-span.ts';
import type { ConfigMap, OtherResource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { proxyDocumentOf, textIn } from '../kube-proxy/document.ts';

/** Who states a range of addresses. */
export type RangeSource = 'kubeadm' | 'flannel' | 'Calico' | 'kube-proxy' | 'ServiceCIDR';

/** A block of addresses from which pods or Services get theirs, where an object states it. */
export interface NetworkRange extends Span {
  readonly origin: ConfigMap | OtherResource;
  readonly of: 'pods' | 'services';
  readonly source: RangeSource;
  /** The field, for people: `podSubnet`. */
  readonly field: string;
  readonly text: string;
  readonly block: Block;
}

/** The ranges that an object states (`networking-semantics` §4.4). */
export function rangesOf(origin: ConfigMap | OtherResource): readonly NetworkRange[] {
  return origin.type === 'configMap' ? ofConfigMap(origin) : ofObject(origin);
}

/** Every range of a stack, of pods or of Services. */
export function rangesIn(world: World, of: NetworkRange['of']): readonly NetworkRange[] {
  return [...world.keyed(configMaps, 'ranges'), ...world.keyed(objects, 'ranges')].flatMap((origin) =>
    rangesOf(origin).filter((range) => range.of === of),
  );
}

/** Whether two blocks have an address in common. */
export function overlap(a: Block, b: Block): boolean {
  return blockHas(a, b.address) || blockHas(b, a.address);
}

const configMaps: KeySlot<'configMap'> = {
  type: 'configMap',
  keysOf: ({ name }) => (holders.has(name?.value ?? '') ? ['ranges'] : []),
};

const objects: KeySlot<'other'> = {
  type: 'other',
  keysOf: ({ kind }) => (kinds.has(kind) ? ['ranges'] : []),
};

const holders: ReadonlySet<string> = new Set(['kubeadm-config', 'kube-flannel-cfg', 'kube-proxy', 'kube-proxy-config']);
const kinds: ReadonlySet<string> = new Set(['KubeProxyConfiguration', 'IPPool', 'ServiceCIDR']);

function ofConfigMap(origin: ConfigMap): readonly NetworkRange[] {
  switch (origin.name?.value) {
    case 'kubeadm-config': {
      const read = embedded(origin, 'ClusterConfiguration', ['networking']);
      return [...range(read, 'pods', 'kubeadm', 'podSubnet'), ...range(read, 'services', 'kubeadm', 'serviceSubnet')];
    }
    case 'kube-flannel-cfg': {
      const read = embedded(origin, 'net-conf.json', []);
      return [...range(read, 'pods', 'flannel', 'Network'), ...range(read, 'pods', 'flannel', 'IPv6Network')];
    }
    default:
      return ofProxy(origin);
  }
}

function ofObject(origin: OtherResource): readonly NetworkRange[] {
  const { group, kind } = origin;
  if (kind === 'KubeProxyConfiguration') return ofProxy(origin);
  const isPool = kind === 'IPPool' && (group === 'projectcalico.org' || group === 'crd.projectcalico.org');
  if (!isPool && !(kind === 'ServiceCIDR' && group === 'networking.k8s.io')) return [];
  const spec = child(nodeAt(parseDocument(origin.document).root, origin.span), 'spec');
  const read: Read = { origin, node: spec, placeOf: (span) => span };
  const disabled = child(spec, 'disabled');
  if (!isPool) return range(read, 'services', 'ServiceCIDR', 'cidrs');
  return disabled?.type === 'scalar' && disabled.value === true ? [] : range(read, 'pods', 'Calico', 'cidr');
}

/** By other means than the cluster's ranges kube-proxy does not look at them. */
function ofProxy(origin: ConfigMap | OtherResource): readonly NetworkRange[] {
  const document = proxyDocumentOf(origin);
  const cidr = document === undefined ? undefined : textIn(document, 'clusterCIDR');
  if (document === undefined || document.broken || cidr === undefined) return [];
  const mode = textIn(document, 'detectLocalMode')?.value ?? 'ClusterCIDR';
  return mode === 'ClusterCIDR' ? blocksOf(origin, 'pods', 'kube-proxy', 'clusterCIDR', cidr.value, cidr) : [];
}

interface Read {
  readonly origin: ConfigMap | OtherResource;
  readonly node: Node | undefined;
  readonly placeOf: (span: Span) => Span;
}

function embedded(origin: ConfigMap, key: string, path: readonly string[]): Read {
  const pair = pairOf(origin.data, key);
  const value = pair?.value;
  if (pair === undefined || value === undefined) return { origin, node: undefined, placeOf: (span) => span };
  const node = path.reduce<Node | undefined>(child, parseText(value).root);
  return { origin, node, placeOf: (span) => spanInScalar(origin.document.text, pair, value, span) };
}

function range(
  { origin, node, placeOf }: Read,
  of: NetworkRange['of'],
  source: RangeSource,
  field: string,
): readonly NetworkRange[] {
  const value = child(node, field);
  const items = value?.type === 'sequence' ? value.items : value === undefined ? [] : [value];
  return items.flatMap((item) =>
    item.type === 'scalar' && typeof item.value === 'string'
      ? blocksOf(origin, of, source, field, item.value, placeOf(item))
      : [],
  );
}

/** Blocks between commas, one of each family; none where a text is no block, a placeholder among them. */
function blocksOf(
  origin: NetworkRange['origin'],
  of: NetworkRange['of'],
  source: RangeSource,
  field: string,
  text: string,
  { start, end }: Span,
): readonly NetworkRange[] {
  return text.split(',').flatMap((part) => {
    const block = parseBlock(part.trim());
    return block === undefined ? [] : [{ origin, of, source, field, text: part.trim(), block, start, end }];
  });
}
