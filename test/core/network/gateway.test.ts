import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { routeAttachments } from '../../../src/core/network/gateway/attach.ts';
import { type Hostname, intersection, takesHost } from '../../../src/core/network/gateway/hostnames.ts';
import { resolveOpenShift } from '../../../src/core/network/gateway/openshift.ts';
import type { RouteAnswer } from '../../../src/core/network/gateway/rule.ts';
import { resolveGateways } from '../../../src/core/network/gateway.ts';
import { manifestsOf, worldOf } from '../../support/world.ts';

const apiVersion = 'gateway.networking.k8s.io/v1';

const named = (name: string, namespace: string) => ({ metadata: { name, namespace } });

function gateway(listeners: readonly object[], namespace = 'shop', more: object = {}) {
  return {
    apiVersion,
    kind: 'Gateway',
    ...named('edge', namespace),
    spec: { gatewayClassName: 'c', listeners, ...more },
  };
}

const http = { name: 'web', port: 80, protocol: 'HTTP' };
const https = { name: 'tls', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'cert' }] } };

function route(name: string, spec: object, kind = 'HTTPRoute', namespace = 'shop') {
  return { apiVersion, kind, ...named(name, namespace), spec: { parentRefs: [{ name: 'edge' }], ...spec } };
}

const to = (name: string, more: object = {}) => ({ name, port: 80, ...more });

/** A rule that sends what a match takes to a Service. */
const rule = (match: object, name: string) => ({ matches: [match], backendRefs: [to(name)] });
const path = (value: string, type = 'PathPrefix') => ({ path: { type, value } });

function service(name: string, namespace = 'shop', ports: readonly object[] = [{ port: 80 }]) {
  return { apiVersion: 'v1', kind: 'Service', ...named(name, namespace), spec: { selector: { app: name }, ports } };
}

const services = ['a', 'b', 'c'].map((name) => service(name));

/** `a`, `80 % a, 20 % b`, or the verdict with the reason. */
function told(answer: RouteAnswer | undefined): string {
  if (answer === undefined) return 'nothing';
  if (answer.verdict !== 'ok') return `${answer.verdict}: ${answer.reason}`;
  if (answer.redirect !== undefined)
    return `redirect ${answer.redirect.scheme} ${answer.redirect.host}${answer.redirect.path}`;
  const broken = answer.targets.find(({ verdict }) => verdict !== 'ok');
  if (broken !== undefined) return `${broken.verdict}: ${broken.reason}`;
  const parts = answer.targets.map(({ share = 0, service: own }) => `${Math.round(share * 100)} % ${own?.name?.value}`);
  return parts.length === 1 ? (answer.targets[0]?.service?.name?.value ?? '?') : parts.join(', ');
}

function goes(objects: readonly object[], url: string, port = 80): string {
  const [host = '', ...rest] = url.split('/');
  const world = worldOf(manifestsOf([...services, ...objects]));
  return told(resolveGateways(world, { host, port, path: `/${rest.join('/')}` })[0]);
}

suite('hostnames of the Gateway API', () => {
  test('a wildcard stands for one or more labels', () => {
    const takes = ['bar.foo.com', 'baz.bar.foo.com', 'foo.com', 'xfoo.com'].map((host) => takesHost('*.foo.com', host));
    assert.deepEqual(takes, [true, true, false, false]);
  });

  const cases: readonly (readonly [listener: Hostname, route: Hostname, common: Hostname | 'none'])[] = [
    ['test.example.com', '*.example.com', 'test.example.com'],
    ['*.example.com', 'foo.test.example.com', 'foo.test.example.com'],
    ['*.example.com', 'example.com', 'none'],
    ['*.example.com', '*.test.example.com', '*.test.example.com'],
    ['*.test.example.com', '*.example.com', '*.test.example.com'],
    ['a.example.com', 'b.example.com', 'none'],
    [undefined, 'a.example.com', 'a.example.com'],
    ['a.example.com', undefined, 'a.example.com'],
  ];
  for (const [listener, own, common] of cases)
    test(`${listener ?? 'every host'} and ${own ?? 'every host'} have ${common} in common`, () => {
      const found = intersection(listener, own);
      assert.equal(found === undefined ? 'none' : found.hostname, common);
    });
});

