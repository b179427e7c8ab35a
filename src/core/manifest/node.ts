import type { Span } from '../text/span.ts';

/** How a scalar is written; `plain` scalars are the only ones whose type is guessed from their text. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/**
 * A scalar with its value as kubectl reads it: YAML 1.1 rules for plain scalars (`yes`, `on` and `0777` are not
 * strings), strings otherwise. The span covers the written text, quotes and block indicator included; an empty
 * value has an empty span just behind its key's colon.
 */
export interface ScalarNode extends Span {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  readonly style: ScalarStyle;
}

/** One key and its value. Keys that are not scalars are dropped and reported as a problem. */
export interface MapEntry {
  readonly key: ScalarNode;
  readonly value: Node;
}

/** A mapping. Merge keys (`<<`) are already applied; merged entries keep the span of the anchor's text. */
export interface MapNode extends Span {
  readonly type: 'map';
  readonly entries: readonly MapEntry[];
  readonly flow: boolean;
}

/** A sequence. */
export interface SequenceNode extends Span {
  readonly type: 'sequence';
  readonly items: readonly Node[];
  readonly flow: boolean;
}

/** One node of a document's tree. An alias is replaced by the very node that its anchor names. */
export type Node = ScalarNode | MapNode | SequenceNode;

/** The value of `key` in a map, or `undefined` when it is absent or `node` is no map. The last duplicate wins. */
export function child(node: Node | undefined, key: string): Node | undefined {
  return entry(node, key)?.value;
}

/** The entry of `key` in a map, or `undefined`. The last duplicate wins, as in the API server's decoder. */
export function entry(node: Node | undefined, key: string): MapEntry | undefined {
  if (node?.type !== 'map') return undefined;
  for (let i = node.entries.length - 1; i >= 0; i--) {
    const found = node.entries[i];
    if (found !== undefined && found.key.value === key) return found;
  }
  return undefined;
}

/** The entries of a map without those that a later one of the same key replaces. */
export function lastEntries({ entries }: MapNode): readonly MapEntry[] {
  if (entries.length <= few && !hasTwice(entries)) return entries;
  const last = new Map(entries.map((each) => [each.key.value, each]));
  return last.size === entries.length ? entries : [...last.values()];
}

/** Nearly all maps are small, and comparing their keys one by one is cheaper than a table of them. */
export const few = 12;

function hasTwice(entries: readonly MapEntry[]): boolean {
  for (let i = 1; i < entries.length; i++)
    for (let j = 0; j < i; j++) if (entries[j]?.key.value === entries[i]?.key.value) return true;
  return false;
}

/**
 * Whether a map whose key is no text is the `{{ … }}` of a template, which reads as a map in a map: its text is what it
 * says. Other keys that are no texts are refused.
 */
export function isTemplateAction(flow: boolean, written: string): boolean {
  return flow && written.startsWith('{{');
}

/** Whether two nodes say the same, however they are written. */
export function sameContent(a: Node, b: Node): boolean {
  if (a.type === 'scalar') return b.type === 'scalar' && a.value === b.value;
  if (a.type === 'sequence')
    return (
      b.type === 'sequence' &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => {
        const other = b.items[index];
        return other !== undefined && sameContent(item, other);
      })
    );
  if (b.type !== 'map' || a.entries.length !== b.entries.length) return false;
  const others = new Map(b.entries.map(({ key, value }) => [key.value, value]));
  return a.entries.every(({ key, value }) => {
    const other = others.get(key.value);
    return other !== undefined && sameContent(value, other);
  });
}
