import { child } from '../../manifest/node.ts';
import { parseText } from '../../manifest/parse.ts';
import type { Pair } from '../../resources/field.ts';
import { pairOf } from '../../resources/labels.ts';
import { placeholderIn } from '../../resources/placeholder.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { spanInScalar } from '../../resources/references/raw-span.ts';
import type { OtherResource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { isNetworkAttachment } from './document.ts';

/** A further network that pods ask Multus for. */
export interface NetworkSelection extends Span {
  readonly name: string;
  /** As stated; `undefined` for the pods' own. */
  readonly namespace: string | undefined;
}

const annotation = 'k8s.v1.cni.cncf.io/networks';

/**
 * The networks that the annotation of a pod template names, each at its name: `ns/name@interface` between commas, or a list
 * in JSON (network-attachment-definition-client, `ParseNetworkAnnotation`).
 */
export function networkSelections({ template, document }: PodMaker): readonly NetworkSelection[] {
  const pair = pairOf(template.annotations, annotation);
  if (pair?.value === undefined) return [];
  const { value } = pair;
  const found = /[[{"]/.test(value) ? inJson(value) : inWords(value);
  return found.map((each) => ({ ...each, ...placeOf(document.text, pair, value, each) }));
}

function placeOf(text: string, pair: Pair, value: string, part: Span): Span {
  return spanInScalar(text, pair, value, part);
}

function inWords(value: string): readonly NetworkSelection[] {
  return [...value.matchAll(/(?:([^\s,/@]+)\/)?([^\s,/@]+)(?:@[^\s,]*)?/g)].flatMap((match) => {
    const [, namespace, name = ''] = match;
    const start = match.index + (namespace === undefined ? 0 : namespace.length + 1);
    return isKnown(name) && isKnown(namespace) ? [{ name, namespace, start, end: start + name.length }] : [];
  });
}

function inJson(value: string): readonly NetworkSelection[] {
  const { root } = parseText(value);
  if (root?.type !== 'sequence') return [];
  return root.items.flatMap((item) => {
    const name = child(item, 'name');
    const namespace = child(item, 'namespace');
    if (name?.type !== 'scalar' || typeof name.value !== 'string') return [];
    const stated = namespace?.type === 'scalar' && typeof namespace.value === 'string' ? namespace.value : undefined;
    if (!isKnown(name.value) || !isKnown(stated)) return [];
    const quotes = value[name.start] === '"' ? 1 : 0;
    return [{ name: name.value, namespace: stated, start: name.start + quotes, end: name.end - quotes }];
  });
}

function isKnown(text: string | undefined): boolean {
  return text === undefined || (text !== '' && placeholderIn(text) === undefined);
}

const byName: KeySlot<'other'> = {
  type: 'other',
  keysOf: (resource) =>
    isNetworkAttachment(resource) && resource.name?.value !== undefined ? [resource.name.value] : [],
};

/** Objects for which an operator makes a network attachment of their name: SriovNetwork, UserDefinedNetwork and the like. */
const makers: KeySlot<'other'> = {
  type: 'other',
  keysOf: (resource) =>
    resource.kind.endsWith('Network') && resource.name?.value !== undefined ? [resource.name.value] : [],
};

const all: KeySlot<'other'> = {
  type: 'other',
  keysOf: (resource) => (isNetworkAttachment(resource) ? ['all'] : []),
};

/** The network attachments of a name, in one namespace or in all. */
export function attachmentsNamed(world: World, name: string, namespace?: string): readonly OtherResource[] {
  return namespace === undefined ? world.keyed(byName, name) : world.keyed(byName, name, namespace);
}

/** Every network attachment of a namespace. */
export function attachmentsIn(world: World, namespace: string): readonly OtherResource[] {
  return world.keyed(all, 'all', namespace);
}

/** Whether an operator may make a network attachment of a name. */
export function mayBeMade(world: World, name: string): boolean {
  return world.keyed(makers, name).length > 0;
}
