import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Workspace } from '../../../src/core/language/workspace.ts';
import { allRules } from '../../../src/core/rules/all.ts';
import { defaultSettings } from '../../../src/core/rules/settings.ts';
import { example, fixed, fixesOf, titles } from '../../support/fixes.ts';
import { workspaceOf } from '../../support/workspace.ts';

/** An Ingress whose paths, or other fields of its spec, are given. */
const ingress = (spec: string, metadata = 'name: shop') => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  ${metadata}
spec:
${spec}`;

const paths = (...backends: readonly string[]) =>
  ingress(
    `  rules:
    - host: shop.example.com
      http:
        paths:
${backends.map((backend) => `          ${backend}\n`).join('')}`,
  );

const path = (backend: string) => paths('- path: /', '  pathType: Prefix', `  backend: ${backend}`);

const service = (name: string, ports: string) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [${ports}] }
`;

const to = (name: string, port: string) => `{ service: { name: ${name}, port: { ${port} } } }`;

/** Texts that the related places of the findings of a code stand on. */
function relatedTexts(code: string, text: string): readonly string[] {
  return workspaceOf({ 'a.yaml': text })
    .snapshot.allFindings()
    .filter((finding) => finding.code === code)
    .flatMap(({ related }) => related)
    .map(({ location: { document, start, end } }) => document.text.slice(start, end));
}

