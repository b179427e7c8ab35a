import { insertEntries, removeEntry } from '../../../src/core/manifest/edit.ts';
import { child } from '../../../src/core/manifest/node.ts';
import type { Span } from '../../../src/core/text/span.ts';
import type { Random } from '../../support/random.ts';
import { type Place, scalarAt } from './place.ts';

/** A stretch of a document and what takes its place. */
export interface Edit extends Span {
  readonly after: string;
  /** The object that something was taken from: where a finding may stand, as the line is not there any more. */
  readonly around?: Span | undefined;
}

/** How an operator changes a place; `undefined` where it cannot. */
export type Change = (place: Place, random: Random) => Edit | undefined;

/** Changes the text of a value, quotes included. */
export function rewritten(how: (text: string, random: Random, place: Place) => string | undefined): Change {
  return (place, random) => {
    const { node, document } = place;
    if (node.type !== 'scalar' || node.style === 'literal' || node.style === 'folded') return undefined;
    const text = document.text.slice(node.start, node.end);
    const after = text === '' ? undefined : how(text, random, place);
    return after === undefined || after === text ? undefined : { start: node.start, end: node.end, after };
  };
}

/** Two neighbouring letters of a text change places. */
export const typo: Change = rewritten(transposed);

/** The same in a text that is no number. */
export const typoInName: Change = rewritten((text, random) => (isNumber(text) ? undefined : transposed(text, random)));

/** A digit of a number becomes another one. */
export const digit: Change = rewritten((text, random) => (isNumber(text) ? otherDigit(text, random) : undefined));

/** A protocol becomes another one. */
export const protocol: Change = rewritten((text) =>
  text.replace(/TCP|UDP|SCTP/, (old) => (old === 'TCP' ? 'UDP' : 'TCP')),
);

/** Another text in its place, the same for all. */
export function become(text: string): Change {
  return rewritten(() => text);
}

/** A number becomes another text, a name stays as it is. */
export function numberBecomes(text: string): Change {
  return rewritten((old) => (isNumber(old) ? text : undefined));
}

/** Two neighbouring letters of a key change places. */
export const typoInKey: Change = ({ entry: { key }, document }, random) => {
  const after = transposed(document.text.slice(key.start, key.end), random);
  return after === undefined ? undefined : { start: key.start, end: key.end, after };
};

/** The entry goes, with its lines. */
export const removed: Change = ({ document, object, owner, entry }) => {
  if (owner.type !== 'map') return undefined;
  const edits = removeEntry(document.text, owner, String(entry.key.value));
  const [edit] = edits ?? [];
  return edit === undefined || edits?.length !== 1
    ? undefined
    : { start: edit.start, end: edit.end, after: edit.newText, around: object };
};

/** A further entry beside those of the map that stands there. */
export function added(entries: Readonly<Record<string, string | number>>): Change {
  return ({ document, node }) => {
    if (node.type !== 'map' || Object.keys(entries).some((key) => child(node, key) !== undefined)) return undefined;
    const edits = insertEntries(document.text, node, entries);
    const [edit] = edits ?? [];
    if (edit === undefined || edits?.length !== 1) return undefined;
    return { start: edit.start, end: edit.end, after: edit.newText };
  };
}

/** A value of an item becomes that of the item before it in the list. */
export function asBefore(key: string): Change {
  return ({ document, node, list, owner }) => {
    const index = list?.items.indexOf(owner) ?? -1;
    const value = index < 1 ? '' : scalarAt(list?.items[index - 1], key);
    return value === '' || value === scalarAt(owner, key) || document.text.slice(node.start, node.end).includes('"')
      ? undefined
      : { start: node.start, end: node.end, after: value };
  };
}

/** Whether a text is a number, quoted or not. */
export function isNumber(text: string): boolean {
  return /^["']?\d+["']?$/.test(text);
}

/** A text with two neighbouring letters exchanged; `undefined` when it has no two that differ. */
export function transposed(text: string, random: Random): string | undefined {
  const places = [...text].flatMap((letter, index) => {
    const next = text[index + 1] ?? letter;
    return letter !== next && /[a-z]/i.test(letter) && /[a-z]/i.test(next) ? [index] : [];
  });
  if (places.length === 0) return undefined;
  const place = random.pick(places);
  return text.slice(0, place) + text[place + 1] + text[place] + text.slice(place + 2);
}

/** A number with another digit, never with a zero in front. */
export function otherDigit(text: string, random: Random): string {
  const places = [...text].flatMap((letter, index) => (/\d/.test(letter) ? [index] : []));
  const place = random.pick(places);
  const changed = String((Number(text[place]) + 1 + random.below(8)) % 10);
  return text.slice(0, place) + (place === places[0] && changed === '0' ? '7' : changed) + text.slice(place + 1);
}
