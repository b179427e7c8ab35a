import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brief, briefPairs, decodeOne, problemsOf, written } from './decoding.ts';

function service(spec: string) {
  const indented = spec
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  return decodeOne(
    'service',
    `apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec:\n${indented}\n`,
  );
}

test('a Service states what its text says, with the spans that say it', () => {
  const web = service(`selector:
  app: web
  tier: "front"
ports:
  - name: http
    port: 80
    targetPort: web
    nodePort: 30080
    appProtocol: kubernetes.io/h2c
type: NodePort`);
  assert.equal(web.group, '');
  assert.equal(brief(web.name), 'web');
  assert.equal(written(web, web.name), 'web');
  assert.equal(brief(web.namespace), 'shop');
  assert.equal(written(web, web.kindSpan), 'Service');
  assert.deepEqual(briefPairs(web.selector), ['app=web', 'tier=front']);
  const tier = web.selector.pairs[1];
  assert.ok(tier);
  assert.equal(written(web, tier), '"front"');
  assert.equal(written(web, { start: tier.keyStart, end: tier.keyEnd }), 'tier');
  assert.match(written(web, web.selectorSpan) ?? '', /^selector:\n {4}app: web/);
  assert.match(written(web, web.portsSpan) ?? '', /^- name: http/);
  const [port] = web.ports;
  assert.ok(port);
  assert.deepEqual(
    [brief(port.name), brief(port.port), brief(port.targetPort), brief(port.nodePort), brief(port.appProtocol)],
    ['http', 80, 'web', 30080, 'kubernetes.io/h2c'],
  );
  assert.equal(written(web, port.targetPort), 'web');
  assert.match(written(web, port) ?? '', /^name: http\n.*h2c$/s);
  assert.deepEqual([...web.specKeys.keys()], ['selector', 'ports', 'type']);
  assert.equal(written(web, web.specKeys.get('ports')), 'ports');
  assert.deepEqual(problemsOf(web), []);
});

test('defaults of the API server stand where the text is silent (networking-semantics §0.3)', async (t) => {
  const cases: readonly (readonly [spec: string, expected: Record<string, unknown>])[] = [
    [
      'ports: [{ port: 80 }]',
      {
        serviceType: '(ClusterIP)',
        sessionAffinity: '(None)',
        internalTrafficPolicy: '(Cluster)',
        externalTrafficPolicy: undefined,
        affinityTimeout: undefined,
        allocateLoadBalancerNodePorts: undefined,
      },
    ],
    ['type: ""', { serviceType: '(ClusterIP)' }],
    [
      'type: NodePort',
      { serviceType: 'NodePort', externalTrafficPolicy: '(Cluster)', internalTrafficPolicy: '(Cluster)' },
    ],
    ['type: LoadBalancer', { externalTrafficPolicy: '(Cluster)', allocateLoadBalancerNodePorts: '(true)' }],
    ['externalIPs: [192.0.2.1]', { externalTrafficPolicy: '(Cluster)' }],
    ['type: ExternalName', { internalTrafficPolicy: undefined, externalTrafficPolicy: undefined }],
    ['sessionAffinity: ClientIP', { sessionAffinity: 'ClientIP', affinityTimeout: '(10800)' }],
    [
      '{ sessionAffinity: ClientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } }',
      { affinityTimeout: 60 },
    ],
    ['type: ${TYPE}', { serviceType: '? it is the placeholder ${TYPE}', internalTrafficPolicy: undefined }],
    ['{ clusterIP: "", healthCheckNodePort: 0 }', { clusterIP: undefined, healthCheckNodePort: undefined }],
  ];
  for (const [spec, expected] of cases)
    await t.test(spec, () => {
      const web = service(spec);
      const found = {
        serviceType: brief(web.serviceType),
        sessionAffinity: brief(web.sessionAffinity),
        affinityTimeout: brief(web.affinityTimeout),
        internalTrafficPolicy: brief(web.internalTrafficPolicy),
        externalTrafficPolicy: brief(web.externalTrafficPolicy),
        allocateLoadBalancerNodePorts: brief(web.allocateLoadBalancerNodePorts),
        clusterIP: brief(web.clusterIP),
        healthCheckNodePort: brief(web.healthCheckNodePort),
      };
      for (const [name, value] of Object.entries(expected))
        assert.equal(found[name as keyof typeof found], value, name);
    });
});