suite('backends', () => {
  test('the Service that was meant is named wherever the wrong one was (KN501)', () => {
    const text = (name: string) =>
      paths(
        `- { path: /a, pathType: Prefix, backend: ${to(name, 'number: 80')} } # a`,
        `- { path: /b, pathType: Prefix, backend: ${to(name, 'number: 80')} }`,
      ) + service('payments', '{ port: 80 }');
    assert.equal(fixed('KN501', text('paymets')), text('payments'));
    assert.deepEqual(relatedTexts('KN501', text('paymets')), ['payments', 'paymets']);
  });

  test('of two Services of a workload none is preferred (KN501)', () => {
    const maker = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: api }] }
`;
    const http = service('front', '{ port: 80 }').replace('app: front', 'app: api');
    const grpc = service('back', '{ port: 80 }').replace('app: back', 'app: api');
    const preferred = (text: string) =>
      fixesOf('KN501', { 'a.yaml': text }).map(({ fix }) => [fix.title, fix.preferred]);
    const text = path(to('api', 'number: 80')) + maker;
    assert.deepEqual(preferred(text + http), [['Use Service front', true]]);
    assert.deepEqual(preferred(text + http + grpc), [
      ['Use Service front', false],
      ['Use Service back', false],
    ]);
    assert.deepEqual(preferred(text), []);
  });

  test('an Ingress moves to where all its Services are, unless it leaves something behind (KN505)', () => {
    const text = example('KN505', 'Bad');
    assert.equal(fixed('KN505', text), text.replace('namespace: front', 'namespace: shop'));
    const other = (kind: string, name: string) =>
      `---\napiVersion: ${kind === 'Secret' ? 'v1' : 'networking.k8s.io/v1'}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${kind === 'Secret' ? 'front' : 'shop'} }\n`;
    const taken = `${text}${other('Ingress', 'shop')}spec: { rules: [{ host: a.example.com }] }\n`;
    assert.deepEqual(titles('KN505', taken), []);
    const tls = text.replace('spec:\n  default', 'spec:\n  tls: [{ secretName: tls }]\n  default');
    assert.deepEqual(titles('KN505', tls + other('Secret', 'tls')), []);
    assert.equal(titles('KN505', tls).length, 1);
    const more = text.replace(
      'spec:\n  default',
      'spec:\n  rules: [{ http: { paths: [{ path: /x, pathType: Prefix, backend: { service: { name: x, port: { number: 80 } } } }] } }]\n  default',
    );
    assert.deepEqual(titles('KN505', more), []);
  });

  test('a port is named by number or by name as before (KN502)', () => {
    const one = (port: string) => path(to('web', port)) + service('web', '{ name: http, port: 80 }');
    assert.equal(fixed('KN502', one('number: 81')), one('number: 80'));
    assert.equal(fixed('KN502', one('name: htpt')), one('name: http'));
    const bare = (port: string) => path(to('web', port)) + service('web', '{ port: 80 }');
    assert.equal(fixed('KN502', bare('name: http')), bare('number: 80'));
    const long = (port: string) => path(to('web', port)) + service('web', '{ name: the-port-for-http, port: 80 }');
    assert.equal(fixed('KN502', long('name: http')), long('number: 80'));
    const two = path(to('web', 'name: htpt')) + service('web', '{ name: http, port: 80 }, { name: admin, port: 90 }');
    assert.deepEqual(
      fixesOf('KN502', { 'a.yaml': two }).map(({ fix }) => [fix.title, fix.preferred]),
      [
        ['Use port http', true],
        ['Use port admin', false],
      ],
    );
    assert.deepEqual(relatedTexts('KN502', two), ['http', 'admin']);
    assert.deepEqual(relatedTexts('KN502', one('number: 81')), ['80']);
  });

  test('a port of versions before v1 keeps its field (KN502)', () => {
    const old = (port: string) =>
      `apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: { name: shop }\nspec: { backend: { serviceName: web, servicePort: ${port} } }\n${service('web', '{ port: 80 }')}`;
    assert.equal(fixed('KN502', old('http')), old('80'));
  });

  test('the Service port replaces the port of the pods (KN503)', () => {
    const text = (port: string) =>
      path(to('web', port)) + service('web', '{ name: web, port: 80, targetPort: 8080 }, { name: b, port: 90 }');
    assert.equal(fixed('KN503', text('number: 8080')), text('number: 80'));
    assert.deepEqual(relatedTexts('KN503', text('number: 8080')), ['8080', 'web']);
  });

  test('a name that an Ingress cannot use becomes the number (KN504)', () => {
    const text = (port: string) => path(to('web', port)) + service('web', '{ name: http-of-the-storefront, port: 80 }');
    assert.equal(fixed('KN504', text('name: http-of-the-storefront')), text('number: 80'));
    assert.equal(fixed('KN504', text('name: "80"')), text('number: 80'));
    assert.deepEqual(titles('KN504', text('name: "81"')), []);
    const block = (port: string) =>
      paths(
        '- path: /',
        '  pathType: Prefix',
        '  backend:',
        '    service:',
        '      name: web # web',
        '      port:',
        `        ${port}`,
      ) + service('web', '{ name: http-of-the-storefront, port: 80 }');
    assert.equal(fixed('KN504', block('name: http-of-the-storefront')), block('number: 80'));
  });

  test('one of two ways to name a port goes, and the only port is added (KN506)', () => {
    const text = (port: string) => path(to('web', port));
    assert.equal(fixed('KN506', text('name: http, number: 80'), 'Remove the number'), text('name: http'));
    assert.equal(fixed('KN506', text('name: http, number: 80'), 'Remove the name'), text('number: 80'));
    const bare = path('{ service: { name: web } }');
    assert.equal(
      fixed('KN506', bare + service('web', '{ port: 80 }')),
      path(to('web', 'number: 80')) + service('web', '{ port: 80 }'),
    );
    assert.deepEqual(titles('KN506', bare + service('web', '{ name: a, port: 80 }, { name: b, port: 90 }')), []);
    assert.deepEqual(titles('KN506', bare), []);
  });
});

suite('versions before v1', () => {
  test('a backend takes the fields of v1 (KN506)', () => {
    assert.equal(fixed('KN506', path('{ serviceName: web, servicePort: http }')), path(to('web', 'name: http')));
    assert.equal(
      fixed('KN506', ingress('  defaultBackend: { serviceName: web, servicePort: 80 } # all\n')),
      ingress(`  defaultBackend: ${to('web', 'number: 80')} # all\n`),
    );
    assert.deepEqual(titles('KN506', path('{ serviceName: web }')), []);
    assert.deepEqual(
      titles('KN506', path('{ serviceName: web, servicePort: 80, resource: { kind: A, name: a } }')),
      [],
    );
  });

  test('the default backend takes the field of v1 (KN506)', () => {
    assert.equal(
      fixed(
        'KN506',
        ingress('  ingressClassName: nginx\n  backend: { service: { name: web, port: { number: 80 } } }\n'),
      ),
      ingress(
        '  ingressClassName: nginx\n  defaultBackend:\n    service:\n      name: web\n      port:\n        number: 80\n',
      ),
    );
  });

  test('an Ingress is migrated whole (KN522)', () => {
    const old = `apiVersion: extensions/v1beta1 # old
kind: Ingress
metadata: { name: shop }
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /pay # payments
            backend:
              serviceName: pay
              servicePort: http
          - path: /
            pathType: Prefix
            backend: { serviceName: web, servicePort: 80 }
  backend:
    serviceName: rest
    servicePort: 80
`;
    assert.equal(
      fixed('KN522', old),
      `apiVersion: networking.k8s.io/v1 # old
kind: Ingress
metadata: { name: shop }
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /pay # payments
            pathType: ImplementationSpecific
            backend:
              service:
                name: pay
                port:
                  name: http
          - path: /
            pathType: Prefix
            backend: { service: { name: web, port: { number: 80 } } }
  defaultBackend:
    service:
      name: rest
      port:
        number: 80
`,
    );
  });

  test('an IngressClass changes its version only (KN522)', () => {
    const text = (version: string) =>
      `apiVersion: networking.k8s.io/${version}\nkind: IngressClass\nmetadata: { name: nginx }\nspec: { controller: k8s.io/ingress-nginx }\n`;
    assert.equal(fixed('KN522', text('v1beta1')), text('v1'));
  });

  test('nothing is migrated that is not known, or would be refused', () => {
    const text = (spec: string) =>
      `apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: { name: shop }\nspec: ${spec}\n`;
    assert.deepEqual(titles('KN522', text('{ backend: { serviceName: "${S}", servicePort: 80 } }')), []);
    assert.deepEqual(titles('KN522', text('{ rules: [] }')), []);
  });

  test('they are served before 1.22, and names of Services begin with a letter before 1.36', () => {
    const errors = (kubernetesMinor: number, text: string) => {
      const workspace = new Workspace({ rules: allRules, settings: { ...defaultSettings, kubernetesMinor } });
      workspace.update([{ path: 'a.yaml', text }]);
      return workspace.snapshot
        .allFindings()
        .filter(({ severity }) => severity === 'error')
        .map(({ code }) => code);
    };
    const old = example('KN522', 'Bad');
    assert.deepEqual([errors(21, old), errors(22, old)], [[], ['KN522']]);
    const digit = path(to('1-web', 'number: 80'));
    assert.deepEqual([errors(35, digit), errors(36, digit)], [['KN506'], []]);
  });
});

