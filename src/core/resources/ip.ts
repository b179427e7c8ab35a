/**
 * IP addresses and blocks as the API server reads them: `ParseIPSloppy` and `ParseCIDRSloppy` of `k8s.io/utils/net`, which
 * take leading zeros for decimal, and the checks of `k8s.io/apimachinery/pkg/util/validation/ip.go`. Faults are in the
 * server's words.
 */

/** An address. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is an IPv4 address. */
export interface Address {
  readonly family: 'IPv4' | 'IPv6';
  /** The 32 or 128 bits as one number. */
  readonly bits: bigint;
}

/** A block of addresses; `address` may have bits behind the prefix. */
export interface Block {
  readonly address: Address;
  /** Number of leading bits that all addresses of the block share. */
  readonly prefix: number;
}

/** Reads an address, `undefined` when it is none. Zones (`fe80::1%eth0`) are not taken. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const bits = parseIPv4(text);
    return bits === undefined ? undefined : { family: 'IPv4', bits };
  }
  const bits = parseIPv6(text);
  if (bits === undefined) return undefined;
  return bits >> 32n === 0xffffn ? { family: 'IPv4', bits: bits & 0xffffffffn } : { family: 'IPv6', bits };
}

/** Reads a block (`10.0.0.0/8`), `undefined` when it is none. */
export function parseBlock(text: string): Block | undefined {
  const slash = text.indexOf('/');
  const length = text.slice(slash + 1);
  if (slash === -1 || !/^\d{1,5}$/.test(length)) return undefined;
  const written = text.slice(0, slash);
  const address = parseAddress(written);
  if (address === undefined) return undefined;
  const prefix = Number(length);
  const size = written.includes(':') ? 128 : 32;
  if (prefix > size) return undefined;
  // The prefix of an IPv4 address written as IPv6 counts the 96 bits before it.
  return { address, prefix: size === 128 && address.family === 'IPv4' ? Math.max(0, prefix - 96) : prefix };
}

/** Whether an address lies in a block. */
export function blockHas({ address, prefix }: Block, { family, bits }: Address): boolean {
  const rest = BigInt(sizeOf(address) - prefix);
  return family === address.family && bits >> rest === address.bits >> rest;
}

/** Blocks that are no addresses of the internet. */
const privateBlocks: readonly Block[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => parseBlock(text) ?? []);

/** Whether an address is none of the internet. */
export function isPrivate(address: Address): boolean {
  return privateBlocks.some((block) => blockHas(block, address));
}

/** Whether two addresses are the same; one that is not known is the same as none. */
export function sameAddress(a: Address | undefined, b: Address | undefined): boolean {
  return a !== undefined && a.family === b?.family && a.bits === b.bits;
}

/** Whether a block lies in another one and is smaller, as `except` has to in its `cidr`. */
export function isStrictSubset(inner: Block, outer: Block): boolean {
  return inner.prefix > outer.prefix && blockHas(outer, inner.address);
}

/** An address as the API server writes it (RFC 5952). */
export function formatAddress({ family, bits }: Address): string {
  if (family === 'IPv4') return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

/** Why the API server refuses an address. */
export function addressFault(text: string): string | undefined {
  return parseAddress(text) === undefined ? 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)' : undefined;
}

/** Why the API server refuses a block. */
export function blockFault(text: string): string | undefined {
  return parseBlock(text) === undefined ? 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)' : undefined;
}

/**
 * Why an API server of Kubernetes 1.`minor` refuses an address in a field of `v1`: from 1.36 on (StrictIPCIDRValidation)
 * also where programs may read it differently. Long spellings of IPv6 are taken.
 */
export function addressRefusal(text: string, minor: number): string | undefined {
  return addressFault(text) ?? (minor >= 36 ? ambiguousAddressFault(text) : undefined);
}

/** The same for a block, which spaces may surround. */
export function blockRefusal(text: string, minor: number): string | undefined {
  const block = text.trim();
  return blockFault(block) ?? (minor >= 36 ? ambiguousBlockFault(block) : undefined);
}

