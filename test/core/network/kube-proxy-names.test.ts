import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import {
  iptablesChains,
  iptablesEndpointChain,
  nftablesChains,
  nftablesEndpoint,
} from '../../../src/core/network/kube-proxy/names.ts';
import { sha256 } from '../../../src/core/text/sha256.ts';

const port = (namespace: string, service: string, name: string, protocol = 'TCP') => ({
  namespace,
  service,
  port: name,
  protocol,
});

// networking-semantics §8.1.
suite("names of kube-proxy's chains", () => {
  test('are those that a node has', () => {
    const clusterChains = [
      port('default', 'kubernetes', 'https'),
      port('kube-system', 'kube-dns', 'dns', 'UDP'),
      port('kube-system', 'kube-dns', 'dns-tcp'),
      port('kube-system', 'kube-dns', 'metrics'),
      port('default', 'web', ''),
      port('ns1', 'svc1', 'p80'),
    ].map((name) => iptablesChains(name).cluster);
    assert.deepEqual(clusterChains, [
      'KUBE-SVC-NPX46M4PTMTKRN6Y',
      'KUBE-SVC-TCOU7JCQXEZGVUNU',
      'KUBE-SVC-ERIFXISQEP7F7OF4',
      'KUBE-SVC-JD5MR3NA4I4DYORP',
      'KUBE-SVC-LOLE4ISW44XBNF3G',
      'KUBE-SVC-XPGD46QRK7WJZT7O',
    ]);
    assert.equal(iptablesEndpointChain(port('ns1', 'svc1', 'p80'), '10.180.0.1', 80), 'KUBE-SEP-SXIVWICOYRO3J4NJ');
    assert.equal(nftablesChains(port('default', 'web', '')).cluster, 'service-PFISGYVC-default/web/tcp/');
    assert.equal(nftablesChains(port('ns1', 'svc1', 'p80')).cluster, 'service-ULMVA6XW-ns1/svc1/tcp/p80');
    assert.deepEqual(nftablesEndpoint(port('ns1', 'svc1', 'p80'), '10.180.0.1', 80), {
      chain: 'endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80',
      affinity: 'affinity-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80',
    });
  });

  test('of one port share a hash', () => {
    assert.deepEqual(iptablesChains(port('ns1', 'svc1', 'p80')), {
      cluster: 'KUBE-SVC-XPGD46QRK7WJZT7O',
      local: 'KUBE-SVL-XPGD46QRK7WJZT7O',
      external: 'KUBE-EXT-XPGD46QRK7WJZT7O',
      firewall: 'KUBE-FW-XPGD46QRK7WJZT7O',
    });
    assert.deepEqual(Object.values(nftablesChains(port('ns1', 'svc1', 'p80'))), [
      'service-ULMVA6XW-ns1/svc1/tcp/p80',
      'local-ULMVA6XW-ns1/svc1/tcp/p80',
      'external-ULMVA6XW-ns1/svc1/tcp/p80',
      'firewall-ULMVA6XW-ns1/svc1/tcp/p80',
    ]);
  });

  test('have dots for the colons of an IPv6 address, and at most 240 characters behind their prefix', () => {
    const long = port('n'.repeat(63), 's'.repeat(63), 'p'.repeat(63), 'SCTP');
    const { chain } = nftablesEndpoint(long, '2001:db8:1111:2222:3333:4444:5555:6666', 65_535);
    assert.equal(chain.length, 'endpoint-'.length + 240);
    assert.match(chain, /__2001\.db8\.1111\..*\.\.\.$/);
  });

  test('come from SHA-256 as everybody computes it', () => {
    for (const text of ['', 'abc', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'é€'.repeat(100)])
      assert.equal(Buffer.from(sha256(text)).toString('hex'), createHash('sha256').update(text).digest('hex'), text);
  });
});
