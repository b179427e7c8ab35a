import type { Stated } from '../../resources/field.ts';
import { parseAddress, parseBlock } from '../../resources/ip.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import type { CiliumCidr, CiliumPort, CiliumPorts, CiliumRule } from '../../resources/vendor-policy-api.ts';
import type { NamespaceName } from '../../world/world.ts';
import { ciliumPods } from './cilium-selector.ts';
import { type CompiledRule, everyPod, type PeerTest, type PortTest } from './model.ts';
import { isProtocol, protocols } from './ports.ts';

/**
 * A rule of Cilium: one for each item of `toPorts`, as each has its own conditions. A rule that names neither peers nor ports
 * matches nothing (`ingress: [{}]` is how all is denied), one that names ports only matches everyone.
 */
export function compileCiliumRule(
  rule: CiliumRule,
  index: number,
  own: NamespaceName | undefined,
  action: 'Allow' | 'Deny',
): readonly CompiledRule[] {
  const { start, end, ports, portsOpen, icmps, beyond } = rule;
  const peers = peersOf(rule, own);
  const base = { label: `rule ${index + 1}`, action, peers, only: beyond, start, end };
  if (portsOpen !== undefined) return [{ ...base, ports: [{ kind: 'unknown', why: portsOpen }] }];
  if (icmps)
    return [
      {
        ...base,
        ports: ['ICMP', 'ICMPV6'].map((protocol): PortTest => ({ kind: 'range', protocol, first: 0, last: 65535 })),
        only: beyond ?? 'Portolan does not follow types of ICMP',
      },
    ];
  if (ports.length === 0) return peers === undefined ? [] : [{ ...base, ports: undefined }];
  return ports.map((item) => ({ ...base, ports: portsOf(item), only: beyond ?? item.beyond }));
}

function peersOf(rule: CiliumRule, own: NamespaceName | undefined): readonly PeerTest[] | undefined {
  const { endpoints, entities, cidrs, otherPeers, peersOpen } = rule;
  if (peersOpen !== undefined) return [{ kind: 'unknown', why: peersOpen }];
  const [other] = otherPeers;
  if (other === 'toFQDNs') return [{ kind: 'names', why: 'which addresses the names of toFQDNs have is not known' }];
  if (other !== undefined) return [{ kind: 'unknown', why: `Portolan does not follow its field ${other}` }];
  if (endpoints !== undefined) return endpoints.map((selector) => ciliumPods(selector, own, false));
  if (entities !== undefined) return entitiesOf(entities);
  return cidrs?.map(cidrOf);
}

/** Cilium's names for what is no pod (Documentation/security/policy/layer3.rst, "Entities based"). */
function entitiesOf(entities: readonly Stated<string>[]): readonly PeerTest[] {
  const names = new Set(entities.map(({ value }) => value));
  if (names.has('all')) return [{ kind: 'every', of: [] }];
  const tests: PeerTest[] = names.has('host') && names.has('remote-node') ? [{ kind: 'hosts', why: undefined }] : [];
  for (const entity of entities) tests.push(entityOf(entity));
  return tests;
}

function entityOf(entity: Stated<string>): PeerTest {
  switch (entity.value) {
    case undefined:
      return { kind: 'unknown', why: entity.unknown };
    case 'none':
      return { kind: 'any', of: [] };
    case 'world':
      return { kind: 'world' };
    case 'cluster':
      return { kind: 'not', of: { kind: 'world' } };
    case 'host':
    case 'remote-node':
      return {
        kind: 'hosts',
        why: `which node runs the pod is not known, and the entity ${entity.value} depends on it`,
      };
    case 'kube-apiserver':
      return {
        kind: 'every',
        of: [
          { kind: 'not', of: everyPod },
          { kind: 'unknown', why: 'where the API server runs is not known' },
        ],
      };
    default:
      return { kind: 'unknown', why: `who belongs to the entity ${entity.value} is not known` };
  }
}

/** Blocks never mean pods ("CIDR rules do not apply to traffic where both sides are managed by Cilium"). */
function cidrOf({ cidr, except, open }: CiliumCidr): PeerTest {
  if (open !== undefined) return { kind: 'unknown', why: open };
  if (cidr === undefined) return { kind: 'unknown', why: 'it states no cidr' };
  const blocks = [cidr, ...except].map((each) => (each.value === undefined ? undefined : blockOf(each.value)));
  const [block, ...holes] = blocks;
  const hidden = [cidr, ...except].find(({ value }) => value === undefined);
  if (hidden !== undefined && hidden.value === undefined) return { kind: 'unknown', why: hidden.unknown };
  const known = holes.flatMap((hole) => hole ?? []);
  if (block === undefined || known.length < holes.length)
    return { kind: 'unknown', why: `${cidr.value ?? 'it'} is no block of addresses, or its except is none` };
  return { kind: 'addresses', block, except: known, open: undefined, outsideOnly: true };
}

function blockOf(text: string) {
  const address = parseAddress(text);
  return address === undefined ? parseBlock(text) : { address, prefix: address.family === 'IPv4' ? 32 : 128 };
}

/** No ports are all of them. */
function portsOf({ ports, open }: CiliumPorts): readonly PortTest[] | undefined {
  if (open !== undefined) return [{ kind: 'unknown', why: open }];
  return ports.length === 0 ? undefined : ports.flatMap(portOf);
}

function portOf({ port, endPort, protocol }: CiliumPort): readonly PortTest[] {
  for (const field of [port, endPort, protocol])
    if (field !== undefined && field.value === undefined) return [{ kind: 'unknown', why: field.unknown }];
  const name = (protocol?.value ?? 'ANY').toUpperCase();
  const value = port?.value ?? '';
  const isNumber = /^\d{1,5}$/.test(String(value));
  if (!isNumber) {
    const isName = typeof value === 'string' && ianaServiceNameFault(value.toLowerCase()) === undefined;
    return isName && (name === 'ANY' || isProtocol(name))
      ? [{ kind: 'name', name: value.toLowerCase(), protocol: name === 'ANY' ? undefined : name }]
      : [{ kind: 'unknown', why: `${value === '' ? 'it states no port' : `${value} is no port`}` }];
  }
  const number = Number(value);
  // Port 0 is every one.
  const [first, last] = number === 0 ? [1, 65535] : [number, Math.max(number, endPort?.value ?? 0)];
  const names = name === 'ANY' ? protocols : [name];
  return names.map((each) => ({ kind: 'range', protocol: each, first, last }));
}
