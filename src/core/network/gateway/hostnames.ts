/**
 * Hostnames of listeners and routes (gateway.networking.k8s.io/v1 `Hostname`): a wildcard stands for one or more labels,
 * unlike that of an Ingress; `undefined` is every host.
 */
export type Hostname = string | undefined;

/** Whether a hostname takes a host. */
export function takesHost(hostname: Hostname, host: string): boolean {
  if (hostname === undefined) return true;
  return hostname.startsWith('*.')
    ? host.length >= hostname.length && host.endsWith(hostname.slice(1))
    : hostname === host;
}

/** The hosts that both take; `undefined` where there are none. */
export function intersection(a: Hostname, b: Hostname): { readonly hostname: Hostname } | undefined {
  if (a === undefined) return { hostname: b };
  if (b === undefined) return { hostname: a };
  const [wide, narrow] = a.length <= b.length ? [a, b] : [b, a];
  if (wide === narrow) return { hostname: narrow };
  if (a.startsWith('*.') && b.startsWith('*.'))
    return narrow.endsWith(wide.slice(1)) ? { hostname: narrow } : undefined;
  if (a.startsWith('*.')) return takesHost(a, b) ? { hostname: b } : undefined;
  return takesHost(b, a) ? { hostname: a } : undefined;
}

/** How closely a hostname fits the hosts it takes: the characters of one without wildcard, then those of a wildcard, then none. */
export function closeness(hostname: Hostname): readonly [plain: number, all: number] {
  if (hostname === undefined) return [0, 0];
  return hostname.startsWith('*.') ? [0, hostname.length] : [hostname.length, hostname.length];
}

/** Compares lists of numbers, the first difference decides. */
export function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
