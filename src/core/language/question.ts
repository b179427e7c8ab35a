import { type Address, parseAddress, parseBlock } from '../resources/ip.ts';
import type { Connection } from '../rules/rule.ts';

/** A question about one connection, as people and `--questions` write it. */
export type Question = Connection;

/** One end of a question as it was written: `[KIND:]NAMESPACE/NAME[@CONTAINER]`, a host name, a URL, an address, `internet`. */
export type PlaceText =
  | {
      readonly kind: 'object';
      readonly of: string | undefined;
      readonly namespace: string;
      readonly name: string;
      readonly container: string | undefined;
    }
  | { readonly kind: 'namespace'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'localhost'; readonly port: number | undefined }
  | { readonly kind: 'internet' }
  | { readonly kind: 'address'; readonly address: Address; readonly text: string; readonly port: number | undefined }
  | { readonly kind: 'host'; readonly host: string; readonly port: number | undefined; readonly path: string };

/** Ports that clients take where a URL names none. */
const schemePorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  grpc: 80,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  rediss: 6379,
  mongodb: 27017,
  amqp: 5672,
  amqps: 5671,
  kafka: 9092,
  nats: 4222,
};

/** Reads one end of a question; `undefined` when it is none of the forms. */
export function readPlace(written: string): PlaceText | undefined {
  const text = written.trim();
  if (text === '' || text.length > 2000) return undefined;
  if (text === 'internet') return { kind: 'internet' };
  const url = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/@?#]*@)?([^/?#]*)([^?#]*)/i.exec(text);
  if (url !== null) {
    const [, scheme = '', authority = '', path = ''] = url;
    return readHost(
      authority,
      Object.hasOwn(schemePorts, scheme.toLowerCase()) ? schemePorts[scheme.toLowerCase()] : undefined,
      path,
    );
  }
  const scoped = /^(namespace|node):([^/:@]+)$/.exec(text);
  if (scoped !== null) return { kind: scoped[1] === 'node' ? 'node' : 'namespace', name: scoped[2] ?? '' };
  const block = parseBlock(text);
  if (block !== undefined) return { kind: 'address', address: block.address, text, port: undefined };
  const object = /^(?:([A-Za-z]+):)?([^/:@]+)\/([^/:@]+)(?:@([^/:@]+))?$/.exec(text);
  if (object !== null) {
    const [, of, namespace = '', name = '', container] = object;
    return { kind: 'object', of: of?.toLowerCase(), namespace, name, container };
  }
  return readHost(text, undefined, '/');
}

function readHost(authority: string, preset: number | undefined, path: string): PlaceText | undefined {
  const whole = parseAddress(authority);
  const [, six, plain = '', digits] = /^(?:\[([^\]]*)\]|([^:/[\]\s]*))(?::(\d{1,5}))?$/.exec(authority) ?? [];
  const host = whole === undefined ? (six ?? plain) : authority;
  const port = digits === undefined ? preset : Number(digits);
  const address = whole ?? parseAddress(host);
  if (host === 'localhost' || host === '::1' || (address?.family === 'IPv4' && host.startsWith('127.')))
    return { kind: 'localhost', port };
  if (address !== undefined) return { kind: 'address', address, text: host, port };
  if (!/^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/.test(host) || host.length > 253) return undefined;
  return { kind: 'host', host: host.toLowerCase(), port, path: path === '' ? '/' : path };
}
