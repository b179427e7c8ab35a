import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { entryAt, entryPoints } from '../../../src/core/network/kube-proxy/entry-points.ts';
import {
  nodePortAddresses,
  type ProxyMode,
  type ProxySettings,
  unstatedSettings,
} from '../../../src/core/network/kube-proxy/settings.ts';
import { formatAddress, parseAddress, parseBlock } from '../../../src/core/resources/ip.ts';

const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const block = (text: string) => parseBlock(text) ?? assert.fail(text);

const web = {
  protocol: 'TCP',
  port: 80,
  clusterIP: address('10.96.0.10'),
  externalIPs: [address('198.51.100.1'), address('2001:db8::1')],
  loadBalancerIPs: [address('192.0.2.1')],
  nodePort: 30_080,
  healthCheckNodePort: 31_000,
};
const node = {
  primary: [address('192.168.0.2'), address('2001:db8::2')],
  all: [address('192.168.0.2'), address('192.168.1.2'), address('2001:db8::2')],
};

function settings(mode: ProxyMode, nodePortAddresses: readonly string[] | undefined = []): ProxySettings {
  return { ...unstatedSettings(mode), nodePortAddresses };
}

function at(
  mode: ProxyMode,
  to: string,
  port: number,
  stated?: readonly string[] | undefined,
  protocol = 'TCP',
): string {
  const found = entryAt(
    [web],
    { address: address(to), port, protocol },
    node,
    [block('10.96.0.0/16')],
    settings(mode, stated),
  );
  return found.kind === 'entry' ? found.entry : found.kind === 'none' ? found.fate : found.kind;
}

suite('where kube-proxy takes connections', () => {
  test('are the addresses of a Service in one family, and ports of nodes', () => {
    const found = entryPoints(web, 'IPv4', settings('iptables'));
    assert.deepEqual(
      found.map(
        (entry) => `${entry.kind} ${'address' in entry ? formatAddress(entry.address) : entry.on.on} ${entry.port}`,
      ),
      [
        'clusterIP 10.96.0.10 80',
        'externalIP 198.51.100.1 80',
        'loadBalancer 192.0.2.1 80',
        'nodePort all 30080',
        'healthCheck all 31000',
      ],
    );
    assert.deepEqual(
      entryPoints(web, 'IPv6', settings('nftables')).map(({ kind }) => kind),
      ['externalIP', 'nodePort', 'healthCheck'],
    );
  });

  test('are found by address, port and protocol', () => {
    for (const mode of ['iptables', 'ipvs', 'nftables'] as const) {
      assert.equal(at(mode, '10.96.0.10', 80), 'clusterIP');
      assert.equal(at(mode, '198.51.100.1', 80), 'externalIP');
      assert.equal(at(mode, '192.0.2.1', 80), 'loadBalancer');
      assert.equal(at(mode, '192.168.0.2', 30_080), 'nodePort');
      assert.equal(at(mode, '192.168.0.9', 30_080), 'not its own', 'another node answers for itself');
    }
  });

  test('differ between the modes where nobody answers', () => {
    assert.equal(at('nftables', '10.96.0.10', 81), 'REJECT');
    assert.equal(at('nftables', '10.96.0.10', 80, [], 'UDP'), 'REJECT');
    assert.equal(at('nftables', '10.96.9.9', 80), 'DROP');
    assert.equal(at('iptables', '10.96.0.10', 81), 'not its own');
    assert.equal(at('iptables', '10.96.9.9', 80), 'not its own');
  });

  test("listen on a node's primary addresses only in nftables mode", () => {
    assert.equal(at('iptables', '192.168.1.2', 30_080), 'nodePort');
    assert.equal(at('nftables', '192.168.1.2', 30_080), 'not its own');
    assert.equal(at('nftables', '192.168.1.2', 30_080, ['all']), 'nodePort');
    assert.equal(at('nftables', '2001:db8::2', 30_080), 'nodePort');
  });

  test('follow nodePortAddresses', () => {
    const on = (stated: readonly string[], family: 'IPv4' | 'IPv6' = 'IPv4') => {
      const found = nodePortAddresses(settings('iptables', stated), family);
      return `${found.on}${found.localhost ? ' localhost' : ''}`;
    };
    assert.equal(on(['192.168.1.0/24']), 'blocks');
    assert.equal(on(['192.168.1.0/24'], 'IPv6'), 'all', 'a list without a family leaves that family open');
    assert.equal(on(['primary']), 'primary');
    assert.equal(on(['primary', 'localhost']), 'primary localhost');
    assert.equal(at('iptables', '192.168.0.2', 30_080, ['192.168.1.0/24']), 'not its own');
    assert.equal(at('iptables', '192.168.1.2', 30_080, ['192.168.1.0/24']), 'nodePort');
    const unknown = entryAt(
      [web],
      { address: address('192.168.0.2'), port: 30_080, protocol: 'TCP' },
      node,
      [],
      unstatedSettings('iptables'),
    );
    assert.equal(unknown.kind, 'unknown');
  });

  test('are on 127.0.0.1 in iptables mode only', () => {
    assert.equal(at('iptables', '127.0.0.1', 30_080), 'nodePort');
    assert.equal(at('ipvs', '127.0.0.1', 30_080), 'not its own');
    assert.equal(at('nftables', '127.0.0.1', 30_080), 'not its own');
    assert.equal(at('iptables', '::1', 30_080), 'not its own');
  });
});