/** Why an address that is read is still written in a way that the server warns about, or refuses in new fields. */
export function addressSpellingFault(text: string): string | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  const ambiguous = ambiguousAddressFault(text);
  if (ambiguous !== undefined) return ambiguous;
  const canonical = formatAddress(address);
  return canonical === text ? undefined : `must be in canonical form ("${canonical}")`;
}

/** A block as it is written canonically. */
export function formatBlock({ address, prefix }: Block): string {
  return `${formatAddress(address)}/${prefix}`;
}

/** Why a block that is read is still written in a way that the server warns about, or refuses in new fields. */
export function blockSpellingFault(text: string): string | undefined {
  const block = parseBlock(text);
  if (block === undefined) return undefined;
  const ambiguous = ambiguousBlockFault(text);
  if (ambiguous !== undefined) return ambiguous;
  const canonical = formatBlock(block);
  return canonical === text ? undefined : `must be in canonical form ("${canonical}")`;
}

const specialBlocks: readonly (readonly [block: string, fault: string])[] = [
  ['0.0.0.0/32', 'may not be unspecified (0.0.0.0 or ::)'],
  ['::/128', 'may not be unspecified (0.0.0.0 or ::)'],
  ['127.0.0.0/8', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['::1/128', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['169.254.0.0/16', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  ['fe80::/10', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  ['224.0.0.0/24', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
  ['ff02::/16', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];

/** Why an address cannot be that of an endpoint or an external IP (`ValidateNonSpecialIP`). */
export function specialAddressFault(address: Address): string | undefined {
  for (const [text, fault] of specialBlocks) {
    const block = parseBlock(text);
    if (block !== undefined && blockHas(block, address)) return fault;
  }
  return undefined;
}

function ambiguousAddressFault(text: string): string | undefined {
  if (hasLeadingZeros(text)) return 'must not have leading 0s';
  return text.includes(':') && parseAddress(text)?.family === 'IPv4'
    ? 'must not be an IPv4-mapped IPv6 address'
    : undefined;
}

function ambiguousBlockFault(text: string): string | undefined {
  const block = parseBlock(text);
  if (block === undefined) return undefined;
  const slash = text.indexOf('/');
  const written = text.slice(0, slash);
  if (hasLeadingZeros(written) || /^0\d/.test(text.slice(slash + 1)))
    return 'must not have leading 0s in IP or prefix length';
  if (written.includes(':') && block.address.family === 'IPv4') return 'must not have an IPv4-mapped IPv6 address';
  const rest = BigInt(sizeOf(block.address) - block.prefix);
  const bits = (block.address.bits >> rest) << rest;
  return bits === block.address.bits ? undefined : 'must not have bits set beyond the prefix length';
}

function sizeOf({ family }: Address): number {
  return family === 'IPv4' ? 32 : 128;
}

function parseIPv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = 0;
  for (const part of parts) {
    if (!/^\d{1,10}$/.test(part)) return undefined;
    const octet = Number(part);
    if (octet > 255) return undefined;
    bits = bits * 256 + octet;
  }
  return BigInt(bits);
}

function parseIPv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // `::` stands for at least one group.
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let bits = 0n;
  for (const group of [...head, ...new Array<number>(missing).fill(0), ...tail]) bits = (bits << 16n) | BigInt(group);
  return bits;
}

/** The 16-bit groups of a part of an IPv6 address; its last ones may be written as IPv4. */
function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes('.')) {
      const bits = parseIPv4(part);
      if (bits === undefined) return undefined;
      groups.push(Number(bits >> 16n), Number(bits & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups.length > 8 ? undefined : groups;
}

/** The longest run of zero groups, the first of several. */
function longestZeros(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** Leading zeros of IPv4 octets, which some programs read as octal; in IPv6 groups they are only a long spelling. */
function hasLeadingZeros(text: string): boolean {
  const dotted = text.slice(text.lastIndexOf(':') + 1);
  return dotted.includes('.') && dotted.split('.').some((part) => part.length > 1 && part.startsWith('0'));
}
