import type { ParsedDocument } from '../../manifest/document.ts';
import { nodeAt } from '../../manifest/edit.ts';
import { child, type MapNode, type Node } from '../../manifest/node.ts';
import { parseDocument, parseText } from '../../manifest/parse.ts';
import type { Field, Pair } from '../../resources/field.ts';
import { pairOf } from '../../resources/labels.ts';
import { placeholderIn } from '../../resources/placeholder.ts';
import { spanInScalar } from '../../resources/references/raw-span.ts';
import type { ConfigMap, OtherResource, Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';

/** A KubeProxyConfiguration in the text, and the object that is or holds it. */
export interface ProxyDocument {
  readonly origin: OtherResource | ConfigMap;
  /** Its tree, with the spans of the text that it was read from. */
  readonly root: MapNode | undefined;
  /** Whether it is no YAML, or no map. */
  readonly broken: boolean;
  /** Where a place of the tree stands in the document of the origin. */
  readonly placeOf: (span: Span) => Span;
}

const apiGroup = 'kubeproxy.config.k8s.io';

/** Where installers keep it in kube-system: kubeadm, kind and k0s; EKS (`networking-semantics` §3.8). */
export const configMaps: readonly (readonly [name: string, key: string])[] = [
  ['kube-proxy', 'config.conf'],
  ['kube-proxy-config', 'config'],
];

/** Whether an object is a KubeProxyConfiguration itself. */
export function isProxyConfiguration({ group, kind }: Resource): boolean {
  return kind === 'KubeProxyConfiguration' && group === apiGroup;
}

/** The {@link ProxyDocument} that an object is, or that a ConfigMap of an installer's name holds. */
export function proxyDocumentOf(origin: OtherResource | ConfigMap): ProxyDocument | undefined {
  if (origin.type === 'other') {
    if (!isProxyConfiguration(origin)) return undefined;
    const parsed = parseDocument(origin.document);
    return read(origin, { ...parsed, root: nodeAt(parsed.root, origin.span) }, (span) => span);
  }
  const key = configMaps.find(([name]) => name === origin.name?.value)?.[1];
  const pair = key === undefined ? undefined : pairOf(origin.data, key);
  return pair?.value === undefined ? undefined : embedded(origin, pair, pair.value);
}

function embedded(origin: ConfigMap, pair: Pair, value: string): ProxyDocument {
  return read(origin, parseText(value), (span) => spanInScalar(origin.document.text, pair, value, span));
}

function read(
  origin: OtherResource | ConfigMap,
  { root, problems }: ParsedDocument,
  placeOf: ProxyDocument['placeOf'],
): ProxyDocument {
  const map = root?.type === 'map' ? root : undefined;
  const broken = map === undefined || problems.some(({ severity }) => severity === 'error');
  return { origin, root: map, broken, placeOf };
}

/** A text below some keys, at its place in the origin; `undefined` where it is absent, empty or not known. */
export function textIn({ root, placeOf }: ProxyDocument, ...path: readonly string[]): Field<string> | undefined {
  return textOf(path.reduce<Node | undefined>(child, root), placeOf);
}

/** The texts of a list. */
export function textsIn({ root, placeOf }: ProxyDocument, ...path: readonly string[]): readonly Field<string>[] {
  const list = path.reduce<Node | undefined>(child, root);
  return list?.type === 'sequence' ? list.items.flatMap((item) => textOf(item, placeOf) ?? []) : [];
}

/** A number below some keys. */
export function numberIn({ root, placeOf }: ProxyDocument, ...path: readonly string[]): Field<number> | undefined {
  const node = path.reduce<Node | undefined>(child, root);
  return node?.type === 'scalar' && typeof node.value === 'number'
    ? { value: node.value, ...placeOf(node) }
    : undefined;
}

/** A truth value below some keys. */
export function flagIn({ root, placeOf }: ProxyDocument, ...path: readonly string[]): Field<boolean> | undefined {
  const node = path.reduce<Node | undefined>(child, root);
  return node?.type === 'scalar' && typeof node.value === 'boolean'
    ? { value: node.value, ...placeOf(node) }
    : undefined;
}

/** Whether a field is left to its default: absent, null or empty. */
export function isSilentIn({ root }: ProxyDocument, ...path: readonly string[]): boolean {
  const node = path.reduce<Node | undefined>(child, root);
  return node === undefined || (node.type === 'scalar' && (node.value === null || node.value === ''));
}

/** Where the value of a field stands; `undefined` where the key is absent. */
export function placeIn({ root, placeOf }: ProxyDocument, ...path: readonly string[]): Span | undefined {
  const node = path.reduce<Node | undefined>(child, root);
  return node === undefined ? undefined : placeOf(node);
}

function textOf(node: Node | undefined, placeOf: ProxyDocument['placeOf']): Field<string> | undefined {
  if (node?.type !== 'scalar' || typeof node.value !== 'string' || node.value === '') return undefined;
  return placeholderIn(node.value) === undefined ? { value: node.value, ...placeOf(node) } : undefined;
}