suite('a route attaches', () => {
  const backend = { rules: [{ backendRefs: [to('a')] }] };
  const attach = (objects: readonly object[]) => {
    const world = worldOf(manifestsOf(objects));
    return world
      .all('route')
      .flatMap((own) => world.derive(routeAttachments, own))
      .map(({ verdict, reason }) => `${verdict}: ${reason}`);
  };
  const label = { 'shared-gateway': 'yes' };
  const selecting = { ...http, allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: label } } } };
  const namespace = (labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
  const elsewhere = { parentRefs: [{ name: 'edge', namespace: 'infra' }], ...backend };
  const cases: readonly (readonly [what: string, objects: readonly object[], answer: RegExp])[] = [
    ['within its namespace', [gateway([http]), route('r', backend)], /^ok/],
    [
      'not from another one, by default',
      [gateway([http], 'infra'), route('r', elsewhere)],
      /^broken: .*namespace infra only/,
    ],
    [
      'from every one where all are let in',
      [gateway([{ ...http, allowedRoutes: { namespaces: { from: 'All' } } }], 'infra'), route('r', elsewhere)],
      /^ok/,
    ],
    [
      'from a namespace that the selector finds',
      [gateway([selecting], 'infra'), namespace(label), route('r', elsewhere)],
      /^ok/,
    ],
    [
      'not from one that it does not find',
      [gateway([selecting], 'infra'), namespace({}), route('r', elsewhere)],
      /^broken/,
    ],
    ['perhaps where the labels are not known', [gateway([selecting], 'infra'), route('r', elsewhere)], /^unknown/],
    [
      'not to a listener of another protocol',
      [gateway([{ name: 't', port: 1, protocol: 'TCP' }]), route('r', backend)],
      /^broken: .*no HTTPRoute/,
    ],
    [
      'not where its kind is not among the allowed ones',
      [gateway([{ ...http, allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }]), route('r', backend)],
      /^broken/,
    ],
    [
      'not without a host in common',
      [gateway([{ ...http, hostname: '*.a.test' }]), route('r', { hostnames: ['b.test'], ...backend })],
      /^broken: .*none of b\.test/,
    ],
    [
      'not to a section that is not there',
      [gateway([http]), route('r', { parentRefs: [{ name: 'edge', sectionName: 'wbe' }], ...backend })],
      /^broken: .*no listener named wbe \(listeners: web\)/,
    ],
    [
      'perhaps to a Gateway that is not here',
      [route('r', backend)],
      /^unknown: Gateway "edge" of namespace shop is not in this stack/,
    ],
    [
      'to no listener that shares its port with TCP',
      [
        gateway([http, { name: 't', port: 80, protocol: 'TCP' }]),
        route('r', { parentRefs: [{ name: 'edge', sectionName: 'web' }], ...backend }),
      ],
      /^broken: .*conflict on port 80/,
    ],
    [
      'to no listener whose certificate is in a namespace without a grant',
      [gateway([{ ...https, tls: { certificateRefs: [{ name: 'cert', namespace: 'ops' }] } }]), route('r', backend)],
      /^broken: .*RefNotPermitted/,
    ],
  ];
  for (const [what, objects, answer] of cases) test(what, () => assert.match(attach(objects)[0] ?? '', answer));

  const listenerSet = {
    apiVersion,
    kind: 'ListenerSet',
    ...named('more', 'shop'),
    spec: { parentRef: { name: 'edge' }, listeners: [{ ...http, hostname: 'set.test' }] },
  };
  const onSet = route('r', { parentRefs: [{ kind: 'ListenerSet', name: 'more' }], ...backend });

  test('to a ListenerSet only where the Gateway takes it', () => {
    const allowing = gateway([https], 'shop', { allowedListeners: { namespaces: { from: 'Same' } } });
    assert.match(attach([gateway([https]), listenerSet, onSet])[0] ?? '', /^broken: .*ListenerSets of no namespace/);
    assert.match(attach([allowing, listenerSet, onSet])[0] ?? '', /^ok/);
    assert.equal(goes([allowing, listenerSet, onSet], 'set.test/'), 'a');
  });
});

