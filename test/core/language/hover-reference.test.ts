import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hover } from '../../../src/core/language/hover.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { deployment, service } from '../map/maps.ts';
import { plain } from './view.ts';

const api = deployment('api', '[{ name: http, containerPort: 8080 }]');
const serves = service('api', '{ selector: { app: api }, ports: [{ port: 80, targetPort: http }] }');
const client = (env: string, more = '') => `apiVersion: v1
kind: Pod
metadata: { name: client, namespace: shop, labels: { app: client } }
spec:
  containers: [{ name: main, image: i, ports: [{ containerPort: 7000 }], ${env} }]${more}
---
`;
const url = (value: string) => client(`env: [{ name: API_URL, value: "${value}" }]`);

/** The hover at the first place of a word in a text. */
function hoverAt(text: string, word: string) {
  const { snapshot } = workspaceOf({ 'a.yaml': text });
  // Behind `//`, where the word is the host of a URL.
  const at = word.startsWith('//') ? text.indexOf(word) + 2 : text.indexOf(word);
  assert.ok(text.includes(word));
  return hover(snapshot, 'a.yaml', new LineIndex(text).position(at));
}

function says(text: string, word: string): readonly string[] {
  return hoverAt(text, word)?.lines.map(plain) ?? [];
}

suite('hover of a host in a value', () => {
  const cases: readonly (readonly [what: string, host: string, first: RegExp])[] = [
    [
      'a Service, its port and its pods',
      'http://api/v1',
      /^→ Service "api", port 80\/TCP → http → 8080 · container main$/,
    ],
    [
      'a port that the Service does not serve',
      'http://api:8080',
      /^✗ Service "api" does not serve port 8080.*serves 80$/,
    ],
    [
      'a Service that is not there',
      'http://gone',
      /^✗ gone does not resolve: there is no Service gone in namespace shop$/,
    ],
    ['a host outside', 'https://www.api.example.com', /^www\.api\.example\.com is outside the cluster$/],
    ['a short host outside', 'https://github.com', /^github\.com is outside the cluster$/],
    ['the pod itself', 'http://localhost:7000', /^localhost is this pod: container main has port 7000$/],
    [
      'an undeclared port of the pod',
      'http://localhost:7001',
      /^localhost is this pod; no container of it declares 7001/,
    ],
  ];
  for (const [what, value, first] of cases)
    test(what, () => {
      const host = value.split('/')[2]?.split(':')[0] ?? '';
      assert.match(says(url(value) + api + serves, `//${host}`)[0] ?? '', first);
    });

  test('the range is the host alone, and the lookup that finds it is named', () => {
    const text = url('http://api.shop:80/v1') + api + serves;
    const found = hoverAt(text, 'api.shop');
    const index = new LineIndex(text);
    assert.equal(found && text.slice(index.offset(found.range.start), index.offset(found.range.end)), 'api.shop');
    assert.equal(
      found?.lines.map(plain).at(-1),
      'api.shop is api.shop.svc.cluster.local, asked for after 1 other name',
    );
  });

  test('a word that may be no host says nothing', () => {
    assert.deepEqual(says(client('env: [{ name: MODE, value: api }]') + api + serves, 'value: api }]'), []);
    assert.deepEqual(says(client('args: ["level:3"]') + api + serves, 'level'), []);
  });

  test('a host in a ConfigMap is looked up as the pods do that read it', () => {
    const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data:
  app.properties: |
    # the api
    api.url=http://api:80/v1
---
`;
    const reader = client(
      'volumeMounts: [{ name: settings, mountPath: /etc/app }]',
      '\n  volumes: [{ name: settings, configMap: { name: settings } }]',
    );
    assert.match(says(config + reader + api + serves, 'api:80')[0] ?? '', /^→ Service "api", port 80/);
    assert.deepEqual(says(config + api + serves, 'api:80'), [], 'nobody reads it');
  });
});
