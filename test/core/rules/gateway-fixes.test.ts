import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { example, fixed, titles } from '../../support/fixes.ts';
import { workspaceOf } from '../../support/workspace.ts';

const gateway = (listeners: string, more = '') => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: infra }
spec:
  gatewayClassName: istio${more}
  listeners:
${listeners}`;
const route = (spec: string, namespace = 'front') => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: ${namespace} }
spec:
${spec}`;
const service = (name: string, namespace: string, ports: string) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { app: ${name} }
  ports: ${ports}
`;

suite('backends of routes', () => {
  const backend = (reference: string) => route(`  rules:\n    - backendRefs:\n        - ${reference}\n`);

  test('the Service that is meant, or its namespace where a grant lets it (KN612)', () => {
    assert.equal(fixed('KN612', example('KN612', 'Bad')), example('KN612', 'Bad').replace('storefornt', 'storefront'));
    const elsewhere = service('payments', 'pay', '[{ port: 80 }]');
    const text = backend('{ name: payments, port: 80 }') + elsewhere;
    assert.deepEqual(titles('KN612', text), []);
    const grant = `---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: front, namespace: pay }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: front }]
  to: [{ group: "", kind: Service }]
`;
    assert.equal(
      fixed('KN612', text + grant),
      text.replace('name: payments, port', 'name: payments, namespace: pay, port') + grant,
    );
    const wrong = backend('{ name: payments, namespace: pya, port: 80 }') + elsewhere + grant;
    assert.equal(fixed('KN612', wrong), wrong.replace('pya', 'pay'));
  });

  test('the Service port that leads to the port of the pods, else a choice (KN613)', () => {
    const text = (port: string, ports: string) =>
      backend(`name: web\n          port: ${port} # http`) + service('web', 'front', ports);
    const two = '[{ name: a, port: 80, targetPort: 8080 }, { name: b, port: 81 }]';
    assert.equal(fixed('KN613', text('8080', two)), text('80', two));
    assert.deepEqual(titles('KN613', text('82', two)), ['Send to port 80', 'Send to port 81']);
    const one = '[{ port: 80 }]';
    assert.equal(
      fixed('KN613', backend('name: web # front') + service('web', 'front', one)),
      backend('name: web # front\n          port: 80') + service('web', 'front', one),
    );
    assert.deepEqual(titles('KN613', backend('name: web') + service('web', 'front', two)), []);
    assert.deepEqual(titles('KN613', backend('name: web') + service('web', 'front', '[]')), []);
  });

  test('a new ReferenceGrant stands behind the Service, unless its name is taken (KN614)', () => {
    const text = backend('{ name: payments, namespace: pay, port: 80 }') + service('payments', 'pay', '[{ port: 80 }]');
    const grant = (name: string) => `---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: ${name}
  namespace: pay
spec:
  from:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      namespace: front
  to:
    - group: ""
      kind: Service
      name: payments
`;
    assert.equal(fixed('KN614', text), text + grant('front-to-payments'));
    const taken = grant('front-to-payments').replace('namespace: front', 'namespace: other');
    assert.deepEqual(titles('KN614', text + taken), []);
    for (const [right, wrong] of [
      ['namespace: front', 'namespace: frnot'],
      ['kind: HTTPRoute', 'kind: TCPRoute'],
      ['name: payments', 'name: paymnets'],
      ['namespace: pay', 'namespace: front'],
      ['group: gateway.networking.k8s.io', 'group: networking.k8s.io'],
    ] as const)
      assert.equal(fixed('KN614', text + grant('front').replace(right, wrong)), text + grant('front'));
    assert.equal(fixed('KN614', text + grant('front').replace('group: ""', 'group: "v1"')), text + grant('front'));
  });

  test('the group of a kind that lacks it (KN615)', () => {
    const text = example('KN615', 'Bad');
    assert.equal(fixed('KN615', text), text.replace('port: 80 }', 'port: 80, group: multicluster.x-k8s.io }'));
    assert.deepEqual(titles('KN615', text.replace('ServiceImport', 'Pod')), []);
  });
});

