import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Workspace } from '../../../src/core/language/workspace.ts';
import { allRules } from '../../../src/core/rules/all.ts';
import { defaultSettings } from '../../../src/core/rules/settings.ts';

/** The codes of the errors about an object for an API server of Kubernetes 1.`minor`. */
function errors(kubernetesMinor: number, text: string): readonly string[] {
  const workspace = new Workspace({ rules: allRules, settings: { ...defaultSettings, kubernetesMinor } });
  workspace.update([{ path: 'a.yaml', text }]);
  return workspace.snapshot
    .allFindings()
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}

const service = (name: string, rest: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { app: web }, ports: [{ port: 80 }]${rest} }\n`;
const pod = (rest: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: web }], ${rest} }\n`;

suite('what depends on the version of the API server', () => {
  test('addresses and blocks that can be misread are refused from 1.36 on', () => {
    const padded = service('web', ', clusterIP: 010.96.0.77');
    assert.deepEqual(errors(35, padded), []);
    assert.deepEqual(errors(36, padded), ['KN241']);
    const behind = service('web', ', type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.1/8]');
    assert.deepEqual(errors(35, behind), []);
    assert.deepEqual(errors(36, behind), ['KN261']);
  });

  test('search domains with an underscore, and a single dot, are refused before 1.33', () => {
    const text = pod('dnsConfig: { searches: [_tcp.example.com, .] }');
    assert.deepEqual(errors(32, text), ['KN130', 'KN130']);
    assert.deepEqual(errors(33, text), []);
  });

  test('trafficDistribution is dropped before 1.31 and knows zones and nodes from 1.34 on', () => {
    const zone = service('web', ', trafficDistribution: PreferSameZone');
    assert.deepEqual(
      [30, 31, 33, 34].map((minor) => errors(minor, zone).length),
      [0, 1, 1, 0],
    );
  });

  test('the name of a Service may begin with a digit from 1.36 on, and is a DNS label in every version', () => {
    assert.deepEqual(errors(35, service('1web', '')), ['KN254']);
    assert.deepEqual(errors(36, service('1web', '')), []);
    for (const minor of [30, 37]) assert.deepEqual(errors(minor, service('web_1', '')), ['KN254']);
  });
});
