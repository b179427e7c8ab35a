import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ProxyConfiguration, proxyConfiguration } from '../../../src/core/network/kube-proxy/configuration.ts';
import { workspaceOf } from '../../support/workspace.ts';

const anything = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n---\n';

function configuration(text: string): string {
  return `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${text}`;
}

function configMap(name: string, key: string, text: string): string {
  const lines = configuration(text).replaceAll('\n', '\n    ');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: kube-system }\ndata:\n  ${key}: |-\n    ${lines}\n---\n`;
}

function read(text: string): ProxyConfiguration {
  const [world] = workspaceOf({ 'a.yaml': anything + text }).snapshot.worlds;
  assert.ok(world);
  return proxyConfiguration(world);
}

suite('the configuration of kube-proxy', () => {
  test('is read from a KubeProxyConfiguration', () => {
    const { modes, unknown, settings } = read(
      configuration(`mode: nftables
clusterCIDR: 10.244.0.0/16,fd00:10:244::/56
nodePortAddresses: [192.168.0.0/16]
nftables: { masqueradeAll: true }
iptables: { masqueradeAll: false }`),
    );
    assert.deepEqual([modes, unknown], [['nftables'], undefined]);
    const { masqueradeAll, nodePortAddresses, pods } = settings('nftables');
    assert.deepEqual([masqueradeAll, nodePortAddresses], [true, ['192.168.0.0/16']]);
    assert.equal(pods.kind === 'blocks' && pods.blocks.length, 2);
    assert.equal(settings('iptables').masqueradeAll, false);
  });

  test('is read from the ConfigMaps of installers', () => {
    const kubeadm = read(configMap('kube-proxy', 'config.conf', 'mode: ipvs\nipvs: { scheduler: lc }'));
    assert.deepEqual([kubeadm.modes, kubeadm.settings('ipvs').scheduler], [['ipvs'], 'lc']);
    assert.deepEqual(read(configMap('kube-proxy-config', 'config', 'mode: nftables')).modes, ['nftables']);
  });

  test('is iptables mode without a mode, and tells no pods without a cluster CIDR', () => {
    const { modes, settings } = read(configuration('mode: ""'));
    assert.deepEqual(modes, ['iptables']);
    assert.equal(settings('iptables').pods.kind, 'none');
    assert.equal(read(configuration('detectLocalMode: NodeCIDR')).settings('iptables').pods.kind, 'own-pods');
  });

  test('is the mode that the user states where no manifest does', () => {
    const world = (text: string) => workspaceOf({ 'a.yaml': anything + text }).snapshot.worlds[0] ?? assert.fail();
    const stated = proxyConfiguration(world(''), 'ipvs');
    assert.deepEqual([stated.modes, stated.unknown], [['ipvs'], undefined]);
    assert.deepEqual(proxyConfiguration(world(configuration('mode: nftables')), 'ipvs').modes, ['nftables']);
  });

  const unknowns: readonly (readonly [string, string, RegExp])[] = [
    ['there is none', '', /no KubeProxyConfiguration/],
    ['it is of Windows', configuration('mode: kernelspace'), /no mode of Linux/],
    ['its mode is a placeholder', configuration('mode: "${MODE}"'), /no mode of Linux/],
    [
      'two differ',
      configMap('kube-proxy', 'config.conf', 'mode: ipvs') + configuration('mode: nftables'),
      /different modes/,
    ],
    ['it is no YAML', configMap('kube-proxy', 'config.conf', 'mode: ["'), /no mode of Linux/],
  ];
  for (const [when, text, why] of unknowns)
    test(`leaves the mode unknown where ${when}`, () => {
      const { modes, unknown } = read(text);
      assert.deepEqual(modes, ['iptables', 'ipvs', 'nftables']);
      assert.match(unknown ?? '', why);
    });
});
