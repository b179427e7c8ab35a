import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { workspaceOf } from '../../support/workspace.ts';
import { deployment } from '../world/workspace.ts';

/** Code and line of what is reported about the text, the codes of interest only. */
function reported(text: string, configuration = ''): readonly string[] {
  const { snapshot } = workspaceOf({ 'a.yaml': text, 'd.yaml': deployment('web'), '.portolan.yaml': configuration });
  return snapshot
    .findings('a.yaml')
    .filter(({ code }) => code === 'KN203' || code === 'KN206' || code === 'KN004')
    .map(({ code, location }) => `${code} in line ${snapshot.locate(location).range.start.line + 1}`);
}

const head = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n';

suite('a suppression comment', () => {
  const silent: Readonly<Record<string, string>> = {
    'on the line': '  selector: { app: wbe } # portolan-ignore KN203: renamed next week\n',
    'without a reason': '  selector: { app: wbe } # portolan-ignore KN203\n',
    'above the line': '  # portolan-ignore KN203: renamed next week\n  selector: { app: wbe }\n',
    'with several codes': '  # portolan-ignore KN203, KN206: both\n  selector: { app: wbe, "a b": c }\n',
    'in small letters': '  # portolan-ignore kn203: renamed\n  selector: { app: wbe }\n',
    'above another one':
      '  # portolan-ignore KN203: a\n  # portolan-ignore KN206: b\n  selector: { app: wbe, "a b": c }\n',
    'above another comment': '  # portolan-ignore KN203: a\n  # The pods come later.\n  selector: { app: wbe }\n',
    'above a line that has one':
      '  # portolan-ignore KN203: a\n  selector: { app: wbe, "a b": c } # portolan-ignore KN206: b\n',
    'in block style, where the finding is': '  selector:\n    app: wbe # portolan-ignore KN203: a\n',
  };
  for (const [name, text] of Object.entries(silent))
    test(`silences: ${name}`, () => {
      assert.deepEqual(reported(head + text), []);
      assert.deepEqual(reported((head + text).replaceAll('\n', '\r\n')), [], 'and in a file with CRLF');
      assert.deepEqual(reported(`a: 1\n---\n${head}${text}`), [], 'and in a second document');
    });

  const loud: Readonly<Record<string, readonly [text: string, lines: readonly string[]]>> = {
    'of another code': ['  selector: { app: wbe } # portolan-ignore KN201\n', ['KN203 in line 5', 'KN004 in line 5']],
    'one code of two too many': ['  selector: { app: wbe } # portolan-ignore KN203, KN206\n', ['KN004 in line 5']],
    'an empty line away': [
      '  # portolan-ignore KN203\n\n  selector: { app: wbe }\n',
      ['KN004 in line 5', 'KN203 in line 7'],
    ],
    'behind the line': [
      '  selector: { app: wbe }\n  # portolan-ignore KN203\n',
      ['KN203 in line 5', 'KN004 in line 6'],
    ],
    'on the line above, behind its content': [
      '  type: ClusterIP # portolan-ignore KN203\n  selector: { app: wbe }\n',
      ['KN004 in line 5', 'KN203 in line 6'],
    ],
    'in a text': ['  externalName: "a # portolan-ignore KN203"\n  selector: { app: wbe }\n', ['KN203 in line 6']],
  };
  for (const [name, [text, lines]] of Object.entries(loud))
    test(`does not: ${name}`, () => assert.deepEqual(reported(head + text), lines));
});

suite('an annotation', () => {
  const web = (value: string, selector = 'app: wbe') =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: { portolan/ignore: "${value}" }\nspec:\n  selector: { ${selector} }\n`;

  test('silences its object, with or without a reason, one code or several', () => {
    for (const value of ['KN203', 'KN203: renamed next week', 'kn203'])
      assert.deepEqual(reported(web(value)), [], value);
    assert.deepEqual(reported(web('KN203, KN206: both', 'app: wbe, "a b": c')), []);
  });

  test('silences no other object, and says when it silences nothing', () => {
    assert.deepEqual(reported(`${web('KN203', 'app: web')}---\n${head}  selector: { app: wbe }\n`), [
      'KN004 in line 5',
      'KN203 in line 13',
    ]);
  });
});

suite('suppress in .portolan.yaml', () => {
  const text = `${head}  selector: { app: wbe }\n`;
  const silenced = (entry: string) => reported(text, `suppress: [{ ${entry} }]\n`).length === 0;

  test('every part that it states has to fit', () => {
    assert.ok(silenced('rule: KN203'));
    assert.ok(silenced('rule: KN203, path: "*.yaml", kind: Service, name: "w*"'));
    assert.ok(!silenced('rule: KN201'));
    assert.ok(!silenced('rule: KN203, path: "deploy/**"'));
    assert.ok(!silenced('rule: KN203, kind: Deployment'));
    assert.ok(!silenced('rule: KN203, name: "api*"'));
  });

  test('a comment beside it is still of use', () => {
    assert.deepEqual(
      reported(`${head}  selector: { app: wbe } # portolan-ignore KN203\n`, 'suppress: [{ rule: KN203 }]\n'),
      [],
    );
  });
});

test('KN004 can be silenced as every code', () => {
  const text = `${head}  selector: { app: web } # portolan-ignore KN203\n`;
  assert.deepEqual(reported(text), ['KN004 in line 5']);
  assert.deepEqual(reported(text, 'rules: { KN004: off }\n'), []);
  assert.deepEqual(reported(text, 'suppress: [{ rule: KN004 }]\n'), []);
});

test('a code that is switched off leaves its suppressions alone', () => {
  assert.deepEqual(
    reported(`${head}  selector: { app: wbe } # portolan-ignore KN203\n`, 'rules: { KN203: off }\n'),
    [],
  );
});
