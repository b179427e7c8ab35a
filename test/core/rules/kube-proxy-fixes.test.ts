import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixed, titles } from '../../support/fixes.ts';

const document = (rest: string) =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${rest}\n`;
const configMap = (rest: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: kube-proxy, namespace: kube-system }\ndata:\n  config.conf: |\n    kind: KubeProxyConfiguration\n    ${rest}\n`;

suite('the configuration of kube-proxy', () => {
  test('another mode is written where one stands, in a ConfigMap as well (KN901)', () => {
    for (const text of [document, configMap]) {
      assert.equal(fixed('KN901', text('mode: ipvs # fast')), text('mode: nftables # fast'));
      assert.equal(fixed('KN901', text('mode: "ipvs"')), text('mode: "nftables"'));
    }
  });

  test('no mode takes the place of a scheduler (KN901)', () => {
    assert.deepEqual(titles('KN901', document('mode: ipvs\nipvs: { scheduler: lc }')), []);
    const rr = (mode: string) => document(`mode: ${mode}\nipvs: { scheduler: rr }`);
    assert.equal(fixed('KN901', rr('ipvs')), rr('nftables'));
  });

  test('text that is escaped in a ConfigMap is changed only where its place is known', () => {
    const folded = configMap('mode: ipvs').replace('|', '>').replaceAll('\n    ', '\n\n    ');
    assert.equal(fixed('KN901', folded), folded.replace('ipvs', 'nftables'));
    const twice = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: kube-proxy, namespace: kube-system }\ndata: { config.conf: "mode: \\x69pvs\\nipvs: {}" }\n`;
    assert.deepEqual(titles('KN901', twice), []);
  });

  test('a mode is stated where none is (KN902)', () => {
    const title = 'Use mode: iptables';
    assert.equal(
      fixed('KN902', document('bindAddress: 0.0.0.0'), title),
      document('mode: iptables\nbindAddress: 0.0.0.0'),
    );
    for (const text of [document, configMap])
      assert.equal(fixed('KN902', text('mode: ""'), title), text('mode: "iptables"'));
    assert.deepEqual(titles('KN902', configMap('bindAddress: 0.0.0.0')), []);
    assert.deepEqual(titles('KN902', document('mode: ""')), [title, 'Use mode: nftables']);
  });

  test('strictARP is set where it is off, or nothing of ipvs is stated (KN916)', () => {
    const metallb = '---\napiVersion: metallb.io/v1beta1\nkind: L2Advertisement\nmetadata: { name: all }\n';
    for (const [text, indent] of [
      [document, ''],
      [configMap, '    '],
    ] as const) {
      const strict = (value: boolean) => text(`mode: ipvs\n${indent}ipvs: { strictARP: ${value} }`) + metallb;
      assert.equal(fixed('KN916', strict(false)), strict(true));
    }
    assert.equal(
      fixed('KN916', document('mode: ipvs') + metallb),
      document('mode: ipvs\nipvs:\n  strictARP: true') + metallb,
    );
    assert.deepEqual(titles('KN916', document('mode: ipvs\nipvs: { scheduler: rr }') + metallb), []);
    assert.deepEqual(titles('KN916', configMap('mode: ipvs') + metallb), []);
  });

  test('a mistyped mode is mended (KN917)', () => {
    for (const text of [document, configMap]) {
      assert.equal(fixed('KN917', text('mode: iptabels')), text('mode: iptables'));
      assert.equal(fixed('KN917', text('mode: NFTables')), text('mode: nftables'));
      for (const mode of ['userspace', 'IPVS']) assert.deepEqual(titles('KN917', text(`mode: ${mode}`)), []);
    }
    const detect = (mode: string) => document(`mode: iptables\ndetectLocalMode: ${mode}`);
    assert.equal(fixed('KN917', detect('NodeCidr')), detect('NodeCIDR'));
  });
});

suite('Services', () => {
  const service = (rest: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: LoadBalancer\n  loadBalancerSourceRanges: [198.51.100.0/24]\n${rest}  selector: { app: web }\n  ports: [{ port: 443 }]\n`;

  test('node ports are done without, unless one is stated (KN908)', () => {
    assert.equal(
      fixed('KN908', service('')),
      service('').replace('LoadBalancer\n', 'LoadBalancer\n  allocateLoadBalancerNodePorts: false\n'),
    );
    assert.deepEqual(titles('KN908', service('').replace('port: 443', 'port: 443, nodePort: 30010')), []);
    assert.deepEqual(titles('KN908', service('  allocateLoadBalancerNodePorts: true\n')), []);
  });

  test('a label that names kube-proxy is removed (KN910)', () => {
    const labelled = (labels: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: web, labels: { app: web${labels} } }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n`;
    const label = ', service.kubernetes.io/service-proxy-name:';
    assert.equal(fixed('KN910', labelled(`${label} kube-proxy`)), labelled(''));
    assert.deepEqual(titles('KN910', labelled(`${label} other`)), []);
  });
});
