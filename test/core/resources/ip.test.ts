import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressFault,
  addressSpellingFault,
  blockFault,
  blockHas,
  blockSpellingFault,
  formatAddress,
  isStrictSubset,
  parseAddress,
  parseBlock,
  specialAddressFault,
} from '../../../src/core/resources/ip.ts';

test('addresses are read as the API server reads them', () => {
  for (const [text, family, canonical] of [
    ['10.0.0.1', 'IPv4', '10.0.0.1'],
    ['255.255.255.255', 'IPv4', '255.255.255.255'],
    ['010.001.000.010', 'IPv4', '10.1.0.10'],
    ['::', 'IPv6', '::'],
    ['::1', 'IPv6', '::1'],
    ['1::', 'IPv6', '1::'],
    ['2001:DB8:0:0:1:0:0:1', 'IPv6', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', 'IPv6', '2001:db8:0:1:1:1:1:1'],
    ['1:2:3:4:5:6:7::', 'IPv6', '1:2:3:4:5:6:7:0'],
    ['64:ff9b::192.0.2.33', 'IPv6', '64:ff9b::c000:221'],
    ['::ffff:192.0.2.1', 'IPv4', '192.0.2.1'],
  ] as const) {
    const address = parseAddress(text);
    assert.ok(address, text);
    assert.deepEqual([address.family, formatAddress(address)], [family, canonical], text);
    assert.equal(addressFault(text), undefined);
  }
});

test('what is no address is refused', () => {
  for (const text of [
    '',
    'a',
    '10.0.0',
    '10.0.0.0.1',
    '10.0.0.256',
    '10.0.0.-1',
    '10.0.0.1 ',
    '10.0.0.1/8',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    ':::',
    ':1',
    '12345::',
    '::g',
    'fe80::1%eth0',
    '::1.2.3',
    '1.2.3.4::',
    '::ffff:1.2.3.256',
    '0x7f.0.0.1',
  ])
    assert.equal(addressFault(text), 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)', text);
});

test('blocks', () => {
  for (const text of ['10.0.0.0/8', '0.0.0.0/0', '::/0', '2001:db8::/128', '10.0.0.1/8', '192.168.0.0/016'])
    assert.equal(blockFault(text), undefined, text);
  for (const text of ['', '10.0.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '/8', 'a/8'])
    assert.equal(blockFault(text), 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)', text);
});

test('spellings that the server warns about', () => {
  for (const [text, fault] of [
    ['10.0.0.1', undefined],
    ['2001:db8::1', undefined],
    ['010.0.0.1', 'must not have leading 0s'],
    ['::ffff:1.2.3.4', 'must not be an IPv4-mapped IPv6 address'],
    ['2001:DB8::1', 'must be in canonical form ("2001:db8::1")'],
    ['2001:db8:0:0:0:0:0:1', 'must be in canonical form ("2001:db8::1")'],
    ['no address', undefined],
  ] as const)
    assert.equal(addressSpellingFault(text), fault, text);
  for (const [text, fault] of [
    ['10.0.0.0/8', undefined],
    ['10.0.0.1/8', 'must not have bits set beyond the prefix length'],
    ['2001:db8::1/64', 'must not have bits set beyond the prefix length'],
    ['1.1.01.0/24', 'must not have leading 0s in IP or prefix length'],
    ['192.168.0.0/016', 'must not have leading 0s in IP or prefix length'],
    ['::ffff:1.1.1.0/120', 'must not have an IPv4-mapped IPv6 address'],
    ['2001:DB8::/64', 'must be in canonical form ("2001:db8::/64")'],
  ] as const)
    assert.equal(blockSpellingFault(text), fault, text);
});

test('what a block holds', () => {
  for (const [block, address, expected] of [
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.5/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['0.0.0.0/0', '192.0.2.1', true],
    ['0.0.0.0/0', '::1', false],
    ['fd00::/8', 'fdff::1', true],
    ['192.0.2.1/32', '192.0.2.1', true],
  ] as const) {
    const parsed = parseBlock(block);
    const found = parseAddress(address);
    assert.ok(parsed && found);
    assert.equal(blockHas(parsed, found), expected, `${address} in ${block}`);
  }
  for (const [inner, outer, expected] of [
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['10.0.0.0/7', '10.0.0.0/8', false],
    ['11.0.0.0/16', '10.0.0.0/8', false],
    ['fd00::/16', '10.0.0.0/8', false],
  ] as const) {
    const a = parseBlock(inner);
    const b = parseBlock(outer);
    assert.ok(a && b);
    assert.equal(isStrictSubset(a, b), expected, `${inner} in ${outer}`);
  }
});

test('addresses that no endpoint may have', () => {
  for (const [text, word] of [
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['127.8.8.8', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.169.254', 'link-local range'],
    ['fe80::1', 'link-local range'],
    ['224.0.0.251', 'link-local multicast'],
    ['ff02::1', 'link-local multicast'],
  ] as const) {
    const address = parseAddress(text);
    assert.ok(address);
    assert.match(specialAddressFault(address) ?? '', new RegExp(word), text);
  }
  for (const text of ['10.0.0.1', '192.0.2.1', '2001:db8::1', '224.0.1.1']) {
    const address = parseAddress(text);
    assert.ok(address);
    assert.equal(specialAddressFault(address), undefined, text);
  }
});
