import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Source } from '../../../../src/core/render/origin/origin.ts';
import { sourceOf } from '../../../../src/core/render/value.ts';
import type { Variant } from '../../../../src/core/world/helm/variants.ts';
import { names, parts, variantsIn } from './small-workspace.ts';

const chart = {
  'charts/shop/Chart.yaml': 'name: shop\n',
  'charts/shop/values.yaml': 'port: 80\n',
  'charts/shop/values-prod.yaml': 'port: 81\n',
  'env/eu.yaml': 'zone: eu\nhosts: [{ host: a, path: / }, { host: b }]\n',
};

/** The variants that a file makes of the chart. */
function deployed(text: string, file: string, more: Readonly<Record<string, string>> = {}): readonly Variant[] {
  const texts: Readonly<Record<string, string>> = { ...chart, ...more, [file]: text };
  return variantsIn(texts, 'charts/shop').filter(({ release }) => release !== undefined);
}

function only(text: string, file: string, more?: Readonly<Record<string, string>>): Variant {
  const [variant, ...others] = deployed(text, file, more);
  assert.deepEqual(others, []);
  return variant ?? assert.fail(`nothing in ${file}`);
}

/** The text that a value is taken from. */
function textOf(text: string, source: Source | undefined): string {
  return text.slice(source?.at.start, source?.at.end);
}

