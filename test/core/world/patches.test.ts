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

test('labels that a patch states are known, and the others stay', () => {
  const stacks = patched(
    `${head('Deployment')}spec: { template: { metadata: { labels: { app: web2, tier: front } } } }\n`,
  );
  const { labels } = find(stacks, 'podMaker', 'web').template;
  assert.equal(formatPairs(labels), 'app=web2,tier=front');
  assert.equal(labels.pairs[0]?.added, 'the patch change.yaml');
  assert.equal(formatPairs(find(stacks, 'podMaker', 'api').template.labels), 'app=api');
});

test('a patch that touches other things changes nothing', () => {
  const stacks = patched(
    `${head('Deployment')}spec: { template: { spec: { containers: [{ name: main, image: other, resources: {} }] } } }\n`,
  );
  const maker = find(stacks, 'podMaker', 'web');
  assert.equal(maker.template.containers[0]?.portsOpen, undefined);
  assert.equal(maker.template.containers[0]?.ports[0]?.containerPort?.value, 8080);
});

test('ports of the container that a patch touches are unknown, by name and by position', () => {
  for (const [text, entry] of [
    [
      `${head('Deployment')}spec: { template: { spec: { containers: [{ name: main, ports: [{ containerPort: 9090 }] }] } } }\n`,
      'path: change.yaml',
    ],
    [
      '- { op: replace, path: /spec/template/spec/containers/0/ports/0/containerPort, value: 9090 }\n',
      '{ path: change.yaml, target: { kind: Deployment, name: web } }',
    ],
  ] as const) {
    const stacks = patched(text, entry);
    const [container] = find(stacks, 'podMaker', 'web').template.containers;
    assert.equal(container?.portsOpen, 'the patch change.yaml may change it');
    assert.equal(container?.ports[0]?.containerPort?.value, undefined);
    assert.equal(find(stacks, 'podMaker', 'api').template.containers[0]?.portsOpen, undefined);
  }
});

test('a container that a patch adds may have any port', () => {
  const stacks = patched(
    `${head('Deployment')}spec: { template: { spec: { containers: [{ name: proxy, ports: [{ containerPort: 1 }] }] } } }\n`,
  );
  const [container] = find(stacks, 'podMaker', 'web').template.containers;
  assert.notEqual(container?.portsOpen, undefined);
  assert.equal(container?.ports[0]?.containerPort?.value, 8080);
});

test('a selector that a JSON patch writes is known where it writes one value', () => {
  const stacks = patched(
    '- { op: replace, path: /spec/selector/app, value: api }\n',
    '{ path: change.yaml, target: { kind: Service, name: web } }',
  );
  assert.equal(formatPairs(find(stacks, 'service', 'web').selector), 'app=api');
  const whole = patched(
    '- { op: replace, path: /spec/selector, value: { tier: x } }\n',
    '{ path: change.yaml, target: { kind: Service, name: web } }',
  );
  assert.equal(formatPairs(find(whole, 'service', 'web').selector), 'tier=x');
  const removed = patched(
    '- { op: remove, path: /spec/selector/app }\n',
    '{ path: change.yaml, target: { kind: Service, name: web } }',
  );
  assert.deepEqual(find(removed, 'service', 'web').selector.pairs, []);
  const copied = patched(
    '- { op: copy, from: /metadata/labels, path: /spec/selector }\n',
    '{ path: change.yaml, target: { kind: Service, name: web } }',
  );
  const { selector } = find(copied, 'service', 'web');
  assert.notEqual(selector.open, undefined);
  assert.equal(selector.pairs[0]?.value, undefined);
});

test('a namespace that a patch removes or states is known', () => {
  const namespaceOf = (patch: string) =>
    find(patched(patch, '{ path: change.yaml, target: { kind: Service, name: web } }'), 'service', 'web').namespace
      ?.value;
  assert.equal(namespaceOf('- { op: add, path: /metadata/namespace, value: shop }\n'), 'shop');
  assert.equal(
    namespaceOf('- { op: add, path: /metadata/namespace, value: shop }\n- { op: remove, path: /metadata/namespace }\n'),
    undefined,
  );
});

test('a slash in a JSON pointer is part of a label key', () => {
  const stacks = patched(
    '- { op: add, path: /spec/template/metadata/labels/a.b~1c, value: d }\n',
    '{ path: change.yaml, target: { kind: Deployment, name: web } }',
  );
  assert.equal(formatPairs(find(stacks, 'podMaker', 'web').template.labels), 'app=web,a.b/c=d');
});

test('targets are patterns: alternatives and open ends are followed, other patterns may hit all of the kind', () => {
  const typeOf = (name: string, target: string) =>
    find(
      patched(
        '- { op: replace, path: /spec/type, value: NodePort }\n',
        `{ path: change.yaml, target: { kind: Service, name: ${target} } }`,
      ),
      'service',
      name,
    ).serviceType.value;
  assert.equal(typeOf('web', 'we.*'), undefined);
  assert.equal(typeOf('api', 'we.*'), 'ClusterIP');
  assert.equal(typeOf('api', 'web|api'), undefined);
  assert.equal(typeOf('api', '"(web)+"'), undefined);
});

test('values are unknown where it is not certain that the patch applies', () => {
  const stacks = patched(
    `${head('Deployment', 'ignored')}spec: { template: { metadata: { labels: { app: other } } } }\n`,
    '{ path: change.yaml, target: { kind: Deployment, labelSelector: "app=web" } }',
  );
  assert.equal(find(stacks, 'podMaker', 'web').template.labels.pairs[0]?.value, undefined);
});

test('an object that a patch deletes is gone', () => {
  const stacks = patched(`$patch: delete\n${head('Service')}`);
  assert.deepEqual(
    stacks[0]?.resources.map(({ kind, name }) => `${kind} ${name?.value}`),
    ['Deployment web', 'Deployment api', 'Service api'],
  );
});

test('a patch that cannot be read may change all of its target', () => {
  const stacks = patched('"', '{ path: gone.yaml, target: { kind: Service, name: web } }');
  assert.equal(find(stacks, 'service', 'web').ports[0]?.port?.value, undefined);
  assert.equal(find(stacks, 'service', 'api').ports[0]?.port?.value, 80);
});

test('the fields of a replacement are unknown, stated in place or in a file', () => {
  const replacement = (field: string) =>
    `source: { kind: ConfigMap, name: c }\ntargets: [{ select: { kind: Service, name: web }, fieldPaths: [${field}] }]\n`;
  const stacks = stacksOf({
    'kustomization.yaml': kustomization(
      `resources: [all.yaml]\nreplacements:\n  - ${replacement('spec.ports.0.port').replace('\n', '\n    ')}  - path: more.yaml\n`,
    ),
    'more.yaml': replacement('spec.type'),
    'all.yaml': service('web') + service('api'),
  });
  assert.equal(stacks.length, 1);
  const web = find(stacks, 'service', 'web');
  assert.equal(web.ports[0]?.port?.value, undefined);
  assert.equal(web.serviceType.value, undefined);
  assert.equal(find(stacks, 'service', 'api').ports[0]?.port?.value, 80);
});

test('spans stay those of the object that is changed', () => {
  const plain = find(stacksOf({ 'all.yaml': deployment('web') }), 'podMaker', 'web');
  const changed = find(patched(`${head('Deployment')}spec: { replicas: 4 }\n`), 'podMaker', 'web');
  assert.deepEqual(changed.span, plain.span);
  assert.equal(changed.replicas?.value, undefined);
});