suite('parents of routes', () => {
  const http = '    - name: http\n      port: 80\n      protocol: HTTP\n';
  const parents = (parent: string, namespace?: string) => route(`  parentRefs:\n    - ${parent}\n`, namespace);

  test('the Gateway that is meant, in its namespace only where it takes the route (KN607)', () => {
    const all = `${http}      allowedRoutes: { namespaces: { from: All } }\n`;
    const text = gateway(all) + parents('name: public');
    assert.equal(fixed('KN607', text), gateway(all) + parents('name: public\n      namespace: infra'));
    assert.deepEqual(titles('KN607', gateway(http) + parents('name: public')), []);
    const wrong = gateway(all) + parents('{ name: public, namespace: infar }');
    assert.equal(fixed('KN607', wrong), wrong.replace('infar', 'infra'));
  });

  test('the listener that is meant, or a choice of them (KN608)', () => {
    const two = `${http}    - { name: admin, port: 81, protocol: HTTP }\n`;
    const text = (listener: string) => gateway(two) + parents(`{ name: public, ${listener} }`, 'infra');
    assert.equal(fixed('KN608', text('sectionName: htpt'), 'Attach it to listener http'), text('sectionName: http'));
    assert.deepEqual(titles('KN608', text('port: 82')), [
      'Attach it to listener port 80',
      'Attach it to listener port 81',
    ]);
    assert.equal(fixed('KN608', text('port: 82'), 'Attach it to listener port 81'), text('port: 81'));
    assert.deepEqual(titles('KN608', text('sectionName: http, port: 81')), []);
  });

  test('a listener lets one more namespace in, wherever the text says who may (KN609)', () => {
    const text = (listener: string) => gateway(listener) + parents('{ name: public, namespace: infra }');
    const selector = (indent: string, values: string) =>
      `${indent}selector:\n${indent}  matchExpressions:\n${indent}    - key: kubernetes.io/metadata.name\n${indent}      operator: In\n${indent}      values:\n${values
        .split(' ')
        .map((value) => `${indent}        - ${value}\n`)
        .join('')}`;
    const whole = `      allowedRoutes:\n        namespaces:\n          from: Selector\n${selector('          ', 'infra front')}`;
    assert.equal(fixed('KN609', text(http)), text(http + whole));
    assert.equal(
      fixed('KN609', text(`${http}      allowedRoutes:\n        namespaces:\n          from: Same # own\n`)),
      text(`${http}${whole.replace('Selector', 'Selector # own')}`),
    );
    assert.equal(
      fixed('KN609', text(`${http}      allowedRoutes:\n        kinds:\n          - kind: HTTPRoute\n`)),
      text(
        `${http}      allowedRoutes:\n        kinds:\n          - kind: HTTPRoute\n        namespaces:\n          from: Selector\n${selector('          ', 'infra front')}`,
      ),
    );
    assert.equal(
      fixed('KN609', text(`${http}      allowedRoutes:\n        namespaces:\n          from: None\n`)),
      text(
        `${http}      allowedRoutes:\n        namespaces:\n          from: Selector\n${selector('          ', 'front')}`,
      ),
    );
  });

  test('a host name that is mistyped (KN611)', () => {
    const hosts = (names: string, listener: string) =>
      gateway(`    - { name: http, port: 80, protocol: HTTP, hostname: "${listener}" }\n`) +
      route(`  parentRefs: [{ name: public }]\n  hostnames: [${names}]\n`, 'infra');
    const wild = '*.example.com';
    assert.equal(fixed('KN611', hosts('shop.exmaple.com', wild)), hosts('shop.example.com', wild));
    assert.equal(fixed('KN611', hosts('"*.exmaple.com"', wild)), hosts('"*.example.com"', wild));
    assert.equal(
      fixed('KN611', hosts('shop.exmaple.com', 'shop.example.com')),
      hosts('shop.example.com', 'shop.example.com'),
    );
    assert.equal(
      fixed('KN611', hosts('a.example.com, b.exmaple.com', wild)),
      hosts('a.example.com, b.example.com', wild),
    );
    assert.deepEqual(titles('KN611', hosts('shop.example.org', wild)), []);
    assert.deepEqual(titles('KN611', hosts('a.exmaple.com, b.exmaple.com', wild)), []);
  });
});

