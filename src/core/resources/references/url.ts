import { isDigit, isHostCharacter } from './characters.ts';
import { isHost, isUnderscored, isUnspecified } from './host.ts';
import type { HostMention } from './mention.ts';
import { readScheme } from './schemes.ts';

/** Longest user and password of a URL; keeps a text of nothing but `://` cheap. */
const longestUser = 300;

/** Schemes whose host may stand behind a third slash: `dns:///db:5432` (gRPC naming). */
const threeSlashes: ReadonlySet<string> = new Set(['dns', 'passthrough', 'xds']);

/**
 * Reads the URL whose `://` stands at `colon` of a line that begins at `base`: its hosts (`mongodb://a,b` has two) come
 * into `found`. Gives the offset behind them.
 */
export function scanUrl(text: string, colon: number, key: string, base: number, found: HostMention[]): number {
  const end = text.length;
  const scheme = text.slice(schemeStart(text, colon), colon).toLowerCase();
  const meaning = scheme === '' ? undefined : readScheme(scheme);
  let at = colon + 3;
  if (meaning === undefined) return at;
  if (threeSlashes.has(scheme) && text.charCodeAt(at) === 47) at++;
  at = behindUser(text, at, end);
  for (;;) {
    const host = readAuthority(text, at, end);
    if (host === undefined) return at;
    // `a://b,c://d` and `x=a://b,y=c://d` are lists of URLs.
    if (text.startsWith('://', host.hostEnd) || text.charCodeAt(host.hostEnd) === 61)
      return Math.max(colon + 3, at - 1);
    if ((isHost(host.name) || (meaning.sure && isUnderscored(host.name))) && !isUnspecified(host.name) && host.closed)
      found.push({
        host: host.name,
        port: host.port ?? (host.portOpen ? undefined : meaning.port),
        portStated: host.port !== undefined,
        scheme,
        form: 'url',
        key,
        sure: meaning.sure,
        start: base + host.start,
        end: base + host.hostEnd,
      });
    at = host.end;
    if (text.charCodeAt(at) !== 44 || at + 1 >= end) return at;
    at++;
  }
}

/** Where the scheme before a `://` begins. */
export function schemeStart(text: string, colon: number): number {
  let start = colon;
  while (start > 0 && colon - start < 30) {
    const code = text.charCodeAt(start - 1);
    if (!isHostCharacter(code) && code !== 43) break;
    start--;
  }
  return start;
}

function behindUser(text: string, start: number, end: number): number {
  const most = Math.min(end, start + longestUser);
  let user = start;
  for (let i = start; i < most; i++) {
    const code = text.charCodeAt(i);
    if (code === 64) user = i + 1;
    // / ? # white space " ' < >
    else if (code === 47 || code === 63 || code === 35 || code <= 32 || code === 34 || code === 39 || code === 60)
      break;
  }
  return user;
}

interface Authority {
  readonly name: string;
  readonly start: number;
  readonly hostEnd: number;
  readonly port: number | undefined;
  /** Whether something stands for the port that is not known. */
  readonly portOpen: boolean;
  /** Whether the name ends where it seems to, with no placeholder behind. */
  readonly closed: boolean;
  readonly end: number;
}

function readAuthority(text: string, from: number, end: number): Authority | undefined {
  const bracket = text.charCodeAt(from) === 91 ? text.indexOf(']', from) : -1;
  const six = bracket !== -1 && bracket < end && bracket - from < 60;
  const start = six ? from + 1 : from;
  let hostEnd = start;
  if (six) hostEnd = bracket;
  else while (hostEnd < end && isHostCharacter(text.charCodeAt(hostEnd))) hostEnd++;
  if (hostEnd === start) return undefined;
  let at = six ? bracket + 1 : hostEnd;
  // A dot at the end of a sentence is no part of the name; one that makes it absolute changes nothing for a URL.
  if (text.charCodeAt(hostEnd - 1) === 46) hostEnd--;
  const name = text.slice(start, hostEnd);
  if (text.charCodeAt(at) !== 58)
    return { name, start, hostEnd, port: undefined, portOpen: false, closed: isClosed(text, at, end), end: at };
  const digits = at + 1;
  at = digits;
  while (at < end && at - digits < 6 && isDigit(text.charCodeAt(at))) at++;
  const number = Number(text.slice(digits, at));
  const isPort = at > digits && number > 0 && number <= 65535 && isClosed(text, at, end);
  return {
    name,
    start,
    hostEnd,
    port: isPort ? number : undefined,
    portOpen: !isPort && !text.startsWith('//', digits),
    closed: true,
    end: at,
  };
}

/** Whether what follows a host or a port is no part of it, nor a placeholder or pattern. */
function isClosed(text: string, at: number, end: number): boolean {
  if (at >= end) return true;
  const code = text.charCodeAt(at);
  // $ % ( * = { @ and letters
  return !(
    code === 36 ||
    code === 37 ||
    code === 40 ||
    code === 42 ||
    code === 61 ||
    code === 123 ||
    code === 64 ||
    isHostCharacter(code)
  );
}
