import type { ParsedDocument } from '../../manifest/document.ts';
import { nodeAt } from '../../manifest/edit.ts';
import { child, type Node } from '../../manifest/node.ts';
import { parseDocument, parseText } from '../../manifest/parse.ts';
import { parseBlock } from '../../resources/ip.ts';
import { describe } from '../../resources/kinds.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Resource } from '../../resources/resource.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { type PodDetection, type ProxyMode, type ProxySettings, proxyModes, unstatedSettings } from './settings.ts';

/** What a world says about the configuration of kube-proxy. */
export interface ProxyConfiguration {
  /** The modes that it may run in: one where that is known, else all of them. */
  readonly modes: readonly ProxyMode[];
  /** Why the mode is not known, as a phrase that can follow "because"; `undefined` where it is. */
  readonly unknown: string | undefined;
  /** The object that states the configuration. */
  readonly origin: Resource | undefined;
  /** What decides about packets in one of the modes. */
  readonly settings: (mode: ProxyMode) => ProxySettings;
}

const documents: KeySlot<'other'> = {
  type: 'other',
  keysOf: ({ group, kind }) => (kind === 'KubeProxyConfiguration' && group === apiGroup ? [kind] : []),
};

const apiGroup = 'kubeproxy.config.k8s.io';

/** Where installers keep it: kubeadm, kind and k0s; EKS (`networking-semantics` §3.8). */
const configMaps: readonly (readonly [name: string, key: string])[] = [
  ['kube-proxy', 'config.conf'],
  ['kube-proxy-config', 'config'],
];

/**
 * The configuration of kube-proxy that a world states: a KubeProxyConfiguration, or one in a ConfigMap of kube-system.
 * Several that differ in the mode leave it unknown: nodes may run different ones. `setting` is a mode that the user states,
 * for where the manifests state none.
 */
export function proxyConfiguration(world: World, setting?: ProxyMode): ProxyConfiguration {
  const found = [
    ...world.keyed(documents, 'KubeProxyConfiguration').map((origin) => {
      const parsed = parseDocument(origin.document);
      return { origin, parsed: { ...parsed, root: nodeAt(parsed.root, origin.span) } };
    }),
    ...configMaps.flatMap(([name, key]) =>
      world.named('configMap', 'kube-system', name).flatMap((origin) => {
        const written = pairOf(origin.data, key)?.value;
        return written === undefined ? [] : [{ origin, parsed: parseText(written) }];
      }),
    ),
  ].map(({ origin, parsed }) => ({ origin, ...readConfiguration(parsed) }));
  const [first, ...others] = found;
  if (first === undefined)
    return setting === undefined
      ? unstated('no KubeProxyConfiguration is here', undefined)
      : { modes: [setting], unknown: undefined, origin: undefined, settings: unstatedSettings };
  const other = others.find(({ mode }) => mode !== first.mode);
  if (other !== undefined)
    return unstated(`${describe(first.origin)} and ${describe(other.origin)} state different modes`, first.origin);
  const { mode, origin, settings } = first;
  return mode === undefined
    ? unstated(`${describe(origin)} states no mode of Linux`, origin)
    : { modes: [mode], unknown: undefined, origin, settings };
}

function unstated(unknown: string, origin: Resource | undefined): ProxyConfiguration {
  return { modes: proxyModes, unknown, origin, settings: unstatedSettings };
}

interface Read {
  /** `undefined` for a mode that is not one of Linux, a placeholder among them, and for what is not YAML. */
  readonly mode: ProxyMode | undefined;
  readonly settings: (mode: ProxyMode) => ProxySettings;
}

/** Reads `kubeproxy.config.k8s.io/v1alpha1` with the defaults of Linux (cmd/kube-proxy/app/server_linux.go). */
function readConfiguration({ root, problems }: ParsedDocument): Read {
  const written = text(root, 'mode') ?? '';
  const broken = root?.type !== 'map' || problems.some(({ severity }) => severity === 'error');
  const mode = broken ? undefined : proxyModes.find((each) => each === (written === '' ? 'iptables' : written));
  const addresses = child(root, 'nodePortAddresses');
  return {
    mode,
    settings: (asked) => ({
      mode: asked,
      masqueradeAll: flag(child(root, asked === 'nftables' ? 'nftables' : 'iptables'), 'masqueradeAll') ?? false,
      pods: podDetection(root),
      nodePortAddresses:
        addresses?.type === 'sequence'
          ? addresses.items.flatMap((item) => (item.type === 'scalar' ? String(item.value) : []))
          : [],
      localhostNodePorts: flag(child(root, 'iptables'), 'localhostNodePorts') ?? true,
      scheduler: text(child(root, 'ipvs'), 'scheduler') ?? '',
    }),
  };
}

/** `detectLocalMode`, by the cluster's blocks by default; without any it tells nothing (`getLocalDetectors`). */
function podDetection(root: Node | undefined): PodDetection {
  const stated = text(root, 'detectLocalMode') ?? '';
  if (stated !== '' && stated !== 'ClusterCIDR') return { kind: 'own-pods' };
  const cidr = text(root, 'clusterCIDR') ?? '';
  if (cidr === '') return { kind: 'none' };
  const parts = cidr.split(',');
  const blocks = parts.flatMap((part) => parseBlock(part.trim()) ?? []);
  return blocks.length < parts.length ? { kind: 'unknown' } : { kind: 'blocks', blocks };
}

function text(node: Node | undefined, key: string): string | undefined {
  const value = child(node, key);
  return value?.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

function flag(node: Node | undefined, key: string): boolean | undefined {
  const value = child(node, key);
  return value?.type === 'scalar' && typeof value.value === 'boolean' ? value.value : undefined;
}