suite('listeners', () => {
  const listener = (text: string) => gateway(`    - name: a\n      port: 443\n${text}`);

  test('tls and host names where they do not belong (KN603)', () => {
    const tls = '      tls:\n        certificateRefs:\n          - name: shop-tls\n';
    const text = listener(`      protocol: HTTP # plain\n${tls}`);
    assert.deepEqual(titles('KN603', text), ['Make the protocol HTTPS', 'Remove tls']);
    assert.equal(fixed('KN603', text, 'Make the protocol HTTPS'), text.replace('HTTP # plain', 'HTTPS # plain'));
    assert.equal(fixed('KN603', text, 'Remove tls'), listener('      protocol: HTTP # plain\n'));
    assert.deepEqual(titles('KN603', text.replace('HTTP # plain', 'TCP')), ['Remove tls']);
    assert.equal(
      fixed('KN603', listener('      protocol: TCP\n      hostname: a.example.com # shop\n')),
      listener('      protocol: TCP\n      # shop\n'),
    );
    const passing = listener(`      protocol: HTTPS\n${tls}        mode: Passthrough\n`);
    assert.equal(fixed('KN603', passing), passing.replace('Passthrough', 'Terminate'));
    assert.deepEqual(titles('KN603', listener('      protocol: HTTPS\n      tls: { mode: Passthrough }\n')), []);
  });

  test('without a selector it is its own namespace, with a mistyped one the right one (KN624)', () => {
    const from = (text: string) =>
      listener(`      protocol: HTTP\n      allowedRoutes: { namespaces: { from: ${text} } }\n`);
    assert.equal(fixed('KN624', from('Selector')), from('Same'));
    const namespace = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: front, labels: { team: front } }\n';
    const selecting = (team: string) => from(`Selector, selector: { matchLabels: { team: ${team} } }`) + namespace;
    assert.equal(fixed('KN624', selecting('fornt')), selecting('front'));
  });

  test('a Gateway takes the ListenerSets of a namespace (KN625)', () => {
    const text = (
      more: string,
      namespace: string,
    ) => `${gateway('    - { name: a, port: 80, protocol: HTTP }\n', more)}---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: shop, namespace: ${namespace} }
spec: { parentRef: { name: public, namespace: infra }, listeners: [{ name: b, port: 81, protocol: HTTP }] }
`;
    const end = '    - { name: a, port: 80, protocol: HTTP }\n';
    const behind = (added: string, namespace: string) => text('', namespace).replace(end, `${end}${added}`);
    assert.equal(
      fixed('KN625', text('', 'infra')),
      behind('  allowedListeners:\n    namespaces:\n      from: Same\n', 'infra'),
    );
    assert.equal(
      fixed('KN625', text('\n  allowedListeners: { namespaces: { from: None } }', 'infra')),
      text('\n  allowedListeners: { namespaces: { from: Same } }', 'infra'),
    );
    assert.equal(
      fixed('KN625', text('', 'front')),
      behind(
        '  allowedListeners:\n    namespaces:\n      from: Selector\n      selector:\n        matchExpressions:\n          - key: kubernetes.io/metadata.name\n            operator: In\n            values:\n              - front\n',
        'front',
      ),
    );
  });
});

