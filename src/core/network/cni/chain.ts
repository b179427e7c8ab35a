import type { KeySlot, World } from '../../world/world.ts';
import { type CniDocument, cniDocumentsOf, pluginsIn, textOf } from './document.ts';

/** Plugins that do nothing about host ports and bandwidth themselves, but leave both to others of their chain. */
const plain: ReadonlySet<string> = new Set(['flannel', 'calico', 'bridge', 'ptp', 'ipvlan', 'macvlan']);

/**
 * The configuration by which the cluster of a stack makes the network of its pods; `undefined` where the stack shows none, or
 * several, or one whose first plugin may do everything itself.
 */
export function clusterChain(world: World): CniDocument | undefined {
  const found = world.keyed(holders, 'cni').flatMap(cniDocumentsOf);
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  const [first] = pluginsIn(only);
  const type = first === undefined ? undefined : textOf(first, 'type');
  if (type === undefined || !plain.has(type)) return undefined;
  // With eBPF Calico opens host ports itself.
  return type === 'calico' && world.keyed(felix, 'felix').length > 0 ? undefined : only;
}

const holders: KeySlot<'configMap'> = {
  type: 'configMap',
  keysOf: (configMap) => (cniDocumentsOf(configMap).length > 0 ? ['cni'] : []),
};

const felix: KeySlot<'other'> = {
  type: 'other',
  keysOf: ({ kind }) => (kind === 'FelixConfiguration' ? ['felix'] : []),
};
