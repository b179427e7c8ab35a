import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain } from '../../src/cli/render/json.ts';
import { type BuildResult, build } from '../../src/core/render/kustomize/build.ts';
import type { Origin } from '../../src/core/render/origin/origin.ts';
import { Dict, type Item, List, sourceOf } from '../../src/core/render/value.ts';
import { corpusLacking } from '../support/corpus.ts';
import { corpusFile, kustomizations } from '../support/kustomize.ts';
import { lacking } from '../support/needs.ts';

/** Ports, names, selectors, labels, images and hosts. */
const watched =
  /\/(?:containerPort|port|targetPort|nodePort|name|image|host|hostnames\/\d+)$|\/(?:labels|matchLabels|selector)\/[^/]+$/;

/** The scalars of a build by place. */
function scalarsOf({ resources }: BuildResult): ReadonlyMap<string, Item> {
  const all = new Map<string, Item>();
  const walk = (item: Item, path: string) => {
    if (item.value instanceof Dict)
      for (const [key, entry] of item.value.entries) walk(entry, `${path}/${key.replaceAll('/', '~1')}`);
    else if (item.value instanceof List)
      for (const [index, each] of item.value.items.entries()) walk(each, `${path}/${index}`);
    else all.set(path, item);
  };
  const seen = new Map<string, number>();
  for (const resource of resources) {
    // A resource is where it stands, whatever it is called.
    const at = `${resource.source?.at.file}:${resource.source?.at.start}`;
    seen.set(at, (seen.get(at) ?? 0) + 1);
    walk(resource, `${at}#${seen.get(at)}`);
  }
  return all;
}

/** Another text of the same length, so that every place stays where it is. */
function mutated(text: string): string | undefined {
  const at = text.search(/[a-z0-9](?=[^a-z0-9]*$)/i);
  if (at === -1) return undefined;
  const character = text[at] ?? '';
  const other = /\d/.test(character) ? (character === '7' ? '8' : '7') : character === 'q' ? 'r' : 'q';
  return text.slice(0, at) + other + text.slice(at + 1);
}

function originsOf(item: Item): readonly (Origin | undefined)[] {
  const source = sourceOf(item);
  return [source?.at, source?.values, item.source?.at, item.source?.values];
}

test('changing a value at its source changes that value, and only what comes from there', (t) => {
  if (corpusLacking !== undefined) return lacking(t, corpusLacking);
  const loaded = new Map();
  const done = new Set<string>();
  const misses: string[] = [];
  let checked = 0;
  let undecidable = 0;
  for (const folder of kustomizations()) {
    const before = build(folder, corpusFile, { loaded });
    if (before.problems.length > 0) continue;
    const scalars = scalarsOf(before);
    for (const [path, item] of scalars) {
      if (!watched.test(path) || item.value === null) continue;
      const at = sourceOf(item)?.at;
      const name = `${at?.file}:${at?.start}`;
      if (done.has(name)) continue;
      done.add(name);
      checked++;
      if (at === undefined) {
        misses.push(`${folder} ${path}: no source`);
        continue;
      }
      const text = new TextDecoder().decode(corpusFile(at.file));
      const other = mutated(text.slice(at.start, at.end));
      if (other === undefined) {
        misses.push(`${folder} ${path}: ${text.slice(at.start, at.end)} is no value`);
        continue;
      }
      const changed = text.slice(0, at.start) + other + text.slice(at.end);
      const after = build(folder, (file) => (file === at.file ? changed : corpusFile(file)), { loaded });
      if (after.problems.length > 0) {
        // What a patch names is found no more.
        undecidable++;
        continue;
      }
      const now = scalarsOf(after);
      const own = now.get(path);
      if (own !== undefined && plain(own.value) === plain(item.value))
        misses.push(`${folder} ${path}: stays ${String(plain(item.value))}`);
      for (const [place, each] of scalars) {
        const then = now.get(place);
        if (then === undefined || plain(then.value) === plain(each.value)) continue;
        // A patch finds its resource by name.
        const isItself = path.endsWith('/metadata/name') && place.split('#')[0] === path.split('#')[0];
        const comesFromThere =
          isItself ||
          [...originsOf(each), ...originsOf(then)].some(
            (origin) => origin?.file === at.file && origin.start < at.end && origin.end >= at.start,
          );
        if (!comesFromThere) misses.push(`${folder} ${path}: ${place} changes too`);
      }
    }
  }
  t.diagnostic(`${checked} values, ${undecidable} that cannot be built after the change, ${misses.length} misses`);
  assert.ok(misses.length <= checked * 0.01, misses.slice(0, 20).join('\n'));
});
