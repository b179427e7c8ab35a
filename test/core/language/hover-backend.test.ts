import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hover } from '../../../src/core/language/hover.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { deployment, ingress, service } from '../world/workspace.ts';
import { plain } from './view.ts';

/** What the hover says at the first place of a text where `at` stands. */
function says(text: string, at: string): readonly string[] {
  assert.ok(text.includes(at), `the text has ${at}`);
  const position = new LineIndex(text).position(text.indexOf(at));
  return hover(workspaceOf({ 'a.yaml': text }).snapshot, 'a.yaml', position)?.lines.map(plain) ?? [];
}

const web = service('web') + deployment('web');

suite('hover of an Ingress', () => {
  test('a backend leads through one port of the Service to the pods', () => {
    const answer = [
      'every request → Service "web", port 80/TCP → http → 8080 · container main',
      'selects Deployment "web" (1 pod)',
    ];
    assert.deepEqual(says(ingress('edge', 'web') + web, 'service: { name'), answer);
    assert.deepEqual(says(ingress('edge', 'web').replace('number: 80', 'name: web') + web, 'service: { name'), answer);
  });

  test('a port that the Service lacks breaks the chain', () => {
    assert.deepEqual(says(ingress('edge', 'web').replace('number: 80', 'number: 81') + web, 'service: { name'), [
      '✗ every request → Service "web" has no port 81; it has 80 (web)',
    ]);
  });

  test('a Service without pods is told', () => {
    assert.deepEqual(says(ingress('edge', 'web') + service('web', 'app: wbe'), 'service: { name'), [
      'every request → Service "web", port 80',
      '✗ no workload of this stack has app=wbe: connections are refused',
    ]);
  });

  test('a Service that is not there is a question', () => {
    assert.deepEqual(says(ingress('edge', 'web'), 'service: { name'), [
      '? every request → Service web is not in this stack',
    ]);
  });

  test('as a whole it says who handles it and where each path leads', () => {
    const text = ingress('edge', 'web')
      .replace('spec: { rules: [{ http', 'spec: { ingressClassName: nginx, rules: [{ host: shop.example.com, http')
      .replace('path: /,', 'path: /pay,');
    assert.deepEqual(says(text + web, 'Ingress'), [
      'the controller of class nginx takes it',
      'shop.example.com/pay → Service "web", port 80/TCP → http → 8080 · container main',
    ]);
  });
});

suite('hover of the Gateway API', () => {
  const api = 'apiVersion: gateway.networking.k8s.io/v1\n';
  const gateway = `${api}kind: Gateway
metadata: { name: edge }
spec: { gatewayClassName: c, listeners: [{ name: web, port: 80, protocol: HTTP, hostname: "*.example.com" }] }
---
`;
  const route = (backends: string, host = 'shop.example.com') => `${api}kind: HTTPRoute
metadata: { name: shop }
spec:
  parentRefs: [{ name: edge }]
  hostnames: [${host}]
  rules: [{ matches: [{ path: { value: /pay } }], backendRefs: [${backends}] }]
---
`;

  test('a backend of a route leads from the URL to the container', () => {
    assert.deepEqual(says(gateway + route('{ name: web, port: 80 }') + web, '{ name: web, port: 80 }'), [
      'http://shop.example.com/pay → Service "web", port 80/TCP → http → 8080 · container main',
      'selects Deployment "web" (1 pod)',
    ]);
  });

  test('a weight says which part of the requests goes there', () => {
    const both = route('{ name: web, port: 80, weight: 1 }, { name: old, port: 80, weight: 3 }');
    assert.match(says(gateway + both + web + service('old'), '{ name: old')[0] ?? '', /^75 % of http:\/\/shop/);
  });

  test('a route that no listener takes says why before the chain', () => {
    const text = gateway + route('{ name: web, port: 80 }', 'shop.test') + web;
    const [first, second] = says(text, '{ name: web, port: 80 }');
    assert.match(first ?? '', /^✗ listener web of Gateway "edge" is for \*\.example\.com, and none of shop\.test/);
    assert.match(second ?? '', /→ Service "web", port 80/);
    assert.deepEqual(says(text, 'HTTPRoute')[0], first);
  });

  test('a backend without a Service answers 500', () => {
    assert.deepEqual(says(gateway + route('{ name: wbe, port: 80 }') + web, '{ name: wbe'), [
      '✗ there is no Service wbe in namespace default (BackendNotFound): it answers 500',
    ]);
  });

  test('a Gateway lists its listeners with their routes', () => {
    assert.deepEqual(says(gateway + route('{ name: web, port: 80 }') + web, 'Gateway'), [
      'web: HTTP on 80 for *.example.com · HTTPRoute "shop"',
    ]);
  });
});
