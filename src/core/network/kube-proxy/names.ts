import { sha256 } from '../../text/sha256.ts';

/** One port of a Service, as kube-proxy names it (`proxy.ServicePortName`). */
export interface ServicePortName {
  readonly namespace: string;
  readonly service: string;
  /** Empty for a port without a name. */
  readonly port: string;
  /** `TCP`, `UDP` or `SCTP`. */
  readonly protocol: string;
}

/** Names of the chains of a port of a Service; which of them exist follows from its fields. */
export interface PortChains {
  /** The endpoints of traffic policy Cluster. */
  readonly cluster: string;
  /** The endpoints of traffic policy Local. */
  readonly local: string;
  /** What comes by a node port, an external IP or a load balancer. */
  readonly external: string;
  /** `loadBalancerSourceRanges`. */
  readonly firewall: string;
}

/** The chains of a port in iptables mode (pkg/proxy/iptables/proxier.go, `portProtoHash`). */
export function iptablesChains(name: ServicePortName): PortChains {
  const hash = base32(sha256(`${portText(name)}${name.protocol.toLowerCase()}`), 16);
  return {
    cluster: `KUBE-SVC-${hash}`,
    local: `KUBE-SVL-${hash}`,
    external: `KUBE-EXT-${hash}`,
    firewall: `KUBE-FW-${hash}`,
  };
}

/** The chain of one endpoint in iptables mode; its name is also that of the list of clients that affinity keeps. */
export function iptablesEndpointChain(name: ServicePortName, address: string, port: number): string {
  const endpoint = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return `KUBE-SEP-${base32(sha256(`${portText(name)}${name.protocol.toLowerCase()}${endpoint}`), 16)}`;
}

/** The chains of a port in nftables mode, in the table `kube-proxy` (pkg/proxy/nftables/proxier.go, `servicePortChainNameBase`). */
export function nftablesChains(name: ServicePortName): PortChains {
  const base = hashed(nftablesPortText(name));
  return {
    cluster: `service-${base}`,
    local: `local-${base}`,
    external: `external-${base}`,
    firewall: `firewall-${base}`,
  };
}

/** The chain of one endpoint in nftables mode and its set of clients; from 1.37 on both exist for session affinity only. */
export function nftablesEndpoint(
  name: ServicePortName,
  address: string,
  port: number,
): { readonly chain: string; readonly affinity: string } {
  const base = hashed(`${nftablesPortText(name)}__${address.replaceAll(':', '.')}/${port}`);
  return { chain: `endpoint-${base}`, affinity: `affinity-${base}` };
}

function portText({ namespace, service, port }: ServicePortName): string {
  return `${namespace}/${service}${port === '' ? '' : `:${port}`}`;
}

function nftablesPortText({ namespace, service, protocol, port }: ServicePortName): string {
  return `${namespace}/${service}/${protocol.toLowerCase()}/${port}`;
}

/** nft takes names of 256 characters; the longest prefix of kube-proxy has 16 of them. */
const longestBase = 240;

function hashed(text: string): string {
  const base = `${base32(sha256(text), 8)}-${text}`;
  return base.length > longestBase ? `${base.slice(0, longestBase - 3)}...` : base;
}

/** The first characters of the bytes in base32 (RFC 4648). */
function base32(bytes: Uint8Array, length: number): string {
  let result = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5 && result.length < length; bits -= 5)
      result += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt((held >> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  return result;
}
