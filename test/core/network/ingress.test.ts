import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { backendAction, hostFits, pathFits, resolveIngress } from '../../../src/core/network/ingress.ts';
import { manifestsOf, worldOf } from '../../support/world.ts';

const stated = (value: string) => ({ value, start: 0, end: 0 });

type Path = readonly [pathType: string, path: string, service: string];

function ingress(name: string, rules: Readonly<Record<string, readonly Path[]>>, more: object = {}, metadata = {}) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'shop', ...metadata },
    spec: {
      ingressClassName: 'nginx',
      rules: Object.entries(rules).map(([host, paths]) => ({
        ...(host === '*' ? {} : { host }),
        http: { paths: paths.map(([pathType, path, service]) => ({ pathType, path, backend: to(service) })) },
      })),
      ...more,
    },
  };
}

const to = (name: string) => ({ service: { name, port: { number: 80 } } });

const ingressClass = (name: string, isDefault: boolean, controller = 'example.com/c') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': `${isDefault}` } },
  spec: { controller },
});

/** The Service that a URL goes to, `? why` where that is not known, `undefined` where no Ingress has to do with the host. */
function goes(objects: readonly object[], url: string, port?: number): string | undefined {
  const [host = '', ...path] = url.split('/');
  const answer = resolveIngress(worldOf(manifestsOf(objects)), { host, port, path: `/${path.join('/')}` });
  return answer?.verdict === 'ok' ? answer.backend?.service?.value : answer && `? ${answer.reason}`;
}

suite('a path of an Ingress', () => {
  // Kubernetes docs, Ingress, "Examples" of path types.
  const cases: readonly (readonly [type: string, path: string, asked: string, takes: string])[] = [
    ['Prefix', '/', '/any/thing', 'yes'],
    ['Exact', '/foo', '/foo', 'yes'],
    ['Exact', '/foo', '/foo/', 'no'],
    ['Exact', '/foo', '/Foo', 'no'],
    ['Exact', '/foo/', '/foo', 'no'],
    ['Prefix', '/foo', '/foo', 'yes'],
    ['Prefix', '/foo', '/foo/', 'yes'],
    ['Prefix', '/foo/', '/foo', 'yes'],
    ['Prefix', '/foo/', '/foo/', 'yes'],
    ['Prefix', '/aaa/bb', '/aaa/bbb', 'no'],
    ['Prefix', '/aaa/bbb', '/aaa/bbb', 'yes'],
    ['Prefix', '/aaa/bbb/', '/aaa/bbb', 'yes'],
    ['Prefix', '/aaa/bbb', '/aaa/bbb/', 'yes'],
    ['Prefix', '/aaa/bbb', '/aaa/bbb/ccc', 'yes'],
    ['Prefix', '/aaa/bbb', '/aaa/bbbxyz', 'no'],
    ['ImplementationSpecific', '/foo', '/foo', 'yes'],
    ['ImplementationSpecific', '/foo', '/foo/bar', 'unknown'],
    ['ImplementationSpecific', '/foo', '/bar', 'no'],
    ['ImplementationSpecific', '/(foo|bar)', '/bar', 'unknown'],
  ];
  for (const [type, path, asked, takes] of cases)
    test(`${type} ${path} takes ${asked}: ${takes}`, () => {
      assert.equal(pathFits({ pathType: stated(type), path: stated(path) }, asked), takes);
    });

  test('a wildcard host stands for exactly one label', () => {
    const fits = ['bar.foo.com', 'baz.bar.foo.com', 'foo.com'].map((host) => hostFits('*.foo.com', host) > 0);
    assert.deepEqual(fits, [true, false, false]);
  });
});

suite('among the rules of a host', () => {
  const one = ingress('one', {
    'a.test': [
      ['Prefix', '/', 'root'],
      ['Prefix', '/aaa', 'aaa'],
      ['Prefix', '/foo', 'prefix'],
      ['Exact', '/foo', 'exact'],
    ],
    '*.test': [['Prefix', '/', 'wild']],
    '*': [['Prefix', '/', 'all']],
  });
  const cases: readonly (readonly [what: string, url: string, service: string])[] = [
    ['the longest path takes precedence', 'a.test/aaa/ccc', 'aaa'],
    ['Exact comes before Prefix', 'a.test/foo', 'exact'],
    ['but takes no more than itself', 'a.test/foo/x', 'prefix'],
    ['the shortest takes the rest', 'a.test/ccc', 'root'],
    ['a host without a rule of its own goes to the wildcard', 'b.test/aaa', 'wild'],
    ['and one that no wildcard takes to the rule for all', 'c.b.test/aaa', 'all'],
  ];
  for (const [what, url, service] of cases) test(what, () => assert.equal(goes([one], url), service));

  test('what no rule takes goes to the default backend of the same Ingress', () => {
    const own = ingress('own', { 'a.test': [['Prefix', '/aaa', 'aaa']] }, { defaultBackend: to('rest') });
    assert.deepEqual([goes([own], 'a.test/ccc'), goes([own], 'b.test/')], ['rest', 'rest']);
    const other = ingress('other', { 'a.test': [['Prefix', '/aaa', 'aaa']] });
    const catchAll = ingress('all', {}, { defaultBackend: to('rest') });
    assert.match(
      goes([other, catchAll], 'a.test/ccc') ?? '',
      /whether the default backend of .* takes it the controller/,
    );
  });

  test('without any for the host there is no answer', () => {
    assert.equal(goes([ingress('one', { 'a.test': [['Prefix', '/', 'web']] })], 'b.test/'), undefined);
  });
});

