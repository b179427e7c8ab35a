import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isCandidate } from '../../../src/core/manifest/candidate.ts';
import type { ManifestFile } from '../../../src/core/manifest/document.ts';
import { readManifestFile } from '../../../src/core/manifest/read-file.ts';

function file(text: string, previous?: ManifestFile, maxFileSize?: number): ManifestFile {
  return readManifestFile('a.yaml', text, previous, {
    template: false,
    ...(maxFileSize === undefined ? {} : { maxFileSize }),
  });
}

/** The texts of the documents of a file, which have to stand where the file says. */
function textsOf(text: string): readonly string[] {
  return file(text).documents.map(({ document, start }) => {
    assert.equal(text.slice(start, start + document.text.length), document.text);
    return document.text;
  });
}

suite('documents', () => {
  test('begin behind their separator and end in front of the next', () => {
    assert.deepEqual(textsOf('a: 1\n---\nb: 2\n--- # why\nc: 3\n---\t{ d: 4 }\n---\n'), [
      'a: 1\n',
      '\nb: 2\n',
      ' # why\nc: 3\n',
      '\t{ d: 4 }\n',
    ]);
  });

  test('end at ... too', () => {
    assert.deepEqual(textsOf('a: 1\n...\n# c\n---\nb: 2\n... # end\nc: 3'), ['a: 1\n', '# c\n', '\nb: 2\n', 'c: 3']);
  });

  test('are separated by no indented ---, no longer and no shorter line', () => {
    const text = 'a: |\n  x\n  ---\n  y\n ---\nb: ----\n----: 1\n--: 2\n---x: 3\n....: 4\n';
    assert.deepEqual(textsOf(text), [text]);
  });

  test('are separated on lines with every kind of end', () => {
    assert.deepEqual(textsOf('a: 1\r\n---\r\nb: 2\r\n'), ['a: 1\r\n', '\r\nb: 2\r\n']);
    assert.deepEqual(textsOf('a: 1\r---\rb: 2\r...\rc: 3'), ['a: 1\r', '\rb: 2\r', 'c: 3']);
    assert.deepEqual(textsOf('a: 1\n---'), ['a: 1\n']);
  });

  test('are the objects of a stream of JSON', () => {
    assert.deepEqual(textsOf('{ "a": { "b": "}\\"{" } }\n{ "c": 1 }{"d": [{}, {}]}\n'), [
      '{ "a": { "b": "}\\"{" } }',
      '\n{ "c": 1 }',
      '{"d": [{}, {}]}\n',
    ]);
    const template = '{{- if .x }}\na: {{ .y }}{{ .z }}\n{{- end }} {{ .w }}\n';
    for (const text of ['{ "a": "} {" }\n', '{ a: 1 } {\n', 'a: 1\n{ b: 2 } { c: 3 }\n', template])
      assert.equal(textsOf(text).length, 1, text);
  });

  test('that hold only white space are none', () => {
    assert.deepEqual(textsOf(''), []);
    assert.deepEqual(textsOf('---\n---\n  \n\t\r\n---\n'), []);
  });

  test('do not include a byte order mark or directives', () => {
    assert.deepEqual(textsOf('\ufeffa: 1\n'), ['a: 1\n']);
    assert.deepEqual(
      textsOf('\ufeff# license\n\n%YAML 1.2\n%TAG ! tag:x,2000:\n---\na: 1\n...\n%YAML 1.2\n---\nb: 2\n'),
      ['\na: 1\n', '\nb: 2\n'],
    );
  });

  test('keep lines that begin with % when something stands above', () => {
    assert.deepEqual(textsOf('a: |\n  x\n%b: 1\n'), ['a: |\n  x\n%b: 1\n']);
    assert.deepEqual(textsOf('--- >\n%x\n'), [' >\n%x\n']);
  });

  test('of 100,000 separators and of 100,000 directives are found in one pass', () => {
    assert.deepEqual(textsOf('---\n'.repeat(100_000)), []);
    const directives = `${' '.repeat(1_000_000)}x\n${'%\n'.repeat(100_000)}`;
    assert.deepEqual(textsOf(directives), [directives]);
  });
});