suite('rules of routes', () => {
  const rules = (text: string) => route(`  parentRefs: [{ name: public }]\n  rules:\n${text}`);

  test('filters are mended by what they state (KN617)', () => {
    const filter = (text: string) =>
      rules(`    - filters:\n        - ${text}\n      backendRefs: [{ name: web, port: 80 }]\n`);
    assert.equal(
      fixed('KN617', filter('urlRewrite: { hostname: a } # host')),
      filter('urlRewrite: { hostname: a } # host\n          type: URLRewrite'),
    );
    assert.deepEqual(titles('KN617', filter('{ urlRewrite: { hostname: a }, cors: {} }')), []);
    assert.equal(
      fixed('KN617', filter('{ type: CORS, urlRewrite: { hostname: a } }')),
      filter('{ type: URLRewrite, urlRewrite: { hostname: a } }'),
    );
    assert.equal(
      fixed('KN617', filter('{ type: URLRewrite, urlRewrite: { hostname: a }, cors: {} }')),
      filter('{ type: URLRewrite, urlRewrite: { hostname: a } }'),
    );
    const redirect = '    - filters:\n        - { type: RequestRedirect, requestRedirect: { scheme: https } }\n';
    assert.equal(
      fixed('KN617', rules(`${redirect}      backendRefs: [{ name: web, port: 80 }] # web\n`)),
      rules(`${redirect}      # web\n`),
    );
  });

  test('paths become what they were meant to be, where that is clear (KN618)', () => {
    const path = (value: string) =>
      rules(`    - matches: [{ path: { value: ${value} } }]\n      backendRefs: [{ name: web, port: 80 }]\n`);
    for (const [wrong, right] of [
      ['pay', '/pay'],
      ['a//b/', '/a/b/'],
      ['/a/./b', '/a/b'],
      ['/a/././b', '/a/b'],
      ['/a/.', '/a'],
      ['///', '/'],
    ] as const)
      assert.equal(fixed('KN618', path(wrong)), path(right));
    for (const unclear of ['/a/../b', '/a%2fb', '"/a b"', '/..']) assert.deepEqual(titles('KN618', path(unclear)), []);
  });

  test('a reference that stands twice goes once (KN622)', () => {
    const twice = route('  parentRefs:\n    - { name: public } # one\n    - { name: public }\n');
    assert.equal(fixed('KN622', twice), route('  parentRefs:\n    - { name: public } # one\n'));
    const whole = route('  parentRefs: [{ name: public }, { name: public, sectionName: http }]\n');
    assert.deepEqual(titles('KN622', whole), []);
  });
});

suite('the other side', () => {
  /** Texts that the related places of the findings of a code stand on. */
  const related = (code: string, text: string) =>
    workspaceOf({ 'a.yaml': text })
      .snapshot.allFindings()
      .filter((finding) => finding.code === code)
      .flatMap((finding) => finding.related)
      .map(({ location: { document, start, end } }) => document.text.slice(start, end));
  const web = '    - name: web\n      port: 80\n      protocol: TCP\n';
  const attached = (parent: string, namespace = 'infra') => route(`  parentRefs: [{ ${parent} }]\n`, namespace);

  test('is the name or the namespace that may be mistaken', () => {
    assert.deepEqual(related('KN607', gateway(web) + attached('name: pubilc')), ['public']);
    assert.deepEqual(related('KN607', gateway(web) + attached('name: public', 'front')), ['infra', 'front']);
    const backend = (name: string) => route(`  rules: [{ backendRefs: [{ name: ${name}, port: 80 }] }]\n`);
    const pay = service('payments', 'pay', '[{ port: 80 }]');
    assert.deepEqual(related('KN612', backend('payments') + pay), ['pay', 'front']);
    assert.deepEqual(related('KN612', backend('paymnets') + service('payments', 'front', '[{ port: 80 }]')), [
      'payments',
    ]);
    assert.deepEqual(related('KN614', backend('payments, namespace: pay') + pay), ['pay', 'front']);
  });

  test('is what a listener has, takes or is for', () => {
    assert.deepEqual(related('KN608', gateway(web) + attached('name: public, sectionName: wbe')), ['web']);
    assert.deepEqual(related('KN608', gateway(web) + attached('name: public, port: 81')), ['80']);
    assert.deepEqual(related('KN610', gateway(web) + attached('name: public')), ['TCP']);
    const http = web.replace('TCP', 'HTTP');
    assert.deepEqual(related('KN609', gateway(http) + attached('name: public, namespace: infra', 'front')), ['web']);
    const none = `${http}      allowedRoutes: { namespaces: { from: None } }\n`;
    assert.deepEqual(related('KN609', gateway(none) + attached('name: public, namespace: infra', 'front')), ['None']);
    const shop = `${http}      hostname: shop.test\n`;
    const hosts = route('  parentRefs: [{ name: public }]\n  hostnames: [shop.example]\n', 'infra');
    assert.deepEqual(related('KN611', gateway(shop) + hosts), ['shop.test']);
  });

  test('is each port that the Service serves', () => {
    const to = route('  rules: [{ backendRefs: [{ name: web, port: 82 }] }]\n');
    const two = '[{ name: a, port: 80 }, { name: b, port: 81 }]';
    assert.deepEqual(related('KN613', to + service('web', 'front', two)), ['80', '81']);
    assert.deepEqual(related('KN613', to + service('web', 'front', '[]')), ['web']);
  });
});
