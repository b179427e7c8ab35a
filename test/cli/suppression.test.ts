import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { lintJson, runMain } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';

/** Where KN210 (`targetPort: htpp` in line 11) and KN004 are reported once a text of the Service is replaced. */
function lint(context: TestContext, ...replacements: readonly (readonly [from: string, to: string])[]) {
  const text = replacements.reduce((result, [from, to]) => result.replace(from, to), service('cart', 'cart', 'htpp'));
  const { path: cwd } = makeFolder(context, { 'deploy.yaml': deployment('cart', 'http'), 'service.yaml': text });
  return lintJson([], { cwd }).report.findings.flatMap(({ code, range, message }) =>
    code === 'KN210' || code === 'KN004' ? [`${range.start.line + 1} ${code} ${message.split(',')[0]}`] : [],
  );
}

const broken = 'KN210 Service "cart" sends port 80 to "htpp"';

suite('a finding is silenced', () => {
  test('by a comment on its line, or alone on the line above', (t) => {
    assert.deepEqual(lint(t), [`11 ${broken}`]);
    assert.deepEqual(lint(t, ['htpp', 'htpp # portolan-ignore KN210: the sidecar adds it']), []);
    assert.deepEqual(
      lint(t, ['      targetPort', '      # portolan-ignore KN210: the sidecar adds it\n      targetPort']),
      [],
    );
    assert.deepEqual(lint(t, ['      targetPort', '  # portolan-ignore kn214 KN210\n      targetPort']), [
      '11 KN004 This silences KN214',
    ]);
  });

  test('by an annotation of its object, with several codes and a reason', (t) => {
    assert.deepEqual(lint(t, ['name: cart\n', 'name: cart\n  annotations: { portolan/ignore: KN210 }\n']), []);
    assert.deepEqual(
      lint(t, ['name: cart\n', 'name: cart\n  annotations:\n    portolan/ignore: "KN210, KN201: made elsewhere"\n']),
      ['6 KN004 This silences KN201'],
    );
  });

  test('by nothing else: a comment behind other text of the line above, another code, another object', (t) => {
    assert.deepEqual(lint(t, ['- port: 80', '- port: 80 # portolan-ignore KN210']), [
      '10 KN004 This silences KN210',
      `11 ${broken}`,
    ]);
    assert.deepEqual(lint(t, ['htpp', 'htpp # portolan-ignore KN211']), [
      `11 ${broken}`,
      '11 KN004 This silences KN211',
    ]);
    assert.deepEqual(lint(t, ['htpp', '"htpp" # see portolan-ignore KN210']), [`11 ${broken}`]);
  });
});

suite('a suppression that silences nothing is reported', () => {
  test('where it stands, also when it names no code', (t) => {
    assert.deepEqual(lint(t, ['htpp', 'http'], ['spec:', '# portolan-ignore KN210\nspec:']), [
      '6 KN004 This silences KN210',
    ]);
    assert.deepEqual(lint(t, ['htpp', 'http # portolan-ignore: it works']), ['11 KN004 This names no rule']);
  });

  test('but not while its rule is off, as nobody knows what it would silence', (t) => {
    const text = `# portolan-ignore KN210\n${service('cart', 'cart', 'http')}`;
    for (const [configuration, count] of [
      ['', 1],
      ['rules: { KN210: off }', 0],
      ['profile: off', 0],
      ['rules: { KN004: off }', 0],
    ] as const) {
      const { path: cwd } = makeFolder(t, { '.portolan.yaml': configuration, 'service.yaml': text });
      const idle = lintJson([], { cwd }).report.findings.filter(({ code }) => code === 'KN004');
      assert.equal(idle.length, count, configuration);
    }
  });

  test('at the severity that the configuration gives it', (t) => {
    const { path: cwd } = makeFolder(t, {
      '.portolan.yaml': 'rules: { KN004: error }\nsuppress: [{ rule: KN211 }]\n',
      'service.yaml': `# portolan-ignore KN210\n${service('cart', 'cart', 'http')}`,
    });
    const { findings } = lintJson(['--severity', 'error'], { cwd }).report;
    assert.deepEqual(
      findings.map(({ file, code }) => `${file} ${code}`),
      ['.portolan.yaml KN004', 'service.yaml KN004'],
    );
  });
});

suite('--report-suppressed lists what is silenced', () => {
  const files = {
    'deploy.yaml': deployment('cart', 'http'),
    'comment.yaml': service('a', 'cart', 'htpp').replace('htpp', 'htpp # portolan-ignore KN210: the sidecar adds it'),
    'annotation.yaml': service('b', 'cart', 'htpp').replace(
      'name: b\n',
      'name: b\n  annotations: { "portolan/ignore": "KN210: made elsewhere" }\n',
    ),
    'entry.yaml': service('c', 'cart', 'htpp'),
    '.portolan.yaml': 'suppress: [{ rule: KN210, name: c }]\n',
  };

  test('with who silences it and why', async (t) => {
    const { path: cwd } = makeFolder(t, files);
    const { report } = lintJson(['--report-suppressed'], { cwd });
    assert.deepEqual(
      report.suppressed?.map(({ file, code, suppression }) => [file, code, suppression?.by, suppression?.reason]),
      [
        ['annotation.yaml', 'KN210', 'annotation', 'made elsewhere'],
        ['comment.yaml', 'KN210', 'comment', 'the sidecar adds it'],
        ['entry.yaml', 'KN210', 'configuration', null],
      ],
    );
    assert.ok(report.findings.every(({ code }) => code !== 'KN210'));
    assert.equal(lintJson([], { cwd }).report.suppressed, undefined);
    const { out } = await runMain(['lint', '--report-suppressed'], cwd);
    assert.match(
      out,
      /3 findings silenced\n {2}annotation\.yaml:\d+:\d+ {2}error {2}KN210 .*\n {4}silenced by an annotation: made/,
    );
    assert.match(out, /silenced by the configuration: no reason given/);
  });

  test('as SARIF has it', async (t) => {
    const { path: cwd } = makeFolder(t, files);
    const { out } = await runMain(['lint', '--report-suppressed', '--format', 'sarif'], cwd);
    const [run] = (JSON.parse(out) as { runs: readonly { results: readonly { suppressions?: unknown }[] }[] }).runs;
    assert.deepEqual(
      run?.results.flatMap(({ suppressions }) => suppressions ?? []),
      [
        { kind: 'inSource', justification: 'made elsewhere' },
        { kind: 'inSource', justification: 'the sidecar adds it' },
        { kind: 'external' },
      ],
    );
  });

  test('of rendered objects, by annotations that their templates give them', (t) => {
    const template = service('web', 'web', 'htpp').replace(
      'name: web\n',
      'name: web\n  annotations: { "portolan/ignore": "KN210: {{ .Values.why }}" }\n',
    );
    const { path: cwd } = makeFolder(t, {
      'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'chart/values.yaml': 'why: made elsewhere\n',
      'chart/templates/service.yaml': template,
      'chart/templates/deploy.yaml': deployment('web', 'http'),
    });
    const { suppressed } = lintJson(['--report-suppressed'], { cwd }).report;
    assert.deepEqual(
      suppressed?.map(({ file, code, suppression }) => [file, code, suppression?.reason]),
      [['chart/templates/service.yaml', 'KN210', 'made elsewhere']],
    );
  });
});
