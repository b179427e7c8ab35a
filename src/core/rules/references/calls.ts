import { isLocal, isOwnAddress, references } from '../../network/references.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import { parseAddress } from '../../resources/ip.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { isSrvName } from '../../resources/references/host.ts';
import { wordsOf } from '../../resources/references/key-words.ts';
import { type ServiceVariable, serviceVariables } from '../../resources/references/service-variables.ts';
import type { Reference } from '../../resources/references.ts';
import type { DeriveSlot } from '../../world/world.ts';

/** What of a pod maker's calls is left to ask after a look at its own namespace: nearly always nothing. */
export interface OpenCalls {
  /** Hosts that name no Service of the own namespace. */
  readonly open: readonly Reference[];
  /** Hosts that name one, with a port that it does not state or a scheme that the port does not speak. */
  readonly ports: readonly Reference[];
  /** Hosts with a cluster domain, by that domain; they are in `open` or `ports` too where there is more to ask. */
  readonly byDomain: ReadonlyMap<string, readonly Reference[]>;
  /** IP addresses other than those of the pod itself. */
  readonly addresses: readonly Reference[];
  /** Variables of Services that it uses, whether they are set or not. */
  readonly variables: readonly ServiceVariable[];
}

const nothing: OpenCalls = { open: [], ports: [], byDomain: new Map(), addresses: [], variables: [] };

/** {@link OpenCalls} of a pod maker. Depends on its namespace alone, so an edit elsewhere costs nothing. */
export const openCalls: DeriveSlot<PodMaker, OpenCalls> = {
  name: 'openCalls',
  reach: 'namespace',
  compute(world, maker) {
    const found = world.derive(references, maker);
    const variables = serviceVariables(maker);
    if (found.length + variables.length === 0) return nothing;
    const own = world.namespaceOf(maker).name;
    const open: Reference[] = [];
    const ports: Reference[] = [];
    const addresses: Reference[] = [];
    const byDomain = new Map<string, Reference[]>();
    for (const reference of found) {
      if (!isCall(maker, reference)) continue;
      const { host } = reference;
      if (parseAddress(host) !== undefined) {
        addresses.push(reference);
        continue;
      }
      const [service = '', namespace = own, svc = 'svc', ...domain] = host.toLowerCase().split('.');
      const [known] = svc === 'svc' && namespace === own ? world.named('service', own, service) : [];
      if (svc === 'svc' && domain.length > 0) {
        const name = domain.join('.');
        const same = byDomain.get(name);
        if (same === undefined) byDomain.set(name, [reference]);
        else same.push(reference);
      }
      if (known === undefined) open.push(reference);
      else if (!isPlainlyServed(known, reference)) ports.push(reference);
    }
    return open.length + ports.length + addresses.length + byDomain.size + variables.length === 0
      ? nothing
      : { open, ports, byDomain, addresses, variables };
  },
};

/** Hosts that are not surely names of Services: those of no Service of the namespace, and those with another domain. */
export function openHosts({ open, byDomain }: OpenCalls, domain: string): readonly Reference[] {
  if (byDomain.size === 0 || (byDomain.size === 1 && byDomain.has(domain))) return open;
  const others = [...byDomain].flatMap(([name, references]) => (name === domain ? [] : references));
  return [...new Set([...open, ...others])];
}

/** Whether a container itself looks the host up to call it: no own address, nothing of the kubelet's, no SRV record. */
export function isCall({ template }: PodMaker, reference: Reference): boolean {
  const { host, form, via, key, sure } = reference;
  if (form === 'variable' || isLocal(reference) || isOwnAddress(reference) || isSrvName(host)) return false;
  // The kubelet looks up the host of a probe.
  if (via.kind === 'probe' && key === 'host') return false;
  // `web:2024` is an image as well.
  if (!sure && form === 'hostPort' && wordsOf(key).includes('image')) return false;
  return !template.hostAliases.some(({ hostnames }) => hostnames.some(({ value }) => value === host));
}

/** Whether nothing is to be said about the port. */
function isPlainlyServed({ ports }: Service, { port, scheme }: Reference): boolean {
  if (port === undefined) return true;
  const stated = ports.find((each) => each.port?.value === port);
  return stated !== undefined && !disagrees(scheme, stated);
}

/** Whether a port is by its name, its protocol or its number for TLS where the URL is not, or the other way round. */
export function disagrees(scheme: string | undefined, { name, port, appProtocol }: ServicePort): boolean {
  if (scheme !== 'http' && scheme !== 'https') return false;
  const protocol = appProtocol?.value ?? name?.value;
  if (protocol === undefined) {
    // An unknown name may say anything.
    if (appProtocol !== undefined || name !== undefined) return false;
    return port?.value === (scheme === 'http' ? 443 : 80);
  }
  return wordsOf(protocol).includes(scheme === 'http' ? 'https' : 'http');
}