suite('precedence among the matches of routes', () => {
  const cases: readonly (readonly [what: string, rules: readonly object[], url: string, answer: string | RegExp])[] = [
    ['Exact before a prefix', [rule(path('/x'), 'a'), rule(path('/x', 'Exact'), 'b')], 'h.test/x', 'b'],
    ['the longer prefix first', [rule(path('/x'), 'a'), rule(path('/x/y'), 'b')], 'h.test/x/y/z', 'b'],
    ['the first of equal rules', [rule(path('/x'), 'a'), rule(path('/x'), 'b')], 'h.test/x', 'a'],
    ['a prefix by elements', [rule(path('/x'), 'a'), rule(path('/'), 'b')], 'h.test/xy', 'b'],
    ['no match is a 404', [rule(path('/x'), 'a')], 'h.test/y', /^broken: .*404/],
    ['an empty match takes all', [rule({}, 'a')], 'h.test/y', 'a'],
    ['headers are a condition', [rule({ headers: [{ name: 'v', value: '2' }] }, 'a'), rule({}, 'b')], 'h.test/', 'b'],
    [
      'and alone leave it open',
      [rule({ headers: [{ name: 'v', value: '2' }] }, 'a')],
      'h.test/',
      /^unknown: .*only as header v/,
    ],
    ['a method is a condition too', [rule({ method: 'POST' }, 'a')], 'h.test/', /^unknown: .*POST/],
    [
      'a regular expression is up to the implementation',
      [rule(path('/x.*', 'RegularExpression'), 'a'), rule({}, 'b')],
      'h.test/',
      /^unknown/,
    ],
  ];
  for (const [what, rules, url, answer] of cases)
    test(what, () => {
      const found = goes([gateway([http]), route('r', { rules })], url);
      if (typeof answer === 'string') assert.equal(found, answer);
      else assert.match(found, answer);
    });

  test('the closer hostname comes first, whatever the path', () => {
    const objects = [
      gateway([http]),
      route('wild', { hostnames: ['*.test'], rules: [rule(path('/x', 'Exact'), 'a')] }),
      route('plain', { hostnames: ['h.test'], rules: [rule({}, 'b')] }),
    ];
    assert.equal(goes(objects, 'h.test/x'), 'b');
  });

  test('of two routes that match alike the older one takes it, which manifests do not say', () => {
    const objects = ['p', 'q'].map((name, i) => route(name, { rules: [rule({}, i === 0 ? 'a' : 'b')] }));
    assert.match(goes([gateway([http]), ...objects], 'h.test/'), /^unknown: .*the older one/);
  });

  test('gRPC calls match by service and method', () => {
    const rules = [
      rule({ method: { service: 'shop.Cart' } }, 'a'),
      rule({ method: { service: 'shop.Cart', method: 'Add' } }, 'b'),
    ];
    const grpc = [gateway([http]), route('g', { rules }, 'GRPCRoute')];
    assert.deepEqual([goes(grpc, 'h.test/shop.Cart/Add'), goes(grpc, 'h.test/shop.Cart/Get')], ['b', 'a']);
    assert.match(goes(grpc, 'h.test/shop.Pay/Add'), /404/);
  });

  test('TLS is told apart by its host, TCP by its port', () => {
    const listeners = [
      { name: 'pass', port: 443, protocol: 'TLS', hostname: '*.test', tls: { mode: 'Passthrough' } },
      { name: 'db', port: 5432, protocol: 'TCP' },
    ];
    const objects = [
      gateway(listeners),
      route('tls', { hostnames: ['h.test'], rules: [{ backendRefs: [to('a')] }] }, 'TLSRoute'),
      route(
        'tcp',
        { parentRefs: [{ name: 'edge', sectionName: 'db' }], rules: [{ backendRefs: [to('b')] }] },
        'TCPRoute',
      ),
    ];
    assert.deepEqual([goes(objects, 'h.test/', 443), goes(objects, 'any.host/', 5432)], ['a', 'b']);
    assert.match(goes(objects, 'other.test/', 443), /^unknown: .*no route here takes other\.test/);
  });
});

test('a route for the host that no listener takes says why', () => {
  const own = route('r', { hostnames: ['h.test'], rules: [rule({}, 'a')] });
  assert.match(
    goes([own], 'h.test/'),
    /^unknown: HTTPRoute "r" is for h\.test: Gateway "edge" .* is not in this stack/,
  );
  assert.match(goes([gateway([{ ...http, hostname: 'x.test' }]), own], 'h.test/'), /^broken: .*none of h\.test/);
  assert.equal(goes([own], 'other.test/'), 'nothing');
});