test('a target port that is omitted, 0 or "" is the port itself; a quoted number is a name', async (t) => {
  for (const [written, expected] of [
    ['', undefined],
    ['targetPort: 0', undefined],
    ['targetPort: ""', undefined],
    ['targetPort: null', undefined],
    ['targetPort: 8080', 8080],
    ['targetPort: "8080"', '8080'],
    ['targetPort: http', 'http'],
    ['targetPort: ${PORT:-9002}', '? it is the placeholder ${PORT:-9002}'],
  ] as const)
    await t.test(written, () => {
      const web = service(`ports:\n  - port: 80\n    ${written}`);
      assert.equal(brief(web.ports[0]?.targetPort), expected);
      assert.equal(brief(web.ports[0]?.protocol), '(TCP)');
      assert.deepEqual(web.problems, []);
    });
});

test('a selector that is absent, null or {} has no pairs', () => {
  for (const spec of ['type: ClusterIP', 'selector: null', 'selector:', 'selector: {}'])
    assert.deepEqual(briefPairs(service(spec).selector), [], spec);
  assert.equal(service('selector: null').selectorSpan, undefined);
  assert.equal(service('selector: {}').selectorSpan !== undefined, true);
});

test('values of a selector that are no texts are marked and left to the rule about selectors', () => {
  const web = service('selector: { app: yes, count: 1, m: {}, empty: , "__proto__": x, text: "yes" }');
  assert.deepEqual(
    web.selector.pairs.map(({ key, value, notString }) => [key, value, notString]),
    [
      ['app', undefined, true],
      ['count', undefined, 1],
      ['m', undefined, 'map'],
      ['empty', '', undefined],
      ['__proto__', 'x', undefined],
      ['text', 'yes', undefined],
    ],
  );
  assert.deepEqual(web.problems, []);
});

test('wrong types are problems on the value and make it unknown', async (t) => {
  const cases: readonly (readonly [spec: string, problem: string])[] = [
    [
      'ports: [{ port: "80" }]',
      '"80": port is the text "80", but has to be a whole number: the API server refuses the object.',
    ],
    [
      'ports: [{ port: 80.5 }]',
      '80.5: port is the number 80.5, but has to be a whole number: the API server refuses the object.',
    ],
    [
      'ports: [{ name: 8080, port: 80 }]',
      '8080: name is the number 8080, but has to be a text: the API server refuses the object. Put it in quotes.',
    ],
    [
      'ports: [{ port: 80, targetPort: true }]',
      'true: targetPort is true, but has to be a whole number or a name: the API server refuses the object.',
    ],
    ['ports: { port: 80 }', '{ port: 80 }: ports is a map, but has to be a list: the API server refuses the object.'],
    ['ports: [80]', '80: An item of ports is the number 80, but has to be a map: the API server refuses the object.'],
    ['selector: web', 'web: selector is the text "web", but has to be a map: the API server refuses the object.'],
    [
      'publishNotReadyAddresses: "true"',
      '"true": publishNotReadyAddresses is the text "true", but has to be true or false: the API server refuses the object.',
    ],
    [
      'externalIPs: [10]',
      '10: An item of externalIPs is the number 10, but has to be a text: the API server refuses the object. Put it in quotes.',
    ],
  ];
  for (const [spec, problem] of cases) await t.test(spec, () => assert.deepEqual(problemsOf(service(spec)), [problem]));
  const { ports } = service('ports: [{ port: "80" }]');
  assert.equal(brief(ports[0]?.port), '? it is the text "80" instead of a whole number');
});

test('a spec of the wrong type leaves a Service without anything stated', () => {
  const web = decodeOne('service', 'apiVersion: v1\nkind: Service\nmetadata: web\nspec: [1]\n');
  assert.equal(web.name, undefined);
  assert.deepEqual(web.ports, []);
  assert.deepEqual(problemsOf(web), [
    'web: metadata is the text "web", but has to be a map: the API server refuses the object.',
    '[1]: spec is a list, but has to be a map: the API server refuses the object.',
  ]);
});

test('an anchored mistake is one problem', () => {
  const web = decodeOne(
    'service',
    'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  ports:\n    - &p { port: "80" }\n    - *p\n',
  );
  assert.equal(web.ports.length, 2);
  assert.equal(web.problems.length, 1);
});

test('of labels and selectors with one key the last one counts, as kubectl sends no other', () => {
  assert.deepEqual(briefPairs(service('selector: { app: old, tier: a, app: web }').selector), ['app=web', 'tier=a']);
  assert.deepEqual(briefPairs(service('selector:\n  app: own\n  <<: { app: merged }').selector), ['app=merged']);
});

test('placeholders for lists leave them open', () => {
  assert.equal(service('ports: ${PORTS}').portsOpen, 'it is the placeholder ${PORTS}');
  assert.equal(service('ports: [{ port: 80 }, "${MORE}"]').portsOpen, 'it is the placeholder ${MORE}');
  assert.equal(service('ports: [{ port: 80 }]').portsOpen, undefined);
  assert.deepEqual(service('ports: [{ port: 80 }, "${MORE}"]').problems, []);
});
