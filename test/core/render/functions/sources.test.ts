import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CallContext } from '../../../../src/core/render/functions/function.ts';
import { helmFunctions } from '../../../../src/core/render/functions/table.ts';
import { sprint, sprintf } from '../../../../src/core/render/go/fmt.ts';
import type { Source } from '../../../../src/core/render/origin/origin.ts';
import { Text } from '../../../../src/core/render/origin/text.ts';
import { newBudget } from '../../../../src/core/render/problem.ts';
import { bare, Dict, type Item, isString, List, stringOf } from '../../../../src/core/render/value.ts';

const context: CallContext = {
  budget: newBudget(),
  at: { file: 'template.yaml', start: 0, end: 0 },
  include: () => Text.of(''),
  evaluate: () => Text.of(''),
  lacks: () => bare(null),
  changes: () => undefined,
};

/** What stands where in the sources. */
const files = { values: 'name: my-release\nport: 8080\nlines: "a\nb"', template: 'app-%s!' };

/** A part of a file, known character by character. */
function part(file: keyof typeof files, written: string): Text {
  const start = files[file].indexOf(written);
  return Text.of(written, { at: { file, start, end: start + written.length }, fidelity: 'characters' });
}

function call(name: string, ...args: readonly (Text | Item | bigint)[]): Item {
  const items = args.map((arg) =>
    arg instanceof Text ? { value: arg, source: arg.lastSource() } : typeof arg === 'bigint' ? bare(arg) : arg,
  );
  const fn = helmFunctions.get(name);
  assert.ok(fn !== undefined);
  return fn.call(items, context);
}

function text(item: Item): Text {
  assert.ok(item.value instanceof Text, 'a text with sources');
  return item.value;
}

/** Every character that claims to be its source's is. */
function assertExact(own: Text, claims: number): void {
  let counted = 0;
  for (let i = 0; i < own.length; i++) {
    const source = own.sourceAt(i);
    if (source?.fidelity !== 'characters') continue;
    counted++;
    assert.equal(own.text[i], files[source.at.file as keyof typeof files][source.at.start], `${own.text} at ${i}`);
  }
  assert.equal(counted, claims, own.text);
}

function first(own: Text): Source | undefined {
  return own.sourceAt(0);
}

suite('sources through functions', () => {
  const name = part('values', 'my-release');

  test('what keeps or cuts characters keeps their sources', () => {
    assertExact(text(call('trunc', 6n, name)), 6);
    assertExact(text(call('trunc', -7n, name)), 7);
    assertExact(text(call('trimPrefix', Text.of('my-'), name)), 7);
    assertExact(text(call('trimSuffix', Text.of('ease'), name)), 6);
    assertExact(text(call('trimAll', Text.of('mye'), name)), 7);
    assertExact(text(call('substr', 1n, 4n, name)), 3);
    assertExact(text(call('trim', part('values', ' my-release\n'))), 10);
    assertExact(text(call('indent', 2n, part('values', 'a\nb'))), 3);
    assertExact(text(call('nindent', 2n, part('values', 'a\nb'))), 3);
    assertExact(text(call('quote', part('values', '"a\nb"'))), 2);
    assertExact(text(call('squote', name)), 10);
    assertExact(text(call('replace', Text.of('-'), Text.of('+'), name)), 9);
    assertExact(text(call('regexReplaceAll', Text.of('(y)-(r)'), name, Text.of('${2}_${1}'))), 9);
    assertExact(text(call('cat', name, bare(1n), part('values', '8080'))), 14);
    assertExact(text(call('toString', name)), 10);
    assertExact(text(call('toJson', name)), 10);
    assertExact(text(call('default', Text.of('x'), name)), 10);
    assertExact(text(call('repeat', 2n, name)), 20);
    assertExact(text(call('wrap', 3n, part('values', 'name: my-release'))), 15);
  });

  test('letters of another case stand for their source without being it', () => {
    assert.equal(first(text(call('upper', name)))?.at.start, 6);
    assert.equal(text(call('lower', part('values', 'my-release'))).sourceAt(3)?.at.start, 9);
  });

  test('lists and maps hand on the sources of what is in them', () => {
    const list = call('splitList', Text.of('-'), name);
    assert.ok(list.value instanceof List);
    for (const item of list.value.items) assertExact(text(item), text(item).length);
    assertExact(text(call('join', Text.of('.'), list)), 9);
    assertExact(text(call('last', list)), 7);
    const dict = call('dict', Text.of('key'), name);
    assertExact(text(call('get', dict, Text.of('key'))), 10);
    const merged = call('merge', bare(new Dict()), dict);
    assertExact(text(call('get', merged, Text.of('key'))), 10);
    assertExact(text(call('first', call('pluck', Text.of('key'), dict))), 10);
    assertExact(text(call('get', call('pick', dict, Text.of('key')), Text.of('key'))), 10);
  });

  test('formats keep their own characters and those of their arguments', () => {
    const format = part('template', 'app-%s!');
    assertExact(sprintf(format, [bare(name)]), 15);
    assertExact(sprintf('%-12s|%5.2s|', [bare(name), bare(name)]), 12);
    assertExact(sprintf('%v', [bare(new List([bare(name)]))]), 10);
    assertExact(sprint([bare(name), bare(name)]), 20);
    const port: Source = { at: { file: 'values', start: 23, end: 27 }, fidelity: 'characters' };
    assert.deepEqual(sprintf('%d', [{ value: 8080n, source: port }]).sourceAt(2), { ...port, fidelity: 'value' });
  });

  test('after a round trip through JSON only the line is sure', () => {
    const read = call('fromJson', Text.join(['{"a":"', name, '"}']));
    const own = text(call('get', read, Text.of('a')));
    assert.equal(own.text, 'my-release');
    assert.equal(own.sourceAt(2)?.fidelity, 'line');
  });

  test('what is made out of characters stands for the whole of them', () => {
    for (const result of [call('b64enc', name), call('sha256sum', name), call('snakecase', name)]) {
      assert.ok(isString(result.value));
      assert.notEqual(stringOf(result.value), '');
      assert.equal(text(result).lastSource()?.at.file, 'values');
    }
  });
});
