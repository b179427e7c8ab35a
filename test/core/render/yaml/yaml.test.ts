import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { Origin } from '../../../../src/core/render/origin/origin.ts';
import { Text } from '../../../../src/core/render/origin/text.ts';
import { RenderError } from '../../../../src/core/render/problem.ts';
import { bare, Dict, type Item, List } from '../../../../src/core/render/value.ts';
import { emitYaml } from '../../../../src/core/render/yaml/emit.ts';
import { loadYaml, loadYamlDocuments } from '../../../../src/core/render/yaml/load.ts';

interface Golden {
  readonly text: string;
  readonly yaml?: string;
  readonly pretty?: string;
  readonly error?: string;
}

const goldens: readonly Golden[] = JSON.parse(readFileSync(new URL('goldens.json', import.meta.url), 'utf8'));

function at(item: Item, ...path: readonly (string | number)[]): Item {
  return path.reduce<Item>((inside, key) => {
    const { value } = inside;
    const found =
      value instanceof Dict ? value.get(String(key)) : value instanceof List ? value.items[Number(key)] : undefined;
    assert.ok(found !== undefined, `no ${key}`);
    return found;
  }, item);
}

suite('YAML as Helm reads and writes it', () => {
  test('texts come out as go-yaml writes them', () => {
    const wrong = goldens.flatMap<object>(({ text, yaml, pretty, error }) => {
      try {
        const item = loadYaml(text, 'values.yaml');
        const [own, ownPretty] = [emitYaml(item).text, emitYaml(item, { pretty: true }).text];
        if (error !== undefined) return [{ text, error, own }];
        return own === yaml && ownPretty === pretty ? [] : [{ text, yaml, own, pretty, ownPretty }];
      } catch (thrown) {
        assert.ok(thrown instanceof RenderError);
        return error === undefined ? [{ text, yaml, thrown: thrown.message }] : [];
      }
    });
    assert.deepEqual(wrong, []);
  });

  test('every value and key knows where it stands, counted from the beginning of the file', () => {
    const text = '# head\n---\nport: 80\nname: "web"\nlist:\n- a: x\n---\nother: 1\n';
    const [first, second] = loadYamlDocuments(text, 'v.yaml', { values: true });
    assert.ok(first !== undefined && second !== undefined);
    const said = (item: Item) => {
      const origin: Origin | undefined = item.value instanceof Text ? item.value.sourceAt(0)?.at : item.source?.at;
      assert.ok(origin !== undefined);
      assert.equal(origin.file, 'v.yaml');
      return text.slice(origin.start, origin.end);
    };
    assert.equal(said(at(first, 'port')), '80');
    assert.equal(said(at(first, 'name')), 'web');
    assert.equal(said(at(first, 'list', 0, 'a')), 'x');
    assert.equal(said(at(second, 'other')), '1');
    assert.ok(first.value instanceof Dict);
    const key = first.value.get('list')?.key?.at;
    assert.equal(text.slice(key?.start, key?.end), 'list');
    assert.equal(at(first, 'port').source?.values, at(first, 'port').source?.at);
  });

  test('each line of a literal block stands for itself', () => {
    const text = 'config: |\n  first\n\n    deeper\n  last';
    const { value } = at(loadYaml(text, 'v.yaml'), 'config');
    assert.ok(value instanceof Text);
    assert.equal(value.text, 'first\n\n  deeper\nlast');
    for (const word of ['first', 'deeper', 'last']) {
      const origin: Origin | undefined = value.sourceAt(value.text.indexOf(word))?.at;
      assert.equal(text.slice(origin?.start).startsWith(word), true, word);
    }
  });

  test('what is emitted keeps the sources of its scalars', () => {
    const text = 'b: one two\na: {x: "7"}\n';
    const written = emitYaml(loadYaml(text, 'v.yaml'));
    assert.equal(written.text, 'a:\n  x: "7"\nb: one two\n');
    for (const word of ['two', '7', 'x', 'b'])
      assert.equal(text.slice(written.sourceAt(written.text.indexOf(word))?.at.start).startsWith(word), true, word);
  });

  test('a text that was rendered claims its lines behind a round trip, not its characters', () => {
    const rendered = Text.of('name: web', {
      at: { file: 't.yaml', start: 10, end: 19 },
      fidelity: 'characters',
    });
    const { source, value } = at(loadYaml(rendered, ''), 'name');
    assert.equal(source?.fidelity, 'line');
    assert.deepEqual(source?.at, { file: 't.yaml', start: 16, end: 19 });
    assert.equal(value instanceof Text && value.sourceAt(0)?.fidelity, 'line');
  });

  test('a map in itself, and one that grows without end, are refused', () => {
    const self = new Dict();
    self.set('self', bare(self));
    assert.throws(() => emitYaml(bare(self)), RenderError);
    let wide = new List([bare('x'.repeat(100))]);
    for (let i = 0; i < 40; i++) wide = new List([bare(wide), bare(wide)]);
    assert.throws(() => emitYaml(bare(wide), { budget: { nodes: 0, characters: 100_000 } }), RenderError);
  });
});
