import type { Stated } from '../field.ts';
import type { Container } from '../pod-maker.ts';
import type { Resource } from '../resource.ts';
import type { Expanded, Written } from './expand.ts';
import type { HostMention } from './mention.ts';
import { spanInScalar } from './raw-span.ts';
import type { Reference, ReferencePlace, Via } from './reference.ts';
import { scanText, type TextKind } from './scan-text.ts';

/** The text of a field that is known. */
export function writtenOf(resource: Resource, field: Stated<string> | undefined): Written | undefined {
  return field?.value === undefined ? undefined : { resource, value: field.value, start: field.start, end: field.end };
}

/** References of a container in one text; `key` is what the text is the value of. */
export function referencesIn(
  { text, pieces }: Expanded,
  key: string,
  kind: TextKind,
  container: Container,
  via: Via,
): readonly Reference[] {
  return scanText(text, key, kind).map((mention) =>
    asReference(mention, container, via, () => placeOf(pieces, mention)),
  );
}

/** A mention as what a container calls. */
export function asReference(
  { host, port, portStated, scheme, form, key, sure }: HostMention,
  container: Container,
  via: Via,
  place: () => ReferencePlace,
): Reference {
  return { host, port, portStated, scheme, form, key, sure, container, via, place };
}

/** The place of a mention, in the piece in which it begins; a host that is put together of several ends with the first. */
function placeOf(pieces: Expanded['pieces'], { start, end }: HostMention): ReferencePlace {
  const position = pieces.findLastIndex(({ at }) => at <= start);
  const piece = pieces[position];
  if (piece === undefined) throw new Error('An expanded text has a piece at its beginning.');
  const { at, offset, from } = piece;
  const stop = Math.min(end, pieces[position + 1]?.at ?? end);
  const { document } = from.resource;
  const span = spanInScalar(document.text, from, from.value, { start: start - at + offset, end: stop - at + offset });
  return { resource: from.resource, ...span };
}
