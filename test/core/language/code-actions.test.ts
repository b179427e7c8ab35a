import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type CodeAction, codeActions, findingsAt } from '../../../src/core/language/code-actions.ts';
import type { Snapshot } from '../../../src/core/language/workspace.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import type { Position, Range } from '../../../src/core/text/span.ts';
import { corpusFiles, corpusLacking } from '../../support/corpus.ts';
import { lacking } from '../../support/needs.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { deployment, service } from '../world/workspace.ts';
import { workspaces } from './workspaces.ts';

const everything: Range = { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } };

/** The files after an action. */
function applied(snapshot: Snapshot, { edits }: CodeAction): Record<string, string> {
  const texts = Object.fromEntries([...snapshot.files].map(([path, { text }]) => [path, text]));
  const from = (file: string, position: Position) => snapshot.lines(file).offset(position);
  for (const { file, range, newText } of [...edits].sort(
    (a, b) => from(b.file, b.range.start) - from(a.file, a.range.start),
  )) {
    const text = texts[file] ?? '';
    texts[file] = text.slice(0, from(file, range.start)) + newText + text.slice(from(file, range.end));
  }
  return texts;
}

/** What a snapshot reports, without places. */
function messages(snapshot: Snapshot): readonly string[] {
  return snapshot
    .allFindings()
    .map(({ code, message, subject }) => `${code} ${subject?.kind}/${subject?.name?.value} ${message}`);
}

