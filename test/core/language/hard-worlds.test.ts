import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Question } from '../../../src/core/language/question.ts';
import { type TraceAnswer, Tracer } from '../../../src/core/language/trace.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { manifestsOf } from '../../support/world.ts';

function pod(name: string, ip?: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { app: name } },
    spec: { containers: [{ name: 'main', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }] },
    ...(ip === undefined
      ? {}
      : { status: { phase: 'Running', podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] } }),
  };
}

function service(name: string, spec: unknown) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec };
}

function alias(name: string, externalName: string) {
  return service(name, { type: 'ExternalName', externalName, ports: [{ port: 80 }] });
}

function policy(spec: unknown, apiVersion = 'networking.k8s.io/v1') {
  return { apiVersion, kind: 'NetworkPolicy', metadata: { name: 'p', namespace: 'shop' }, spec };
}

const api = service('api', { selector: { app: 'api' }, ports: [{ port: 80, targetPort: 'http' }] });

/** Answers to questions about one world. */
function answersTo(objects: readonly unknown[], questions: readonly Question[]): readonly TraceAnswer[] {
  const { snapshot } = workspaceOf({ 'all.yaml': manifestsOf(objects) });
  const tracer = new Tracer(snapshot);
  return questions.map((question) => tracer.ask(question));
}

/** What the policies of the destination say. */
function ingressOf({ hops }: TraceAnswer): string | undefined {
  return hops.find(({ kind }) => kind === 'policy-ingress')?.verdict;
}

suite('a question about what is not there names what is', () => {
  const cases: readonly (readonly [from: string, to: string, reason: RegExp])[] = [
    ['shop/wbe', 'shop/api', /^there is no shop\/wbe here; it may be meant as shop\/web$/],
    ['shop/web', 'service:shop/apl', /^there is no service:shop\/apl here; it may be meant as service:shop\/api$/],
    ['shop/web', 'service:prod/api', /it may be meant as service:shop\/api$/],
    ['shop/web@mian', 'shop/api', /it may be meant as shop\/web@main$/],
    ['namespace:shpo', 'shop/api', /it may be meant as namespace:shop$/],
    ['shop/web', 'elsewhere/thing', /^there is no elsewhere\/thing here; there is shop\/api, shop\/web$/],
    ['shop/web', '# no place', /is no place: write NAMESPACE\/NAME/],
  ];
  for (const [from, to, reason] of cases)
    test(`${from} → ${to}`, () => {
      const [answer] = answersTo([pod('web'), pod('api'), api], [{ from, to }]);
      assert.equal(answer?.asked, false);
      assert.equal(answer?.verdict, 'unknown');
      assert.match(answer?.reason ?? '', reason);
    });

  test('a port that is not served, with those that are', () => {
    const [answer] = answersTo([pod('web'), pod('api'), api], [{ from: 'shop/web', to: 'service:shop/api', port: 81 }]);
    assert.equal(answer?.verdict, 'broken');
    assert.match(answer?.reason ?? '', /^it serves 80\/TCP, not 81\/TCP/);
  });
});

suite('what leads round in a circle comes to an end', () => {
  const web = 'shop.svc.cluster.local';

  test('ExternalNames, from inside, from outside and to itself', () => {
    const objects = [pod('web'), alias('one', `two.${web}`), alias('two', `one.${web}`), alias('self', `self.${web}`)];
    for (const question of [
      { from: 'shop/web', to: 'http://one/' },
      { from: 'shop/web', to: 'service:shop/two' },
      { from: 'internet', to: 'service:shop/one' },
      { from: 'shop/web', to: 'self' },
    ]) {
      const [answer] = answersTo(objects, [question]);
      assert.equal(answer?.verdict, 'broken', JSON.stringify(question));
      assert.match(answer?.reason ?? '', /lead round in a circle, through Service/);
    }
  });

  test('an Ingress whose backend is an alias of its own host', () => {
    const backend = { service: { name: 'back', port: { number: 80 } } };
    const rule = { host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
    const objects = [
      alias('back', 'shop.example.com'),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'loop', namespace: 'shop' },
        spec: { ingressClassName: 'nginx', rules: [rule] },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'nginx' },
        spec: { controller: 'k8s.io/ingress-nginx' },
      },
    ];
    const [answer] = answersTo(objects, [{ from: 'internet', to: 'http://shop.example.com/' }]);
    assert.equal(answer?.verdict, 'unknown');
    assert.match(answer?.reason ?? '', /^it is an alias of shop\.example\.com/);
  });
});

