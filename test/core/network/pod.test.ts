import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Tracer } from '../../../src/core/language/trace.ts';
import { allContainers, hostPorts, portClashes, probeTarget, runningBeside } from '../../../src/core/network/pod.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { makerOf, worldOf } from '../../support/world.ts';

/** A pod with a regular container, two sidecars around an init container, and an ephemeral one. */
const pod = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  initContainers:
    - { name: proxy, image: p, restartPolicy: Always, ports: [{ name: admin, containerPort: 9901 }] }
    - { name: migrate, image: m, ports: [{ containerPort: 7000 }] }
    - { name: late, image: l, restartPolicy: Always, ports: [{ containerPort: 9000 }] }
  containers:
    - { name: main, image: i, ports: [{ name: http, containerPort: 8080, hostPort: 80 }] }
  ephemeralContainers:
    - { name: debug, image: d }
`;

function templateOf(text: string) {
  return makerOf(worldOf(text), 'shop/web').template;
}

test('a container finds those that already run', () => {
  const template = templateOf(pod);
  const found = (name: string) => {
    const container = allContainers(template).find((each) => each.name?.value === name);
    assert.ok(container !== undefined);
    return runningBeside(template, container).map((each) => each.name?.value);
  };
  assert.deepEqual(found('main'), ['main', 'proxy', 'late']);
  assert.deepEqual(found('debug'), ['main', 'proxy', 'late']);
  assert.deepEqual(found('migrate'), ['proxy', 'migrate']);
});

test('ports clash between containers that run at the same time', () => {
  const clashing = (text: string) =>
    portClashes(templateOf(text)).map(({ first, second, number }) => [
      first.container.name?.value,
      second.container.name?.value,
      number,
    ]);
  assert.deepEqual(clashing(pod), []);
  assert.deepEqual(clashing(pod.replace('containerPort: 9000', 'containerPort: 8080')), [['main', 'late', 8080]]);
  assert.deepEqual(
    clashing(pod.replace('containerPort: 7000', 'containerPort: 8080')),
    [],
    'init containers have ended',
  );
  assert.deepEqual(clashing(pod.replace('9000', '8080, protocol: UDP')), [], 'each protocol has its own ports');
});

test('a pod takes its host ports on the node, on the host network all of them', () => {
  const taken = (text: string) => {
    const template = templateOf(text);
    return hostPorts(template, template.containers).map(({ number }) => number);
  };
  assert.deepEqual(taken(pod), [80]);
  assert.deepEqual(taken(pod.replace('hostPort: 80', '').replace('spec:\n', 'spec:\n  hostNetwork: true\n')), [8080]);
});

test('a probe goes to the port of its own container, from the node', () => {
  const target = (probe: string, ports = '[{ name: http, containerPort: 8080 }]') => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { containers: [{ name: c, image: i, ports: ${ports}, livenessProbe: ${probe} }] }\n`;
    const [container] = templateOf(text).containers;
    const [own] = container?.probes ?? [];
    assert.ok(container !== undefined && own !== undefined);
    const found = probeTarget(container, own);
    return found?.kind === 'unknown' ? found.kind : found;
  };
  assert.deepEqual(target('{ httpGet: { port: http } }'), { kind: 'port', host: undefined, number: 8080 });
  assert.deepEqual(target('{ tcpSocket: { port: 9, host: 10.0.0.1 } }'), { kind: 'port', host: '10.0.0.1', number: 9 });
  assert.deepEqual(target('{ grpc: { port: 50 } }'), { kind: 'port', host: undefined, number: 50 });
  assert.deepEqual(target('{ httpGet: { port: web } }'), { kind: 'missing', name: 'web' });
  assert.deepEqual(target('{ httpGet: { port: web } }', '[{ name: "${X}", containerPort: 1 }]'), 'unknown');
  assert.deepEqual(target('{ httpGet: { port: "${X}" } }'), 'unknown');
  assert.equal(target('{ exec: { command: [a] } }'), undefined);
});

suite('a connection over localhost', () => {
  const ask = (from: string, port: number | string, text = pod) => {
    const { verdict, hops } = new Tracer(workspaceOf({ 'a.yaml': text }).snapshot).ask({ from, to: 'localhost', port });
    return { verdict, reason: hops.find((hop) => hop.verdict === verdict && verdict !== 'ok')?.reason };
  };

  test('reaches what another container declares', () => {
    assert.equal(ask('shop/web@proxy', 'http').verdict, 'ok');
    assert.equal(ask('shop/web@main', 'admin').verdict, 'ok');
  });

  test('from an init container finds only the sidecars before it', () => {
    assert.equal(ask('shop/web@migrate', 9901).verdict, 'ok');
    assert.equal(ask('shop/web@migrate', 7000).verdict, 'unknown', 'what it listens on itself is its own business');
    for (const [port, name] of [
      [8080, 'main'],
      [9000, 'late'],
    ] as const)
      assert.deepEqual(ask('shop/web@migrate', port), {
        verdict: 'broken',
        reason: `init container migrate runs before ${name} starts, so nothing listens on ${port} yet: connections are refused`,
      });
    assert.equal(ask('shop/web@migrate', 1).verdict, 'unknown', 'ports need not be declared');
  });

  test('says where two containers want the same port', () => {
    const text = pod.replace('containerPort: 9000', 'containerPort: 8080');
    assert.equal(
      ask('shop/web@proxy', 8080, text).reason,
      'main and late both declare 8080/TCP in one pod: the second one to start fails, and which one that is is not certain',
    );
  });
});
