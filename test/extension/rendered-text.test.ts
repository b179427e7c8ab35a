import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownText } from '../../src/extension/rendered-text.ts';

const info = (text: string, more: object = {}) => ({ text, stack: 'shop', stacks: [], ...more });

test('what renders is shown as it is', () => {
  assert.deepEqual(shownText(info('# Stack shop\nkind: Service\n'), undefined), {
    text: '# Stack shop\nkind: Service\n',
    isCurrent: true,
    stack: 'shop',
    isWhole: true,
  });
});

test('while a stack does not render, the last text stays below a line that says why, and comes back', () => {
  const good = shownText(info('# Stack shop\nkind: Service\n'), undefined);
  const failing = (why: string) => info(`# Stack shop does not render: ${why}\n`, { failure: why });
  const first = shownText(failing('one'), good);
  assert.equal(first.text, '# Out of date. Stack shop does not render: one\nkind: Service\n');
  assert.equal(first.isCurrent, false);
  const second = shownText(failing('two'), first);
  assert.equal(second.text, '# Out of date. Stack shop does not render: two\nkind: Service\n');
  assert.deepEqual(shownText(info('# Stack shop\nkind: Pod\n'), second).text, '# Stack shop\nkind: Pod\n');
});

test('what is left of a stack that has failed from the beginning follows what is typed', () => {
  const failing = (text: string) => info(`# Stack shop does not render: why\n${text}`, { failure: 'why' });
  const first = shownText(failing('kind: Service\n'), undefined);
  assert.equal(first.text, '# Stack shop does not render: why\nkind: Service\n');
  assert.equal(first.isCurrent, true);
  const second = shownText(failing('kind: Pod\n'), first);
  assert.equal(second.text, '# Stack shop does not render: why\nkind: Pod\n');
  assert.equal(second.isCurrent, true);
});

test('another stack that does not render is not shown with the text of the one before', () => {
  const good = shownText(info('# Stack shop\nkind: Service\n'), undefined);
  const other = { ...info('# Stack prod does not render: why\n', { failure: 'why' }), stack: 'prod' };
  assert.equal(shownText(other, good).text, '# Stack prod does not render: why\n');
});

test('without a server the last text stays, and a file that nothing renders has none', () => {
  const good = shownText(info('# Stack shop\nkind: Service\n'), undefined);
  assert.equal(shownText(undefined, good).text, '# Out of date. The Portolan server is not running.\nkind: Service\n');
  assert.equal(shownText(undefined, undefined).text, '# The Portolan server is not running.\n');
  assert.equal(shownText(null, good).text, '# No chart or kustomization renders this file.\n');
});
