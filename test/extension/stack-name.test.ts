import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distinctReasons, stackName } from '../../src/extension/stack-name.ts';

test('stacks to choose from say what tells them apart', () => {
  assert.deepEqual(
    distinctReasons(['A is a chart. Rendered with b.yaml. For 1.37.0.', 'A is a chart. Rendered as is. For 1.37.0.']),
    ['Rendered with b.yaml.', 'Rendered as is.'],
  );
  assert.deepEqual(distinctReasons(['dev is an overlay.', 'prod is one.']), ['dev is an overlay.', 'prod is one.']);
});

test('the only one says everything', () => {
  assert.deepEqual(distinctReasons(['A is a chart. Rendered as is.']), ['A is a chart. Rendered as is.']);
  assert.deepEqual(distinctReasons([]), []);
});

test('the stack of a folder itself is called so', () => {
  assert.equal(stackName('.'), 'this folder');
  assert.equal(stackName('shop (values-prod.yaml)'), 'shop (values-prod.yaml)');
});