suite('Argo CD', () => {
  const application = (source: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  destination: { server: https://kubernetes.default.svc, namespace: prod }
${more}  source:
    repoURL: https://git.example/shop.git
${source.replaceAll(/^/gm, '    ')}
`;

  test('the name of the Application is the release, its destination the namespace', () => {
    const variant = only(application('path: charts/shop'), 'argocd/apps/shop.yaml');
    assert.deepEqual(variant.release, { name: 'shop', namespace: 'prod' });
    assert.deepEqual(parts(variant), []);
    assert.equal(variant.name, 'argocd/apps/shop.yaml');
    assert.equal(variant.why, 'argocd/apps/shop.yaml deploys the chart: the Argo CD Application shop.');
  });

  test('files, a map and parameters lie over each other in the order of precedence', () => {
    const variant = only(
      application(`path: charts/shop
helm:
  releaseName: web
  parameters:
    - { name: service.port, value: "8080" }
    - { name: tag, value: "1", forceString: true }
    - { name: 'hosts[1].path', value: /b }
    - { name: list, value: '{x,2}' }
    - { name: 'a\\.b', value: 'one,two' }
  valuesObject: { zone: us }
  values: "zone: ignored"
  valueFiles: [values-prod.yaml, /env/eu.yaml]`),
      'app.yaml',
    );
    assert.equal(variant.release?.name, 'web');
    assert.deepEqual(parts(variant), [
      'charts/shop/values-prod.yaml',
      'env/eu.yaml',
      { zone: 'us' },
      {
        service: { port: 8080n },
        tag: '1',
        hosts: [
          { host: 'a', path: '/' },
          { host: 'b', path: '/b' },
        ],
        list: ['x', 2n],
        'a.b': 'one,two',
      },
    ]);
  });

  test('values keep their places in the file, also in a block of text and behind another document', () => {
    const text = `kind: Other\n---\n${application(`path: charts/shop
helm:
  values: |
    # ports ✓
    service:
      name: "web"
      port: 8080
  parameters: [{ name: zone, value: eu }]`)}`;
    const { values } = only(text, 'app.yaml');
    const [block, set] = values;
    const service = block?.values.get('service')?.value;
    const entries =
      typeof service === 'object' && service !== null && 'entries' in service ? service.entries : undefined;
    const [name, port] = entries instanceof Map ? [entries.get('name'), entries.get('port')] : [];
    assert.equal(textOf(text, name && sourceOf(name)), 'web');
    assert.equal(textOf(text, port && sourceOf(port)), '8080');
    assert.equal(port?.source?.values?.file, 'app.yaml');
    assert.match(text.slice(block?.span?.start, block?.span?.end), /^\|\n +# ports ✓/);
    const zone = set?.values.get('zone');
    assert.equal(textOf(text, zone && sourceOf(zone)), 'eu');
  });

  test('several sources are several variants; a named one gives values files of the same repository only', () => {
    const sources = (url: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  sources:
    - { repoURL: https://git.example/shop.git, path: charts/shop, helm: { valueFiles: [$own/env/eu.yaml] } }
    - { repoURL: https://charts.example, chart: redis, helm: { valueFiles: [values.yaml] } }
    - { repoURL: ${url}, ref: own }
`;
    assert.deepEqual(parts(only(sources('https://git.example/shop.git'), 'app.yaml')), ['env/eu.yaml']);
    assert.deepEqual(deployed(sources('https://git.example/other.git'), 'app.yaml'), []);
  });

  test('a file that is missing is left out where the Application says so', () => {
    const helm = 'path: charts/shop\nhelm: { valueFiles: [values-prod.yaml, none.yaml]';
    assert.deepEqual(deployed(application(`${helm} }`), 'app.yaml'), []);
    const variant = only(application(`${helm}, ignoreMissingValueFiles: true }`), 'app.yaml');
    assert.deepEqual(parts(variant), ['charts/shop/values-prod.yaml']);
  });

  test('an ApplicationSet counts as far as its generators change nothing', () => {
    const set = (name: string, values: string) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shops }
spec:
  generators: [{ list: { elements: [{ cluster: a }] } }]
  template:
    metadata: { name: "${name}" }
    spec:
      source: { path: charts/shop, helm: { valuesObject: { zone: "${values}" } } }
      destination: { namespace: prod, name: "{{cluster}}" }
`;
    const variant = only(set('shop', 'eu'), 'set.yaml');
    assert.deepEqual([variant.release, parts(variant)], [{ name: 'shop', namespace: 'prod' }, [{ zone: 'eu' }]]);
    assert.match(variant.why, /the Argo CD ApplicationSet shops\.$/);
    assert.deepEqual(deployed(set('{{cluster}}-shop', 'eu'), 'set.yaml'), []);
    assert.deepEqual(deployed(set('shop', '{{ .zone }}'), 'set.yaml'), []);
  });

  test('a repository that lies in a folder of the workspace is found from the Application on', () => {
    const variants = (file: string) =>
      names(
        variantsIn(
          {
            'a/charts/shop/Chart.yaml': '',
            'a/env/eu.yaml': 'a: 1',
            [file]: application('path: charts/shop\nhelm: { valueFiles: [/env/eu.yaml] }'),
          },
          'a/charts/shop',
        ),
      );
    assert.deepEqual(variants('a/apps/shop.yaml'), ['', 'a/apps/shop.yaml']);
    assert.deepEqual(variants('b/apps/shop.yaml'), ['']);
  });

  for (const [what, source] of [
    ['a chart of a Helm repository', 'chart: shop'],
    ['another folder', 'path: charts/other'],
    ['a folder outside', 'path: ../charts/shop'],
    ['a kustomization', 'path: charts/shop\nkustomize: { namePrefix: a }'],
    ['a template for the path', 'path: "{{ path }}"'],
    ['values of a URL', 'path: charts/shop\nhelm: { valueFiles: ["https://a.example/values.yaml"] }'],
    ['files by a pattern', 'path: charts/shop\nhelm: { valueFiles: ["*.yaml"] }'],
    ['a variable of the build', 'path: charts/shop\nhelm: { parameters: [{ name: a, value: $ARGOCD_APP_NAME }] }'],
    ['parameters from files', 'path: charts/shop\nhelm: { fileParameters: [{ name: a, path: b }] }'],
    ['values that are no map', 'path: charts/shop\nhelm: { values: "- a" }'],
    ['values that do not parse', 'path: charts/shop\nhelm: { values: "a: [" }'],
    ['a map that is none', 'path: charts/shop\nhelm: { valuesObject: 5 }'],
    ['a list that is none', 'path: charts/shop\nhelm: { valueFiles: values-prod.yaml }'],
    ['a parameter without a value', 'path: charts/shop\nhelm: { parameters: [{ name: a }, 5] }'],
    ['a parameter of no path', 'path: charts/shop\nhelm: { parameters: [{ name: "a[", value: b }] }'],
    ['a release that is no text', 'path: charts/shop\nhelm: { releaseName: 5 }'],
  ] as const)
    test(`${what} says nothing`, () => {
      assert.deepEqual(deployed(application(source), 'app.yaml'), []);
    });

  test('what is broken in a file hides nothing else of it', () => {
    const text = `${application('path: charts/shop')}---\nkind: [\n`;
    assert.deepEqual(only(text, 'app.yaml').release?.name, 'shop');
  });

  test('a template of a chart counts where it is no template', () => {
    const more = { 'apps/Chart.yaml': 'name: apps\n' };
    const helm = (value: string) => application(`path: charts/shop\nhelm: { valuesObject: { a: "${value}" } }`);
    assert.deepEqual(deployed(helm('{{ .Values.a }}'), 'apps/templates/shop.yaml', more), []);
    assert.deepEqual(parts(only(helm('{{ .Release.Name }}'), 'apps/shop.yaml', more)), [{ a: '{{ .Release.Name }}' }]);
  });
});

suite('Flux', () => {
  const release = (chartSpec: string, spec = '') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: flux }
spec:
  chart: { spec: { sourceRef: { kind: GitRepository, name: shop }, ${chartSpec} } }
${spec}`;

  test('the chart of a repository is released with its values', () => {
    const variant = only(release('chart: ./charts/shop', '  values: { zone: eu }\n'), 'shop.yaml');
    assert.deepEqual([variant.release, variant.replacesDefaults], [{ name: 'shop', namespace: 'flux' }, false]);
    assert.deepEqual(parts(variant), [{ zone: 'eu' }]);
  });

  test('the release is called after its target, or as stated', () => {
    const named = (spec: string) => only(release('chart: charts/shop', spec), 'shop.yaml').release;
    assert.deepEqual(named('  targetNamespace: prod\n'), { name: 'prod-shop', namespace: 'prod' });
    assert.deepEqual(named('  targetNamespace: prod\n  releaseName: web\n'), { name: 'web', namespace: 'prod' });
    assert.deepEqual(deployed(release('chart: charts/shop', `  targetNamespace: ${'n'.repeat(50)}\n`), 'a.yaml'), []);
  });

  test('values files are from the top of the repository on and stand in for the values of the chart', () => {
    const of = (files: string) => only(release(`chart: charts/shop, valuesFiles: [${files}]`), 'shop.yaml');
    const alone = of('./charts/shop/values-prod.yaml, env/eu.yaml');
    assert.deepEqual([parts(alone), alone.replacesDefaults], [['charts/shop/values-prod.yaml', 'env/eu.yaml'], true]);
    const over = of('charts/shop/values.yaml, env/eu.yaml');
    assert.deepEqual([parts(over), over.replacesDefaults], [['env/eu.yaml'], false]);
  });

  for (const [what, text] of [
    ['a chart of a Helm repository', release('chart: charts/shop').replace('GitRepository', 'HelmRepository')],
    ['values of the cluster', release('chart: charts/shop', '  valuesFrom: [{ kind: ConfigMap, name: a }]\n')],
    ['a variable of a substitution', release('chart: charts/shop', '  targetNamespace: ${ns}\n')],
    ['a release without a chart', release('').replace(/ {2}chart:.*\n/, '  values: {}\n')],
  ] as const)
    test(`${what} says nothing`, () => {
      assert.deepEqual(deployed(text, 'shop.yaml'), []);
    });
});

suite('helmfile', () => {
  test('releases of charts in the workspace are read, from the folder of the file on', () => {
    const text = `missingFileHandler: Warn
releases:
  - name: shop
    namespace: prod
    chart: ../charts/shop
    values:
      - ../charts/shop/values-prod.yaml
      - none.yaml
      - service: { port: 8080 }
    set: [{ name: zone, value: "a,{b}" }]
    setString: [{ name: tag, value: "1" }]
  - { name: redis, chart: bitnami/redis }
  - { name: gone, chart: ../charts/shop, installed: false }
`;
    const variant = only(text, 'deploy/helmfile.yaml');
    assert.deepEqual(variant.release, { name: 'shop', namespace: 'prod' });
    assert.deepEqual(parts(variant), [
      'charts/shop/values-prod.yaml',
      { service: { port: 8080 } },
      { zone: 'a,{b}' },
      { tag: '1' },
    ]);
    assert.match(variant.why, /the release shop of helmfile\.$/);
  });

  test('the namespace of the file goes over those of the releases', () => {
    const text = 'namespace: all\nreleases: [{ name: a, namespace: own, chart: ./charts/shop }]\n';
    assert.deepEqual(only(text, 'helmfile.yaml').release, { name: 'a', namespace: 'all' });
  });

  for (const [what, fields] of [
    ['a template', 'values: [{ a: "{{ .Environment.Name }}" }]'],
    ['a template as a file', 'values: [values.yaml.gotmpl]'],
    ['a file by environment', 'values: ["env/{{ .Environment.Name }}.yaml"]'],
    ['a file that is missing', 'values: [none.yaml]'],
    ['a secret that is looked up', 'values: [{ a: ref+vault://secret/a }]'],
    ['encrypted values', 'secrets: [secrets.yaml]'],
    ['what it inherits', 'inherit: [{ template: default }]'],
    ['a value from a file', 'set: [{ name: a, file: b }]'],
  ] as const)
    test(`${what} says nothing`, () => {
      const text = `releases:\n  - name: shop\n    chart: ./charts/shop\n    ${fields}\n`;
      assert.deepEqual(deployed(text, 'helmfile.yaml'), []);
    });
});

suite('Skaffold', () => {
  const skaffold = (release: string, at = 'deploy') => `apiVersion: skaffold/v4beta11
kind: Config
${at}:
  helm:
    releases:
      - name: shop
        chartPath: charts/shop
${release.replaceAll(/^/gm, '        ')}
`;

  test('values files lie over the overrides, settings over both', () => {
    const text = skaffold(`namespace: prod
valuesFiles: [env/eu.yaml]
overrides: { zone: us }
setValueTemplates: { image.tag: "{{.IMAGE_TAG}}", host: h }
setValues: { service: { port: 8080 }, debug: true }`);
    const variant = only(text, 'skaffold.yaml');
    assert.deepEqual(variant.release, { name: 'shop', namespace: 'prod' });
    assert.deepEqual(parts(variant), [
      { zone: 'us' },
      'env/eu.yaml',
      { debug: true, service: { port: 8080n }, host: 'h' },
    ]);
    assert.equal(only(skaffold('namespace: prod', 'manifests'), 'a/../skaffold.yaml').release?.name, 'shop');
  });

  test('every profile has its own releases', () => {
    const text = `${skaffold('')}profiles:
  - name: prod
    deploy: { helm: { releases: [{ name: shop, chartPath: charts/shop, valuesFiles: [env/eu.yaml] }] } }
`;
    assert.deepEqual(names(deployed(text, 'skaffold.yaml')), [
      'skaffold.yaml (shop)',
      'skaffold.yaml (shop, profile prod)',
    ]);
  });

  for (const [what, fields] of [
    ['a template', 'setValueTemplates: { host: "{{.HOST}}" }'],
    ['a namespace by environment', 'namespace: "{{.NAMESPACE}}"'],
    ['several settings in one', 'setValues: { a: "b,c=d" }'],
    ['a value from a file', 'setFiles: { a: b }'],
  ] as const)
    test(`${what} says nothing`, () => {
      assert.deepEqual(deployed(skaffold(fields), 'skaffold.yaml'), []);
    });
});

test('nothing that a file holds is thrown', () => {
  const words = [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    'spec:',
    '  source:',
    '    path: charts/shop',
    '    helm:',
  ];
  const odd = [
    '',
    '      values: |',
    '      parameters: [[]]',
    '      valueFiles: [{}]',
    '    - x',
    '  sources: {}',
    '\t',
    '*a',
    '{{',
    '"',
  ];
  for (let kept = 0; kept <= words.length; kept++)
    for (const last of odd) deployed([...words.slice(0, kept), last, ...words.slice(kept)].join('\n'), 'app.yaml');
  for (const text of ['', 'releases: 5', 'releases: [5, {}, []]', 'namespace: []\nreleases: [{ chart: . }]'])
    assert.deepEqual(deployed(text, 'helmfile.yaml'), [], text);
});
