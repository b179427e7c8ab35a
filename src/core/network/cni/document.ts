import { nodeAt } from '../../manifest/edit.ts';
import { child, entry, type MapNode, type Node } from '../../manifest/node.ts';
import { parseDocument, parseText } from '../../manifest/parse.ts';
import { placeholderIn, placeholderInText } from '../../resources/placeholder.ts';
import { spanInScalar } from '../../resources/references/raw-span.ts';
import type { ConfigMap, OtherResource, Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';

/** A CNI configuration in the text: in a ConfigMap from which an installer copies it to nodes, or in a network attachment. */
export interface CniDocument {
  readonly origin: ConfigMap | OtherResource;
  /** The key of the ConfigMap, or `config` of the network attachment. */
  readonly key: string;
  readonly keySpan: Span;
  /** Its tree, with the spans of `text`; `undefined` where it is no JSON, or no map. */
  readonly root: MapNode | undefined;
  readonly text: string;
  /** Where a place of the tree stands in the document of the origin. */
  readonly placeOf: (span: Span) => Span;
}

/** Whether an object is a NetworkAttachmentDefinition of Multus. */
export function isNetworkAttachment({ group, kind }: Resource): boolean {
  return group === 'k8s.cni.cncf.io' && kind === 'NetworkAttachmentDefinition';
}

/** Keys under which installers keep a configuration, whatever it looks like. */
const installerKeys = /^(?:cni-conf\.json|cni_network_config|.*\.conflist)$/;

const otherKeys = /cni|\.conf$|\.json$/i;

/** The configurations that an object holds; a text that a template fills in is none. */
export function cniDocumentsOf(origin: ConfigMap | OtherResource): readonly CniDocument[] {
  if (origin.type === 'other') return isNetworkAttachment(origin) ? attached(origin) : [];
  return origin.data.pairs.flatMap((pair) => {
    const { key, value } = pair;
    const surely = installerKeys.test(key);
    if (value === undefined || (!surely && !otherKeys.test(key)) || !value.trimStart().startsWith('{')) return [];
    if (!surely && !value.includes('"cniVersion"')) return [];
    const document = read(origin, key, { start: pair.keyStart, end: pair.keyEnd }, pair, value);
    if (document === undefined) return [];
    // Programs state the version of CNI in settings of their own.
    const named = child(document.root, 'plugins') ?? child(document.root, 'type');
    return surely || named !== undefined ? [document] : [];
  });
}

/** The `spec.config` of a network attachment; without one the nodes have a file of its name. */
function attached(origin: OtherResource): readonly CniDocument[] {
  const found = entry(child(nodeAt(parseDocument(origin.document).root, origin.span), 'spec'), 'config');
  const node = found?.value;
  if (found === undefined || node?.type !== 'scalar' || typeof node.value !== 'string') return [];
  if (node.value.trim() === '' || placeholderInText(node.value) !== undefined) return [];
  const { start, end } = found.key;
  const document = read(origin, 'config', { start, end }, node, node.value);
  return document === undefined ? [] : [document];
}

/** `undefined` for what is no JSON as long as a tool has not filled it in. */
function read(
  origin: CniDocument['origin'],
  key: string,
  keySpan: Span,
  scalar: Span,
  value: string,
): CniDocument | undefined {
  // What an installer writes in place of a number; the rest of the text stays where it is.
  const text = value.replace(/(?<=[:[,]\s*)__[A-Z0-9_]+__/g, (name) => '0'.padEnd(name.length));
  const valid = isJson(text);
  if (!valid && placeholderIn(value) !== undefined) return undefined;
  const root = valid ? parseText(text).root : undefined;
  return {
    origin,
    key,
    keySpan,
    root: root?.type === 'map' ? root : undefined,
    text: value,
    placeOf: (span) => spanInScalar(origin.document.text, scalar, value, span),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The plugins of a configuration in their order: those of a list, or the only one of the older form. */
export function pluginsIn({ root }: CniDocument): readonly MapNode[] {
  const listed = child(root, 'plugins');
  if (listed === undefined) return root === undefined ? [] : [root];
  return listed.type === 'sequence' ? listed.items.filter((item) => item.type === 'map') : [];
}

/** The text of a key, `undefined` where it is absent, no text or a placeholder. */
export function textOf(map: MapNode, key: string): string | undefined {
  const node: Node | undefined = child(map, key);
  if (node?.type !== 'scalar' || typeof node.value !== 'string') return undefined;
  return placeholderIn(node.value) === undefined ? node.value : undefined;
}

/** Whether a runtime passes what a capability names to some plugin of a configuration. */
export function hasCapability(document: CniDocument, name: string): boolean {
  return pluginsIn(document).some((plugin) => {
    const node = child(child(plugin, 'capabilities'), name);
    return node?.type === 'scalar' && node.value === true;
  });
}

/** Keys of a plugin that the runtime fills in, with their places in the document of the origin. */
export function reservedKeys(
  { placeOf }: CniDocument,
  plugin: MapNode,
): readonly { readonly key: string; readonly at: Span }[] {
  return plugin.entries.flatMap(({ key }) => {
    const name = String(key.value);
    const isReserved = name === 'runtimeConfig' || name === 'args' || name.startsWith('cni.dev/');
    return isReserved ? [{ key: name, at: placeOf(key) }] : [];
  });
}

/** Whether a configuration follows version 1.0.0 of the specification or a later one. */
export function isVersionOne({ root }: CniDocument): boolean {
  const version = root === undefined ? undefined : textOf(root, 'cniVersion');
  return version !== undefined && Number.parseInt(version, 10) >= 1;
}

/** Where a value of a plugin stands, if it does as one text in the origin's own: what is escaped has no place of its own. */
export function exactPlace({ origin, text, placeOf }: CniDocument, node: Span): Span | undefined {
  const place = placeOf(node);
  return origin.document.text.slice(place.start, place.end) === text.slice(node.start, node.end) ? place : undefined;
}
