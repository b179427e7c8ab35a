import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { readConfiguration } from '../../src/core/language/configuration.ts';
import { parseText } from '../../src/core/manifest/parse.ts';
import { lintJson, placesOf, portolan } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { schemaErrors } from '../support/schemas.ts';
import { root } from '../support/sources.ts';

const shop = { 'deploy.yaml': deployment('cart', 'http'), 'service.yaml': service('cart', 'cart', 'htpp') };
const found = ['service.yaml:11:19 KN210'];

/** Errors and warnings of a folder with a configuration. */
function lint(
  context: TestContext,
  configuration: string,
  files: Readonly<Record<string, string>> = shop,
  ...args: string[]
): readonly string[] {
  const { path: cwd } = makeFolder(context, { '.portolan.yaml': configuration, ...files });
  return placesOf(lintJson(['--severity', 'warning', ...args], { cwd }).report);
}

suite('the configuration', () => {
  test('ignore leaves files out, relative to its own folder wherever the command runs', (t) => {
    const files = { 'a/vendor/x.yaml': shop['service.yaml'], 'a/deploy.yaml': shop['deploy.yaml'] };
    const folder = makeFolder(t, {
      ...files,
      '.portolan.yaml': 'ignore: [a/vendor/**, "/b.yaml"]\n',
      'b.yaml': 'a: [',
    });
    for (const [cwd, path] of [
      ['.', '.'],
      ['.', 'a'],
      ['a', '.'],
      ['a', '..'],
    ] as const) {
      const { report } = lintJson([path], { cwd: join(folder.path, cwd) });
      assert.deepEqual([report.summary.resources, report.summary.error], [1, 0], `${path} in ${cwd}`);
    }
    const named = lintJson(['a/vendor/x.yaml'], { cwd: folder.path });
    assert.equal(named.report.summary.resources, 1, 'a file that is named is read all the same');
  });

  test('rules gives severities and switches off', (t) => {
    assert.deepEqual(lint(t, 'rules: { KN210: off }'), []);
    assert.deepEqual(lint(t, 'rules: { KN210: "off" }'), []);
    assert.deepEqual(lint(t, 'rules: { KN210: hint }'), []);
    const { path: cwd } = makeFolder(t, { ...shop, '.portolan.yaml': 'rules: { KN210: warning, KN133: error }' });
    const { report, code } = lintJson([], { cwd });
    const severities = new Map(report.findings.map((finding) => [finding.code, finding.severity]));
    assert.deepEqual([severities.get('KN210'), code], ['warning', 0]);
  });

  test('suppress hides what all parts of an entry match, and nothing else', (t) => {
    const two = {
      ...shop,
      'legacy/old.yaml': service('old-cart', 'cart', 'htpp'),
      'legacy/pod.yaml': deployment('cart', 'http'),
    };
    const all = ['legacy/old.yaml:11:19 KN210', ...found];
    assert.deepEqual(lint(t, '', two), all);
    assert.deepEqual(lint(t, 'suppress: [{ rule: KN210, path: "legacy/**" }]', two), found);
    assert.deepEqual(
      lint(t, 'suppress: [{ rule: KN210, kind: Service, name: old-*, reason: removed in May }]', two),
      found,
    );
    assert.deepEqual(lint(t, 'suppress: [{ name: cart }, { kind: Service }]', two), []);
    assert.deepEqual(lint(t, 'suppress: [{ rule: KN210, kind: Ingress }]', two), all);
    assert.deepEqual(lint(t, 'suppress: [{ rule: KN214, path: service.yaml }]', two), all);
  });

  test('an entry of suppress that hides nothing is told where it stands, unless its files were not read', (t) => {
    const text = 'suppress:\n  - { rule: KN210, path: service.yaml }\n  - { rule: KN210, name: gone }\n';
    const { path: cwd } = makeFolder(t, { ...shop, '.portolan.yaml': text });
    const idle = (...args: string[]) => placesOf(lintJson(args, { cwd }).report).filter((place) => /KN004/.test(place));
    assert.deepEqual(idle(), ['.portolan.yaml:3:5 KN004']);
    assert.deepEqual(idle('deploy.yaml'), []);
  });

  test('stacks joins what lies apart, in the namespace that it states', (t) => {
    const apart = {
      'one/deploy.yaml': shop['deploy.yaml'].replace('  namespace: shop\n', ''),
      'two/deep/service.yaml': shop['service.yaml'],
    };
    assert.deepEqual(lint(t, '', apart), []);
    const stated = 'stacks: [{ name: prod, paths: [one, "two/**"], namespace: shop }]';
    assert.deepEqual(lint(t, stated, apart), ['two/deep/service.yaml:11:19 KN210']);
    const { path: cwd } = makeFolder(t, { ...apart, '.portolan.yaml': stated });
    const { stacks } = lintJson([], { cwd }).report;
    assert.deepEqual(
      stacks.map(({ name, kind, files, resources }) => ({ name, kind, files, resources })),
      [{ name: 'prod', kind: 'plain', files: 2, resources: 2 }],
    );
  });

  test('a stack without files is told', (t) => {
    assert.deepEqual(lint(t, 'stacks:\n  - { name: prod, paths: [nowhere] }'), ['.portolan.yaml:2:5 KN007', ...found]);
  });

  const alias = (target: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: alias, namespace: shop }\nspec: { type: ExternalName, externalName: ${target} }\n`;

  test('external names hosts that no manifest shows', (t) => {
    const files = {
      ...shop,
      'service.yaml': service('cart', 'cart', 'http'),
      'alias.yaml': alias('cartt.shop.svc.cluster.local'),
    };
    assert.deepEqual(lint(t, '', files), ['alias.yaml:4:43 KN237']);
    assert.deepEqual(lint(t, 'external: [cartt.shop.svc.cluster.local]', files), []);
    assert.deepEqual(lint(t, 'external: ["*.shop.svc.cluster.local"]', files), []);
    assert.deepEqual(lint(t, 'external: ["*.other.svc.cluster.local"]', files), ['alias.yaml:4:43 KN237']);
  });

  test('kubernetes says which version, cluster domain and node ports hold', (t) => {
    const digit = { 'service.yaml': service('1cart', 'cart', 'http'), 'deploy.yaml': shop['deploy.yaml'] };
    assert.deepEqual(lint(t, 'kubernetes: { version: "1.36" }', digit), []);
    assert.deepEqual(lint(t, 'kubernetes: { version: "1.35" }', digit), ['service.yaml:4:9 KN254']);

    const own = { 'alias.yaml': alias('alias.shop.svc.corp.example') };
    assert.deepEqual(lint(t, '', own), []);
    assert.deepEqual(lint(t, 'kubernetes: { clusterDomain: corp.example }', own), ['alias.yaml:4:43 KN237']);

    const text = service('cart', 'cart', 'http').replace('spec:', 'spec:\n  type: NodePort');
    const ports = { ...shop, 'service.yaml': `${text}      nodePort: 80\n` };
    assert.deepEqual(lint(t, '', ports), ['service.yaml:13:17 KN227']);
    assert.deepEqual(lint(t, 'kubernetes: { nodePorts: 80-90 }', ports), []);
  });

  test('profile raises infos and hints, or leaves only what the text itself gets wrong', (t) => {
    const { path: cwd } = makeFolder(t, { ...shop, '.portolan.yaml': 'profile: strict' });
    const strict = lintJson([], { cwd }).report.findings;
    assert.equal(strict.find(({ code }) => code === 'KN133')?.severity ?? 'info', 'info');
    assert.ok(strict.every(({ severity }) => severity !== 'hint'));
    assert.deepEqual(lint(t, 'profile: off'), []);
    const wrong = { ...shop, 'pod.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: 5\n' };
    assert.deepEqual(lint(t, 'profile: off', wrong), ['pod.yaml:4:7 KN002']);
  });

  test('it is found above the working folder, but not outside the repository', (t) => {
    const folder = makeFolder(t, {
      '.portolan.yaml': 'rules: { KN210: off }',
      'inside/deploy.yaml': shop['deploy.yaml'],
      'inside/service.yaml': shop['service.yaml'],
      'repository/.git/HEAD': '',
      'repository/deploy.yaml': shop['deploy.yaml'],
      'repository/service.yaml': shop['service.yaml'],
    });
    assert.equal(portolan(['lint'], { cwd: join(folder.path, 'inside') }).code, 0);
    assert.equal(portolan(['lint'], { cwd: join(folder.path, 'repository') }).code, 1);
  });

  test('--config names another file, whose mistakes are told under its name', (t) => {
    const folder = makeFolder(t, {
      ...shop,
      '.portolan.yaml': 'profile: off',
      'ci/portolan.yaml': 'rules: { KN133: off }\nprofil: off\n',
    });
    const report = (...args: string[]) => lintJson(['--severity', 'error', ...args], { cwd: folder.path });
    assert.deepEqual(placesOf(report().report), []);
    assert.deepEqual(placesOf(report('--config', 'ci/portolan.yaml').report), ['ci/portolan.yaml:2:1 KN007', ...found]);
    const missing = report('--config', 'ci/nothing.yaml');
    assert.deepEqual([missing.code, missing.report.skipped[0]?.file], [2, 'ci/nothing.yaml']);
  });
});

suite('mistakes in the configuration', () => {
  /** Messages of KN007 with their lines. */
  function mistakes(context: TestContext, configuration: string): readonly string[] {
    const { path: cwd } = makeFolder(context, { '.portolan.yaml': configuration });
    const { report, code } = lintJson([], { cwd });
    assert.equal(code, report.summary.error === 0 ? 0 : 1);
    return report.findings.map(
      ({ code: rule, range, message }) => `${range.start.line + 1}:${range.start.character + 1} ${rule} ${message}`,
    );
  }

  for (const [what, text, at, message] of [
    ['an unknown key, with the one that was meant', 'profil: strict', '1:1', /"profil".*meant as "profile"/],
    ['an unknown key of an entry', 'suppress:\n  - { rule: KN201, pth: x }', '2:20', /"pth".*meant as "path"/],
    ['a list that is none', 'ignore: vendor', '1:9', /"ignore" has to be a list/],
    ['a map that is none', 'rules: [KN201]', '1:8', /"rules" has to be a map/],
    ['a number that has to be a text', 'kubernetes: { version: 1.30 }', '1:24', /in quotes/],
    ['a version that is none', 'kubernetes: { version: latest }', '1:24', /like "1\.37"/],
    ['a mode that kube-proxy lacks', 'kubernetes: { proxyMode: ebpf }', '1:26', /iptables, ipvs or nftables/],
    ['node ports in the wrong order', 'kubernetes: { nodePorts: 90-80 }', '1:26', /range of ports/],
    ['an unknown code', 'rules:\n  KN999: off', '2:3', /no rule "KN999"/],
    ['an unknown code of a suppression', 'suppress: [{ rule: KN2O1 }]', '1:20', /no rule "KN2O1"/],
    ['an unknown severity', 'rules: { KN201: fatal }', '1:17', /error, warning, info, hint or off/],
    ['an unknown profile', 'profile: all', '1:10', /recommended, strict or off/],
    ['a pattern that does not close', 'ignore: ["vendor/[a"]', '1:10', /brackets do not close/],
    ['a pattern that could match for ever', 'ignore: ["*a*a*a*a*a*a*b"]', '1:10', /wildcards/],
    ['a host that is a URL', 'external: ["https://db"]', '1:12', /not a host name/],
    ['an entry that hides everything', 'suppress: [{ reason: noise }]', '1:12', /silence everything/],
    ['a stack without paths', 'stacks: [{ name: a }]', '1:10', /"name" and "paths"/],
    ['values that name no chart', 'helm: { values: [a.yaml] }', '1:17', /"values" has to be a map/],
    ['an expectation that is none', 'expect:\n  - web reaches', '2:5', /write "A reaches B"/],
    ['an expectation of no place', 'expect: ["service:web reaches db"]', '1:10', /"service:web" is no place/],
    ['an expectation of no port', 'expect: [web reaches db:0]', '1:10', /from 1 to 65535, not 0/],
    ['an expectation without a goal', 'expect: [{ from: web }]', '1:10', /"from" and "to"/],
    ['an expectation that is open', 'expect: [{ from: a, to: b, reaches: maybe }]', '1:37', /true or false/],
    ['a rule of later versions', 'rules: { KN1102: error }', '1:10', /does not check KN1102 yet/],
    ['a second document', 'profile: strict\n---\nprofile: off', '2:4', /one document/],
    ['no map at all', 'strict', '1:1', /map of keys and values/],
  ] as const)
    test(`${what} is told where it stands`, (t) => {
      const [first = '', ...more] = mistakes(t, text);
      assert.deepEqual(more, []);
      assert.ok(first.startsWith(`${at} KN007 `), first);
      assert.match(first, message);
    });

  test('YAML that is none is told, and the rest of it holds', (t) => {
    const places = lint(t, 'rules: { KN210: off }\nignore: [a\n');
    assert.equal(places.length, 1);
    assert.match(places[0] ?? '', /^\.portolan\.yaml:\d+:\d+ KN001$/);
  });

  test('an entry that is not understood hides nothing instead of too much', (t) => {
    assert.deepEqual(lint(t, 'suppress: [{ kind: Service, nam: old }]'), ['.portolan.yaml:1:29 KN007', ...found]);
  });
});

suite('the schema of .portolan.yaml', () => {
  const problems = (text: string) =>
    readConfiguration(parseText(text).root)
      .problems.filter(({ severity }) => severity === 'error')
      .map(({ message }) => message);
  const both = (text: string) => {
    // YAML 1.1, in which an unquoted `off` is a boolean, is what manifests are read as.
    const errors = schemaErrors('portolan', parse(text, { version: '1.1' }));
    return { schema: errors.length === 0, reader: problems(text).length === 0, errors, problems: problems(text) };
  };

  test('is offered to editors', () => {
    const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    assert.deepEqual(contributes.yamlValidation, [
      { fileMatch: '.portolan.yaml', url: './media/schemas/portolan.schema.json' },
    ]);
  });

  test('takes the example of the design, and so does the reader', () => {
    const text = `profile: recommended            # or strict, off
kubernetes: { version: "1.37", clusterDomain: cluster.local, nodePorts: 30000-32767 }
ignore: ["vendor/**", "**/testdata/**"]
rules: { KN214: off, KN133: warning }
suppress: [{ rule: KN201, path: "legacy/**", kind: Service, name: old-*, reason: removed in May }]
stacks: [{ name: prod, paths: [deploy/base, deploy/prod], namespace: shop }]
helm: { values: { charts/shop: [values.yaml, values-prod.yaml] } }
external: ["*.corp.example", db.internal]     # names that exist outside
expect: ["shop/web reaches service:shop/api port 80", "internet does not reach shop/db"]
`;
    assert.deepEqual(both(text), { schema: true, reader: true, errors: [], problems: [] });
  });

  test('has the keys that the reader knows, at every level', () => {
    const { properties } = JSON.parse(readFileSync(join(root, 'media/schemas/portolan.schema.json'), 'utf8'));
    const known = (text: string) =>
      /Keys: (.*)\.$/
        .exec(problems(text)[0] ?? '')?.[1]
        ?.split(', ')
        .sort();
    const keysOf = (schema: object) => Object.keys(schema).sort();
    assert.deepEqual(known('zzz: 1'), keysOf(properties));
    assert.deepEqual(known('kubernetes: { zzz: 1 }'), keysOf(properties.kubernetes.properties));
    assert.deepEqual(known('suppress: [{ zzz: 1 }]'), keysOf(properties.suppress.items.properties));
    assert.deepEqual(known('stacks: [{ zzz: 1 }]'), keysOf(properties.stacks.items.properties));
    assert.deepEqual(known('expect: [{ zzz: 1 }]'), keysOf(properties.expect.items.anyOf[1].properties));
  });

  test('takes and refuses the values that the reader does', () => {
    const values = [
      '',
      '5',
      '1.30',
      'true',
      'off',
      'text',
      '""',
      '[]',
      '[5]',
      '[a]',
      '[""]',
      '[null]',
      '{}',
      '{ a: b }',
    ];
    const codes = [
      '{ KN201: off }',
      '{ KN201: hint }',
      '{ KN201: fatal }',
      '{ KN2: off }',
      '{ KN201: }',
      '{ KN201: true }',
    ];
    const settings = ['"1.37"', 'v1.30.2', '"2.0"', '80-90', '80', 'cluster.local', 'Cluster.local', '"a b"', 'a..b'];
    const hosts = ['["*.corp.example"]', '[db.internal.]', '["https://a"]', '["a:80"]', '["*"]'];
    const patterns = ['["vendor/**"]', '["(a|b)"]', `[${'x'.repeat(501)}]`];
    const entries = [
      '[{ name: a, paths: [b] }]',
      '[{ name: a, paths: [] }]',
      '[{ rule: KN201 }]',
      '[{ reason: a }]',
      '[{}]',
    ];
    const expectations = [
      '[a reaches b]',
      '[a  does  not  reach shop/b:http protocol TCP]',
      '[a reaches b:80 protocol UDP]',
      '[a reaches b port http protocol SCTP]',
      '[a reaches b protocol ICMP]',
      '[a reaches]',
      '[a can reach b]',
      '[a reaches b and c]',
      '[{ from: a, to: b }]',
      '[{ from: a }]',
      '443',
      '70000',
      'UDP',
      'false',
    ];
    const all = [...values, ...codes, ...settings, ...hosts, ...patterns, ...entries, ...expectations];
    const top = [
      'profile',
      'kubernetes',
      'ignore',
      'rules',
      'suppress',
      'stacks',
      'external',
      'helm',
      'expect',
      'other',
    ];
    const around = [
      ...top.map((key) => (value: string) => `${key}: ${value}`),
      ...['version', 'clusterDomain', 'nodePorts', 'proxyMode'].map(
        (key) => (value: string) => `kubernetes: { ${key}: ${value} }`,
      ),
      ...['path', 'kind', 'name', 'reason'].map(
        (key) => (value: string) => `suppress: [{ rule: KN201, ${key}: ${value} }]`,
      ),
      ...['from', 'to', 'port', 'protocol', 'reaches', 'reason', 'stack'].map((key) => (value: string) => {
        const others = Object.entries({ from: 'a', to: 'b' }).filter(([other]) => other !== key);
        return `expect: [{ ${[...others, [key, value]].map((pair) => pair.join(': ')).join(', ')} }]`;
      }),
      ...['name', 'paths', 'namespace'].map((key) => (value: string) => {
        const others = Object.entries({ name: 'a', paths: '[b]' }).filter(([other]) => other !== key);
        return `stacks: [{ ${[...others, [key, value]].map((pair) => pair.join(': ')).join(', ')} }]`;
      }),
    ];
    let taken = 0;
    for (const place of around)
      for (const value of all) {
        const text = place(value);
        const { schema, reader, ...why } = both(text);
        assert.equal(reader, schema, `${text} ${JSON.stringify(why)}`);
        taken += Number(reader);
      }
    assert.ok(taken > 50, 'some of it is right');
  });
});