suite('paths and hosts', () => {
  test('a missing type is added, a mistyped one mended (KN512)', () => {
    const text = (...lines: readonly string[]) => paths(...lines, `  backend: ${to('web', 'number: 80')}`);
    assert.equal(
      fixed('KN512', text('- path: /pay # pay'), 'Add pathType Prefix'),
      text('- path: /pay # pay', '  pathType: Prefix'),
    );
    assert.deepEqual(titles('KN512', text('- path: /pay')), ['Add pathType Prefix', 'Add pathType Exact']);
    assert.deepEqual(titles('KN512', text('- path: /pay(/|$)(.*)')), ['Add pathType ImplementationSpecific']);
    assert.equal(fixed('KN512', text('- path: /', '  pathType: prefix')), text('- path: /', '  pathType: Prefix'));
    assert.deepEqual(titles('KN512', text('- path: /', '  pathType: Regex')), []);
  });

  test('a path gets its slash, and one slash too many goes (KN512)', () => {
    const text = (own: string) => path(to('web', 'number: 80')).replace('path: /', `path: ${own}`);
    assert.equal(fixed('KN512', text('pay')), text('/pay'));
    assert.equal(fixed('KN512', text('/pay//in')), text('/pay/in'));
    assert.deepEqual(titles('KN512', text('/pay/../in')), []);
    assert.deepEqual(titles('KN512', text('a%2Fb')), []);
  });

  test('a host loses what is no host (KN513)', () => {
    const text = (host: string) => path(to('web', 'number: 80')).replace('shop.example.com', host);
    for (const host of [
      'Shop.example.com',
      'https://shop.example.com/pay',
      'shop.example.com:443',
      'shop.example.com.',
    ])
      assert.equal(fixed('KN513', text(host)), text('shop.example.com'));
    for (const host of ['10.0.0.1', 'http://10.0.0.1', 'shop_1.example.com', 'https://'])
      assert.deepEqual(titles('KN513', text(host)), [], host);
  });

  test('a star at the end goes, other patterns become ImplementationSpecific (KN516)', () => {
    const text = (own: string, type = 'Prefix') =>
      path(to('web', 'number: 80')).replace('path: /\n          ', `path: ${own}\n          `).replace('Prefix', type);
    const prefix = (own: string, type?: string) =>
      fixesOf('KN516', { 'a.yaml': text(own, type) }).map(({ fix, files }) => [fix.preferred, files['a.yaml']]);
    const specific = (own: string) => [false, text(own, 'ImplementationSpecific')];
    assert.deepEqual(prefix('/pay/*'), [[true, text('/pay')], specific('/pay/*')]);
    assert.deepEqual(prefix('/pay*', 'Exact'), [[true, text('/pay')], specific('/pay*')]);
    assert.deepEqual(prefix('/pay/.*'), [[true, text('/pay')], specific('/pay/.*')]);
    assert.deepEqual(prefix('/*'), [[true, text('/')], specific('/*')]);
    assert.deepEqual(prefix('/(a|b)'), [specific('/(a|b)')]);
  });

  test('a path gets the groups that the rewrite asks for (KN517)', () => {
    const text = (target: string, own: string, type: string) =>
      ingress(
        `  rules: [{ http: { paths: [{ path: ${own}, pathType: ${type}, backend: ${to('web', 'number: 80')} }] } }]\n`,
        `name: shop\n  annotations: { nginx.ingress.kubernetes.io/rewrite-target: ${target} }`,
      );
    assert.equal(fixed('KN517', text('/$1', '/pay/', 'Prefix')), text('/$1', '"/pay/(.*)"', 'ImplementationSpecific'));
    assert.equal(
      fixed('KN517', text('/$2', '/pay', 'Prefix')),
      text('/$2', '"/pay(/|$)(.*)"', 'ImplementationSpecific'),
    );
    assert.deepEqual(titles('KN517', text('/$3', '/pay', 'Prefix')), []);
    assert.deepEqual(titles('KN517', text('/$2', '"/pay/(.*)"', 'ImplementationSpecific')), []);
    assert.deepEqual(relatedTexts('KN517', text('/$2', '/pay', 'Prefix')), ['/$2']);
  });
});

