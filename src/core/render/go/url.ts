/** URLs as Go's `net/url` reads and writes them. */
import { orElse, RenderError } from '../problem.ts';
import { fromBytes, toBytes } from './bytes.ts';
import { quote } from './quote.ts';

export interface Url {
  readonly scheme: string;
  readonly opaque: string;
  /** Decoded name and password. */
  readonly user: User | undefined;
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  readonly query: string;
  readonly fragment: string;
}

export interface User {
  readonly name: string;
  readonly password: string | undefined;
}

type Part = 'path' | 'host' | 'zone' | 'user' | 'fragment';

const unreserved = '-A-Za-z0-9_.~';

/** The characters that stand for themselves in each part. */
const allowed: Readonly<Record<Part, RegExp>> = {
  path: new RegExp(`^[${unreserved}$&+,/:;=@]$`),
  host: new RegExp(`^[${unreserved}!$&'()*+,;=:[\\]<>"]$`),
  zone: new RegExp(`^[${unreserved}!$&'()*+,;=:[\\]<>"]$`),
  user: new RegExp(`^[${unreserved}$&+,;=]$`),
  fragment: new RegExp(`^[${unreserved}$&+,/:;=?@!()*]$`),
};

/** Reads a URL. Throws {@link RenderError} with Go's words. */
export function parseUrl(text: string): Url {
  const [before = ''] = text.split('#', 1);
  const hash = text.slice(before.length + 1);
  const url = attempt(before, () => parse(before));
  return { ...url, fragment: attempt(text, () => unescaped(hash, 'fragment')) };
}

function attempt<T>(text: string, read: () => T): T {
  return orElse(read, ({ message }) => {
    throw new RenderError(`parse ${quote(text)}: ${message}`);
  });
}

function parse(text: string): Url {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\x00-\x1f\x7f]/.test(text)) throw new RenderError('net/url: invalid control character in URL');
  const nothing = { scheme: '', opaque: '', user: undefined, host: '', path: '', rawPath: '', query: '', fragment: '' };
  if (text === '*') return { ...nothing, path: '*' };
  if (text.startsWith(':')) throw new RenderError('missing protocol scheme');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? '';
  const behind = scheme === '' ? text : text.slice(scheme.length + 1);
  const [rest = ''] = behind.split('?', 1);
  const url = { ...nothing, scheme: scheme.toLowerCase(), query: behind.slice(rest.length + 1) };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...url, opaque: rest };
    if (rest.split('/', 1)[0]?.includes(':')) throw new RenderError('first path segment in URL cannot contain colon');
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return { ...url, ...pathOf(rest) };
  const [authority = ''] = rest.slice(2).split('/', 1);
  return { ...url, ...parseAuthority(url.scheme, authority), ...pathOf(rest.slice(2 + authority.length)) };
}

function pathOf(raw: string): { path: string; rawPath: string } {
  const path = unescaped(raw, 'path');
  return { path, rawPath: raw === escaped(path, 'path') ? '' : raw };
}

function parseAuthority(scheme: string, authority: string): { user: User | undefined; host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  return { user: parseUser(authority.slice(0, at)), host };
}

function parseUser(text: string): User {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) throw new RenderError('net/url: invalid userinfo');
  const colon = text.indexOf(':');
  if (colon < 0) return { name: unescaped(text, 'user'), password: undefined };
  return { name: unescaped(text.slice(0, colon), 'user'), password: unescaped(text.slice(colon + 1), 'user') };
}

const isPort = (text: string) => /^(?::[0-9]*)?$/.test(text);

function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) throw new RenderError('invalid IP-literal');
  if (open === 0) return parseLiteral(host);
  const first = host.indexOf(':');
  if (first >= 0) {
    const colon = scheme === 'http' || scheme === 'https' ? first : host.lastIndexOf(':');
    checkPort(host.slice(colon));
  }
  return unescaped(host, 'host');
}

function checkPort(text: string): void {
  if (!isPort(text)) throw new RenderError(`invalid port ${quote(text)} after host`);
}

function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new RenderError("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const address =
    zone < 0 ? unescaped(name, 'host') : unescaped(name.slice(0, zone), 'host') + unescaped(name.slice(zone), 'zone');
  const [ip = ''] = address.split('%', 1);
  if (/^[0-9.]+$/.test(ip)) throw new RenderError('invalid IP-literal');
  if (!isIPv6(ip)) throw new RenderError(`invalid host: ParseAddr(${quote(address)}): unable to parse IP`);
  return `[${address}]${unescaped(port, 'host')}`;
}

function isIPv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const hasIPv4 = groups.at(-1)?.includes('.') === true;
  const plain = hasIPv4 ? groups.slice(0, -1) : groups;
  const length = plain.length + (hasIPv4 ? 2 : 0);
  return plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? length < 8 : length === 8);
}

function unescaped(text: string, part: Part): string {
  const bytes = toBytes(text);
  const out: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const character = String.fromCharCode(byte);
    const isHost = part === 'host' || part === 'zone';
    if (character !== '%') {
      if (isHost && byte < 0x80 && !allowed[part].test(character))
        throw new RenderError(`invalid character ${quote(character)} in host name`);
      out.push(byte);
      continue;
    }
    const written = fromBytes(bytes.slice(i, i + 3));
    const bad = new RenderError(`invalid URL escape ${quote(written)}`);
    if (!/^%[0-9a-fA-F]{2}$/.test(written)) throw bad;
    const value = Number.parseInt(written.slice(1), 16);
    if (part === 'host' && value < 0x80 && written !== '%25') throw bad;
    if (part === 'zone' && written !== '%25' && value !== 32 && !allowed.host.test(String.fromCharCode(value)))
      throw bad;
    out.push(value);
    i += 2;
  }
  return fromBytes(Uint8Array.from(out));
}

function escaped(text: string, part: Part): string {
  let result = '';
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte);
    result += allowed[part].test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

export function hostname({ host }: Url): string {
  const colon = host.lastIndexOf(':');
  const name = colon >= 0 && isPort(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

export function formatUser({ name, password }: User): string {
  return escaped(name, 'user') + (password === undefined ? '' : `:${escaped(password, 'user')}`);
}

/** Reads what stands before the `@`. */
export function userOf(text: string): User | undefined {
  return parseUrl(`proto://${text}@host`).user;
}

export function formatUrl(url: Url): string {
  let text = url.scheme === '' ? '' : `${url.scheme}:`;
  if (url.opaque !== '') text += url.opaque;
  else {
    if (url.host !== '' || url.user !== undefined || (url.scheme !== '' && url.path !== '')) {
      text += '//';
      if (url.user !== undefined) text += `${formatUser(url.user)}@`;
      text += escaped(url.host, 'host');
    }
    const path = url.path === '*' ? '*' : escaped(url.path, 'path');
    if (path !== '' && !path.startsWith('/') && url.host !== '') text += '/';
    if (text === '' && path.split('/', 1)[0]?.includes(':')) text += './';
    text += path;
  }
  if (url.query !== '') text += `?${url.query}`;
  return url.fragment === '' ? text : `${text}#${escaped(url.fragment, 'fragment')}`;
}
