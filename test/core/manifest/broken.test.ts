import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { maxRecovered } from '../../../src/core/manifest/limits.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { readManifestFile } from '../../../src/core/manifest/read-file.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { brief, plainValue, writtenIn } from './tree.ts';

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
`;

interface Spec {
  readonly selector?: unknown;
  readonly ports?: unknown;
}

/** The one problem of a text: 1-based line, what is underlined, the message. */
function mistake(text: string): readonly [line: number, written: string, message: string] {
  const { problems } = parseText(text);
  assert.deepEqual(
    problems.map(({ code, severity }) => `${code} ${severity}`),
    ['KN001 error'],
    text,
  );
  const [problem] = problems;
  assert.ok(problem !== undefined && problem.start <= problem.end && problem.end <= text.length);
  const line = new LineIndex(text).lineOf(problem.start) + 1;
  return [line, text.slice(problem.start, problem.end), problem.message];
}

function spec(text: string): Spec {
  const { root } = parseText(text);
  const value = plainValue(root) as { kind?: unknown; metadata?: unknown; spec?: Spec };
  assert.equal(value.kind, 'Service', text);
  assert.deepEqual(value.metadata, { name: 'web' }, text);
  return value.spec ?? {};
}

const ports = [{ port: 80, targetPort: 'http' }];
const selector = { app: 'web' };

suite('one mistake is named once, at its place, and the rest stays usable', () => {
  /** What is written instead of a part of the Service; line, underlined text, words of the message, what is left. */
  const cases: readonly (readonly [
    title: string,
    part: string,
    instead: string,
    line: number,
    written: string,
    words: RegExp,
    left: Spec,
  ])[] = [
    [
      'a quote that does not end',
      'app: web',
      'app: "web',
      7,
      '"web',
      /begins here with " does not end/,
      { selector, ports },
    ],
    [
      'an apostrophe that does not end',
      'app: web',
      "app: 'web",
      7,
      "'web",
      /begins here with ' does not end/,
      { selector, ports },
    ],
    [
      'a list that does not end',
      'app: web',
      'app: [web',
      8,
      'ports:',
      /A \] is missing/,
      { selector: { app: ['web'] }, ports },
    ],
    [
      'a map that does not end',
      'selector:\n    app: web',
      'selector: { app: web',
      7,
      'ports:',
      /A } is missing/,
      { selector, ports },
    ],
    ['a key that is being typed', '', '  typ', 11, 'typ', /A ":" is missing behind this key/, { selector, ports }],
    ['a key above another one', '  ports:', '  typ\n  ports:', 8, 'typ', /is a colon missing/, { selector }],
    ['a tab', '      targetPort', '\t    targetPort', 10, '\t', /A tab cannot indent YAML/, { selector }],
    [
      'a key one column too far left',
      '      targetPort',
      '     targetPort',
      10,
      'targetPort:',
      /the indentation is wrong/,
      { selector },
    ],
    ['a second colon', 'app: web', 'app: web: x', 7, 'web:', /is a colon or a line break too many/, { ports }],
    ['a character that begins no text', 'app: web', 'app: @web', 7, '@web', /put the value in quotes/, { ports }],
    ['an escape that is none', 'app: web', 'app: "\\web"', 7, '\\web"', /an escape that YAML does not know/, { ports }],
    ['something behind a quote', 'app: web', 'app: "web" x', 7, 'x', /does not belong/, { selector, ports }],
    ['an alias without a name', 'app: web', 'app: *', 7, '*', /like \*name/, { ports }],
    ['a control character', 'app: web', 'app: we\u0007b', 7, '\u0007b', /control character/, { ports }],
    ['two anchors', 'app: web', 'app: &a &b web', 7, '&b', /one anchor only/, { selector, ports }],
    ['a tag with an unknown handle', 'app: web', 'app: !x!y web', 7, '!x!y', /tag/, { selector, ports }],
  ];
  for (const [title, part, instead, line, written, words, left] of cases)
    test(title, () => {
      const text = part === '' ? service + instead : service.replace(part, instead);
      const [foundLine, foundText, message] = mistake(text);
      assert.deepEqual([foundLine, foundText], [line, written]);
      assert.match(message, words);
      const found = spec(text);
      for (const [key, value] of Object.entries(left)) assert.deepEqual(found[key as keyof Spec], value, key);
    });

  test('in JSON', () => {
    const json =
      '{\n  "kind": "Service",\n  "metadata": { "name": "web" },\n  "spec": { "ports": [{ "port": 80 }] "selector": {} }\n}\n';
    assert.deepEqual(mistake(json).slice(0, 2), [4, '"selector":']);
    assert.deepEqual(spec(json).ports, [{ port: 80 }]);
    const open = json.slice(0, json.indexOf('] "sel'));
    assert.match(mistake(open)[2], /is missing/);
    assert.deepEqual(spec(open).ports, [{ port: 80 }]);
  });

  test('a merge conflict, both of whose sides are read', () => {
    const text = service.replace(
      '    app: web\n',
      '<<<<<<< HEAD\n    app: old\n=======\n    app: web\n>>>>>>> branch\n',
    );
    const [line, written, message] = mistake(text);
    assert.deepEqual([line, written], [7, '<<<<<<<']);
    assert.match(message, /^A merge conflict is not resolved here\./);
    assert.deepEqual(spec(text), { selector, ports });
  });

  test('where keys and values stand is exact all the same', () => {
    const text = `# 🚀\n${service.replace('app: web', "app: 'web")}`;
    const words = [...writtenIn(text, parseText(text).root)];
    assert.deepEqual(words.slice(-8), ['selector', 'app', 'web', 'ports', 'port', '80', 'targetPort', 'http']);
  });

  test('nothing but white space behind it is underlined', () => {
    for (const text of ['a: [', 'a: [\n\n\n', 'a: "', '[', '"', '{\n  ', 'a: *', '- &', 'a: b: ']) {
      const [, written] = mistake(text);
      assert.match(written, /^\S+$/, JSON.stringify(text));
    }
  });
});

