import { isSilentIn, type ProxyDocument, placeIn, proxyDocumentOf, textIn } from '../../network/kube-proxy/document.ts';
import type { ConfigMap, OtherResource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { Fix } from '../rule.ts';
import { insertKeyFix, replaceFix } from '../shared/edits.ts';

/** The configuration that an object states, if it can be read. */
export function readableConfiguration(resource: OtherResource | ConfigMap): ProxyDocument | undefined {
  const document = proxyDocumentOf(resource);
  return document === undefined || document.broken ? undefined : document;
}

/** Where a finding about a field stands that may be absent: at its value, else at the object. */
export function placeOrObject(document: ProxyDocument, ...path: readonly string[]): Span {
  const { origin } = document;
  return placeIn(document, ...path) ?? origin.name ?? origin.kindSpan;
}

/** Writes another value where one stands, or states a field of the object itself that is absent. */
export function settingFix(
  document: ProxyDocument,
  field: string,
  value: string,
  options: { readonly title?: string; readonly preferred?: boolean } = {},
): readonly Fix[] {
  const { origin } = document;
  const { title = `Use ${field}: ${value}`, preferred = false } = options;
  const place = placeIn(document, field);
  if (place === undefined)
    return origin.type === 'other' ? insertKeyFix(title, origin, origin.span, field, value, 'kind') : [];
  const written = isSilentIn(document, field) ? '' : textIn(document, field)?.value;
  // The place of what is escaped in a ConfigMap's text is the whole text.
  if (unquoted(origin.document.text.slice(place.start, place.end)) !== written) return [];
  return replaceFix(title, origin, place, value, preferred);
}

/** A value without the quotes around it. */
export function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}
