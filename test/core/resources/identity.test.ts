import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityOf, isClusterScoped } from '../../../src/core/resources/identity.ts';
import { describe } from '../../../src/core/resources/kinds.ts';

test('an identity is group, kind, namespace and name', () => {
  const web = identityOf('', 'Service', 'shop', 'web');
  assert.equal(web, identityOf('', 'Service', 'shop', 'web'));
  for (const other of [
    identityOf('serving.knative.dev', 'Service', 'shop', 'web'),
    identityOf('', 'Endpoints', 'shop', 'web'),
    identityOf('', 'Service', 'ops', 'web'),
    identityOf('', 'Service', 'shop', 'api'),
  ])
    assert.notEqual(web, other);
});

test('an object of the old group extensions is the one of its new group', () => {
  assert.equal(identityOf('extensions', 'Deployment', 'a', 'b'), identityOf('apps', 'Deployment', 'a', 'b'));
  assert.equal(identityOf('extensions', 'Ingress', 'a', 'b'), identityOf('networking.k8s.io', 'Ingress', 'a', 'b'));
});

test('cluster-scoped kinds', () => {
  for (const [group, kind, expected] of [
    ['', 'Namespace', true],
    ['', 'Node', true],
    ['', 'Service', false],
    ['gateway.networking.k8s.io', 'GatewayClass', true],
    ['gateway.networking.k8s.io', 'Gateway', false],
    ['policy.networking.k8s.io', 'ClusterNetworkPolicy', true],
    ['example.com', 'Node', false],
  ] as const)
    assert.equal(isClusterScoped(group, kind), expected, `${group}/${kind}`);
});

test('messages name an object by kind and name', () => {
  const name = { value: 'web', start: 0, end: 0 };
  assert.equal(describe({ kind: 'Deployment', name }), 'Deployment "web"');
  assert.equal(describe({ kind: 'Deployment', name: undefined }), 'Deployment');
  assert.equal(
    describe({ kind: 'Deployment', name: { value: undefined, unknown: 'it is a placeholder', start: 0, end: 0 } }),
    'Deployment',
  );
});
