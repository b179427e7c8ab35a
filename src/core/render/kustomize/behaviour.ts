/** How a generated resource meets one that is there already: `behavior: merge` or `replace`. */
import { cloned, Dict, dictAt } from '../value.ts';
import { base64 } from './generators.ts';
import { dictIn, type Resource, scalarText, textItem } from './resource.ts';

/** A generated resource with what it leaves of the one that it changes. */
export function replacing(old: Resource, fresh: Resource): Resource {
  const result = old.clone();
  const root = fresh.root;
  result.root = root;
  result.shared.clear();
  result.needsHash = fresh.needsHash && old.needsHash;
  result.behaviour = old.behaviour ?? 'create';
  const metadata = dictIn(root, 'metadata', undefined);
  const stated = old.seenMetadata;
  for (const key of ['labels', 'annotations']) {
    const [before, after] = [dictAt(stated, key), dictAt(metadata, key)];
    if (before === undefined) continue;
    metadata.set(key, { value: overlaid(before, after), source: stated?.get(key)?.source }, stated?.get(key)?.key);
  }
  for (const key of ['name', 'namespace']) {
    const entry = stated?.get(key);
    if (entry === undefined) metadata.delete(key);
    else metadata.entries.set(key, entry);
  }
  if (fresh.behaviour === 'merge')
    for (const key of ['data', 'binaryData']) {
      const [before, after] = [key === 'data' ? dataOf(old) : dictAt(old.seen, key), dictAt(root, key)];
      if (before !== undefined)
        root.set(key, { value: overlaid(before, after), source: old.seen.get(key)?.source }, old.seen.get(key)?.key);
    }
  return result;
}

function overlaid(below: Dict, above: Dict | undefined): Dict {
  const both = cloned(below);
  for (const [key, entry] of above?.entries ?? []) both.entries.set(key, entry);
  return both;
}

/** The data of a resource, with the texts of a Secret's `stringData` encoded among them as the API server does. */
function dataOf({ seen: root }: Resource): Dict | undefined {
  const texts = dictAt(root, 'stringData');
  if (texts === undefined || scalarText(root.get('kind')) !== 'Secret') return dictAt(root, 'data');
  const encoded = new Dict();
  for (const [key, entry] of texts.entries) {
    const text = base64(new TextEncoder().encode(scalarText(entry) ?? ''));
    encoded.set(key, textItem(text, entry.source), entry.key);
  }
  return overlaid(dictAt(root, 'data') ?? new Dict(), encoded);
}
