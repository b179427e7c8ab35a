import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  appendDocument,
  appendItems,
  applyEdits,
  type Edits,
  insertEntries,
  isSafeEdit,
  removeEntry,
  removeItem,
  replaceMap,
  replaceScalar,
} from '../../../src/core/manifest/edit.ts';
import type { MapNode, SequenceNode } from '../../../src/core/manifest/node.ts';
import { nodeAt as at } from './tree.ts';

function mapAt(text: string, ...path: readonly (string | number)[]): MapNode {
  const node = at(text, ...path);
  assert.ok(node.type === 'map');
  return node;
}

function listAt(text: string, ...path: readonly (string | number)[]): SequenceNode {
  const node = at(text, ...path);
  assert.ok(node.type === 'sequence');
  return node;
}

function after(text: string, edits: Edits): string {
  assert.ok(edits !== undefined, 'the text can be changed');
  assert.ok(isSafeEdit(text, edits));
  return applyEdits(text, edits);
}

suite('entries of a map', () => {
  const block = 'spec:\n  type: NodePort # fixed\n  ports: []\nstatus: {}\n';
  const json = '{\n  "spec": {\n    "type": "NodePort",\n    "ports": []\n  }\n}\n';

  test('are added behind another one, with lines of their own in block style', () => {
    const edits = insertEntries(block, mapAt(block, 'spec'), { selector: { app: 'web', on: 'true' } }, 'type');
    assert.equal(
      after(block, edits),
      'spec:\n  type: NodePort # fixed\n  selector:\n    app: web\n    "on": "true"\n  ports: []\nstatus: {}\n',
    );
  });

  test('are added on lines of their own in JSON, and stay JSON', () => {
    const last = after(json, insertEntries(json, mapAt(json, 'spec'), { selector: { app: 'web' } }));
    assert.equal(last, json.replace('"ports": []', '"ports": [],\n    "selector": { "app": "web" }'));
    assert.deepEqual(JSON.parse(last), { spec: { type: 'NodePort', ports: [], selector: { app: 'web' } } });
    const second = after(json, insertEntries(json, mapAt(json, 'spec'), { name: 'a' }, 'type'));
    assert.equal(second, json.replace('"NodePort",', '"NodePort",\n    "name": "a",'));
  });

  test('are added to flow style on one line, to an empty map, and in front of a comment', () => {
    const line = 'port: { port: 80 } # web\n';
    assert.equal(
      after(line, insertEntries(line, mapAt(line, 'port'), { name: 'http' })),
      'port: { port: 80, name: http } # web\n',
    );
    const empty = 'selector: {}\n';
    assert.equal(
      after(empty, insertEntries(empty, mapAt(empty, 'selector'), { app: 'web' })),
      'selector: { app: web }\n',
    );
    const lines = 'port: {\n  port: 80 # web\n}\n';
    assert.equal(
      after(lines, insertEntries(lines, mapAt(lines, 'port'), { name: 'http' })),
      'port: {\n  port: 80, # web\n  name: http\n}\n',
    );
  });

  test('are removed with their lines, and their comments stay', () => {
    assert.equal(after(block, removeEntry(block, mapAt(block, 'spec'), 'type')), block.replace('type: NodePort ', ''));
    const nested = 'a:\n  b: 1\n  c:\n    # why\n    d: "#no" # and\n  e: 2\n';
    assert.equal(after(nested, removeEntry(nested, mapAt(nested, 'a'), 'c')), 'a:\n  b: 1\n  # why\n  # and\n  e: 2\n');
  });

  test('are removed from the first line of an item', () => {
    const plain = '- host: a\n  port: 80\n';
    assert.equal(after(plain, removeEntry(plain, mapAt(plain, 0), 'host')), '- port: 80\n');
    const commented = '- host: a # why\n  port: 80\n';
    assert.equal(after(commented, removeEntry(commented, mapAt(commented, 0), 'host')), '- # why\n  port: 80\n');
  });

  test('are removed from JSON with the comma that would be left', () => {
    const last = after(json, removeEntry(json, mapAt(json, 'spec'), 'ports'));
    assert.deepEqual(JSON.parse(last), { spec: { type: 'NodePort' } });
    assert.equal(last, '{\n  "spec": {\n    "type": "NodePort"\n  }\n}\n');
    const first = after(json, removeEntry(json, mapAt(json, 'spec'), 'type'));
    assert.equal(first, '{\n  "spec": {\n    "ports": []\n  }\n}\n');
  });

  test('a suppression comment goes with what it silenced', () => {
    const text = 'a: 1\nb: 2 # portolan-ignore KN214: known\n';
    assert.equal(after(text, removeEntry(text, mapAt(text), 'b')), 'a: 1\n');
  });

  test('the last line goes without a line break too', () => {
    const text = 'a: 1\r\nb: 2 # why';
    assert.equal(after(text, removeEntry(text, mapAt(text), 'b')), 'a: 1\r\n# why');
  });

  test('the only entry stays', () => {
    const text = 'spec: { host: a }\n';
    assert.equal(removeEntry(text, mapAt(text, 'spec'), 'host'), undefined);
  });
});

