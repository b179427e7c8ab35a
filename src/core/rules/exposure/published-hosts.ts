import { otherMentioning } from '../../network/exposure/other-ways.ts';
import { takesHost } from '../../network/gateway/hostnames.ts';
import { hostFits } from '../../network/ingress.ts';
import type { Field, Pair } from '../../resources/field.ts';
import type { Route } from '../../resources/gateway-api.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Ingress } from '../../resources/networking-v1.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { isTypo } from '../shared/evidence.ts';

/** The annotations of external-dns, from version 0.22 on and before. */
const prefixes = ['external-dns.kubernetes.io/', 'external-dns.alpha.kubernetes.io/'];

/** Hosts that external-dns is told to publish for an object beside those of its rules; `undefined` where it is told none. */
export function publishedHosts({
  annotations,
}: Ingress | Route): { readonly at: Pair; readonly hosts: readonly string[] } | undefined {
  const stated = (name: string) => {
    for (const prefix of prefixes) {
      const pair = pairOf(annotations, `${prefix}${name}`);
      if (pair !== undefined) return pair;
    }
    return undefined;
  };
  const at = stated('hostname');
  if (at?.value === undefined || at.added !== undefined) return undefined;
  const controller = stated('controller');
  if (controller !== undefined && controller.value !== 'dns-controller') return undefined;
  const source = stated('ingress-hostname-source');
  if (source !== undefined && source.value !== 'annotation-only') return undefined;
  const hosts = at.value.split(',').map((host) => host.trim().replace(/\.$/, '').toLowerCase());
  // A wildcard is published for hosts that nobody lists.
  return { at, hosts: [...new Set(hosts)].filter((host) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host)) };
}

/** The hosts that an object has rules for; `undefined` where it takes all, or not all are known. */
export function servedHosts(subject: Ingress | Route): readonly Field<string>[] | undefined {
  const isOpen =
    subject.type === 'ingress'
      ? subject.rulesOpen !== undefined || subject.defaultBackend !== undefined
      : subject.open !== undefined || subject.openShift !== undefined;
  if (isOpen) return undefined;
  const stated = subject.type === 'ingress' ? subject.rules.map(({ host }) => host) : subject.hostnames;
  const known = new Map<string, Field<string>>();
  for (const host of stated) {
    if (host?.value === undefined) return undefined;
    if (!known.has(host.value)) known.set(host.value, host);
  }
  return known.size === 0 ? undefined : [...known.values()];
}

/** Whether an object answers to a host, by its rules or by an annotation that names it (an alias, a redirect to `www.`). */
export function serves(subject: Ingress | Route, own: readonly Field<string>[], host: string): boolean {
  const isRuled = own.some(({ value }) =>
    subject.type === 'ingress' ? hostFits(value.toLowerCase(), host) > 0 : takesHost(value.toLowerCase(), host),
  );
  if (isRuled) return true;
  const isWww = own.some(({ value }) => value === `www.${host}` || host === `www.${value}`);
  return subject.annotations.pairs.some(
    ({ key, value }) =>
      !prefixes.some((prefix) => key.startsWith(prefix)) &&
      (value === undefined || value.toLowerCase().includes(host) || (isWww && key.endsWith('www-redirect'))),
  );
}

/** The host of a rule that a published one is mistyped for: they differ in one label, as by a typing mistake. */
export function meantHost(host: string, own: readonly Field<string>[]): Field<string> | undefined {
  const near = own.filter(({ value }) => {
    const labels = value.toLowerCase().split('.');
    const different = host.split('.').flatMap((label, i) => (label === labels[i] ? [] : [[label, labels[i]] as const]));
    const [[a, b] = []] = different;
    // Short labels differ by a letter on purpose (app, api).
    if (different.length !== 1 || a === undefined || b === undefined || labels.length !== host.split('.').length)
      return false;
    return Math.min(a.length, b.length) >= 5 && isTypo(a, b);
  });
  return near.length === 1 ? near[0] : undefined;
}

const everyHost = '*';

const ingressesByHost: KeySlot<'ingress'> = {
  type: 'ingress',
  keysOf: ({ rules, rulesOpen, defaultBackend }) => [
    ...new Set([
      ...rules.map(({ host }) => host?.value?.toLowerCase() ?? everyHost),
      ...(rulesOpen === undefined && defaultBackend === undefined ? [] : [everyHost]),
    ]),
  ],
};

const routesByHost: KeySlot<'route'> = {
  type: 'route',
  keysOf: ({ hostnames, open }) => [
    ...new Set([
      ...hostnames.map(({ value }) => value?.toLowerCase() ?? everyHost),
      ...(hostnames.length > 0 && open === undefined ? [] : [everyHost]),
    ]),
  ],
};

/** Whether anything of the stack answers to a host, or may. */
export function servedElsewhere(world: World, host: string): boolean {
  const labels = host.split('.');
  const wildcards = labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join('.')}`);
  // The wildcard of an Ingress stands for one label, that of a route for any number.
  return (
    [host, everyHost, ...wildcards.slice(0, 1)].some((key) => world.keyed(ingressesByHost, key).length > 0) ||
    [host, everyHost, ...wildcards].some((key) => world.keyed(routesByHost, key).length > 0) ||
    otherMentioning(world, host) !== undefined
  );
}
