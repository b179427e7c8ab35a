import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lookUp, resolverOf } from '../../../src/core/network/dns.ts';
import { makerOf, worldOf } from '../../support/world.ts';

const domain = 'cluster.local';

function service(place: string, spec: string): string {
  const [namespace, name] = place.split('/');
  return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---\n`;
}

function pod(place: string, spec = ''): string {
  const [namespace, name] = place.split('/');
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }\nspec: { containers: [{ name: main, image: i }]${spec} }\n---\n`;
}

const db = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: db
  replicas: 2
  selector: { matchLabels: { app: db } }
  template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: main, image: i }] } }
---
`;
const cluster = 'apiVersion: x.example/v1\nkind: Cluster\nmetadata: { name: main, namespace: shop }\n---\n';
const knative = `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: hello, namespace: shop }
spec: { template: { spec: { containers: [{ image: hello }] } } }
---
`;
const normal = '{ selector: { app: x }, ports: [{ port: 80 }] }';
const shop = [
  pod('front/client'),
  service('front/web', normal),
  service('shop/web', normal),
  service('shop/db', '{ clusterIP: None, selector: { app: db }, ports: [{ port: 5432 }] }'),
  db,
].join('');

function asked(text: string, name: string, nodeSearch: readonly string[] = []) {
  const world = worldOf(text);
  const maker = makerOf(world, 'front/client');
  return lookUp(world, maker, name, domain, resolverOf(world, maker, domain, nodeSearch));
}

// networking-semantics §8.4: a pod of namespace front, one search domain of its node, ndots 5.
suite('where a pod of namespace front finds a name', () => {
  const vectors = [
    ['web', 'web.front.svc.cluster.local.', 1],
    ['web.shop', 'web.shop.svc.cluster.local.', 2],
    ['web.shop.svc', 'web.shop.svc.cluster.local.', 3],
    ['web.shop.svc.cluster.local', 'web.shop.svc.cluster.local.', 5],
    ['web.shop.svc.cluster.local.', 'web.shop.svc.cluster.local.', 1],
    ['db-0.db.shop.svc.cluster.local', 'db-0.db.shop.svc.cluster.local.', 1],
    ['WEB.Shop', 'web.shop.svc.cluster.local.', 2],
  ] as const;
  for (const [name, hit, position] of vectors)
    test(name, () => {
      const { steps, answer } = asked(shop, name, ['corp.example']);
      assert.match(answer.kind, /service|endpoint/);
      assert.deepEqual([steps.at(-1)?.name, steps.length], [hit, position]);
    });
});

suite('what a pod looks up', () => {
  const answers: readonly (readonly [what: string, text: string, name: string, kind: string, why?: RegExp])[] = [
    ['a StatefulSet has pods up to its replicas', shop, 'db-1.db.shop', 'endpoint'],
    ['and none beyond them', shop, 'db-2.db.shop', 'none', /no Service shop|host name db-2/],
    ['a Service of no namespace here may be elsewhere', shop, 'web.other', 'unknown', /namespace other/],
    ['a Service that a namespace lacks is not there', shop, 'api.shop', 'none', /no Service api in namespace shop/],
    ['an operator may make a Service for its object', shop + cluster, 'main-rw.shop', 'unknown', /^Cluster "main" \(x/],
    ['or for all of its kind', shop + cluster, 'cluster-metrics.shop', 'unknown', /^Cluster "main"/],
    ['but calls it by neither in part', shop + cluster, 'domain-rw.shop', 'none', /no Service domain-rw/],
    ['a name with svc is no pod of a namespace svc', shop, 'api.shop.svc', 'none', /no Service api in namespace shop/],
    ['nor is the namespace in doubt another one', shop, 'api.other.svc', 'unknown', /namespace other/],
    ['Knative makes one of the name of its own', shop + knative, 'hello.shop', 'unknown', /serving.knative.dev/],
    [
      'a pod that the own headless Service has not is no Service of a namespace',
      shop + (service('shop/db', '{ clusterIP: None, selector: { app: db } }') + db).replaceAll(/\bshop\b/g, 'front'),
      'db-2.db',
      'none',
      /host name db-2/,
    ],
    ['a name outside is left to others', shop, 'api.example.com', 'outside'],
    ['and so is one of more labels than a pod behind a Service has', shop, 'www.api.example.com', 'outside'],
    ['a name under a public domain is outside, however short', shop, 'github.com', 'outside'],
    ['unless a namespace here is called so', shop + service('com/web', normal), 'github.com', 'none', /namespace com/],
    ['a domain that namespaces are called like may be one', shop, 'web.dev', 'unknown', /namespace dev/],
    ['localhost needs no server', shop, 'localhost', 'localhost'],
    ['the API server makes its own Service', shop, 'kubernetes.default.svc', 'unknown'],
    [
      'ExternalName Services are followed',
      `${shop}${service('front/a', '{ type: ExternalName, externalName: b.front.svc.cluster.local }')}${service('front/b', '{ type: ExternalName, externalName: web.shop.svc.cluster.local }')}`,
      'a',
      'service',
    ],
    [
      'and end where they go round in a circle',
      `${shop}${service('front/a', '{ type: ExternalName, externalName: b.front.svc.cluster.local }')}${service('front/b', '{ type: ExternalName, externalName: a.front.svc.cluster.local }')}`,
      'a',
      'none',
      /circle/,
    ],
    [
      'an address is no alias',
      `${shop}${service('front/a', '{ type: ExternalName, externalName: 10.0.0.1 }')}`,
      'a',
      'none',
      /10\.0\.0\.1/,
    ],
    [
      'a pod on the host does not know Services',
      pod('front/client', ', hostNetwork: true') + service('front/web', normal),
      'web',
      'none',
      /node's name servers/,
    ],
    [
      'unless it asks the cluster first',
      pod('front/client', ', hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet') + service('front/web', normal),
      'web',
      'service',
    ],
    [
      'hostAliases go first',
      pod('front/client', ', hostAliases: [{ ip: 10.1.1.1, hostnames: [web] }]') + service('front/web', normal),
      'web',
      'address',
    ],
  ];
  for (const [what, text, name, kind, why] of answers)
    test(what, () => {
      const { answer } = asked(text, name);
      assert.equal(answer.kind, kind, JSON.stringify('why' in answer ? answer.why : ''));
      if (why !== undefined) assert.match('why' in answer ? answer.why : '', why);
    });

  test('with ndots 1 a name with a dot is tried as it is first', () => {
    const text =
      pod('front/client', ", dnsConfig: { options: [{ name: ndots, value: '1' }] }") + service('shop/web', normal);
    assert.equal(asked(text, 'web.shop').steps[0]?.name, 'web.shop.');
  });
});
