import { parseAddress } from '../ip.ts';
import { isDigit } from './characters.ts';

/** Whether a text is a name of DNS, written as hosts are: labels of letters, digits and dashes, `_` only in front (SRV). */
export function isHostName(text: string): boolean {
  if (text.length === 0 || text.length > 253) return false;
  let label = 0;
  let letters = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (label === 0 || text.charCodeAt(i - 1) === 45) return false;
      label = 0;
      continue;
    }
    if ((code === 45 || code === 95) && label === 0 && code === 45) return false;
    if (code === 95 && label > 0) return false;
    if (!isDigit(code) && code !== 45) letters = true;
    if (++label > 63) return false;
  }
  return letters && text.charCodeAt(text.length - 1) !== 45;
}

/** Whether a text is a host: a name or an address. */
export function isHost(text: string): boolean {
  return isHostName(text) || parseAddress(text) !== undefined;
}

/** Whether a text is a host but for a `_` between letters, as names in compose files have it. DNS has no such hosts. */
export function isUnderscored(text: string): boolean {
  return text.length <= 253 && text.includes('_') && /^[a-z][a-z0-9_-]*[a-z0-9](?:\.[a-z0-9-]+)*$/.test(text);
}

/** Whether a name is one of the cluster's by its form: `db.shop.svc`, with whatever domain behind. */
export function isClusterName(host: string): boolean {
  const at = host.indexOf('.svc');
  if (at === -1) return false;
  const labels = host.split('.');
  return labels.indexOf('svc') >= 2;
}

/** Whether a name asks for an SRV record: `_http._tcp.web.shop.svc…`. */
export function isSrvName(host: string): boolean {
  if (!host.startsWith('_')) return false;
  const [port = '', protocol = '', service = ''] = host.toLowerCase().split('.', 3);
  return port.length > 1 && port.startsWith('_') && srvProtocols.has(protocol) && service !== '';
}

const srvProtocols: ReadonlySet<string> = new Set(['_tcp', '_udp', '_sctp']);

/** An address that means the pod itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (host.startsWith('127.') && parseAddress(host) !== undefined);
}

/** An address that stands for all of a host's own: what a process listens on, never whom it calls. */
export function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '*';
}
