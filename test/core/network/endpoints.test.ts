import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ServiceEndpoint, serviceEndpoints, slicesOf } from '../../../src/core/network/endpoints.ts';
import { workspaceOf } from '../../support/workspace.ts';

/** What the only Service named web of some YAML comes to. */
function endpointsOf(yaml: string) {
  const { snapshot } = workspaceOf({ 'a.yaml': yaml });
  const [world] = snapshot.worlds;
  const service = world?.all('service').find(({ name }) => name?.value === 'web');
  assert.ok(world !== undefined && service !== undefined);
  return world.derive(serviceEndpoints, service);
}

/** `name/number` of every port that an endpoint publishes. */
function published({ ports }: ServiceEndpoint): readonly string[] {
  return ports.flatMap(({ name, resolved }) => (resolved.kind === 'port' ? [`${name}/${resolved.number}`] : []));
}

function service(spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: a }\nspec: ${spec}\n---\n`;
}

function pod(name: string, labels: string, containers: string, more = ''): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: a, labels: ${labels} }\nspec: { containers: ${containers}${more} }\n---\n`;
}

/** A pod as `kubectl get -o yaml` shows it. */
function livePod(name: string, status: string, meta = '', spec = ''): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: a, uid: u-${name}, labels: { app: a }${meta} }\nspec: { containers: [{ name: c, image: i }]${spec} }\nstatus: ${status}\n---\n`;
}

const ready = "conditions: [{ type: Ready, status: 'True' }]";
const selecting = service('{ selector: { app: a }, ports: [{ name: http, port: 80 }] }');

// The vectors of ports and selectors follow `FindPort` and `syncService` of the EndpointSlice controller.
suite('how a Service port resolves on a pod', () => {
  const one = '[{ name: c1, image: i, ports: [{ name: web, containerPort: 8080 }] }]';
  const vectors: readonly (readonly [
    what: string,
    target: string,
    containers: string,
    more: string,
    ports: string[],
  ])[] = [
    ['omitted', '', one, '', ['http/80']],
    ['0', ', targetPort: 0', one, '', ['http/80']],
    ['the empty string', ", targetPort: ''", one, '', ['http/80']],
    ['a number nobody declares', ', targetPort: 8080', '[{ name: c1, image: i }]', '', ['http/8080']],
    ['a name', ', targetPort: web', one, '', ['http/8080']],
    [
      'a name with another protocol',
      ', targetPort: web',
      '[{ name: c1, image: i, ports: [{ name: web, containerPort: 8080, protocol: UDP }] }]',
      '',
      [],
    ],
    [
      'a name that two containers have',
      ', targetPort: web',
      '[{ name: c1, image: i, ports: [{ name: web, containerPort: 8080 }] }, { name: c2, image: i, ports: [{ name: web, containerPort: 9090 }] }]',
      '',
      ['http/8080'],
    ],
    [
      'a name of a sidecar',
      ', targetPort: web',
      '[{ name: c1, image: i }]',
      ', initContainers: [{ name: s, image: i, restartPolicy: Always, ports: [{ name: web, containerPort: 15000 }] }]',
      ['http/15000'],
    ],
    [
      'a name of an ordinary init container',
      ', targetPort: web',
      '[{ name: c1, image: i }]',
      ', initContainers: [{ name: s, image: i, ports: [{ name: web, containerPort: 15000 }] }]',
      [],
    ],
    [
      'a name of a container and of a sidecar',
      ', targetPort: web',
      one,
      ', initContainers: [{ name: s, image: i, restartPolicy: Always, ports: [{ name: web, containerPort: 15000 }] }]',
      ['http/8080'],
    ],
    [
      "the Service port's own name",
      ', targetPort: http',
      '[{ name: c1, image: i, ports: [{ containerPort: 8080 }] }]',
      '',
      [],
    ],
  ];
  for (const [what, target, containers, more, ports] of vectors)
    test(what, () => {
      const { endpoints } = endpointsOf(
        service(`{ selector: { app: a }, ports: [{ name: http, port: 80${target} }] }`) +
          pod('p', '{ app: a }', containers, more),
      );
      assert.equal(endpoints.length, 1, 'the pod stays an endpoint');
      assert.deepEqual(endpoints.flatMap(published), ports);
    });

  test('a headless Service without ports publishes its pods without ports', () => {
    const { endpoints } = endpointsOf(
      service('{ selector: { app: a }, clusterIP: None }') + pod('p', '{ app: a }', one),
    );
    assert.deepEqual(endpoints.map(published), [[]]);
  });

  test('pods that resolve a name differently are in slices of their own', () => {
    const { endpoints } = endpointsOf(
      service('{ selector: { app: a }, ports: [{ name: http, port: 80, targetPort: web }] }') +
        pod('p', '{ app: a }', one) +
        pod('q', '{ app: a }', one.replace('8080', '9090')) +
        pod('r', '{ app: a }', one),
    );
    assert.deepEqual(
      slicesOf(endpoints).map((slice) => slice.map(({ origin }) => origin.name?.value)),
      [['p', 'r'], ['q']],
    );
  });
});

suite('which pods a selector finds', () => {
  const container = '[{ name: c, image: i }]';
  for (const selector of ['', 'selector: {}, ', 'selector: null, '])
    test(`${selector || 'no selector, '}finds none`, () => {
      assert.equal(
        endpointsOf(service(`{ ${selector}ports: [{ port: 80 }] }`) + pod('p', '{ app: a }', container)).from,
        'none',
      );
    });

  test('every pair has to match, other labels do not matter', () => {
    const found = (selector: string, labels: string) =>
      endpointsOf(service(`{ selector: ${selector}, ports: [{ port: 80 }] }`) + pod('p', labels, container)).endpoints
        .length;
    assert.equal(found('{ app: a }', '{ app: a, x: y }'), 1);
    assert.equal(found('{ app: a, x: y }', '{ app: a }'), 0);
  });

  test('the labels that a StatefulSet gives its pods count', () => {
    const { endpoints } = endpointsOf(
      `${service('{ selector: { statefulset.kubernetes.io/pod-name: web-0 }, ports: [{ port: 80 }] }')}apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web, namespace: a }
