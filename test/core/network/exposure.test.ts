import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Tracer } from '../../../src/core/language/trace.ts';
import { waysInto, waysIntoService } from '../../../src/core/network/exposure.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { makerOf, manifestsOf, worldOf } from '../../support/world.ts';

const meta = (name: string) => ({ metadata: { name, namespace: 'shop' } });
const service = (spec: object, name = 'web') => ({
  apiVersion: 'v1',
  kind: 'Service',
  ...meta(name),
  spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
});
const web = (spec: object = {}, port: object = {}, name = 'web') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  ...meta(name),
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [{ name: 'main', image: 'i', ports: [{ name: 'http', containerPort: 8080, ...port }] }],
        ...spec,
      },
    },
  },
});
const gatewayApi = 'gateway.networking.k8s.io/v1';
const gateway = (listeners: readonly object[]) => ({
  apiVersion: gatewayApi,
  kind: 'Gateway',
  ...meta('edge'),
  spec: { gatewayClassName: 'c', listeners },
});
const route = (rules: readonly object[], more: object = {}, name = 'r') => ({
  apiVersion: gatewayApi,
  kind: 'HTTPRoute',
  ...meta(name),
  spec: { parentRefs: [{ name: 'edge' }], hostnames: ['h.test'], rules, ...more },
});
const http = { name: 'http', port: 80, protocol: 'HTTP' };
const https = { name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'cert' }] } };
const redirect = (to: object, sectionName?: string) =>
  route(
    [{ filters: [{ type: 'RequestRedirect', requestRedirect: to }] }],
    sectionName === undefined ? {} : { parentRefs: [{ name: 'edge', sectionName }] },
    'redirect',
  );

const classes = [
  ['nginx', 'k8s.io/ingress-nginx'],
  ['traefik', 'traefik.io/ingress-controller'],
].map(([name, controller]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name },
  spec: { controller },
}));
const ingress = (name: string, ingressClassName: string, port: number) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  ...meta(name),
  spec: {
    ingressClassName,
    rules: [
      {
        host: `${name}.test`,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: port } } } }],
        },
      },
    ],
  },
});

/** `nodePort ok every node, port 30080`: the ways in to Service web. */
function ways(objects: readonly object[]): readonly string[] {
  const world = worldOf(manifestsOf(objects));
  const [found] = world.named('service', 'shop', 'web');
  assert.ok(found !== undefined);
  return world.derive(waysIntoService, found).map(({ kind, verdict, address }) => `${kind} ${verdict} ${address}`);
}

function ask(objects: readonly object[], to: string, from = 'internet', port?: number) {
  return new Tracer(workspaceOf({ 'a.yaml': manifestsOf(objects) }).snapshot).ask({ from, to, port });
}

suite('the ways in to a Service', () => {
  const cases: readonly (readonly [what: string, objects: readonly object[], ways: readonly string[]])[] = [
    ['of type ClusterIP are none', [service({})], []],
    [
      'of type NodePort are the nodes',
      [service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] })],
      ['nodePort ok every node, port 30080'],
    ],
    [
      'of type LoadBalancer are its address and node ports',
      [service({ type: 'LoadBalancer' })],
      ['loadBalancer ok its load balancer, port 80', 'nodePort ok every node, on a port that the cluster chooses'],
    ],
    [
      'without node ports where none are allocated',
      [service({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, loadBalancerIP: '203.0.113.7' })],
      ['loadBalancer ok 203.0.113.7:80'],
    ],
    ['are its externalIPs', [service({ externalIPs: ['203.0.113.9'] })], ['externalIP ok 203.0.113.9:80']],
    [
      'are routes of a Gateway, one a listener',
      [service({}), gateway([http, https]), route([{ backendRefs: [{ name: 'web', port: 80 }] }])],
      ['gateway ok http://h.test/', 'gateway ok https://h.test/'],
    ],
    [
      'is no route that lost its listener',
      [service({}), gateway([{ ...http, hostname: 'x.test' }]), route([{ backendRefs: [{ name: 'web', port: 80 }] }])],
      ['gateway broken http://h.test/'],
    ],
    [
      'are Ingresses; ingress-nginx alone follows a targetPort',
      [
        service({ ports: [{ port: 80, targetPort: 8080 }] }),
        ...classes,
        ingress('a', 'nginx', 80),
        ingress('b', 'nginx', 8080),
        ingress('c', 'traefik', 8080),
        ingress('d', 'elsewhere', 8080),
        ingress('e', 'elsewhere', 81),
      ],
      [
        'ingress ok a.test/',
        'ingress ok b.test/',
        'ingress broken c.test/',
        'ingress unknown d.test/',
        'ingress broken e.test/',
      ],
    ],
    [
      'may be what is not followed',
      [
        service({}),
        {
          apiVersion: 'traefik.io/v1alpha1',
          kind: 'IngressRoute',
          ...meta('t'),
          spec: { services: [{ name: 'web' }] },
        },
      ],
      ['other unknown IngressRoute "t"'],
    ],
  ];
  for (const [what, objects, expected] of cases) test(what, () => assert.deepEqual(ways(objects), expected));
});

