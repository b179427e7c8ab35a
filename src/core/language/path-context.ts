import { clusterPlugins, policyOptions } from '../network/cni.ts';
import type { PathContext } from '../network/path/path.ts';
import { PolicyEngine } from '../network/policy/verdict.ts';
import { isExternal } from '../rules/settings.ts';
import type { World } from '../world/world.ts';
import type { Snapshot } from './workspace.ts';

/** What questions about connections in one world of a snapshot share: its policies, the cluster's plugins, the settings. */
export function pathContext(
  { settings, worlds }: Pick<Snapshot, 'settings' | 'worlds'>,
  world: World,
  plugins = clusterPlugins(world, worlds),
): PathContext {
  return {
    world,
    policies: new PolicyEngine(world, policyOptions(plugins)),
    plugins,
    domain: settings.clusterDomain,
    proxyMode: settings.proxyMode,
    isExternal: (host) => isExternal(host, settings),
  };
}