spec:
  serviceName: web
  selector: { matchLabels: { app: a } }
  template: { metadata: { labels: { app: a } }, spec: { containers: ${container} } }
`,
    );
    assert.equal(endpoints.length, 1);
  });

  test('pods of another namespace do not count', () => {
    const { endpoints } = endpointsOf(
      selecting + pod('p', '{ app: a }', container).replace('namespace: a', 'namespace: b'),
    );
    assert.deepEqual(endpoints, []);
  });
});

suite('which live pods are endpoints', () => {
  const state = (status: string, publish = false, meta = '', spec = '') =>
    endpointsOf(
      (publish ? selecting.replace('{ selector', '{ publishNotReadyAddresses: true, selector') : selecting) +
        livePod('p', status, meta, spec),
    );
  const conditions = ({ endpoints }: ReturnType<typeof state>) =>
    endpoints.map((endpoint) => [endpoint.ready, endpoint.serving, endpoint.terminating]);

  test('finished pods and pods without an address are none', () => {
    for (const phase of ['Succeeded', 'Failed'])
      assert.match(state(`{ phase: ${phase}, podIP: 10.0.0.1, ${ready} }`).leftOut[0]?.why ?? '', /finished/);
    assert.match(state('{ phase: Pending }').leftOut[0]?.why ?? '', /no address/);
  });

  test('readiness and deletion decide the conditions', () => {
    const going = ", deletionTimestamp: '2026-01-01T00:00:00Z'";
    assert.deepEqual(conditions(state('{ phase: Pending, podIP: 10.0.0.1 }')), [[false, false, false]]);
    assert.deepEqual(conditions(state(`{ phase: Running, podIP: 10.0.0.1, ${ready} }`)), [[true, true, false]]);
    assert.deepEqual(conditions(state(`{ phase: Running, podIP: 10.0.0.1, ${ready} }`, false, going)), [
      [false, true, true],
    ]);
    assert.deepEqual(conditions(state('{ phase: Running, podIP: 10.0.0.1 }', false, going)), [[false, false, true]]);
  });

  test('publishNotReadyAddresses makes every endpoint ready', () => {
    const going = ", deletionTimestamp: '2026-01-01T00:00:00Z'";
    assert.deepEqual(conditions(state('{ phase: Running, podIP: 10.0.0.1 }', true)), [[true, false, false]]);
    assert.deepEqual(conditions(state('{ phase: Running, podIP: 10.0.0.1 }', true, going)), [[true, false, true]]);
  });

  test('a pod on a node that does not exist is none, unless addresses are published whatever happens', () => {
    const node = 'apiVersion: v1\nkind: Node\nmetadata: { name: n1, uid: u-n1 }\n---\n';
    const on = (publish: boolean) =>
      endpointsOf(
        (publish ? selecting.replace('{ selector', '{ publishNotReadyAddresses: true, selector') : selecting).replace(
          'namespace: a }',
          'namespace: a, uid: s }',
        ) +
          livePod('p', `{ phase: Running, podIP: 10.0.0.1, ${ready} }`, '', ', nodeName: n2') +
          node,
      );
    assert.match(on(false).leftOut[0]?.why ?? '', /n2 does not exist/);
    assert.equal(on(true).endpoints.length, 1);
  });

  test('a dual-stack Service has an endpoint a family, a pod with one family is in one only', () => {
    const dual = selecting.replace('{ selector', '{ ipFamilies: [IPv4, IPv6], selector');
    const both = endpointsOf(
      `${dual}${livePod('p', `{ phase: Running, podIP: 10.0.0.1, podIPs: [{ ip: 10.0.0.1 }, { ip: 'fd00::1' }], ${ready} }`)}${livePod('q', `{ phase: Running, podIP: 10.0.0.2, podIPs: [{ ip: 10.0.0.2 }], ${ready} }`)}`,
    );
    assert.deepEqual(
      both.endpoints.map(({ family, addresses }) => `${family} ${addresses.join()}`),
      ['IPv4 10.0.0.1', 'IPv6 fd00::1', 'IPv4 10.0.0.2'],
    );
    const six = endpointsOf(
      selecting.replace('{ selector', '{ ipFamilies: [IPv6], selector') +
        livePod('q', `{ phase: Running, podIP: 10.0.0.2, podIPs: [{ ip: 10.0.0.2 }], ${ready} }`),
    );
    assert.match(six.leftOut[0]?.why ?? '', /family/);
  });

  test('a pod in the subdomain of the Service has a name of its own', () => {
    const { endpoints } = state(
      `{ phase: Running, podIP: 10.0.0.1, ${ready} }`,
      false,
      '',
      ', hostname: first, subdomain: web',
    );
    assert.deepEqual(
      endpoints.map(({ hostname }) => hostname),
      ['first'],
    );
  });
});

suite('endpoints that are written by hand', () => {
  const slice = (labels: string) =>
    `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: s, namespace: a, labels: ${labels} }\naddressType: IPv4\nendpoints: [{ addresses: [192.0.2.1] }, { addresses: [192.0.2.2], conditions: { ready: false } }]\nports: [{ name: http, port: 9376 }]\n---\n`;
  const endpointsObject = (meta: string) =>
    `apiVersion: v1\nkind: Endpoints\nmetadata: { name: web, namespace: a${meta} }\nsubsets: [{ addresses: [{ ip: 192.0.2.7 }], notReadyAddresses: [{ ip: 192.0.2.8 }], ports: [{ port: 5432 }] }]\n---\n`;
  const bare = service('{ ports: [{ name: http, port: 80 }] }');

  test('slices belong to the Service that their label names', () => {
    const { from, endpoints } = endpointsOf(bare + slice('{ kubernetes.io/service-name: web }'));
    assert.equal(from, 'slices');
    assert.deepEqual(
      endpoints.map((endpoint) => [endpoint.addresses[0], endpoint.ready, ...published(endpoint)]),
      [
        ['192.0.2.1', true, 'http/9376'],
        ['192.0.2.2', false, 'http/9376'],
      ],
    );
    assert.equal(endpointsOf(bare + slice('{ kubernetes.io/service-name: other }')).from, 'none');
  });

  test('empty ones of a dump mean that there are none, others may be filled', () => {
    const empty = slice('{ kubernetes.io/service-name: web }').replace(/endpoints: .*/, 'endpoints: []');
    const written = endpointsOf(bare + empty);
    assert.deepEqual([written.from, written.endpoints.length], ['slices', 0]);
    assert.match(written.unknown ?? '', /something may fill them/);
    const dumped = endpointsOf(bare + empty.replace('namespace: a', 'namespace: a, uid: u'));
    assert.deepEqual([dumped.from, dumped.endpoints.length, dumped.unknown], ['slices', 0, undefined]);
  });

  test('slices of others add to the pods that a selector finds', () => {
    const { from, endpoints } = endpointsOf(
      selecting +
        pod('p', '{ app: a }', '[{ name: c, image: i }]') +
        slice('{ kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: me }'),
    );
    assert.equal(from, 'selector');
    assert.equal(endpoints.length, 3);
  });

  test('Endpoints are mirrored for a Service without selector, unless they say no', () => {
    const of = (meta = '') => endpointsOf(bare + endpointsObject(meta)).endpoints;
    assert.deepEqual(
      of().map(({ addresses, ready: up }) => [addresses[0], up]),
      [
        ['192.0.2.7', true],
        ['192.0.2.8', false],
      ],
    );
    assert.deepEqual(of(", labels: { endpointslice.kubernetes.io/skip-mirror: 'true' }"), []);
    assert.deepEqual(of(', annotations: { control-plane.alpha.kubernetes.io/leader: x }'), []);
    const withSelector = endpointsOf(
      selecting + pod('p', '{ app: a }', '[{ name: c, image: i }]') + endpointsObject(''),
    );
    assert.deepEqual(
      withSelector.endpoints.map(({ origin }) => origin.type),
      ['podMaker'],
    );
  });

  test('the slices of a dump are facts', () => {
    const live = (text: string) => text.replace('namespace: a', 'namespace: a, uid: u');
    const { from, endpoints } = endpointsOf(
      live(selecting) +
        livePod('p', `{ phase: Running, podIP: 10.0.0.1, ${ready} }`) +
        live(
          slice(
            '{ kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io }',
          ),
        ),
    );
    assert.equal(from, 'slices');
    assert.deepEqual(
      endpoints.flatMap(({ addresses }) => addresses),
      ['192.0.2.1', '192.0.2.2'],
    );
  });
});

test('an ExternalName Service is an alias, whatever it selects', () => {
  const { from, alias, endpoints } = endpointsOf(
    service('{ type: ExternalName, externalName: db.example.com, selector: { app: a } }') +
      pod('p', '{ app: a }', '[{ name: c, image: i }]'),
  );
  assert.deepEqual([from, alias, endpoints], ['alias', 'db.example.com', []]);
});

test('a workload scaled to zero is left out and says so', () => {
  const { endpoints, leftOut } = endpointsOf(
    `${selecting}apiVersion: apps/v1
kind: Deployment
metadata: { name: d, namespace: a }
spec:
  replicas: 0
  selector: { matchLabels: { app: a } }
  template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: c, image: i }] } }
`,
  );
  assert.deepEqual(endpoints, []);
  assert.deepEqual(
    leftOut.map(({ why }) => why),
    ['scaled to 0'],
  );
});
