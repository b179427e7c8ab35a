import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  appendItems,
  applyEdits,
  type Edits,
  insertEntries,
  isSafeEdit,
  removeEntry,
  removeItem,
  replaceScalar,
} from '../../../src/core/manifest/edit.ts';
import type { MapNode, Node, SequenceNode } from '../../../src/core/manifest/node.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { Random } from '../../support/random.ts';
import { plainValue } from './tree.ts';

type Value = string | number | readonly Value[] | { readonly [key: string]: Value };

/** Some value: texts that need quotes and such that do not, lists and maps. */
function someValue(random: Random, depth: number): Value {
  const kind = random.below(depth > 2 ? 2 : 6);
  if (kind === 0) return random.below(9000);
  if (kind === 1) return random.pick(['web', 'http', 'true', '80', 'a: b', "it's", 'x # y', 'say "no"', 'ü 🚀', '- x']);
  const size = 1 + random.below(3);
  if (kind < 4) return Array.from({ length: size }, () => someValue(random, depth + 1));
  return someMap(random, depth + 1, size);
}

function someMap(random: Random, depth: number, size: number): { readonly [key: string]: Value } {
  return Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, someValue(random, depth)]));
}

/** Writes values as people do: block or flow, lists indented or not, comments at any line's end and on lines of their own. */
class Writer {
  readonly #random: Random;
  readonly #indented: boolean;
  #comments = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#indented = random.below(2) === 0;
  }

  /** The lines of a value in block style. */
  lines(value: Value): string[] {
    if (typeof value !== 'object') return [this.#scalar(value) + this.#comment()];
    if (Array.isArray(value))
      return value.flatMap((item: Value) => {
        const [first = '', ...rest] = this.#isInline(item) ? [this.#inline(item) + this.#comment()] : this.lines(item);
        return [...this.#own(), `- ${first}`, ...rest.map((line) => `  ${line}`)];
      });
    return Object.entries(value).flatMap(([key, entry], index) => {
      const own = index === 0 ? [] : this.#own();
      if (this.#isInline(entry)) return [...own, `${key}: ${this.#inline(entry)}${this.#comment()}`];
      const indent = Array.isArray(entry) && !this.#indented ? '' : '  ';
      return [...own, `${key}:${this.#comment()}`, ...this.lines(entry).map((line) => indent + line)];
    });
  }

  #isInline(value: Value): boolean {
    return typeof value !== 'object' || this.#random.below(3) === 0;
  }

  #inline(value: Value): string {
    if (typeof value !== 'object') return this.#scalar(value);
    const space = this.#random.pick(['', ' ']);
    if (Array.isArray(value)) return `[${space}${value.map((item: Value) => this.#inline(item)).join(', ')}${space}]`;
    const entries = Object.entries(value).map(([key, entry]) => `${key}: ${this.#inline(entry)}`);
    return `{${space}${entries.join(', ')}${space}}`;
  }

  #scalar(value: string | number): string {
    if (typeof value === 'number') return String(value);
    if (value === 'web' || value === 'http') return this.#random.pick([value, `'${value}'`, `"${value}"`]);
    return this.#random.pick([JSON.stringify(value), `'${value.replaceAll("'", "''")}'`]);
  }

  #comment(): string {
    return this.#random.below(4) === 0 ? `  # comment ${this.#comments++}` : '';
  }

  #own(): string[] {
    return this.#random.below(6) === 0 ? [`# comment ${this.#comments++}`] : [];
  }
}

/** All maps and lists of a tree with the way to them. */
function* collections(
  node: Node,
  path: readonly (string | number)[],
): Generator<[MapNode | SequenceNode, readonly (string | number)[]]> {
  if (node.type === 'scalar') return;
  yield [node, path];
  if (node.type === 'sequence') for (const [i, item] of node.items.entries()) yield* collections(item, [...path, i]);
  else for (const { key, value } of node.entries) yield* collections(value, [...path, String(key.value)]);
}

/** A deep copy of a value, changed at a path. */
function changed(
  value: unknown,
  path: readonly (string | number)[],
  change: (part: Record<string, unknown> & unknown[]) => void,
): unknown {
  const copy: unknown = structuredClone(value);
  let part = copy;
  for (const step of path) part = (part as Record<string, unknown>)[step];
  change(part as Record<string, unknown> & unknown[]);
  return copy;
}

suite('edits of random documents', () => {
  for (const end of ['\n', '\r\n'])
    test(`say what they should, and keep all comments and all other lines, with ${JSON.stringify(end)}`, () => {
      const random = new Random(7);
      let applied = 0;
      for (let round = 0; round < 1500; round++) {
        const value = someMap(random, 0, 1 + random.below(4));
        const text = new Writer(random).lines(value).join(end) + random.pick(['', end]);
        const { root, problems } = parseText(text);
        assert.deepEqual(problems, [], text);
        assert.ok(root !== undefined);
        assert.deepEqual(plainValue(root), value, text);
        const [node, path] = random.pick([...collections(root, [])]);
        const [edits, expected] =
          node.type === 'map' ? editMap(text, value, node, path, random) : editList(text, value, node, path, random);
        if (edits === undefined) continue;
        applied++;
        const after = applyEdits(text, edits);
        const shown = `${text}\n=>\n${after}`;
        assert.ok(isSafeEdit(text, edits), shown);
        assert.deepEqual(parseText(after).problems, [], shown);
        assert.deepEqual(plainValue(parseText(after).root), expected, shown);
        assert.deepEqual(after.match(/# comment \d+/g), text.match(/# comment \d+/g), shown);
        if (text.includes('\r\n')) assert.doesNotMatch(after, /(?<!\r)\n/, shown);
      }
      assert.ok(applied > 1000, `${applied} edits`);
    });
});

type Change = readonly [edits: Edits, expected: unknown];

function editMap(
  text: string,
  value: unknown,
  node: MapNode,
  path: readonly (string | number)[],
  random: Random,
): Change {
  const key = String(random.pick(node.entries).key.value);
  switch (random.below(3)) {
    case 0:
      return [removeEntry(text, node, key), changed(value, path, (part) => delete part[key])];
    case 1: {
      const added = { new: 'on', more: [{ a: 1 }] };
      return [insertEntries(text, node, added, key), changed(value, path, (part) => Object.assign(part, added))];
    }
    default: {
      const scalar = node.entries.find((entry) => entry.value.type === 'scalar');
      if (scalar === undefined) return [undefined, value];
      const other = random.pick(['yes', 'plain', "it's # new", 8080]);
      return [
        replaceScalar(text, scalar.value, other),
        changed(value, path, (part) => {
          part[String(scalar.key.value)] = other;
        }),
      ];
    }
  }
}

function editList(
  text: string,
  value: unknown,
  node: SequenceNode,
  path: readonly (string | number)[],
  random: Random,
): Change {
  const index = random.below(node.items.length);
  if (random.below(2) === 0)
    return [removeItem(text, node, index), changed(value, path, (part) => part.splice(index, 1))];
  const added = [{ name: 'new', ports: [80, 'true'] }, 'last'];
  return [appendItems(text, node, added), changed(value, path, (part) => part.push(...added))];
}
