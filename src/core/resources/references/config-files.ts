import type { Pair } from '../field.ts';
import type { ConfigMap } from '../resource.ts';
import type { HostMention } from './mention.ts';
import { scanText } from './scan-text.ts';

/** Hosts that one key of a ConfigMap names when a container reads it as a file. */
export interface FileMentions {
  readonly pair: Pair;
  readonly mentions: readonly HostMention[];
}

/** Hosts that the values of a ConfigMap name when they are variables; keys without any are left out. */
export function valueMentions({ data }: ConfigMap): readonly FileMentions[] {
  const found: FileMentions[] = [];
  for (const pair of data.pairs) {
    if (pair.value === undefined) continue;
    const mentions = scanText(pair.value, pair.key, pair.value.includes('\n') ? 'lines' : 'value');
    if (mentions.length > 0) found.push({ pair, mentions: mentions.slice(0, most.all) });
  }
  return found;
}

/** Most hosts of one file that are read, and most times that one of them is. */
const most = { all: 500, each: 20 };

/** Files that talk about hosts and call none: pages, pictures, certificates, dashboards' texts. */
const prose = /\.(?:md|html?|css|svg|xsd|crt|pem|cer|license|adoc)$/i;

/** Hosts that the files of a ConfigMap name; files without any are left out. Depends on the ConfigMap alone. */
export function fileMentions({ data }: ConfigMap): readonly FileMentions[] {
  const found: FileMentions[] = [];
  for (const pair of data.pairs) {
    // Knative documents the keys of a ConfigMap under this one.
    if (pair.value === undefined || pair.key === '_example' || prose.test(pair.key)) continue;
    const mentions = inFile(pair.value);
    if (mentions.length > 0) found.push({ pair, mentions });
  }
  return found;
}

function inFile(text: string): readonly HostMention[] {
  const all = scanText(text, '', 'lines');
  if (all.length === 0) return all;
  const local = upstreamsIn(text);
  const times = new Map<string, number>();
  const kept: HostMention[] = [];
  for (const mention of all) {
    if (local.has(mention.host) && !mention.portStated) continue;
    const name = `${mention.form} ${mention.host} ${mention.port}`;
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    if (count > most.each) continue;
    kept.push(mention.port === undefined ? { ...mention, port: portNear(text, mention.end) } : mention);
    if (kept.length === most.all) break;
  }
  return kept;
}

/** Names that an nginx configuration gives to groups of servers: hosts of its own that no DNS knows. */
function upstreamsIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = text.indexOf('upstream '); at !== -1; at = text.indexOf('upstream ', at + 9)) {
    const name = /^[\w.-]{1,253}(?=\s{0,20}\{)/.exec(text.slice(at + 9, at + 300))?.[0];
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** The port that stands beside a host: `address: web, port_value: 80`, or `port: 5432` on the next line. */
function portNear(text: string, from: number): number | undefined {
  const near = text.slice(from, from + 120);
  const first = near.indexOf('\n');
  const second = first === -1 ? -1 : near.indexOf('\n', first + 1);
  const lines = second === -1 ? near : near.slice(0, second);
  const digits = /(?:^|[\s"',{_.-])port(?:_?value)?["']?\s{0,3}[:=]\s{0,3}["']?(\d{1,5})(?!\d)/i.exec(lines)?.[1];
  const port = Number(digits);
  return port > 0 && port <= 65535 ? port : undefined;
}
