import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseAllDocuments, stringify } from 'yaml';
import { allRules } from '../../../src/core/rules/all.ts';
import { example, type Files, fixesOf, titles } from '../../support/fixes.ts';

/** Every line with a comment at its end. */
function commented(text: string): string {
  const lines = text.split('\n').map((line, index) => (line === '' || line === '---' ? line : `${line} # ${index}`));
  return lines.join('\n');
}

function objectsOf(yaml: string): readonly unknown[] {
  return parseAllDocuments(yaml).map((document) => document.toJS());
}

const block = (yaml: string) =>
  objectsOf(yaml)
    .map((object) => stringify(object))
    .join('---\n');
const flow = (yaml: string) =>
  objectsOf(yaml)
    .map((object) => JSON.stringify(object, undefined, 2))
    .join('\n---\n');

/** The ways in which one manifest may be written. */
const styles: Readonly<Record<string, (yaml: string) => Files>> = {
  'in block style': (yaml) => ({ 'a.yaml': block(yaml) }),
  'in block style with a comment on every line': (yaml) => ({ 'a.yaml': commented(block(yaml)) }),
  'in block style with CRLF': (yaml) => ({ 'a.yaml': commented(block(yaml)).replaceAll('\n', '\r\n') }),
  'in flow style with a comment on every line': (yaml) => ({ 'a.yaml': commented(flow(yaml)) }),
  'in JSON': (yaml) =>
    Object.fromEntries(objectsOf(yaml).map((object, index) => [`${index}.json`, JSON.stringify(object, undefined, 2)])),
  'in JSON on one line': (yaml) =>
    Object.fromEntries(objectsOf(yaml).map((object, index) => [`${index}.json`, JSON.stringify(object)])),
};

suite('the fixes of every bad example', () => {
  /** Fixes that add a document, which JSON and flow style have no place for. */
  const blockOnly = new Set(['KN233', 'KN259', 'KN606', 'KN614']);
  /** Fixes that write a stretch anew, which is left alone where comments stand in it. */
  const rewriting = new Set(['KN303', 'KN409', 'KN504', 'KN522']);
  for (const [style, write] of Object.entries(styles))
    test(`${style} are the same, and work`, () => {
      for (const { code, fixable } of allRules) {
        if (!fixable) continue;
        const yaml = example(code, 'Bad');
        // What stands in a block of text is written in one way.
        if (style !== 'in block style' && /: \|\n/.test(yaml)) continue;
        const wanted = fixesOf(code, { 'a.yaml': yaml }).map(({ fix }) => fix.title);
        const found = fixesOf(code, write(yaml));
        const isLeft = rewriting.has(code) && /comment|CRLF/.test(style) && found.length === 0;
        const none = isLeft || (blockOnly.has(code) && !style.includes('block'));
        assert.deepEqual(found.map(({ fix }) => fix.title).sort(), none ? [] : [...wanted].sort(), `${code} ${style}`);
        for (const { fix, files } of found)
          for (const [path, text] of Object.entries(files))
            if (path.endsWith('.json')) assert.doesNotThrow(() => JSON.parse(text), `${code}: ${fix.title}\n${text}`);
      }
    });
});

suite('what is not in the text is not edited', () => {
  test('a value that an anchor gives to several objects', () => {
    const text = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: a }
    spec: { type: NodePort, selector: { app: a }, ports: &ports [{ port: 80, nodePort: 30080 }] }
  - apiVersion: v1
    kind: Service
    metadata: { name: b }
    spec: { type: NodePort, selector: { app: b }, ports: *ports }
`;
    assert.deepEqual(titles('KN226', text), []);
  });

  test('a namespace that a kustomization sets', () => {
    const files = {
      'kustomization.yaml': 'resources: [web.yaml, shop.yaml]\n',
      'web.yaml': example('KN202', 'Bad').split('---\n')[0] ?? '',
      'shop.yaml': example('KN202', 'Bad').split('---\n')[1] ?? '',
    };
    const stated = fixesOf('KN202', files);
    assert.equal(stated.length, 1);
    const base = { ...files, 'kustomization.yaml': 'resources: [base, shop.yaml]\n' };
    const overlaid = {
      'kustomization.yaml': base['kustomization.yaml'],
      'shop.yaml': base['shop.yaml'],
      'base/kustomization.yaml': 'namespace: front\nresources: [web.yaml]\n',
      'base/web.yaml': base['web.yaml'].replace(/, namespace: \w+/, ''),
    };
    assert.deepEqual(
      fixesOf('KN202', overlaid).map(({ fix }) => fix.title),
      [],
    );
  });
});