test('every message about a mistake is a sentence that names no parser', () => {
  for (const text of [
    'a: [',
    'a: "\\x"',
    'a: %x',
    'a: b\n c: d',
    '- a\nb: c',
    'a: |x\n',
    '? [\n',
    '%FOO\na: 1',
    'a: >9x\n b',
    '&a',
  ]) {
    const { problems } = parseText(text);
    for (const { message } of problems) {
      assert.match(message, /^[A-Z].*[.?]$/s, text);
      assert.doesNotMatch(message, /token|scalar|implicit|stream|flow|undefined|node/i, text);
    }
  }
});

test('other documents of the file are not touched', () => {
  const text = `${service}---\n${service.replace('app: web', 'app: "web')}---\n${service}`;
  const { documents } = readManifestFile('a.yaml', text, undefined, { template: false });
  assert.deepEqual(
    documents.map(({ document }) => parseText(document.text).problems.length),
    [0, 1, 0],
  );
});

suite('what YAML allows and kubectl refuses', () => {
  test('a tab at the start of a blank line or of a comment', () => {
    for (const tab of ['\t', '\t# c', '\t ']) {
      const [line, written, message] = mistake(service.replace('  ports:', `${tab}\n  ports:\n\t`));
      assert.deepEqual([line, written], [8, '\t'], JSON.stringify(tab));
      assert.match(message, /^kubectl refuses a tab at the start of a line/);
    }
  });

  test('tabs within lines, in brackets, in quotes and in blocks of text are allowed', () => {
    for (const text of [
      'a:\tb\t# c\n',
      'a: [\n\tb,\n\tc ]\n',
      'a: "b\n\t c"\n',
      'a: |\n  b\n  \tc\n',
      '{\n\t"a": 1\n}\n\t\n',
      'a: "x\n\n\ty"\n',
    ])
      assert.deepEqual(parseText(text).problems, [], JSON.stringify(text));
  });
});

suite('what can be read but not as it is meant', () => {
  test('a key that stands twice', () => {
    const text = 'a: 1\nb: { c: 1, d: [x], c: 2, "d": [ x ] }\na: 1\n';
    assert.deepEqual(
      parseText(text).problems.map((problem) => brief(text, problem)),
      [
        'KN001 warning c: The key "c" stands twice in this map. kubectl keeps the last one, strict checks refuse it.',
        'KN001 info "d": The key "d" stands twice in this map, with the same value.',
        'KN001 info a: The key "a" stands twice in this map, with the same value.',
      ],
    );
  });

  test('keys that are no texts', () => {
    for (const [text, written] of [
      ['a: { [b]: c }\n', '{'],
      ['? { a: b }\n: c\n', '?'],
      ['a: 1\n: b\n', ':'],
      ['~: b\n', '~'],
    ] as const) {
      const [, underlined, message] = mistake(text);
      assert.equal(underlined, written, text);
      assert.match(message, /Keys have to be texts\.$/);
    }
  });

  test('mistakes without end are counted instead of listed', () => {
    const text = `${'a: 1\n'.repeat(5000)}b: *none\n`;
    const { problems } = parseText(text);
    assert.equal(problems.length, 100);
    assert.equal(problems.at(-1)?.severity, 'error', 'the worst of the rest');
    assert.match(problems.at(-1)?.message ?? '', /^No anchor &none .* 4900 more mistakes stand in this document\.$/);
  });
});

suite('a long document with a mistake', () => {
  const filler = Array.from({ length: 6000 }, (_, i) => `    key${i}: "value"\n`).join('');
  const long = `${service}data:\n${filler}`;

  test('is read up to it', () => {
    assert.ok(long.length > maxRecovered);
    const text = `${long}bad\nlast: 1\n`;
    const { root, problems } = parseText(text);
    assert.deepEqual(
      problems.map(({ code, severity }) => `${code} ${severity}`),
      ['KN003 warning', 'KN001 error'],
    );
    assert.equal(
      problems[0]?.message,
      'This document is over 32 KB; mistakes in such documents are not skipped, so what stands behind the first one is left out.',
    );
    assert.match(problems[1]?.message ?? '', /is a colon missing/);
    assert.deepEqual(spec(text), { selector, ports });
    assert.ok(root?.type === 'map' && root.entries.length >= 5);
  });

  test('is left out when a bracket above does not end', () => {
    const text = `{ "kind": "Service", "items": [\n${'"value",\n'.repeat(8000)}"last"\n}\n`;
    const { root, problems } = parseText(text);
    assert.equal(root, undefined);
    assert.match(problems[0]?.message ?? '', /so it is left out\.$/);
    assert.equal(problems[1]?.code, 'KN001');
  });
});
