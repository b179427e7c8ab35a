import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hover } from '../../../src/core/language/hover.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { placeText, plain } from './view.ts';

const object = (kind: string, name: string, rest: string, namespace = 'shop') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }\n${rest}\n---\n`;
const service = (spec: string, name = 'api') => object('Service', name, `spec: ${spec}`);
const api = object(
  'Pod',
  'api',
  'spec: { containers: [{ name: main, image: i, ports: [{ containerPort: 8080 }, { containerPort: 9090 }] }] }',
);
const caller = (name: string, value: string, namespace = 'shop') =>
  object(
    'Pod',
    name,
    `spec: { containers: [{ name: main, image: i, env: [{ name: API_URL, value: "${value}" }] }] }`,
    namespace,
  );

const ports =
  '{ selector: { app: api }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: admin, port: 81, targetPort: 9090 }] }';

/** The lines of the hover at the first place of a word that say who calls. */
function callers(text: string, word: string): readonly string[] {
  assert.ok(text.includes(word), word);
  const { snapshot } = workspaceOf({ 'a.yaml': text });
  const found = hover(snapshot, 'a.yaml', new LineIndex(text).position(text.indexOf(word)));
  return (found?.lines ?? []).map(plain).filter((line) => line.startsWith('called by'));
}

suite('who calls a port', () => {
  const text = service(ports) + api + caller('web', 'http://api/v1') + caller('admin', 'http://api.shop:81', 'ops');

  test('of a Service', () => {
    assert.deepEqual(callers(text, 'port: 80'), ['called by Pod "web" (main: API_URL)']);
    assert.deepEqual(callers(text, 'port: 81'), ['called by Pod "admin" (main: API_URL)']);
  });

  test('of a container, by the Services that send there', () => {
    assert.deepEqual(callers(text, 'containerPort: 8080'), ['called by Pod "web" (main: API_URL)']);
    assert.deepEqual(callers(text, 'containerPort: 9090'), ['called by Pod "admin" (main: API_URL)']);
  });

  test('leads to the host in the variable', () => {
    const { snapshot } = workspaceOf({ 'a.yaml': text });
    const lines = hover(snapshot, 'a.yaml', new LineIndex(text).position(text.indexOf('port: 80')))?.lines ?? [];
    const part = lines.flat().find((each) => typeof each !== 'string' && each.text === 'API_URL');
    assert.ok(part !== undefined && typeof part !== 'string');
    const start = new LineIndex(text).position(text.indexOf('//api/v1') + 2);
    assert.match(
      placeText(snapshot.locate(part.to)),
      new RegExp(`^a\\.yaml:${start.line + 1}:${start.character + 1}-`),
    );
  });

  test('not who calls a port that is not served, nor who only names itself', () => {
    const others = caller('web', 'http://api:99/') + caller('other', 'http://elsewhere/');
    assert.deepEqual(callers(service(ports) + api + others, 'port: 80'), []);
  });

  test('perhaps, where the call states no port of several', () => {
    const unsure = object(
      'Pod',
      'web',
      'spec: { containers: [{ name: main, image: i, env: [{ name: API_HOST, value: api }] }] }',
    );
    assert.deepEqual(callers(service(ports) + api + unsure, 'port: 80'), [
      'called by ? perhaps Pod "web" (main: API_HOST)',
    ]);
  });

  test('through an alias, and through a ConfigMap', () => {
    const alias = service('{ type: ExternalName, externalName: api.shop.svc.cluster.local }', 'legacy');
    assert.deepEqual(callers(service(ports) + api + alias + caller('web', 'http://legacy/'), 'port: 80'), [
      'called by Pod "web" (main: API_URL)',
    ]);
    const configured =
      object('ConfigMap', 'settings', 'data: { API_URL: "http://api" }') +
      object(
        'Pod',
        'web',
        'spec: { containers: [{ name: main, image: i, envFrom: [{ configMapRef: { name: settings } }] }] }',
      );
    assert.deepEqual(callers(service(ports) + api + configured, 'port: 80'), ['called by Pod "web" (main: API_URL)']);
  });

  test('of the pods behind a headless Service, on their own port', () => {
    const headless = service('{ clusterIP: None, selector: { app: api }, ports: [{ port: 80 }] }');
    assert.deepEqual(callers(headless + api + caller('web', 'http://api:8080/'), 'containerPort: 8080'), [
      'called by Pod "web" (main: API_URL)',
    ]);
  });

  test('many are counted', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => caller(name, 'http://api')).join('');
    const [line = ''] = callers(service(ports) + api + many, 'port: 80');
    assert.match(line, /^called by Pod "a" .*, Pod "b" .*, Pod "c" \(main: API_URL\) and 2 more$/);
  });
});
