import { isDigit, isHostCharacter, isSeparator } from './characters.ts';
import { isClusterName, isHost, isHostName, isSrvName, isUnderscored, isUnspecified } from './host.ts';
import { namesHost, namesHosts } from './key-words.ts';
import type { HostMention } from './mention.ts';
import { scanUrl, schemeStart } from './url.ts';

const none: readonly HostMention[] = [];

/** How the name of a variable with a Service's address ends. */
const serviceHost = '_SERVICE_HOST';

/** Programs and directives whose next word is a host. */
const commands: ReadonlySet<string> = new Set([
  'ping',
  'nslookup',
  'dig',
  'server',
  'proxy_pass',
  'fastcgi_pass',
  'uwsgi_pass',
  'grpc_pass',
  'memcached_pass',
]);

/** Programs that take a host and a port as two words. */
const dialers: ReadonlySet<string> = new Set(['nc', 'ncat', 'netcat', 'telnet']);

/** What a text is: one value (of a variable, an argument), or a file or script, whose comments are no part of it. */
export type TextKind = 'value' | 'lines';

/**
 * Hosts that a text names: in URLs, as `host:port`, as names of the cluster, and bare where a host belongs. `key` is the
 * variable or flag that the whole text is the value of. The cost grows with the length of the text and nothing else.
 */
export function scanText(text: string, key: string, kind: TextKind): readonly HostMention[] {
  if (!mayHoldHost(text, key)) return none;
  const found: HostMention[] = [];
  const several = kind === 'lines' || text.includes('\n');
  let start = 0;
  while (start < text.length) {
    const newline = several ? text.indexOf('\n', start) : -1;
    const end = newline === -1 ? text.length : newline;
    const line = several ? withoutComment(text.slice(start, end)) : text;
    if (line !== '') {
      const scan = new LineScan(line, start, key, several, found);
      scan.scan();
      scan.variables();
    }
    start = end + 1;
  }
  return found.length === 0 ? none : found;
}

/** Nearly no value holds a host. One that is a single word does only where its own key asks for one. */
function mayHoldHost(text: string, key: string): boolean {
  if (text === '') return false;
  if (text.includes(':') || text.includes('.svc') || text.includes('=') || text.includes(' ')) return true;
  if (text.includes(serviceHost) || text.includes('._')) return true;
  return key !== '' && (isHostName(text) || isUnderscored(text) || text.includes(',')) && namesHost(key);
}

function withoutComment(line: string): string {
  let at = 0;
  while (at < line.length && line.charCodeAt(at) <= 32) at++;
  if (at === line.length) return '';
  const first = line.charCodeAt(at);
  // ; // /* --
  if (first === 59 || line.startsWith('//', at) || line.startsWith('/*', at) || line.startsWith('-- ', at)) return '';
  for (let hash = line.indexOf('#', at); hash !== -1; hash = line.indexOf('#', hash + 1))
    if (hash === at || line.charCodeAt(hash - 1) <= 32) return line.slice(0, hash);
  return line;
}

/** One line, word by word. */
class LineScan {
  readonly #line: string;
  /** Where the line stands in the text. */
  readonly #base: number;
  /** The key of the whole text. */
  readonly #key: string;
  /** Whether the text has several lines. */
  readonly #several: boolean;
  readonly #found: HostMention[];
  #before = '';
  /** The key that the next word is the value of. */
  #pending: string | undefined;
  #dials = false;

  constructor(line: string, base: number, key: string, several: boolean, found: HostMention[]) {
    this.#line = line;
    this.#base = base;
    this.#key = key;
    this.#several = several;
    this.#found = found;
  }

