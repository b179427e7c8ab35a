import type { Address, Block } from '../../resources/ip.ts';
import { blockHas, parseBlock } from '../../resources/ip.ts';

/** How kube-proxy writes its rules on Linux. */
export type ProxyMode = (typeof proxyModes)[number];

/** Every {@link ProxyMode}. */
export const proxyModes = ['iptables', 'ipvs', 'nftables'] as const;

/**
 * How kube-proxy tells pods of its node from other sources (`detectLocalMode`): not at all, by blocks of addresses, or by
 * their network interfaces or the node's own block; `unknown` where that is not stated.
 */
export type PodDetection =
  | { readonly kind: 'none' }
  | { readonly kind: 'blocks'; readonly blocks: readonly Block[] }
  | { readonly kind: 'own-pods' }
  | { readonly kind: 'unknown' };

/** What of a KubeProxyConfiguration decides where packets go. */
export interface ProxySettings {
  readonly mode: ProxyMode;
  /** Whether all traffic to cluster IPs gets the node's address; `undefined` where that is not stated. */
  readonly masqueradeAll: boolean | undefined;
  readonly pods: PodDetection;
  /** CIDRs, `primary`, `localhost` and `all`; empty for the mode's own default, `undefined` where that is not stated. */
  readonly nodePortAddresses: readonly string[] | undefined;
  /** Whether node ports listen on 127.0.0.1 too; iptables mode only. */
  readonly localhostNodePorts: boolean;
  /** Scheduler of ipvs mode. */
  readonly scheduler: string;
}

/** What holds in a mode where nothing is stated (proxy/apis/config/v1alpha1, `SetDefaults_KubeProxyConfiguration`). */
export function unstatedSettings(mode: ProxyMode): ProxySettings {
  return {
    mode,
    masqueradeAll: undefined,
    pods: { kind: 'unknown' },
    nodePortAddresses: undefined,
    localhostNodePorts: true,
    scheduler: 'rr',
  };
}

/** Addresses of a node on which node ports listen. */
export interface NodePortAddresses {
  /** All of the node's addresses, its primary one of each family, or only those in `blocks`. */
  readonly on: 'all' | 'primary' | 'blocks' | 'unknown';
  readonly blocks: readonly Block[];
  /** Whether 127.0.0.1 is among them. */
  readonly localhost: boolean;
}

/**
 * On which addresses of a node kube-proxy serves node ports of a family (pkg/proxy/util/nodeport_addresses.go): nftables
 * mode takes the primary ones by default, the others all; a list without blocks of a family means all of that family.
 */
export function nodePortAddresses(
  { mode, nodePortAddresses: stated, localhostNodePorts }: ProxySettings,
  family: Address['family'],
): NodePortAddresses {
  const onLoopback = mode === 'iptables' && family === 'IPv4' && localhostNodePorts;
  if (stated === undefined) return { on: 'unknown', blocks: [], localhost: onLoopback };
  if (stated.length === 0 && mode === 'nftables') return { on: 'primary', blocks: [], localhost: false };
  const keywords: Readonly<Record<string, string>> =
    family === 'IPv4' ? { localhost: '127.0.0.0/8', all: '0.0.0.0/0' } : { localhost: '::1/128', all: '::/0' };
  const blocks = stated.flatMap((text) => {
    const block = parseBlock(keywords[text] ?? text);
    return block?.address.family === family ? [block] : [];
  });
  const primary = stated.includes('primary');
  if ((blocks.length === 0 && !primary) || blocks.some(({ prefix }) => prefix === 0))
    return { on: 'all', blocks: [], localhost: onLoopback };
  const loopback = parseBlock('127.0.0.1/32');
  const localhost = onLoopback && loopback !== undefined && blocks.some((block) => blockHas(block, loopback.address));
  return { on: primary ? 'primary' : 'blocks', blocks, localhost };
}