suite('after an edit', () => {
  const parts = ['a: 1\n', 'b: 2\n', 'c: 3\n', 'd: 4\n', 'e: 5\n'];
  const join = (texts: readonly string[]) => texts.join('---\n');
  const before = file(join(parts));

  /** Which documents of before stand in a text, by position. */
  function kept(texts: readonly string[]): readonly number[] {
    const after = file(join(texts), before);
    assert.deepEqual(
      after.documents.map(({ document, start }) => [document.text, start]),
      file(join(texts)).documents.map(({ document, start }) => [document.text, start]),
    );
    assert.equal(new Set(after.documents.map(({ document }) => document)).size, texts.length, 'no object stands twice');
    return after.documents.map(({ document }) => before.documents.findIndex((known) => known.document === document));
  }

  test('nothing changed: all documents are the same objects', () => {
    assert.deepEqual(kept(parts), [0, 1, 2, 3, 4]);
  });

  test('only the edited document is a new object', () => {
    assert.deepEqual(kept(['a: 1\n', 'b: 2\n', 'c: 33\n', 'd: 4\n', 'e: 5\n']), [0, 1, -1, 3, 4]);
    assert.deepEqual(kept(['a: 11\n', 'b: 2\n', 'c: 3\n', 'd: 4\n', 'e: 5\n']), [-1, 1, 2, 3, 4]);
    assert.deepEqual(kept(['a: 1\n', 'b: 2\n', 'c: 3\n', 'd: 4\n', 'e: 5\nf: 6\n']), [0, 1, 2, 3, -1]);
  });

  test('edits at several places leave what is between them', () => {
    assert.deepEqual(kept(['a: 11\n', 'b: 2\n', 'c: 33\n', 'd: 4\n', 'e: 55\n']), [-1, 1, -1, 3, -1]);
  });

  test('documents that are added, removed or moved leave the others', () => {
    assert.deepEqual(kept(['a: 1\n', 'x: 9\n', 'b: 2\n', 'c: 3\n', 'd: 4\n', 'e: 5\n']), [0, -1, 1, 2, 3, 4]);
    assert.deepEqual(kept(['a: 1\n', 'c: 3\n', 'd: 4\n', 'e: 5\n']), [0, 2, 3, 4]);
    assert.deepEqual(kept(['a: 1\n', 'd: 4\n', 'c: 3\n', 'b: 2\n', 'e: 5\n']), [0, 3, 2, 1, 4]);
  });

  test('two documents of one text are two objects', () => {
    const twice = file('a: 1\n---\na: 1\n---\na: 1\n');
    const again = file('a: 1\n---\nb: 2\n---\na: 1\n---\na: 1\n---\nc: 3\n---\na: 1\n', twice);
    const documents = again.documents.map(({ document }) => document);
    assert.equal(new Set(documents).size, 6);
  });
});

suite('a file that is too large', () => {
  test('is left out with what to do, one of exactly the limit is read', () => {
    const text = `a: ${'x'.repeat(10_000_000)}`;
    const { documents, problems } = file(text);
    assert.deepEqual(documents, []);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.code, 'KN003');
    assert.equal(
      problems[0]?.message,
      'This file is 10 MB; files over 10 MB are left out. Set portolan.maxFileSize to include it.',
    );
    const largest = file(text.slice(0, 10_000_000));
    assert.deepEqual(largest.problems, []);
    assert.equal(largest.documents.length, 1);
  });

  test('is measured against the setting', () => {
    const { problems } = file('a: 1\n'.repeat(100_000), undefined, 100_000);
    assert.match(problems[0]?.message ?? '', /^This file is 0\.5 MB; files over 0\.1 MB are left out\./);
    assert.deepEqual(file('a: 1\n', undefined, 100_000).problems, []);
  });
});

test('a text could be a manifest when it has apiVersion and kind as keys', () => {
  for (const text of [
    'apiVersion: v1\nkind: Service\n',
    '\ufeffkind: Service\r\napiVersion : v1',
    '# c\n- apiVersion:\n    v1\n- kind: x',
    '{"apiVersion":"v1","kind":"Service"}',
    "{ 'kind' : Service, apiVersion: v1 }",
    '{kind: Service,apiVersion: v1}',
    'items:\n- kind:\tService\n  apiVersion: v1\n',
    'x: apiVersion kind\napiVersion: v1\nkind: y\n',
  ])
    assert.ok(isCandidate(text), text);
});

test('a text without them as keys is none', () => {
  for (const text of [
    '',
    'kind: Service\n',
    'apiVersion: v1\n',
    'theapiVersion: v1\nkinds: x\nunkind: y\n',
    'apiVersions: v1\nkind: x\n',
    'apiVersion v1\nkind Service\n',
    'a: apiVersion\nb: kind\n',
    'x.apiVersion: v1\nmy-kind: x\n',
  ])
    assert.ok(!isCandidate(text), text);
});
