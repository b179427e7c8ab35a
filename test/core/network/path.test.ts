import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Question } from '../../../src/core/language/question.ts';
import { Tracer } from '../../../src/core/language/trace.ts';
import { corpusFiles, corpusLacking } from '../../support/corpus.ts';
import { Random } from '../../support/random.ts';
import { workspaceOf } from '../../support/workspace.ts';

function workload(
  name: string,
  more = '',
  ports = '[{ name: http, containerPort: 8080 }]',
  kind = 'Deployment',
): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: i, ports: ${ports} }]${more} }
---
`;
}

function service(name: string, spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n---\n`;
}

const ports = 'ports: [{ port: 80, targetPort: http }]';
const web = workload('web');
const api = workload('api') + service('api', `{ selector: { app: api }, ${ports} }`);

function ask(text: string, from: string, to: string, more: Partial<Question> = {}) {
  const { snapshot } = workspaceOf({ 'shop.yaml': text });
  return new Tracer(snapshot).ask({ from, to, ...more });
}

/** `endpoints broken, proxy not-reached`: the hops that are not ok. */
function troubles({ hops }: ReturnType<typeof ask>): readonly string[] {
  return hops.filter(({ verdict }) => verdict !== 'ok').map(({ kind, verdict }) => `${kind} ${verdict}`);
}

