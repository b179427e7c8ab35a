import type { Location } from '../manifest/document.ts';
import type { Pairs } from '../resources/field.ts';
import { describe } from '../resources/kinds.ts';
import type { Resource } from '../resources/resource.ts';
import type { Span } from '../text/span.ts';
import type { World } from '../world/world.ts';
import { at } from './place.ts';

/** A piece of a line: text, or text that leads to a place. Names in it are as untrusted as the manifests; it has no line breaks. */
export type HoverPart = string | { readonly text: string; readonly to: Location };

/** One line of a hover. */
export type HoverLine = readonly HoverPart[];

/** A stretch of text with what there is to say about it; nothing when there are no lines. */
export interface Topic {
  readonly span: Span;
  readonly lines: () => readonly HoverLine[];
}

/** The first of some things, each in its own parts, and how many others there are. */
export function shortParts<T>(
  things: readonly T[],
  most: number,
  partsOf: (thing: T) => readonly HoverPart[],
): readonly HoverPart[] {
  const shown = things.slice(0, most).flatMap((thing, index) => [...(index === 0 ? [] : [', ']), ...partsOf(thing)]);
  return things.length > most ? [...shown, ` and ${things.length - most} more`] : shown;
}

/** `Service "web"`, leading to its name. */
export function link(resource: Resource): HoverPart {
  return { text: describe(resource), to: at(resource, resource.name ?? resource.kindSpan) };
}

/** `web.shop.svc.cluster.local`: a name of the cluster's DNS; the namespace stays open where nothing states it. */
export function dnsName(name: string, resource: Resource, world: World, domain: string): string {
  const { name: namespace, assumed, unknown } = world.namespaceOf(resource);
  return `${name}.${unknown === undefined && !assumed ? namespace : '<namespace>'}.svc.${domain}`;
}

/** Why a stack may have more objects than its text shows, as the end of a line about something that is not there. */
export function perhapsElsewhere({ stack }: World): string {
  return stack.unknowns.objects === undefined ? '' : `; ${stack.unknowns.objects}`;
}

/** Who has labels that a selector looks for in vain, where it does not look: in another namespace. */
export function otherNamespaceLines(world: World, labels: Pairs, namespace: string): readonly HoverLine[] {
  if (labels.pairs.length === 0) return [];
  const makers = world.namespaces
    .filter((name) => name !== namespace)
    .flatMap((name) => world.podsSelectedBy(labels, name))
    .flatMap(({ maker, match }) => (match === 'yes' ? maker : []));
  const [first] = makers;
  if (first === undefined) return [];
  const more = makers.length === 1 ? '' : ` and ${makers.length - 1} more elsewhere`;
  return [
    [
      link(first),
      ` of namespace ${world.namespaceOf(first).name} has these labels${more}; selectors look into their own namespace`,
    ],
  ];
}

/** A line without its links. */
export function plainText(line: HoverLine): string {
  return line.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

/** Longer names are no names of Kubernetes. */
const longest = 300;

/** A line as it may be shown: on one line, without characters that control a terminal or turn the direction of writing. */
export function shownLine(line: HoverLine): HoverLine {
  return line.map((part) => (typeof part === 'string' ? shownText(part) : { ...part, text: shownText(part.text) }));
}

/** A text as a line may hold it; see {@link shownLine}. */
export function shownText(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}
