import { child, type Node } from '../../manifest/node.ts';
import { parseBlock } from '../../resources/ip.ts';
import { describe } from '../../resources/kinds.ts';
import type { Resource } from '../../resources/resource.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { configMaps, flagIn, isProxyConfiguration, type ProxyDocument, proxyDocumentOf } from './document.ts';
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
  keysOf: (resource) => (isProxyConfiguration(resource) ? [resource.kind] : []),
};

/**
 * The configuration of kube-proxy that a world states: a KubeProxyConfiguration, or one in a ConfigMap of kube-system.
 * Several that differ in the mode leave it unknown: nodes may run different ones. `setting` is a mode that the user states,
 * for where the manifests state none.
 */
export function proxyConfiguration(world: World, setting?: ProxyMode): ProxyConfiguration {
  const found = [
    ...world.keyed(documents, 'KubeProxyConfiguration'),
    ...configMaps.flatMap(([name]) => world.named('configMap', 'kube-system', name)),
  ].flatMap((origin) => {
    const document = proxyDocumentOf(origin);
    return document === undefined ? [] : [{ origin, ...readConfiguration(document) }];
  });
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
function readConfiguration(document: ProxyDocument): Read {
  const { root, broken } = document;
  const written = text(root, 'mode') ?? '';
  const mode = broken ? undefined : proxyModes.find((each) => each === (written === '' ? 'iptables' : written));
  return {
    mode,
    settings: (asked) => ({
      mode: asked,
      masqueradeAll: flagIn(document, asked === 'nftables' ? 'nftables' : 'iptables', 'masqueradeAll')?.value ?? false,
      pods: podDetection(root),
      nodePortAddresses: nodePortAddresses(root),
      localhostNodePorts: flagIn(document, 'iptables', 'localhostNodePorts')?.value ?? true,
      scheduler: text(child(root, 'ipvs'), 'scheduler') ?? '',
    }),
  };
}

function nodePortAddresses(root: Node | undefined): readonly string[] {
  const addresses = child(root, 'nodePortAddresses');
  if (addresses?.type !== 'sequence') return [];
  return addresses.items.flatMap((item) => (item.type === 'scalar' ? String(item.value) : []));
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