suite('items of a list', () => {
  test('are added as the last one is written', () => {
    const block = 'ports:\n  -   name: http\n      port: 80 # web\nx: 1\n';
    assert.equal(
      after(block, appendItems(block, listAt(block, 'ports'), [{ name: 'a', port: 1 }, { port: 2 }])),
      'ports:\n  -   name: http\n      port: 80 # web\n  -   name: a\n      port: 1\n  -   port: 2\nx: 1\n',
    );
    const mixed = 'ports:\n- { port: 80 }\n';
    assert.equal(
      after(mixed, appendItems(mixed, listAt(mixed, 'ports'), [{ port: 81 }])),
      'ports:\n- { port: 80 }\n- { port: 81 }\n',
    );
    const flow = 'ports: [{ port: 80 }] # web\n';
    assert.equal(
      after(flow, appendItems(flow, listAt(flow, 'ports'), [{ port: 81 }, { port: 82 }])),
      'ports: [{ port: 80 }, { port: 81 }, { port: 82 }] # web\n',
    );
    const json = '{\r\n  "ports": [\r\n    "a"\r\n  ]\r\n}';
    assert.equal(
      after(json, appendItems(json, listAt(json, 'ports'), ['b'])),
      '{\r\n  "ports": [\r\n    "a",\r\n    "b"\r\n  ]\r\n}',
    );
  });

  test('are removed from the middle and from the end', () => {
    const block = '- a # 1\n- b # 2\n- c # 3\n';
    assert.equal(after(block, removeItem(block, listAt(block), 1)), '- a # 1\n# 2\n- c # 3\n');
    const flow = 'x: [a, b, c]\n';
    assert.equal(after(flow, removeItem(flow, listAt(flow, 'x'), 0)), 'x: [b, c]\n');
    assert.equal(after(flow, removeItem(flow, listAt(flow, 'x'), 2)), 'x: [a, b]\n');
    const lines = 'x: [\n  a, # 1\n  b, # 2\n  c # 3\n]\n';
    assert.equal(after(lines, removeItem(lines, listAt(lines, 'x'), 1)), 'x: [\n  a, # 1\n  # 2\n  c # 3\n]\n');
    assert.equal(after(lines, removeItem(lines, listAt(lines, 'x'), 2)), 'x: [\n  a, # 1\n  b # 2\n  # 3\n]\n');
  });
});

suite('values', () => {
  test('keep the quotes that stand there, and JSON stays JSON', () => {
    const text = 'a: \'x\'\nb: "x"\nc: x\n';
    assert.deepEqual(
      ['a', 'b', 'c'].map((key) => after(text, replaceScalar(text, at(text, key), "it's")).split('\n')),
      [
        ["a: 'it''s'", 'b: "x"', 'c: x', ''],
        ["a: 'x'", `b: "it's"`, 'c: x', ''],
        ["a: 'x'", 'b: "x"', `c: "it's"`, ''],
      ],
    );
    const json = '{"targetPort": 8080}';
    assert.equal(after(json, replaceScalar(json, at(json, 'targetPort'), 'http')), '{"targetPort": "http"}');
  });

  test('texts that YAML takes for something else are quoted', () => {
    const text = 'a: x\n';
    for (const value of ['true', 'on', '0777', '1.0', 'null', '::1', 'a: b'])
      assert.equal(after(text, replaceScalar(text, at(text, 'a'), value)), `a: "${value}"\n`);
  });

  test('a map takes the place of another one, of nothing, but not of comments', () => {
    const block = 'selector:\n  app: a\n  tier: b\nx: 1\n';
    assert.equal(
      after(block, replaceMap(block, at(block, 'selector'), { app: 'web', on: 'x' })),
      'selector:\n  app: web\n  "on": x\nx: 1\n',
    );
    const nothing = 'selector:\nx: 1\n';
    assert.equal(
      after(nothing, replaceMap(nothing, at(nothing, 'selector'), { app: 'web' })),
      'selector: { app: web }\nx: 1\n',
    );
    const commented = 'selector:\n  app: a # the app\n  tier: b\n';
    assert.equal(replaceMap(commented, at(commented, 'selector'), { app: 'web' }), undefined);
  });

  test('block scalars and empty places are not rewritten', () => {
    const text = 'a: |\n  x\nb:\n';
    assert.equal(replaceScalar(text, at(text, 'a'), 'y'), undefined);
    assert.equal(replaceScalar(text, at(text, 'b'), 'y'), undefined);
  });
});

test('a document is added behind another one, which is not JSON', () => {
  assert.equal(after('a: 1\n\n', appendDocument('a: 1\n\n', { b: [1] })), 'a: 1\n---\nb:\n  - 1\n\n');
  assert.equal(appendDocument('{"a": 1}', { b: 2 }), undefined);
});

suite('what is read at several places is not edited', () => {
  const text = 'base: &base\n  port: 80\n  name: a\nother: *base\nmerged:\n  <<: *base\n  host: x\n';

  test('the value of an anchor', () => {
    const edits = replaceScalar(text, at(text, 'base', 'port'), 81);
    assert.ok(edits !== undefined && !isSafeEdit(text, edits));
  });

  test('entries that are merged into another map', () => {
    const own = 'base: &base\n  port: 80 # web\nmerged:\n  <<: *base\n  host: x\n';
    const inserted = insertEntries(own, mapAt(own, 'base'), { name: 'a' });
    assert.ok(inserted !== undefined && !isSafeEdit(own, inserted));
    assert.equal(removeEntry(own, mapAt(own, 'merged'), 'port'), undefined);
    const beside = insertEntries(own, mapAt(own, 'merged'), { name: 'a' });
    assert.equal(after(own, beside), `${own}  name: a\n`);
  });
});
