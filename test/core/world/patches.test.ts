import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPairs } from '../../../src/core/resources/labels.ts';
import type { Stack } from '../../../src/core/world/stack.ts';
import { deployment, find, kustomization, service, stacksOf } from './workspace.ts';

const head = (kind: string, name = 'web') =>
  `apiVersion: ${kind === 'Service' ? 'v1' : 'apps/v1'}\nkind: ${kind}\nmetadata: { name: ${name} }\n`;

/** Two workloads with their Services, under one patch file. */
function patched(patch: string, entry = 'path: change.yaml'): readonly Stack[] {
  return stacksOf({
    'kustomization.yaml': kustomization(`resources: [all.yaml]\npatches:\n  - ${entry}\n`),
    'all.yaml': deployment('web') + service('web') + deployment('api') + service('api'),
    'change.yaml': patch,
  });
}

const forService = (name: string) => `{ path: change.yaml, target: { kind: Service, name: ${name} } }`;

test('labels that a patch states are added, and the others stay', () => {
  const stacks = patched(
    `${head('Deployment')}spec: { template: { metadata: { labels: { app: web2, tier: front } } } }\n`,
  );
  const { labels } = find(stacks, 'podMaker', 'web').template;
  assert.equal(formatPairs(labels), 'app=web2,tier=front');
  assert.equal(formatPairs(find(stacks, 'podMaker', 'api').template.labels), 'app=api');
});

test('a patch of a container adds to its ports, and a new container comes with its own', () => {
  const portsOf = (patch: string) =>
    find(patched(patch), 'podMaker', 'web').template.containers.map(({ name, ports }) => [
      name?.value,
      ports.map(({ containerPort }) => containerPort?.value),
    ]);
  const containers = (text: string) => `${head('Deployment')}spec: { template: { spec: { containers: [${text}] } } }\n`;
  assert.deepEqual(portsOf(containers('{ name: main, image: other, resources: {} }')), [['main', [8080]]]);
  assert.deepEqual(portsOf(containers('{ name: main, ports: [{ containerPort: 9090 }] }')), [['main', [9090, 8080]]]);
  assert.deepEqual(portsOf(containers('{ name: proxy, image: p, ports: [{ containerPort: 1 }] }')), [
    ['proxy', [1]],
    ['main', [8080]],
  ]);
});

test('operations of a JSON patch write, replace, remove and copy', () => {
  const selectorOf = (operation: string) =>
    formatPairs(find(patched(`- ${operation}\n`, forService('web')), 'service', 'web').selector);
  assert.equal(selectorOf('{ op: replace, path: /spec/selector/app, value: api }'), 'app=api');
  assert.equal(selectorOf('{ op: replace, path: /spec/selector, value: { tier: x } }'), 'tier=x');
  assert.equal(selectorOf('{ op: remove, path: /spec/selector/app }'), '');
  assert.equal(selectorOf('{ op: add, path: /spec/selector/a.b~1c, value: d }'), 'a.b/c=d,app=web');
});

test('a JSON patch may replace a key that is not there, as kustomize has it, in a map that is', () => {
  const patch = (path: string) => patched(`- { op: replace, path: ${path}, value: NodePort }\n`, forService('web'));
  assert.equal(find(patch('/spec/type'), 'service', 'web').serviceType.value, 'NodePort');
  assert.deepEqual(
    patch('/spec/a/b')[0]?.rendering?.problems.map(({ message }) => message),
    ['replace operation does not apply: doc is missing path: /spec/a/b: missing value'],
  );
});

test('targets are patterns', () => {
  const typeOf = (name: string, target: string) =>
    find(patched('- { op: add, path: /spec/type, value: NodePort }\n', forService(target)), 'service', name).serviceType
      .value;
  assert.equal(typeOf('web', 'we.*'), 'NodePort');
  assert.equal(typeOf('api', 'we.*'), 'ClusterIP');
  assert.equal(typeOf('api', 'web|api'), 'NodePort');
  assert.equal(typeOf('web', '"[a-w]+eb"'), 'NodePort');
});

test('an object that a patch deletes is gone', () => {
  const stacks = patched(`${head('Service')}$patch: delete\n`);
  assert.throws(() => find(stacks, 'service', 'web'));
  assert.equal(find(stacks, 'service', 'api').name?.value, 'api');
});

test('a patch that cannot be read leaves its target as it is, and says so', () => {
  const stacks = patched('{{ template }}\n', forService('web'));
  assert.equal(formatPairs(find(stacks, 'service', 'web').selector), 'app=web');
  assert.notEqual(stacks[0]?.unknowns.objects, undefined);
});

test('replacements write what they find elsewhere, stated in place or in a file', () => {
  const replacement = (source: string, field: string) =>
    `source: { kind: Service, name: api, fieldPath: ${source} }\ntargets: [{ select: { kind: Service, name: web }, fieldPaths: [${field}] }]\n`;
  const stacks = stacksOf({
    'kustomization.yaml': kustomization(
      `resources: [all.yaml]\nreplacements:\n  - ${replacement('spec.ports.0.port', 'spec.ports.0.port').replace('\n', '\n    ')}  - path: more.yaml\n`,
    ),
    'more.yaml': replacement('spec.selector.app', 'spec.selector.app'),
    'all.yaml': service('web') + service('api').replace('port: 80', 'port: 81'),
  });
  assert.equal(stacks.length, 1);
  const web = find(stacks, 'service', 'web');
  assert.equal(web.ports[0]?.port?.value, 81);
  assert.equal(formatPairs(web.selector), 'app=api');
  assert.equal(find(stacks, 'service', 'api').ports[0]?.port?.value, 81);
});