suite('backends', () => {
  const sends = (backendRefs: readonly object[], more: readonly object[] = []) =>
    goes([gateway([http]), route('r', { rules: [{ backendRefs }] }), ...more], 'h.test/');
  const grant = (namespace: string, to_: object = {}) => ({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    ...named('grant', 'ops'),
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }],
      to: [{ group: '', kind: 'Service', ...to_ }],
    },
  });
  const abroad = [to('x', { namespace: 'ops' })];
  const target = service('x', 'ops');

  test('share the requests by weight, and 0 gets none', () => {
    const weighted = [to('a', { weight: 8 }), to('b', { weight: 2 }), to('c', { weight: 0 })];
    assert.equal(sends(weighted), '80 % a, 20 % b');
    assert.match(sends([to('a', { weight: 0 })]), /^broken: .*weight 0: it answers 500/);
    assert.match(sends([]), /^broken: .*no backend: it answers 500/);
  });

  test('of another namespace need a grant there, for this kind, namespace and name', () => {
    assert.match(sends(abroad, [target]), /^broken: .*RefNotPermitted/);
    assert.equal(sends(abroad, [target, grant('shop')]), 'x');
    assert.equal(sends(abroad, [target, grant('shop', { name: 'x' })]), 'x');
    assert.match(sends(abroad, [target, grant('shop', { name: 'y' })]), /RefNotPermitted/);
    assert.match(sends(abroad, [target, grant('front')]), /RefNotPermitted/);
  });

  test('that are not valid answer 500', () => {
    assert.match(sends([to('missing')]), /^broken: .*BackendNotFound/);
    assert.match(sends([to('a', { port: 8080 })]), /^broken: Service "a" serves 80, not 8080/);
    assert.match(sends([to('a', { kind: 'Secret' })]), /^broken: .*InvalidKind/);
    assert.match(sends([to('a', { group: 'g.example', kind: 'Bucket' })]), /^unknown/);
  });

  test('are not asked where the rule redirects', () => {
    const redirect = {
      type: 'RequestRedirect',
      requestRedirect: { scheme: 'https', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new' } },
    };
    const rules = [{ matches: [path('/old')], filters: [redirect] }];
    assert.equal(goes([gateway([http]), route('r', { rules })], 'h.test/old/x'), 'redirect https h.test/new/x');
  });
});

suite("OpenShift's router", () => {
  const openShift = (spec: object) => ({
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    ...named('r', 'shop'),
    spec: { host: 'h.test', to: { kind: 'Service', name: 'a' }, ...spec },
  });
  const asks = (spec: object, scheme: 'http' | 'https' = 'http', url = 'h.test/') => {
    const [host = '', ...rest] = url.split('/');
    const ports = [
      { name: 'web', port: 80, targetPort: 8080 },
      { name: 'admin', port: 81 },
    ];
    const world = worldOf(manifestsOf([service('a', 'shop', ports), service('b'), openShift(spec)]));
    return resolveOpenShift(world, { scheme, host, path: `/${rest.join('/')}` });
  };

  test('takes HTTP without tls only, and with it what the policy says', () => {
    assert.equal(told(asks({})), 'a');
    assert.match(told(asks({}, 'https')), /^broken/);
    assert.match(told(asks({ tls: { termination: 'edge' } })), /^broken: .*insecureEdgeTerminationPolicy is None/);
    assert.equal(
      told(asks({ tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'Redirect' } })),
      'redirect https h.test/',
    );
    assert.equal(told(asks({ tls: { termination: 'edge' } }, 'https')), 'a');
  });

  test('names a port of the Service, or the number of the pods', () => {
    const port = (targetPort: string | number) => asks({ port: { targetPort } })?.targets[0];
    assert.deepEqual([port('admin')?.port, port(8080)?.port, port(80)?.verdict], [81, 80, 'broken']);
  });

  test('shares by weights that default to 100', () => {
    const alternateBackends = [{ kind: 'Service', name: 'b', weight: 300 }];
    assert.equal(told(asks({ alternateBackends })), '25 % a, 75 % b');
  });

  test('takes a subdomain where the policy says so, and paths by elements', () => {
    assert.equal(told(asks({ wildcardPolicy: 'Subdomain' }, 'http', 'x.test/')), 'a');
    assert.equal(told(asks({}, 'http', 'x.test/')), 'nothing');
    assert.equal(told(asks({ path: '/pay' }, 'http', 'h.test/payment')), 'nothing');
  });
});

test('10,000 routes and rules, and names from hell, are answered', () => {
  const rules = Array.from({ length: 10_000 }, (_, i) => rule(path(`/p${i}`), 'a'));
  assert.equal(goes([gateway([http]), route('r', { rules })], 'h.test/p9999/x'), 'a');
  const routes = Array.from({ length: 10_000 }, (_, i) =>
    route(`r${i}`, { hostnames: [`h${i}.test`], rules: [rule({}, 'b')] }),
  );
  assert.equal(goes([gateway([http]), ...routes], 'h9999.test/'), 'b');
  const odd = { name: '__proto__', port: 80, protocol: 'constructor', hostname: '*' };
  assert.match(goes([gateway([odd, {}]), route('r', { rules: [rule({}, 'a')] })], 'h.test/'), /unknown|nothing/);
});