function policy(name: string, rules: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: { podSelector: { matchLabels: { app: ${name} } }, ${rules} }\n---\n`;
}

suite('a connection inside the cluster', () => {
  test('passes every hop, in the order of a packet', () => {
    const answer = ask(web + api, 'shop/web', 'http://api/charge');
    assert.equal(answer.verdict, 'ok');
    assert.deepEqual(
      answer.hops.map(({ kind }) => kind),
      ['name', 'service', 'endpoints', 'proxy', 'policy-egress', 'policy-ingress', 'port', 'container'],
    );
  });

  const cases: readonly (readonly [string, string, string, string, readonly string[]])[] = [
    [
      'breaks at a targetPort that no container has',
      web + workload('api') + service('api', '{ selector: { app: api }, ports: [{ port: 80, targetPort: grpc }] }'),
      'service:shop/api',
      'broken',
      [
        'endpoints broken',
        'proxy not-reached',
        'policy-egress not-reached',
        'policy-ingress not-reached',
        'port not-reached',
        'container not-reached',
      ],
    ],
    [
      'breaks at a port that the Service does not serve',
      web + api,
      'http://api:8080/',
      'broken',
      [
        'service broken',
        'endpoints not-reached',
        'proxy not-reached',
        'policy-egress not-reached',
        'policy-ingress not-reached',
        'port not-reached',
        'container not-reached',
      ],
    ],
    [
      'breaks at a policy of the destination',
      web + api + policy('api', 'ingress: []'),
      'api:80',
      'broken',
      ['policy-ingress broken', 'port not-reached', 'container not-reached'],
    ],
    [
      'breaks at a policy of the source, and that of the destination is still told',
      web + api + policy('web', 'policyTypes: [Egress]'),
      'api:80',
      'broken',
      ['policy-egress broken', 'port not-reached', 'container not-reached'],
    ],
    [
      'is not known where no container declares the port',
      web +
        workload('api', '', '[]') +
        service('api', '{ selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }'),
      'api:80',
      'unknown',
      ['container unknown'],
    ],
    [
      'is known where a probe asks a port that no container declares',
      web +
        workload('api', '', '[], readinessProbe: { httpGet: { path: /, port: 8080 } }') +
        service('api', '{ selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }'),
      'api:80',
      'ok',
      [],
    ],
    [
      'is not known where it asks another one, or the node',
      web +
        workload(
          'api',
          '',
          '[], readinessProbe: { tcpSocket: { port: 8080, host: 127.0.0.1 } }, livenessProbe: { tcpSocket: { port: 9 } }',
        ) +
        service('api', '{ selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }'),
      'api:80',
      'unknown',
      ['container unknown'],
    ],
    [
      'is not known where an operator may make the pods',
      `${web}${service('es', '{ selector: { elasticsearch.k8s.elastic.co/cluster-name: es }, ports: [{ port: 9200 }] }')}`,
      'es:9200',
      'unknown',
      [
        'endpoints unknown',
        'proxy not-reached',
        'policy-egress not-reached',
        'policy-ingress not-reached',
        'port not-reached',
        'container not-reached',
      ],
    ],
    [
      'is degraded where only some nodes have a pod of a Service that stays local',
      web + workload('api') + service('api', `{ internalTrafficPolicy: Local, selector: { app: api }, ${ports} }`),
      'api:80',
      'degraded',
      ['proxy degraded'],
    ],
    [
      'and is not where a DaemonSet puts one on every node',
      web +
        workload('api', '', undefined, 'DaemonSet') +
        service('api', `{ internalTrafficPolicy: Local, selector: { app: api }, ${ports} }`),
      'api:80',
      'ok',
      [],
    ],
    [
      "goes to a headless Service by the pod's own port",
      web + workload('api') + service('api', `{ clusterIP: None, selector: { app: api }, ${ports} }`),
      'api:8080',
      'ok',
      [],
    ],
    [
      'is not known on the port of a headless Service, which nothing maps',
      web + workload('api') + service('api', `{ clusterIP: None, selector: { app: api }, ${ports} }`),
      'api:80',
      'unknown',
      ['container unknown'],
    ],
    [
      'asks the policies of the source about addresses that a slice states',
      `${web}${policy('web', 'policyTypes: [Egress]')}${service('db', '{ ports: [{ port: 5432 }] }')}apiVersion: v1\nkind: Endpoints\nmetadata: { name: db, namespace: shop }\nsubsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]\n---\n`,
      'db:5432',
      'broken',
      ['policy-egress broken', 'container not-reached'],
    ],
    ['goes to a pod directly', web + api, 'shop/api', 'ok', []],
    ['stays inside a pod', web, 'http://localhost:8080', 'ok', []],
  ];
  for (const [what, text, to, verdict, expected] of cases)
    test(what, () => {
      const answer = ask(text, 'shop/web', to);
      assert.deepEqual([answer.verdict, troubles(answer)], [verdict, expected], answer.reason);
    });

  test('is degraded where only some of the pods behind a Service let it in', () => {
    const both = (name: string, policies: string) =>
      workload(name).replaceAll(`{ app: ${name} } }\n    spec`, `{ app: ${name}, tier: back } }\n    spec`) + policies;
    const text =
      web +
      both('a', policy('a', 'ingress: []')) +
      both('b', '') +
      service('api', `{ selector: { tier: back }, ${ports} }`);
    const answer = ask(text, 'shop/web', 'api:80');
    assert.deepEqual([answer.verdict, troubles(answer)[0]], ['degraded', 'policy-ingress degraded']);
  });
});

suite('a connection from outside', () => {
  const ingress = (type: string, path: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop, namespace: shop }\nspec: { ingressClassName: nginx, rules: [{ host: shop.example.com, http: { paths: [{ path: ${path}, pathType: ${type}, backend: { service: { name: api, port: { number: 80 } } } }] } }] }\n---\n`;
  const cases: readonly (readonly [string, string, string, string, string])[] = [
    ['does not reach a Service of type ClusterIP', api, 'service:shop/api', 'broken', 'entry broken'],
    ['does not reach a pod that nothing leads to', web, 'shop/web', 'broken', 'entry broken'],
    [
      'reaches a load balancer',
      workload('api') + service('api', `{ type: LoadBalancer, selector: { app: api }, ${ports} }`),
      'service:shop/api',
      'ok',
      '',
    ],
    [
      'reaches a node port',
      workload('api') + service('api', `{ type: NodePort, selector: { app: api }, ${ports} }`),
      'service:shop/api',
      'ok',
      '',
    ],
    [
      'reaches what an Ingress sends its path to',
      api + ingress('Prefix', '/pay'),
      'https://shop.example.com/pay/now',
      'ok',
      '',
    ],
    [
      'but not by another path of it',
      api + ingress('Prefix', '/pay'),
      'https://shop.example.com/payment',
      'unknown',
      'entry unknown',
    ],
    [
      'nor by a longer one than an exact one',
      api + ingress('Exact', '/pay'),
      'https://shop.example.com/pay/',
      'unknown',
      'entry unknown',
    ],
  ];
  for (const [what, text, to, verdict, trouble] of cases)
    test(what, () => {
      const answer = ask(text, 'internet', to);
      assert.deepEqual([answer.verdict, troubles(answer)[0] ?? ''], [verdict, trouble], answer.reason);
    });
});