  scan(): void {
    const line = this.#line;
    let at = 0;
    let colon = line.indexOf('://');
    let scheme = colon === -1 ? line.length : schemeStart(line, colon);
    while (at < line.length) {
      if (colon !== -1 && at >= scheme) {
        const count = this.#found.length;
        at = Math.max(colon + 3, scanUrl(line, colon, this.#pending ?? this.#key, this.#base, this.#found));
        // Path and query are no hosts.
        while (at < line.length && !isSeparator(line.charCodeAt(at))) at++;
        if (!this.#continues(at)) this.#pending = undefined;
        this.#before = this.#found.length > count ? 'url' : '';
        colon = line.indexOf('://', at);
        scheme = colon === -1 ? line.length : Math.max(at, schemeStart(line, colon));
      } else if (isSeparator(line.charCodeAt(at))) at++;
      else {
        let end = at + 1;
        while (end < scheme && !isSeparator(line.charCodeAt(end))) end++;
        this.#word(line.slice(at, end), at);
        at = end;
      }
    }
  }

  #word(word: string, at: number): void {
    const last = word.charCodeAt(word.length - 1);
    if (last === 58 || (last === 61 && word.length === 1)) {
      // `host:`, or a colon or equals sign that stands apart from its key.
      this.#pending = word.length === 1 ? this.#before : word.slice(0, word.includes('=') ? word.indexOf('=') : -1);
      return;
    }
    const equals = word.lastIndexOf('=');
    if (equals !== -1) this.#pending = word.slice(word.lastIndexOf('=', equals - 1) + 1, equals);
    const isFlag = equals === -1 && word.charCodeAt(0) === 45 && word.length > 1;
    const isKnown = this.#pending !== undefined;
    if (!isFlag && equals < word.length - 1) this.#value(word, equals + 1, at);
    const command = word.slice(word.lastIndexOf('/') + 1);
    if (dialers.has(command)) this.#dials = true;
    if (isFlag) this.#pending = this.#dials ? undefined : word;
    else if (commands.has(command)) this.#pending = 'server';
    else if (equals !== word.length - 1 && isKnown && !this.#continues(at + word.length)) this.#pending = undefined;
    this.#before = word;
  }

  /** Whether a list goes on behind a word, so that the next one belongs to the same key. */
  #continues(from: number): boolean {
    for (let at = from; at < this.#line.length; at++) {
      const code = this.#line.charCodeAt(at);
      if (code === 44) return true;
      if (code !== 34 && code !== 39) return false;
    }
    return false;
  }

  /** Whether a colon follows a word, so that it is a key itself. */
  #isKey(end: number): boolean {
    const code = this.#line.charCodeAt(end);
    return (code === 34 || code === 39) && this.#line.charCodeAt(end + 1) === 58;
  }

  /** A word, or what stands in it from an offset on: a host with or without a port? */
  #value(word: string, start: number, at: number): void {
    const key = this.#pending ?? this.#key;
    const user = word.lastIndexOf('@');
    // Thanos and others write dnssrv+_grpc._tcp.store.
    const prefix = word.indexOf('+_', start);
    const from = user >= start ? user + 1 : prefix === -1 ? start : prefix + 1;
    let end = from;
    while (end < word.length && isHostCharacter(word.charCodeAt(end))) end++;
    if (end === from) return;
    const next = end < word.length ? word.charCodeAt(end) : 0;
    const name = word.slice(from, end);
    if (next === 58) {
      const port = portAt(word, end + 1);
      if (port !== undefined) {
        // `tcp:5432` may be an option as well: a single word needs a key that asks for a host.
        const whole = from === 0 && !this.#several && word.length === this.#line.length && name.includes('.');
        const sure = whole || namesHost(key);
        if (sure || port >= lowestPort) this.#add(name, at + from, 'hostPort', key, port, sure);
      } else if (isClusterName(name) && !isLetterOrDigit(word.charCodeAt(end + 1)))
        // A variable stands for the port.
        this.#add(name, at + from, 'clusterName', key, undefined, true);
    } else if (next !== 0 && next !== 47) return;
    else if (isClusterName(name) || isSrvName(name)) this.#add(name, at + from, 'clusterName', key, undefined, true);
    else if (next === 47 || user >= start) return;
    else if (this.#dials) {
      const port = portWord(this.#line, at + word.length);
      if (port === undefined) return;
      this.#add(name, at + from, 'hostPort', 'host', port, true);
      this.#dials = false;
    } else if (key !== '' && (key === '-h' || namesHost(key)) && !this.#isKey(at + word.length)) {
      // Several names behind a key for one are names of one thing, as a certificate has them.
      const listed = this.#line.charCodeAt(at + word.length) === 44 || this.#line.charCodeAt(at - 1) === 44;
      if (!listed || namesHosts(key)) this.#add(name, at + from, 'bare', key, undefined, false);
    }
  }

  /** Variables that Kubernetes makes for Services (pkg/kubelet/envvars), as `$(DB_SERVICE_HOST)` or in a shell's way. */
  variables(): void {
    const line = this.#line;
    for (let at = line.indexOf(serviceHost); at !== -1; at = line.indexOf(serviceHost, at + serviceHost.length)) {
      const end = at + serviceHost.length;
      let start = at;
      while (start > 0 && at - start < 63 && isHostCharacter(line.charCodeAt(start - 1))) start--;
      const prefix = line.slice(start, at);
      const before = line.charCodeAt(start - 1);
      const isReference = before === 36 || ((before === 40 || before === 123) && line.charCodeAt(start - 2) === 36);
      if (!isReference || isHostCharacter(line.charCodeAt(end)) || !/^[A-Z][A-Z0-9_]*$/.test(prefix)) continue;
      // The API server's own is in every namespace.
      if (prefix === 'KUBERNETES') continue;
      this.#found.push({
        host: prefix.toLowerCase().replaceAll('_', '-'),
        port: undefined,
        portStated: false,
        scheme: undefined,
        form: 'variable',
        key: this.#key,
        sure: false,
        start: this.#base + start,
        end: this.#base + end,
      });
    }
  }

  #add(
    name: string,
    at: number,
    form: HostMention['form'],
    key: string,
    port: number | undefined,
    sure: boolean,
  ): void {
    const host = name.endsWith('.') ? name.slice(0, -1) : name;
    if (
      !(isHost(host) || ((sure || form === 'bare' || form === 'hostPort') && isUnderscored(host))) ||
      isUnspecified(host)
    )
      return;
    const start = this.#base + at;
    this.#found.push({
      host,
      port,
      portStated: port !== undefined,
      scheme: undefined,
      form,
      key,
      sure: sure || isClusterName(host) || isSrvName(host),
      start,
      end: start + host.length,
    });
  }
}

