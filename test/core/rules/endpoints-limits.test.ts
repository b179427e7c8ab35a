import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Workspace } from '../../../src/core/language/workspace.ts';
import { allRules } from '../../../src/core/rules/all.ts';
import { defaultSettings } from '../../../src/core/rules/settings.ts';

/** The messages of a code about a text, for Kubernetes 1.`minor`. */
function said(code: string, text: string, kubernetesMinor = defaultSettings.kubernetesMinor): readonly string[] {
  const workspace = new Workspace({ rules: allRules, settings: { ...defaultSettings, kubernetesMinor } });
  workspace.update([{ path: 'a.yaml', text }]);
  return workspace.snapshot
    .allFindings()
    .filter((finding) => finding.code === code)
    .map(({ message }) => message);
}

const slice = (endpoints: readonly string[], type = 'IPv4') =>
  `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: x, labels: { app: x } }\naddressType: ${type}\nendpoints: [${endpoints.join(', ')}]\n`;
const address = (i: number) => `10.0.${i >> 8}.${i & 255}`;
const many = (count: number) => Array.from({ length: count }, (_, i) => address(i + 1));

suite('limits of the API server', () => {
  test('a slice takes 1000 endpoints of 100 addresses (KN411)', () => {
    const one = (addresses: readonly string[]) => `{ addresses: [${addresses.join(', ')}] }`;
    const each = (count: number) => slice(many(count).map((own) => one([own])));
    assert.deepEqual(said('KN411', each(1000)), []);
    assert.match(said('KN411', each(1001)).join(), /has 1001 endpoints, and a slice takes 1000/);
    assert.deepEqual(said('KN411', slice([one(many(100))])), []);
    assert.match(said('KN411', slice([one(many(101))])).join(), /an endpoint of 101 addresses, and one takes 100/);
  });
});

suite('what depends on the version of Kubernetes', () => {
  test('addresses of slices of IPv6 are canonical from 1.36 on (KN406)', () => {
    const six = slice(['{ addresses: ["2001:0db8::7"] }'], 'IPv6');
    assert.deepEqual(
      [35, 36].map((minor) => said('KN406', six, minor).length),
      [0, 1],
    );
    const four = slice(['{ addresses: [192.0.02.7] }']);
    assert.deepEqual(
      [35, 36].map((minor) => said('KN406', four, minor).length),
      [0, 1],
    );
  });

  test('Endpoints are deprecated from 1.33 on (KN412)', () => {
    const endpoints =
      'apiVersion: v1\nkind: Endpoints\nmetadata: { name: x }\nsubsets: [{ addresses: [{ ip: 192.0.2.7 }] }]\n';
    assert.deepEqual(
      [32, 33].map((minor) => said('KN412', endpoints, minor).length),
      [0, 1],
    );
  });

  test('modes of kube-proxy (KN901, KN902)', () => {
    const proxy = (mode: string) =>
      `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ${mode}\n`;
    assert.deepEqual(
      [34, 35].map((minor) => said('KN901', proxy('ipvs'), minor).length),
      [0, 1],
    );
    assert.deepEqual(
      [36, 37, 39, 40].map((minor) => said('KN902', proxy('""'), minor).length),
      [0, 1, 1, 0],
    );
  });
});