suite('a question', () => {
  test('about what is not there says what is', () => {
    const answer = ask(web + api, 'shop/wep', 'api:80');
    assert.equal(answer.asked, false);
    assert.match(answer.reason, /there is no shop\/wep here; it may be meant as shop\/web/);
    assert.match(ask(web + api, 'shop/web', 'service:shop/apis').reason, /service:shop\/api/);
  });

  test('is answered by the stack that holds both ends', () => {
    const root = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\n';
    const { snapshot } = workspaceOf({ 'a/kustomization.yaml': root, 'a/web.yaml': web, 'b/all.yaml': web + api });
    const answer = new Tracer(snapshot).ask({ from: 'shop/web', to: 'api:80' });
    assert.deepEqual([answer.stack, answer.verdict, answer.alsoIn], ['b', 'ok', []]);
  });

  test('without a port says which there are', () => {
    const two =
      workload('api') +
      service('api', '{ selector: { app: api }, ports: [{ name: a, port: 80 }, { name: b, port: 81 }] }');
    const answer = ask(web + two, 'shop/web', 'service:shop/api');
    assert.deepEqual([answer.verdict, answer.reason], ['unknown', 'say which port is meant: 80/TCP (a), 81/TCP (b)']);
  });

  test('about the outside is decided by the policies of the source', () => {
    assert.equal(ask(web, 'shop/web', 'internet', { port: 443 }).verdict, 'ok');
    assert.equal(
      ask(web + policy('web', 'policyTypes: [Egress]'), 'shop/web', 'internet', { port: 443 }).verdict,
      'broken',
    );
    assert.equal(ask(web, 'shop/web', 'https://api.example.com/').verdict, 'unknown');
  });

  test('never throws and never hangs, whatever is asked', () => {
    const text = `${web}${api}${service('a', '{ type: ExternalName, externalName: b.shop.svc.cluster.local }')}${service('b', '{ type: ExternalName, externalName: a.shop.svc.cluster.local }')}${service('n', '{}')}`;
    const { snapshot } = workspaceOf({ 'shop.yaml': text, 'broken.yaml': 'kind: Service\napiVersion: v1\nspec: [' });
    const tracer = new Tracer(snapshot);
    const parts = [
      'shop',
      'web',
      'api',
      'a',
      'b',
      'n',
      '/',
      ':',
      '@',
      '.',
      'service:',
      'http://',
      '[',
      ']',
      '10.0.0.1',
      '::1',
      'internet',
      'svc',
      '80',
      '%',
      ' ',
      '-',
      '99999',
      'namespace:',
      'node:',
      'localhost',
      '\u0000',
      '/24',
    ];
    const random = new Random(7);
    const written = () => Array.from({ length: 1 + random.below(6) }, () => random.pick(parts)).join('');
    for (let i = 0; i < 3000; i++) {
      const answer = tracer.ask({
        from: i % 2 === 0 ? 'shop/web' : written(),
        to: written(),
        port: i % 3 === 0 ? 80 : undefined,
      });
      assert.ok(answer.reason.length > 0);
    }
  });
});

suite('online-boutique', { skip: corpusLacking }, () => {
  const pairs = [
    ['frontend', 'checkoutservice:5050'],
    ['frontend', 'cartservice:7070'],
    ['frontend', 'adservice:9555'],
    ['checkoutservice', 'paymentservice:50051'],
    ['checkoutservice', 'shippingservice:50051'],
    ['cartservice', 'redis-cart:6379'],
    ['loadgenerator', 'frontend:80'],
  ];
  const files = corpusLacking === undefined ? corpusFiles() : [];
  const own = files.filter(({ path }) => path.startsWith('online-boutique/release/'));
  const { snapshot } = workspaceOf(Object.fromEntries(own.map(({ path, text }) => [path, text])));
  for (const [from, to] of pairs)
    test(`${from} reaches ${to}`, () => {
      const answer = new Tracer(snapshot).ask({ from: `default/${from}`, to: to ?? '' });
      assert.deepEqual([answer.verdict, answer.reason], ['ok', 'every hop lets it pass']);
    });
});