/** Nobody calls the ports below: `postgres:15` is an image, `orders:3:1` a topic with its partitions. */
const lowestPort = 20;

/** The port that begins at an offset of a word; `:`, `/` or `?` may follow (`zoo1:2888:3888`, `redis:6379/0`). */
function portAt(word: string, start: number): number | undefined {
  let end = start;
  while (end < word.length && end - start < 6 && isDigit(word.charCodeAt(end))) end++;
  const next = end < word.length ? word.charCodeAt(end) : 0;
  const port = Number(word.slice(start, end));
  return end > start && port > 0 && port <= 65535 && (next === 0 || next === 58 || next === 47 || next === 63)
    ? port
    : undefined;
}

/** The port that is the next word: `nc db 5432`. */
function portWord(line: string, from: number): number | undefined {
  let start = from;
  while (start < line.length && isSeparator(line.charCodeAt(start))) start++;
  let end = start;
  while (end < line.length && end - start < 6 && isDigit(line.charCodeAt(end))) end++;
  const port = Number(line.slice(start, end));
  const isWord = end === line.length || isSeparator(line.charCodeAt(end));
  return end > start && port > 0 && port <= 65535 && isWord ? port : undefined;
}

function isLetterOrDigit(code: number): boolean {
  return isHostCharacter(code) && code !== 46 && code !== 45 && code !== 95;
}