suite('the ways in to pods', () => {
  const into = (object: object) => {
    const world = worldOf(manifestsOf([object]));
    return waysInto(world, makerOf(world, 'shop/web')).map(
      ({ kind, verdict, address }) => `${kind} ${verdict} ${address}`,
    );
  };

  test('are host ports, but not those of the loopback address', () => {
    assert.deepEqual(into(web({}, { hostPort: 8081 })), ['hostPort ok its node, port 8081']);
    assert.deepEqual(into(web({}, { hostPort: 8081, hostIP: '127.0.0.1' })), ['hostPort broken 127.0.0.1:8081']);
    assert.deepEqual(into(web({}, { hostPort: 0 })), []);
  });

  test("are all ports on the host's network", () => {
    assert.deepEqual(into(web({ hostNetwork: true })), ['hostNetwork ok its node, port 8080']);
  });
});

suite('a trace from outside', () => {
  const backend = (name: string, weight = 1) => ({ name, port: 80, weight });

  test('goes through a Gateway to the container', () => {
    const objects = [web(), service({}), gateway([http]), route([{ backendRefs: [backend('web')] }])];
    const answer = ask(objects, 'http://h.test/');
    assert.equal(answer.verdict, 'ok');
    assert.deepEqual(
      answer.hops.map(({ kind }) => kind),
      ['entry', 'service', 'endpoints', 'policy-ingress', 'port', 'container'],
    );
    assert.match(answer.hops[0]?.reason ?? '', /listener http of Gateway "edge" \(class c\) takes it by HTTPRoute "r"/);
    assert.equal(ask(objects, 'service:shop/web').verdict, 'ok');
    assert.equal(ask(objects, 'shop/web').verdict, 'ok');
  });

  test('says the shares, and one backend that breaks degrades it', () => {
    const objects = [
      web(),
      service({}),
      gateway([http]),
      route([{ backendRefs: [backend('web', 9), backend('gone', 1)] }]),
    ];
    const answer = ask(objects, 'http://h.test/');
    assert.equal(answer.verdict, 'degraded');
    assert.match(answer.hops[0]?.reason ?? '', /90 % to web:80, 10 % to gone:80/);
  });

  test('follows a redirect to where it is answered', () => {
    const secure = route([{ backendRefs: [backend('web')] }], { parentRefs: [{ name: 'edge', sectionName: 'https' }] });
    const objects = [web(), service({}), gateway([http, https]), redirect({ scheme: 'https' }, 'http'), secure];
    const answer = ask(objects, 'http://h.test/');
    assert.equal(answer.verdict, 'ok', answer.reason);
    assert.equal(answer.hops.filter(({ kind }) => kind === 'entry').length, 2);
  });

  test('breaks where redirects go in circles', () => {
    const answer = ask([gateway([http, https]), redirect({ scheme: 'https' })], 'http://h.test/');
    assert.deepEqual([answer.verdict, /in circles/.test(answer.reason)], ['broken', true]);
  });

  test('is not known where an Ingress and a Gateway do not agree', () => {
    const other = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      ...meta('i'),
      spec: {
        ingressClassName: 'c',
        rules: [
          {
            host: 'h.test',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'gone', port: { number: 80 } } } }],
            },
          },
        ],
      },
    };
    const objects = [web(), service({}), gateway([http]), route([{ backendRefs: [backend('web')] }]), other];
    const answer = ask(objects, 'http://h.test/');
    assert.deepEqual([answer.verdict, /are both for/.test(answer.reason)], ['unknown', true]);
  });

  test('is let in by source ranges, or not', () => {
    const objects = [web(), service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] })];
    const verdicts = ['203.0.113.7', '198.51.100.1', 'internet'].map(
      (from) => ask(objects, 'service:shop/web', from).verdict,
    );
    assert.deepEqual(verdicts, ['ok', 'broken', 'unknown']);
  });

  test('finds a node port by its own number', () => {
    const objects = [web(), service({ type: 'NodePort', ports: [{ port: 80, targetPort: 'http', nodePort: 30080 }] })];
    assert.equal(ask(objects, 'service:shop/web', 'internet', 30080).verdict, 'ok');
    assert.equal(ask(objects, 'service:shop/web', 'internet', 30081).verdict, 'broken');
  });
});
