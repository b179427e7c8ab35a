import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Workspace } from '../../../src/core/language/workspace.ts';
import { allRules } from '../../../src/core/rules/all.ts';
import { defineRule, type Rule } from '../../../src/core/rules/rule.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { deployment, kustomization, service } from '../world/workspace.ts';
import { placeText } from './view.ts';

type Files = Readonly<Record<string, string>>;

/** What is reported about a file: severity and code, then the stacks. */
function reported(files: Files, file: string, codes: readonly string[]): readonly string[] {
  const { snapshot } = workspaceOf(files);
  return snapshot
    .findings(file)
    .filter(({ code }) => codes.includes(code))
    .map(({ severity, code, stacks }) => `${severity} ${code} ${stacks.join(', ')}`.trim());
}

/** A base with an overlay per name, each with its own patch of Service web. */
function overlays(base: string, patches: Readonly<Record<string, string>>): Files {
  return {
    'base/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
    'base/web.yaml': base,
    ...Object.fromEntries(
      Object.entries(patches).map(([name, patch]) => [
        `${name}/kustomization.yaml`,
        kustomization(
          `resources: [../base]\n${patch === '' ? '' : `patches: [{ patch: "{ apiVersion: v1, kind: Service, metadata: { name: web }, ${patch} }" }]\n`}`,
        ),
      ]),
    ),
  };
}

suite('findings joined over stacks', () => {
  const selects = (label: string) => `spec: { selector: { app: ${label} } }`;
  const broken = service('web', 'app: wbe') + deployment('web');

  test('an absence is one only where every stack that holds the object misses the partner', () => {
    assert.deepEqual(reported(overlays(broken, { dev: '', prod: '' }), 'base/web.yaml', ['KN203']), [
      'error KN203 dev, prod',
    ]);
    assert.deepEqual(reported(overlays(broken, { dev: '', prod: selects('web') }), 'base/web.yaml', ['KN203']), []);
  });

  test('a stack that removes the object has no say', () => {
    const files = overlays(broken, { dev: '', prod: '$patch: delete' });
    assert.deepEqual(reported(files, 'base/web.yaml', ['KN203']), ['error KN203 dev']);
  });

  test('stacks that miss it in different ways are one finding: the worst', () => {
    // In dev the selector is a typing mistake of a label, in prod it is far from all labels.
    const files = overlays(broken, { dev: '', prod: selects('something-else') });
    assert.deepEqual(reported(files, 'base/web.yaml', ['KN201', 'KN203']), ['error KN203 dev, prod']);
  });

  test('a contradiction is one if one stack shows it, and that stack is named', () => {
    const files = overlays(service('web') + deployment('web').replace('name: http', 'name: htp'), {
      dev: '',
      prod: 'spec: { ports: [{ name: web, port: 80, targetPort: htp }] }',
    });
    assert.deepEqual(reported(files, 'base/web.yaml', ['KN210']), ['error KN210 dev']);
  });

  /** A rule that says the same of every Service, the worse the fewer pods its stack has. */
  const claiming = (claim: Rule['claim']) =>
    defineRule({
      code: 'KN999',
      name: 'test',
      severity: 'error',
      summary: '',
      subjects: ['service'],
      reads: ['podMaker'],
      within: 'stack',
      claim,
      since: '',
      fixable: false,
      sources: [],
      check(subject, { world }, report) {
        const severity = world.all('podMaker').length > 1 ? 'info' : 'error';
        for (const message of ['one', 'two']) report({ at: subject.kindSpan, message, severity });
      },
    });

  for (const claim of ['absence', 'contradiction'] as const)
    test(`the worst severity of the stacks counts, and two things at one place stay two (${claim})`, () => {
      const workspace = new Workspace({ rules: [claiming(claim)] });
      const { snapshot } = workspace.update(
        Object.entries({
          ...overlays(service('web') + deployment('web'), { dev: '' }),
          'all/kustomization.yaml': kustomization('resources: [../base, more.yaml]\n'),
          'all/more.yaml': deployment('more'),
        }).map(([path, text]) => ({ path, text })),
      );
      assert.deepEqual(
        snapshot.findings('base/web.yaml').map(({ severity, message, stacks }) => [severity, message, stacks]),
        [
          ['error', 'one', ['all', 'dev']],
          ['error', 'two', ['all', 'dev']],
        ],
      );
    });
});

