import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Question } from '../../../src/core/language/question.ts';
import { Tracer } from '../../../src/core/language/trace.ts';
import { workload } from '../../support/manifests.ts';
import { workspaceOf } from '../../support/workspace.ts';

const service = (namespace: string, name: string, spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { selector: { app: ${name} }, ${spec} }\n---\n`;

const shop =
  workload('shop', 'web') +
  workload('shop', 'api') +
  service('shop', 'api', 'ports: [{ port: 80, targetPort: 8080 }]') +
  service('shop', 'web', 'type: NodePort, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }]');

function ask(files: Readonly<Record<string, string>>, question: Question) {
  const { verdict, reason, hops, stack } = new Tracer(workspaceOf(files).snapshot).ask(question);
  return { verdict, reason, stack, hops: hops.map(({ kind, verdict, subject }) => `${kind} ${verdict} ${subject}`) };
}

suite('the ends of a question', () => {
  test('a source without a namespace is the one workload of that name', () => {
    const { verdict, hops } = ask({ 'a.yaml': shop }, { from: 'web', to: 'http://api/' });
    assert.equal(verdict, 'ok');
    assert.equal(hops[0], 'name ok api');
  });

  test('or it is asked which one is meant', () => {
    const { verdict, reason } = ask({ 'a.yaml': shop + workload('blog', 'web') }, { from: 'web', to: 'http://api/' });
    assert.equal(verdict, 'unknown');
    assert.equal(reason, 'web may be any of blog/web, shop/web; write the one that is meant');
  });

  test('a source that is nowhere is not taken for a host outside', () => {
    const { verdict, reason } = ask({ 'a.yaml': shop }, { from: 'wbe', to: 'http://api/' });
    assert.equal(verdict, 'unknown');
    assert.match(reason, /^there is no wbe here; it may be meant as (service:)?shop\/web$/);
  });

  test('from outside a name without dots is the Service of that name, not a host', () => {
    const { verdict, reason } = ask({ 'a.yaml': shop }, { from: 'internet', to: 'api' });
    assert.equal(verdict, 'broken');
    assert.match(reason, /Service "api" is of type ClusterIP/);
    assert.equal(ask({ 'a.yaml': shop }, { from: 'internet', to: 'web:80' }).verdict, 'ok');
  });

  test('but the host of a URL is a host', () => {
    assert.equal(ask({ 'a.yaml': shop }, { from: 'internet', to: 'http://web/' }).hops[0], 'entry unknown web');
  });
});

suite('a port of a node, from outside', () => {
  const to = 'node:n1';
  test('leads to the Service that has it', () => {
    const { verdict, hops } = ask({ 'a.yaml': shop }, { from: 'internet', to, port: 30080 });
    assert.equal(verdict, 'ok');
    assert.deepEqual(hops.slice(0, 2), ['entry ok Service "web"', 'service ok Service "web"']);
  });

  test('of its own protocol only', () => {
    assert.equal(ask({ 'a.yaml': shop }, { from: 'internet', to, port: 30080, protocol: 'UDP' }).verdict, 'unknown');
  });

  test('or to the pods that take it on their nodes', () => {
    const { verdict, hops } = ask(
      { 'a.yaml': workload('shop', 'agent', '[{ containerPort: 8080, hostPort: 9100 }]') },
      { from: 'internet', to, port: 9100 },
    );
    assert.equal(verdict, 'ok');
    assert.equal(hops[0], 'entry ok Deployment "agent"');
  });

  test('else it is not known, as the node runs more than the manifests say', () => {
    const { verdict, reason } = ask({ 'a.yaml': shop }, { from: 'internet', to, port: 10250 });
    assert.equal(verdict, 'unknown');
    assert.match(reason, /^no Service here has node port 10250\/TCP/);
    assert.equal(ask({ 'a.yaml': shop }, { from: 'internet', to }).verdict, 'unknown');
  });
});

test('the address that a load balancer got is that of its Service', () => {
  const balanced = shop
    .replace('type: NodePort', 'type: LoadBalancer')
    .replace(/---\n$/, 'status: { loadBalancer: { ingress: [{ ip: 203.0.113.7 }] } }\n');
  const { verdict, hops } = ask({ 'a.yaml': balanced }, { from: 'internet', to: '203.0.113.7', port: 80 });
  assert.equal(verdict, 'ok');
  assert.equal(hops[0], 'entry ok Service "web"');
});

test('a stack in which nothing takes a request leaves the answer to one where something does', () => {
  const gateway = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: in, namespace: shop }
spec: { rules: [{ host: shop.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: gone, port: { number: 80 } } } }] } }] }
`;
  const { stack } = ask(
    { 'apps/a.yaml': shop, 'edge/in.yaml': gateway },
    { from: 'internet', to: 'http://shop.example.com/' },
  );
  assert.equal(stack, 'edge');
});
