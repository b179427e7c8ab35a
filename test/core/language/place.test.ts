import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { placeAt } from '../../../src/core/language/place.ts';
import { LineIndex } from '../../../src/core/text/line-index.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { deployment, kustomization, service } from '../world/workspace.ts';

const object = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\n`;

/** The name of the object at an offset of a file. */
function nameAt(text: string, offset: number): string | undefined {
  const place = placeAt(workspaceOf({ 'a.yaml': text }).snapshot, 'a.yaml', new LineIndex(text).position(offset));
  return place?.resource.name?.value;
}

suite('what is under a position', () => {
  test('the first and the last character of an object, and the place behind it', () => {
    const text = object('one');
    assert.equal(nameAt(text, 0), 'one');
    assert.equal(nameAt(text, text.trimEnd().length - 1), 'one');
    assert.equal(nameAt(text, text.trimEnd().length), 'one');
  });

  test('each of several documents, and nothing on the line between them', () => {
    const text = `${object('one')}---\n${object('two')}`;
    assert.equal(nameAt(text, text.indexOf('one')), 'one');
    assert.equal(nameAt(text, text.indexOf('two')), 'two');
    assert.equal(nameAt(text, text.indexOf('---') + 1), undefined);
    assert.equal(nameAt(text, text.indexOf('---') + 4), 'two');
  });

  test('each item of a list', () => {
    const items = ['one', 'two'].map((name) => `  - { apiVersion: v1, kind: Service, metadata: { name: ${name} } }\n`);
    const text = `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`;
    assert.equal(nameAt(text, text.indexOf('one')), 'one');
    assert.equal(nameAt(text, text.indexOf('two')), 'two');
    assert.equal(nameAt(text, text.indexOf('items')), undefined);
  });

  test('nothing in comments before and behind an object, in empty documents and beside manifests', () => {
    const text = `# above\n---\n---\n${object('one')}# behind\n---\nkey: value\n`;
    assert.equal(nameAt(text, 2), undefined);
    assert.equal(nameAt(text, text.indexOf('---\n---') + 3), undefined);
    assert.equal(nameAt(text, text.indexOf('behind')), undefined);
    assert.equal(nameAt(text, text.indexOf('value')), undefined);
    assert.equal(nameAt('', 0), undefined);
  });

  test('a position beyond the end of a line or of the text is the end of it', () => {
    const text = object('one').trimEnd();
    const { snapshot } = workspaceOf({ 'a.yaml': text });
    const at = (line: number, character: number) => placeAt(snapshot, 'a.yaml', { line, character });
    assert.equal(at(0, 10_000)?.offset, 'apiVersion: v1'.length);
    assert.equal(at(10_000, 0)?.offset, text.length);
    assert.equal(at(-1, 0)?.offset, 0);
  });

  test('nothing in a file that was never added, or is gone', () => {
    const workspace = workspaceOf({ 'a.yaml': object('one') });
    assert.equal(placeAt(workspace.snapshot, 'b.yaml', { line: 0, character: 0 }), undefined);
    workspace.update([{ path: 'a.yaml', text: undefined }]);
    assert.equal(placeAt(workspace.snapshot, 'a.yaml', { line: 0, character: 0 }), undefined);
  });

  test('offsets count from the document, whatever stands before it', () => {
    const text = `${object('one')}---\r\n${object('two')}`.replaceAll('\n', '\r\n').replaceAll('\r\r', '\r');
    const place = placeAt(
      workspaceOf({ 'a.yaml': text }).snapshot,
      'a.yaml',
      new LineIndex(text).position(text.indexOf('two')),
    );
    assert.equal(place?.document.text.slice(place.offset, place.offset + 3), 'two');
  });

  test('the first stack that has the object answers, and the others are named', () => {
    const { snapshot } = workspaceOf({
      'base/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
      'base/web.yaml': service('web') + deployment('web'),
      'dev/kustomization.yaml': kustomization(
        'resources: [../base]\npatches: [{ patch: "{ apiVersion: v1, kind: Service, metadata: { name: web }, $patch: delete }" }]\n',
      ),
      'prod/kustomization.yaml': kustomization('resources: [../base]\n'),
    });
    const stacksAt = (line: number) => placeAt(snapshot, 'base/web.yaml', { line, character: 0 })?.stacks;
    assert.deepEqual(stacksAt(0), ['prod', 'dev']);
    assert.deepEqual(stacksAt(6), ['dev', 'prod']);
  });
});