suite('severities', () => {
  const web = { 'web.yaml': service('web') + deployment('web') };
  const codes = ['KN133', 'KN001', 'KN002', 'KN003'];
  const configured = (configuration: string, files: Files = web) =>
    reported({ ...files, '.portolan.yaml': configuration }, 'web.yaml', codes).map((text) =>
      text.replace(/ web.*| \.$/, ''),
    );

  test('the configuration sets them by code and switches rules off', () => {
    assert.deepEqual(configured(''), ['hint KN133']);
    assert.deepEqual(configured('rules: { KN133: error }\n'), ['error KN133']);
    assert.deepEqual(configured('rules: { KN133: off }\n'), []);
  });

  test('strict raises hints and infos by one; off leaves what the text itself gets wrong', () => {
    assert.deepEqual(configured('profile: strict\n'), ['info KN133']);
    const wrong = { 'web.yaml': service('web').replace('port: 80', 'port: "80"') + deployment('web') };
    assert.deepEqual(configured('profile: strict\n', wrong), ['error KN002', 'info KN133']);
    assert.deepEqual(configured('profile: off\n', wrong), ['error KN002']);
    assert.deepEqual(configured('profile: off\nrules: { KN133: warning }\n'), ['warning KN133']);
  });

  test('a rule that is off by default is reported where it is given one, and idle silence of it is no finding', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: NodePort\n  ports: [{ port: 80 }]\n';
    const loud = { 'web.yaml': text };
    const nodes = { 'web.yaml': text.replace('NodePort', 'NodePort # portolan-ignore KN1104: wanted') };
    const idle = { 'web.yaml': text.replace('NodePort', 'ClusterIP # portolan-ignore KN1104: wanted') };
    const of = (configuration: string, files: Files) =>
      reported({ ...files, '.portolan.yaml': configuration }, 'web.yaml', ['KN1104', 'KN004']).map((text) =>
        text.slice(0, 11),
      );
    assert.deepEqual(of('', loud), []);
    assert.deepEqual(of('profile: strict\n', loud), []);
    assert.deepEqual(of('rules: { KN1104: warning }\n', loud).length, 1);
    assert.deepEqual(of('', nodes), []);
    assert.deepEqual(of('rules: { KN1104: warning }\n', nodes), []);
    assert.deepEqual(of('', idle), []);
    assert.deepEqual(of('rules: { KN1104: warning }\n', idle), ['info KN004']);
  });

  test('they hold for Portolan’s own codes and for whole files, too', () => {
    assert.deepEqual(configured('', { 'web.yaml': 'apiVersion: v1\nkind: Service\na: "\n' }), ['error KN001']);
    assert.deepEqual(configured('rules: { KN001: info }\n', { 'web.yaml': 'apiVersion: v1\nkind: Service\na: "\n' }), [
      'info KN001',
    ]);
    const large = (configuration: string) => {
      const workspace = new Workspace({ rules: allRules, maxFileSize: 100 });
      const { snapshot } = workspace.update([
        { path: 'web.yaml', text: service('web').repeat(2) },
        { path: '.portolan.yaml', text: configuration },
      ]);
      return snapshot.findings('web.yaml').map(({ code, severity }) => `${severity} ${code}`);
    };
    assert.deepEqual(large(''), ['warning KN003']);
    assert.deepEqual(large('rules: { KN003: error }\n'), ['error KN003']);
    assert.deepEqual(large('rules: { KN003: off }\n'), []);
  });
});

suite('Portolan’s own codes', () => {
  test('a file that could not be read says why', () => {
    const workspace = new Workspace({ rules: allRules });
    const { snapshot } = workspace.update([{ path: 'a.yaml', text: '', unreadable: 'This file is not UTF-8.' }]);
    assert.deepEqual(
      snapshot.findings('a.yaml').map(({ code, message }) => [code, message]),
      [['KN003', 'This file is not UTF-8.']],
    );
  });

  test('a broken document hides nothing of the others, and nothing is guessed about itself', () => {
    const files = {
      'a.yaml': `${service('web', 'app: wbe')}apiVersion: v1\nkind: Service\nmetadata: { name: "x\n---\n${deployment('web')}`,
    };
    assert.deepEqual(reported(files, 'a.yaml', ['KN001', 'KN203']), ['error KN203 .', 'error KN001']);
  });

  test('what is wrong with the configuration stands in it', () => {
    assert.deepEqual(reported({ '.portolan.yaml': 'profil: strict\n' }, '.portolan.yaml', ['KN007']), ['error KN007']);
  });
});

test('findings are sorted by place, then code; all findings by file first', () => {
  const text = deployment('web') + service('web', 'app: wbe').replace('port: 80', 'port: "80"');
  const { snapshot } = workspaceOf({ 'b.yaml': text, 'a.yaml': service('api', 'app: apo') + deployment('api') });
  const found = snapshot.allFindings();
  assert.ok(found.length >= 3);
  const places = found.map(({ location, code }) => {
    const { file, range } = snapshot.locate(location);
    return [file, range.start.line, range.start.character, code] as const;
  });
  const sorted = [...places].sort(
    (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) || a[1] - b[1] || a[2] - b[2] || (a[3] < b[3] ? -1 : 1),
  );
  assert.deepEqual(places, sorted);
  assert.deepEqual(
    ['a.yaml', 'b.yaml'].flatMap((file) => snapshot.findings(file)),
    found,
  );
});

test('a finding moves with its document', () => {
  const workspace = workspaceOf({ 'a.yaml': service('web', 'app: wbe') + deployment('web') });
  const place = () =>
    workspace.snapshot.findings('a.yaml').map(({ location }) => placeText(workspace.snapshot.locate(location)));
  const before = place();
  const text = workspace.snapshot.files.get('a.yaml')?.text ?? '';
  workspace.update([{ path: 'a.yaml', text: `# above\n---\n${text}` }]);
  assert.deepEqual(
    place(),
    before.map((each) =>
      each
        .replaceAll(/:(\d+):/g, (_, line) => `:${Number(line) + 2}:`)
        .replaceAll(/-(\d+):/g, (_, line) => `-${Number(line) + 2}:`),
    ),
  );
});