suite('a policy that is not valid', () => {
  const question = { from: 'shop/web', to: 'shop/api', port: 8080 };
  const selectors: readonly (readonly [what: string, selector: unknown])[] = [
    ['an operator that there is not', { matchExpressions: [{ key: 'app', operator: 'Gt', values: ['1'] }] }],
    ['In without values', { matchExpressions: [{ key: 'app', operator: 'In', values: [] }] }],
    ['a text where a selector stands', 'web'],
    ['a list of labels', { matchLabels: ['app'] }],
  ];
  for (const [what, podSelector] of selectors)
    test(`${what} is not known to let anything in`, () => {
      const [answer] = answersTo([pod('web'), pod('api'), policy({ podSelector, ingress: [] })], [question]);
      assert.equal(answer?.verdict, 'unknown');
      assert.match(answer?.reason ?? '', /not valid|refuses/);
    });

  test('of Calico, with a selector that ends within a text', () => {
    const broken = policy({ selector: "app == 'api", ingress: [] }, 'projectcalico.org/v3');
    const [answer] = answersTo([pod('web'), pod('api'), broken], [question]);
    assert.equal(answer?.verdict, 'unknown');
    assert.match(answer?.reason ?? '', /is no selector/);
  });

  test('a block of addresses that does not parse lets nobody in', () => {
    const from = [{ ipBlock: { cidr: '10.0.0.0/99' } }];
    const [answer] = answersTo(
      [pod('web', '10.0.0.1'), pod('api', '10.0.0.2'), policy({ podSelector: {}, ingress: [{ from }] })],
      [question],
    );
    assert.equal(answer?.verdict, 'broken');
  });
});

suite('a cluster of IPv6 only', () => {
  const blocks = ['0.0.0.0/0', 'fd00::/16'].map((cidr) => ({ ipBlock: { cidr } }));
  const objects = [
    pod('web', 'fd00::1'),
    pod('api', 'fd00::2'),
    service('api', {
      ipFamilies: ['IPv6'],
      ipFamilyPolicy: 'SingleStack',
      clusterIP: 'fd00:1::80',
      selector: { app: 'api' },
      ports: [{ port: 80, targetPort: 'http' }],
    }),
    policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: blocks }] }),
  ];

  test('resolves and connects by name and by address', () => {
    for (const to of ['http://api/', 'http://[fd00:1::80]/']) {
      const [answer] = answersTo(objects, [{ from: 'shop/web', to }]);
      assert.equal(answer?.verdict, 'ok', answer?.reason);
    }
  });

  test('is not opened by a block of IPv4', () => {
    const [inside, outside] = answersTo(
      objects,
      ['fd00::7', '2001:db8::1'].map((from) => ({ from, to: 'shop/api', port: 8080 })),
    );
    assert.equal(inside && ingressOf(inside), 'ok');
    assert.equal(outside && ingressOf(outside), 'broken');
  });
});

test('100,000 blocks of addresses are looked through, inside each other and apart', () => {
  const from = Array.from({ length: 100_000 }, (_, i) => {
    const prefix = `${11 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
    return { ipBlock: { cidr: `${prefix}.0/24`, except: [`${prefix}.8/29`] } };
  });
  const answers = answersTo(
    [pod('api', '10.0.0.2'), policy({ podSelector: {}, ingress: [{ from }] })],
    ['11.7.7.7', '11.7.7.9', '9.9.9.9', 'internet'].map((source) => ({ from: source, to: 'shop/api', port: 8080 })),
  );
  assert.deepEqual(answers.map(ingressOf), ['ok', 'broken', 'broken', 'unknown']);
});