suite('classes and TLS', () => {
  test('the annotation goes, with its map if it is alone (KN510)', () => {
    const text = (annotations: string, name = '') =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n${annotations}spec:\n  defaultBackend: ${to('web', 'number: 80')}\n${name}`;
    const annotation = '    kubernetes.io/ingress.class: nginx\n';
    const name = '  ingressClassName: nginx\n';
    const other = '    example.com/team: web\n';
    assert.equal(fixed('KN510', text(`  annotations:\n${annotation}`, name)), text('', name));
    assert.equal(
      fixed('KN510', text(`  annotations:\n${annotation}${other}`, name)),
      text(`  annotations:\n${other}`, name),
    );
    const own =
      '---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: nginx }\nspec: { controller: k8s.io/ingress-nginx }\n';
    assert.equal(fixed('KN510', text(`  annotations:\n${annotation}`) + own), text('', name) + own);
    assert.deepEqual(titles('KN510', text(`  annotations:\n${annotation}`)), []);
  });

  test('the class that the others name is added (KN508)', () => {
    const text = example('KN508', 'Bad');
    assert.deepEqual(titles('KN508', text), ['Add ingressClassName nginx']);
    assert.deepEqual(relatedTexts('KN508', text), ['nginx']);
  });

  test('the class that is there replaces the mistyped one (KN509)', () => {
    const text = example('KN509', 'Bad');
    assert.equal(fixed('KN509', text), text.replace('ngnix', 'nginx'));
    assert.deepEqual(relatedTexts('KN509', text), ['nginx']);
  });

  test('the Secret that was meant is named in every entry (KN518)', () => {
    const text = (name: string) =>
      `${ingress(
        `  defaultBackend: ${to('web', 'number: 80')}\n  tls: [{ hosts: [a.example.com], secretName: ${name} }, { hosts: [b.example.com], secretName: ${name} }]\n`,
      )}---\napiVersion: v1\nkind: Secret\nmetadata: { name: shop-tls }\ntype: kubernetes.io/tls\n`;
    assert.equal(fixed('KN518', text('shop-tsl')), text('shop-tls'));
    assert.deepEqual(relatedTexts('KN518', text('shop-tsl')), ['shop-tls']);
  });

  test('a host is added to the only entry, or mended there (KN519, KN524)', () => {
    const text = (hosts: string, ...rules: readonly string[]) =>
      ingress(
        `  tls: [{ hosts: [${hosts}], secretName: tls }]\n  rules:\n${rules.map((host) => `    - host: ${host}\n`).join('')}`,
      );
    assert.equal(
      fixed('KN519', text('a.example.com', 'a.example.com', 'b.other.net')),
      text('a.example.com, b.other.net', 'a.example.com', 'b.other.net'),
    );
    assert.equal(
      fixed('KN519', text('shpo.example.com', 'shop.example.com')),
      text('shop.example.com', 'shop.example.com'),
    );
    assert.equal(
      fixed('KN524', text('"*.example.com"', 'a.b.example.com')),
      text('"*.example.com", a.b.example.com', 'a.b.example.com'),
    );
    const two = text('a.example.com', 'a.example.com', 'b.other.net', 'c.example.org').replace(
      'tls: [',
      'tls: [{ hosts: [c.example.org] }, ',
    );
    assert.deepEqual(titles('KN519', two), []);
  });

  test('the annotation becomes ip, wherever it stands (KN521)', () => {
    const text = example('KN521', 'Bad');
    assert.equal(fixed('KN521', text), text.replace('target-type: instance', 'target-type: ip'));
    const onService = text
      .replace('target-type: instance', 'scheme: internal')
      .replace(
        'metadata: { name: web }',
        'metadata: { name: web, annotations: { alb.ingress.kubernetes.io/target-type: instance } }',
      );
    assert.equal(fixed('KN521', onService), onService.replace('target-type: instance', 'target-type: ip'));
  });

  test('the backends’ protocol is stated where it is that of all of them (KN523)', () => {
    const text = example('KN523', 'Bad');
    assert.deepEqual(titles('KN523', text), ['Speak HTTPS to the backends']);
    const mixed = `${text.replace('spec:\n  ingress', `spec:\n  rules: [{ http: { paths: [{ path: /x, pathType: Prefix, backend: ${to('x', 'number: 80')} }] } }]\n  ingress`)}${service('x', '{ port: 80 }')}`;
    assert.deepEqual(titles('KN523', mixed), []);
  });
});
