import { child, type MapNode, type Node } from '../../manifest/node.ts';
import type { Span } from '../../text/span.ts';
import { type CniDocument, pluginsIn, textOf } from './document.ts';

/** What is wrong with a configuration, at its place in the document of its object. */
export interface StructureFault {
  readonly at: Span;
  /** Follows the name of the configuration: `has no name`. */
  readonly what: string;
}

/**
 * Why a runtime refuses a configuration (containernetworking/cni, libcni/conf.go: `NetworkConfFromBytes`). To one of a
 * network attachment Multus gives the name of the object where it has none.
 */
export function structureFaults(document: CniDocument): readonly StructureFault[] {
  const { root, key, keySpan, placeOf, origin } = document;
  if (root === undefined) return [{ at: keySpan, what: 'is no map in JSON' }];
  const faults: StructureFault[] = [];
  const add: Add = (node, what) => faults.push({ at: node === undefined ? keySpan : placeOf(node), what });
  const version = child(root, 'cniVersion');
  if (version !== undefined && !isText(version)) add(version, 'has a cniVersion that is no text');
  const listed = child(root, 'plugins');
  const isList = listed !== undefined || key.endsWith('.conflist') || isTrue(child(root, 'loadOnlyInlinedPlugins'));
  addName(root, isList && origin.type === 'configMap', add);
  if (listed === undefined) addPluginless(root, isList, add);
  else if (listed.type !== 'sequence') add(listed, 'has plugins that are no list');
  else if (listed.items.length === 0) add(listed, 'has no plugin in its list');
  else {
    if (listed.items.some((item) => item.type !== 'map')) add(listed, 'has a plugin that is no map');
    for (const plugin of pluginsIn(document)) addType(plugin, add);
  }
  return faults;
}

/** Without a place the fault is one of the whole. */
type Add = (node: Span | undefined, what: string) => void;

function addName(root: MapNode, needed: boolean, add: Add): void {
  const name = child(root, 'name');
  if (name === undefined) {
    if (needed) add(undefined, 'has no name');
  } else if (name.type !== 'scalar' || typeof name.value !== 'string') add(name, 'has a name that is no text');
  else {
    const text = textOf(root, 'name');
    if (text !== undefined && text !== '' && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(text))
      add(
        name,
        `has the name "${text}", which has to begin with a letter or digit and to consist of these, "_", "." and "-"`,
      );
  }
}

/** Plugins that are not in the list may stand in files of their own, but not in place of the list. */
function addPluginless(root: MapNode, isList: boolean, add: Add): void {
  const type = child(root, 'type');
  if (isTrue(child(root, 'loadOnlyInlinedPlugins'))) add(undefined, 'has loadOnlyInlinedPlugins and no plugins');
  else if (isList && type !== undefined) add(type, 'is one plugin where a list of plugins has to be');
  else if (!isList && type === undefined) add(undefined, 'has neither plugins nor a type');
  else if (type !== undefined) addType(root, add);
}

function addType(plugin: MapNode, add: Add): void {
  const type = child(plugin, 'type');
  if (type === undefined) add(plugin, 'has a plugin without a type');
  else if (!isText(type)) add(type, 'has a plugin whose type is no text');
  else if (textOf(plugin, 'type')?.includes('/') === true)
    add(type, `has a plugin of type "${textOf(plugin, 'type')}", which has to be the name of a program and no path`);
}

function isText(node: Node): boolean {
  return node.type === 'scalar' && typeof node.value === 'string' && node.value !== '';
}

function isTrue(node: Node | undefined): boolean {
  return node?.type === 'scalar' && String(node.value).toLowerCase() === 'true';
}