suite('what the implementation decides is not known', () => {
  const unknown: readonly (readonly [what: string, objects: readonly object[], why: RegExp])[] = [
    [
      'the same path in two Ingresses',
      ['one', 'two'].map((name) => ingress(name, { 'a.test': [['Prefix', '/', name]] })),
      /and so does Ingress "two" to another backend/,
    ],
    [
      'two controllers for one host',
      ['one', 'two'].map((name) => ingress(name, { 'a.test': [['Prefix', '/', name]] }, { ingressClassName: name })),
      /of another controller; where the name of the host leads decides/,
    ],
    [
      'whether a closer host without the path goes on to a wildcard',
      [ingress('one', { 'a.test': [['Exact', '/x', 'x']], '*.test': [['Prefix', '/', 'wild']] })],
      /a\.test of Ingress "one" is closer and has no path for it/,
    ],
    [
      'a longer path that only the controller understands',
      [
        ingress('one', {
          'a.test': [
            ['Prefix', '/', 'web'],
            ['ImplementationSpecific', '/(a|b)', 'ab'],
          ],
        }),
      ],
      /ImplementationSpecific\) may take it/,
    ],
    [
      'who takes an Ingress without class',
      [ingress('one', { 'a.test': [['Prefix', '/', 'web']] }, { ingressClassName: undefined })],
      /names no class, and no default class is here/,
    ],
  ];
  for (const [what, objects, why] of unknown) test(what, () => assert.match(goes(objects, 'a.test/a') ?? '', why));

  test('another port than 80 and 443', () => {
    assert.match(goes([ingress('one', { 'a.test': [['Prefix', '/', 'web']] })], 'a.test/', 8080) ?? '', /8080/);
  });

  test('but the same backend twice is one answer', () => {
    const both = ['one', 'two'].map((name) => ingress(name, { 'a.test': [['Prefix', '/', 'web']] }));
    assert.equal(goes(both, 'a.test/'), 'web');
  });
});

suite('the class of an Ingress', () => {
  const classless = (metadata = {}) =>
    ingress('one', { 'a.test': [['Prefix', '/', 'web']] }, { ingressClassName: undefined }, metadata);

  test('is the annotation where the field is absent', () => {
    assert.equal(goes([classless({ annotations: { 'kubernetes.io/ingress.class': 'nginx' } })], 'a.test/'), 'web');
  });

  test('is the only default class where nothing names one, and not known among several', () => {
    assert.equal(goes([classless(), ingressClass('a', true), ingressClass('b', false)], 'a.test/'), 'web');
    assert.match(goes([classless(), ingressClass('a', true), ingressClass('b', true)], 'a.test/') ?? '', /2 default/);
  });

  test('of ingress-nginx makes an ImplementationSpecific path a prefix, unless a regular expression is asked for', () => {
    const nginx = ingressClass('nginx', false, 'k8s.io/ingress-nginx');
    const own = (annotations = {}) =>
      ingress('one', { 'a.test': [['ImplementationSpecific', '/x', 'web']] }, {}, { annotations });
    assert.equal(goes([own(), nginx], 'a.test/x/y'), 'web');
    assert.match(
      goes([own({ 'nginx.ingress.kubernetes.io/use-regex': 'true' }), nginx], 'a.test/x/y') ?? '',
      /up to the controller/,
    );
  });
});

test('10,000 rules are answered', () => {
  const rules = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [`h${i}.test`, [['Prefix', '/', `s${i}`]] as readonly Path[]]),
  );
  assert.equal(goes([ingress('many', rules)], 'h9999.test/x'), 's9999');
});

test('a backend of an AWS load balancer may be an action of an annotation', () => {
  const action = (key: string, port: string | number) => {
    const backend = {
      service: { name: 'redirect', port: typeof port === 'string' ? { name: port } : { number: port } },
    };
    const world = worldOf(
      manifestsOf([ingress('web', {}, { defaultBackend: backend }, { annotations: { [key]: '{}' } })]),
    );
    const [found] = world.all('ingress');
    assert.ok(found?.defaultBackend !== undefined);
    return backendAction(found, found.defaultBackend);
  };
  assert.match(action('alb.ingress.kubernetes.io/actions.redirect', 'use-annotation') ?? '', /actions\.redirect says/);
  assert.equal(action('alb.ingress.kubernetes.io/actions.other', 'use-annotation'), undefined);
  assert.equal(action('alb.ingress.kubernetes.io/actions.redirect', 80), undefined);
});
