import { hostFits } from '../../network/ingress.ts';
import type { Field, Stated } from '../../resources/field.ts';
import type { Ingress } from '../../resources/networking-v1.ts';
import type { NamespaceSlot, World } from '../../world/world.ts';
import type { Fix } from '../rule.ts';
import { appendInto, fixOf } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';

/** A host of a rule without a TLS entry, or of a TLS entry without a rule. */
export interface TlsMiss {
  /** KN524 where a wildcard would cover it if it stood for more than one label. */
  readonly code: 'KN519' | 'KN524';
  readonly host: Field<string>;
  readonly of: 'rule' | 'tls';
  /** The host of the other side that was probably meant, or the wildcard. */
  readonly partner: Field<string> | undefined;
}

interface NamespaceHosts {
  readonly rules: ReadonlySet<string>;
  readonly tls: ReadonlySet<string>;
}

/** The hosts that Ingresses of a namespace name: one may hold the certificate for another. */
const namespaceHosts: NamespaceSlot<NamespaceHosts> = {
  name: 'ingressHosts',
  compute(world, namespace) {
    const ingresses = world.inNamespace('ingress', namespace);
    return {
      rules: new Set(ingresses.flatMap(({ rules }) => rules.flatMap(({ host }) => host?.value ?? []))),
      tls: new Set(
        ingresses.flatMap(({ tls }) => tls.flatMap(({ hosts }) => hosts.flatMap(({ value }) => value ?? []))),
      ),
    };
  },
};

/** What rules and TLS entries of an Ingress do not say alike; nothing where not all is known, or an entry is for every host. */
export function tlsMisses(world: World, ingress: Ingress): readonly TlsMiss[] {
  const { tls, rules, rulesOpen, defaultBackend } = ingress;
  if (tls.length === 0 || rulesOpen !== undefined || tls.some(({ hosts }) => hosts.length === 0)) return [];
  const named = known(rules.map(({ host }) => host));
  const covered = known(tls.flatMap(({ hosts }) => hosts));
  if (named === undefined || covered === undefined) return [];
  const others = world.deriveNamespace(namespaceHosts, world.namespaceOf(ingress).name);
  const bare = named.filter(({ value }) => !isCovered(value, covered) && !others.tls.has(value));
  // A rule without a host, and a default backend, take what TLS entries name.
  const takesAll = defaultBackend !== undefined || rules.some(({ host }) => host === undefined);
  const idle = takesAll
    ? []
    : covered.filter(({ value }) => !named.some((own) => meets(own.value, value)) && !others.rules.has(value));
  const misses: TlsMiss[] = [];
  const mistyped = new Set<Field<string>>();
  for (const host of idle) {
    const near = meantAmong(
      host.value,
      bare.map(({ value }) => value),
    );
    const meant = bare.find(({ value }) => value === near);
    const wildcard = named.find(({ value }) => isTooShallow(value, host.value));
    if (meant !== undefined) mistyped.add(meant);
    misses.push({
      code: meant === undefined && wildcard !== undefined ? 'KN524' : 'KN519',
      host,
      of: 'tls',
      partner: meant ?? wildcard,
    });
  }
  for (const host of bare) {
    if (mistyped.has(host)) continue;
    const wildcard = covered.find(({ value }) => isTooShallow(value, host.value));
    misses.push({ code: wildcard === undefined ? 'KN519' : 'KN524', host, of: 'rule', partner: wildcard });
  }
  return misses;
}

/** The stated hosts, each once; `undefined` where one is not known. */
function known(hosts: readonly (Stated<string> | undefined)[]): readonly Field<string>[] | undefined {
  const found = new Map<string, Field<string>>();
  for (const host of hosts) {
    if (host === undefined) continue;
    if (host.value === undefined) return undefined;
    if (!found.has(host.value)) found.set(host.value, host);
  }
  return [...found.values()];
}

function isCovered(host: string, covered: readonly Field<string>[]): boolean {
  return covered.some(({ value }) => hostFits(value, host) > 1);
}

/** Whether a rule takes what a TLS entry is for, wholly or in part; `www.` may be redirected. */
function meets(rule: string, host: string): boolean {
  return hostFits(rule, host) > 1 || hostFits(host, rule) > 1 || rule === `www.${host}` || host === `www.${rule}`;
}

/** Whether a host has more labels than a wildcard stands for. */
function isTooShallow(wildcard: string, host: string): boolean {
  return wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1)) && hostFits(wildcard, host) === 0;
}

/** Adds a host to the only entry there is. */
export function addHost(ingress: Ingress, host: string): readonly Fix[] {
  const [entry, ...others] = ingress.tls;
  return entry === undefined || others.length > 0
    ? []
    : fixOf(`Add ${host} to the tls entry`, [appendInto(ingress, entry.span, 'hosts', [host])], true);
}