/** What is in `a` more often than in `b`. */
function more(a: readonly string[], b: readonly string[]): readonly string[] {
  const left = [...b];
  return a.filter((each) => {
    const at = left.indexOf(each);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** Silencing a finding takes nothing but findings of its code away, at least this one, and brings none. */
function checkIgnoring(files: Readonly<Record<string, string>>): number {
  const { snapshot } = workspaceOf(files);
  const before = messages(snapshot);
  let checked = 0;
  for (const file of snapshot.files.keys())
    for (const action of codeActions(snapshot, file, everything).filter(({ kind }) => kind === 'ignore')) {
      const after = messages(workspaceOf(applied(snapshot, action)).snapshot);
      const { code, message } = action.finding;
      const gone = more(before, after);
      const what = `${action.title} in ${file}: ${message}`;
      assert.deepEqual(more(after, before), [], `${what} brings no other`);
      assert.ok(
        gone.some((each) => each.includes(message)),
        `${what} is gone`,
      );
      assert.ok(
        gone.every((each) => each.startsWith(code)),
        `${what} takes no other away`,
      );
      checked++;
    }
  return checked;
}

const head = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n';

/** The text after silencing KN203 in it, and the title of what does it. */
function ignoring(text: string, path = 'a.yaml'): readonly [title: string | undefined, text: string | undefined] {
  const files = { [path]: text, 'd.yaml': deployment('web') };
  const { snapshot } = workspaceOf(files);
  const action = codeActions(snapshot, path, everything).find(
    ({ kind, finding }) => kind === 'ignore' && finding.code === 'KN203',
  );
  if (action === undefined) return [undefined, undefined];
  checkIgnoring(files);
  return [action.title, applied(snapshot, action)[path]];
}

suite('ignoring a finding here', () => {
  const here = 'Ignore KN203 here';
  const comment = '# portolan-ignore KN203: ';
  const cases: Readonly<Record<string, readonly [before: string, after: string]>> = {
    'a flow map': [`${head}  selector: { app: wbe }\n`, `${head}  ${comment}\n  selector: { app: wbe }\n`],
    'a block map': [`${head}  selector:\n    app: wbe\n`, `${head}  selector:\n    ${comment}\n    app: wbe\n`],
    'a suppression above': [
      `${head}  # portolan-ignore KN206: known\n  selector: { app: wbe, "a b": c }\n`,
      `${head}  # portolan-ignore KN206: known\n  ${comment}\n  selector: { app: wbe, "a b": c }\n`,
    ],
    'a suppression on the line': [
      `${head}  selector: { app: wbe, "a b": c } # portolan-ignore KN206: known\n`,
      `${head}  ${comment}\n  selector: { app: wbe, "a b": c } # portolan-ignore KN206: known\n`,
    ],
    'the first line': [
      '{ kind: Service, apiVersion: v1, metadata: { name: web }, spec: { selector: { app: wbe } } }\n',
      `${comment}\n{ kind: Service, apiVersion: v1, metadata: { name: web }, spec: { selector: { app: wbe } } }\n`,
    ],
    'the first line behind a byte order mark': [
      '\uFEFF{ kind: Service, apiVersion: v1, metadata: { name: web }, spec: { selector: { app: wbe } } }\n',
      `\uFEFF${comment}\n{ kind: Service, apiVersion: v1, metadata: { name: web }, spec: { selector: { app: wbe } } }\n`,
    ],
    'the line of the separator': [
      '--- { kind: Service, apiVersion: v1, metadata: { name: web }, spec: { selector: { app: wbe } } }\n',
      `--- { kind: Service, apiVersion: v1, metadata: { name: web }, spec: { selector: { app: wbe } } } ${comment}\n`,
    ],
    'the last line, without a line end': [
      `${head}  selector: { app: wbe }`,
      `${head}  ${comment}\n  selector: { app: wbe }`,
    ],
    'a line that a text of several lines ends on': [
      '{ kind: Service, apiVersion: v1, metadata: { name: web, annotations: { a: "b\n  c" } }, spec: { type: "Cluster\\\n  IP", selector: { app: wbe } } }\n',
      `{ kind: Service, apiVersion: v1, metadata: { name: web, annotations: { a: "b\n  c" } }, spec: { type: "Cluster\\\n  IP", selector: { app: wbe } } } ${comment}\n`,
    ],
  };
  for (const [name, [before, after]] of Object.entries(cases))
    test(`in ${name}`, () => {
      assert.deepEqual(ignoring(before), [here, after]);
      const crlf = (text: string) => text.replaceAll('\n', '\r\n');
      assert.deepEqual(ignoring(crlf(before)), [here, crlf(after)], 'with CRLF');
    });

  const json = (metadata: string) =>
    `{\n  "apiVersion": "v1",\n  "kind": "Service",\n  "metadata": ${metadata},\n  "spec": { "selector": { "app": "wbe" } }\n}\n`;

  test('JSON has no comments: the object is annotated', () => {
    const title = 'Ignore KN203 for this Service';
    for (const path of ['a.json', 'a.yaml']) {
      assert.deepEqual(ignoring(json('{ "name": "web" }'), path), [
        title,
        json('{ "name": "web", "annotations": { "portolan/ignore": "KN203" } }'),
      ]);
      assert.deepEqual(ignoring(json('{ "name": "web", "annotations": { "a": "b" } }'), path), [
        title,
        json('{ "name": "web", "annotations": { "a": "b", "portolan/ignore": "KN203" } }'),
      ]);
      assert.deepEqual(
        ignoring(json('{ "name": "web", "annotations": { "portolan/ignore": "KN206: known" } }'), path)[1],
        json('{ "name": "web", "annotations": { "portolan/ignore": "KN203, KN206: known" } }'),
      );
    }
  });

  test('what is wrong with the text itself is not to be ignored', () => {
    const { snapshot } = workspaceOf({ 'a.yaml': `${head}  selector: { app: "wbe }\n` });
    assert.deepEqual(
      snapshot.findings('a.yaml').map(({ code }) => code),
      ['KN001'],
    );
    assert.deepEqual(codeActions(snapshot, 'a.yaml', everything), []);
    assert.equal(findingsAt(snapshot, 'a.yaml', everything).length, 1, 'and still has a page');
  });

  for (const [name, files] of Object.entries(workspaces))
    test(`of any finding: ${name}`, () => {
      assert.ok(checkIgnoring(files) > 0);
    });
});

suite('actions', () => {
  const text = service('web').replace('targetPort: http', 'targetPort: htp') + deployment('web');

  test('fixes come first, the best of them at the top, then what silences', () => {
    const { snapshot } = workspaceOf({ 'a.yaml': text });
    const actions = codeActions(snapshot, 'a.yaml', everything);
    const order = actions.map(({ kind, preferred }) => (kind === 'ignore' ? 2 : preferred ? 0 : 1));
    assert.deepEqual(order, [...order].sort());
    assert.ok(order.includes(0) && order.includes(1) && order.includes(2));
    const [best] = actions;
    assert.equal(best?.finding.code, 'KN210');
    assert.equal(applied(snapshot, best as CodeAction)['a.yaml'], text.replace('htp', 'http'));
  });

  test('they are offered where the finding touches the range, and nowhere else', () => {
    const { snapshot } = workspaceOf({ 'a.yaml': text });
    const index = new LineIndex(text);
    const start = text.indexOf('htp');
    const offered = (from: number, to: number) =>
      codeActions(snapshot, 'a.yaml', { start: index.position(from), end: index.position(to) }).some(
        ({ finding }) => finding.code === 'KN210',
      );
    assert.ok(offered(start, start));
    assert.ok(offered(start + 3, start + 3), 'behind the last character');
    assert.ok(offered(start - 10, start + 30));
    assert.ok(!offered(start - 1, start - 1));
    assert.ok(!offered(start + 4, start + 4));
    assert.deepEqual(codeActions(snapshot, 'gone.yaml', everything), []);
  });

  test('a fix may edit another file', () => {
    const files = {
      'a.yaml': service('web').replace('targetPort: http', 'targetPort: htp'),
      'd.yaml': deployment('web'),
    };
    const { snapshot } = workspaceOf(files);
    const rename = codeActions(snapshot, 'a.yaml', everything).find(({ edits }) =>
      edits.some(({ file }) => file === 'd.yaml'),
    );
    assert.ok(rename !== undefined);
    const after = workspaceOf(applied(snapshot, rename)).snapshot;
    assert.ok(!after.allFindings().some(({ code }) => code === 'KN210'));
  });
});

test('every finding of real manifests can be silenced where it stands', (t) => {
  if (corpusLacking !== undefined) return lacking(t, corpusLacking);
  const files = Object.fromEntries(
    corpusFiles()
      .filter(({ path }) => path.startsWith('emojivoto/'))
      .map(({ path, text }) => [path, text]),
  );
  assert.ok(checkIgnoring(files) > 0);
});

suite('fixing all of a kind in a file', () => {
  const first = service('a', 'app: wbe');
  const second = service('b', 'app: wbe');
  const other = service('c', 'app: wbe');

  const actionsAt = (files: Readonly<Record<string, string>>, line: number) => {
    const { snapshot } = workspaceOf(files);
    const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
    return { snapshot, actions: codeActions(snapshot, 'a.yaml', range).filter(({ kind }) => kind === 'fix-all') };
  };
  const lineOf = (text: string) => text.split('\n').findIndex((line) => line.includes('wbe'));

  test('takes the preferred fix of each, and of no other file', () => {
    const text = first + second;
    const files = { 'a.yaml': text, 'b.yaml': other, 'd.yaml': deployment('web') };
    const { snapshot, actions } = actionsAt(files, lineOf(text));
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Fix all 2 findings of KN203 in this file'],
    );
    const [action] = actions;
    assert.ok(action);
    const after = workspaceOf(applied(snapshot, action)).snapshot;
    const left = after.allFindings().filter(({ code }) => code === 'KN203');
    assert.deepEqual(
      left.map(({ location }) => location.document.file),
      ['b.yaml'],
    );
  });

  test('is not offered for one alone, nor where no other has a fix', () => {
    assert.deepEqual(
      actionsAt({ 'a.yaml': first, 'b.yaml': other, 'd.yaml': deployment('web') }, lineOf(first)).actions,
      [],
    );
  });
});
