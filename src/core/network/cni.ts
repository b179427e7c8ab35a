import { describe } from '../resources/kinds.ts';
import { pairOf } from '../resources/labels.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { ConfigMap, Resource } from '../resources/resource.ts';
import type { NamespaceSlot, World } from '../world/world.ts';
import { capabilities, type PluginCapabilities, type PluginId } from './cni/capabilities.ts';
import { readCniConfiguration } from './cni/configuration.ts';
import { type PluginSigns, pluginSigns } from './cni/signs.ts';
import { type PolicyOptions, standardOptions } from './policy/model.ts';

/** An object that speaks for a plugin. */
export interface PluginEvidence {
  readonly resource: Resource;
  /** A phrase: `DaemonSet "calico-node" runs it`. */
  readonly why: string;
  readonly score: number;
}

/** A plugin that the manifests show. */
export interface DetectedPlugin {
  readonly id: PluginId;
  readonly capabilities: PluginCapabilities;
  /** The sum of the evidence's; the best founded plugin comes first. */
  readonly score: number;
  readonly evidence: readonly PluginEvidence[];
  /** Whether it enforces NetworkPolicies with the settings that are seen, and why that is so. */
  readonly enforces: { readonly is: 'yes' | 'no' | 'unknown'; readonly why: string };
}

/** What kinds of evidence weigh: a DaemonSet that runs the plugin is as good as certain, a custom resource only likely. */
const weights = { workload: 4, image: 4, configMap: 3, configuration: 3, group: 2 } as const;

/** What some objects say about plugins. */
interface Findings {
  readonly evidence: { readonly plugin: PluginId; readonly evidence: PluginEvidence }[];
  /** ConfigMaps and workloads that decide about a plugin's policies. */
  readonly settings: ConfigMap[];
  readonly agents: PodMaker[];
}

/** What the objects of a namespace say about plugins. */
const findingsOfNamespace: NamespaceSlot<Findings> = {
  name: 'plugins',
  compute(world, namespace) {
    const found: Findings = { evidence: [], settings: [], agents: [] };
    for (const maker of world.inNamespace('podMaker', namespace)) ofWorkload(maker, found);
    for (const configMap of world.inNamespace('configMap', namespace)) ofConfigMap(configMap, found);
    for (const other of world.inNamespace('other', namespace)) {
      const plugin = byGroup.get(other.group) ?? byGroup.get(other.group.slice(other.group.indexOf('.') + 1));
      if (plugin !== undefined) add(found, plugin, other, 'group', `${describe(other)} is one of its objects`);
    }
    return found;
  },
};

const byWorkload = index(({ workloads }) => workloads);
const byImage = index(({ images }) => images);
const byConfigMap = index(({ configMaps }) => configMaps);
const byGroup = index(({ groups }) => groups);
const byType = index(({ types }) => types);

function index(keysOf: (signs: PluginSigns) => readonly string[]): ReadonlyMap<string, PluginId> {
  return new Map(pluginSigns.flatMap((signs) => keysOf(signs).map((key) => [key, signs.plugin] as const)));
}

/**
 * The plugins that the manifests of a world show, best founded first (`networking-semantics` §4.1). Several may be right: one
 * that makes the network and one that adds policies or further networks to it.
 */
export function detectPlugins(world: World): readonly DetectedPlugin[] {
  const found: Findings = { evidence: [], settings: [], agents: [] };
  for (const namespace of ['', ...world.namespaces]) {
    const { evidence, settings, agents } = world.deriveNamespace(findingsOfNamespace, namespace);
    found.evidence.push(...evidence);
    found.settings.push(...settings);
    found.agents.push(...agents);
  }
  const byPlugin = evidenceByPlugin(found);
  // Canal is Calico's policies over flannel's network.
  if (byPlugin.has('canal')) for (const part of ['calico', 'flannel'] as const) byPlugin.delete(part);
  return [...byPlugin]
    .map(([id, evidence]): DetectedPlugin => {
      const score = evidence.reduce((sum, each) => sum + each.score, 0);
      return { id, capabilities: capabilities[id], score, evidence, enforces: enforcement(id, found) };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/**
 * The plugins of the cluster that a world's objects will run in: those that the world itself shows, else those that the other
 * worlds of the workspace show, as long as these show one way to set up a cluster and not several to choose from.
 */
export function clusterPlugins(world: World, worlds: readonly World[]): readonly DetectedPlugin[] {
  const own = detectPlugins(world);
  if (own.length > 0) return own;
  const others = worlds.filter((other) => other !== world).map(detectPlugins);
  const primary = new Set(others.flatMap((plugins) => plugins.filter(isPrimary).map(({ id }) => id)));
  return primary.size === 1 ? (others.find((plugins) => plugins.some(isPrimary)) ?? []) : [];
}

function isPrimary({ capabilities: { primary } }: DetectedPlugin): boolean {
  return primary;
}

/** How policies are to be read with some plugins: blocks of addresses never mean pods for Cilium and what is made of it. */
export function policyOptions(plugins: readonly DetectedPlugin[]): PolicyOptions {
  const isCilium = plugins.some(({ id }) => id === 'cilium' || id === 'gke-dataplane-v2');
  return isCilium ? ciliumOptions : standardOptions;
}

const ciliumOptions: PolicyOptions = { ...standardOptions, podIPsMatchIPBlock: false };

/** Whose policies some objects are. */
export type PolicyFamily = 'NetworkPolicy' | 'ClusterPolicy' | 'calico' | 'cilium';

/** Whether a cluster does what policies say. */
export interface Enforcement {
  readonly is: 'yes' | 'no' | 'assumed';
  /** A phrase that says why not, or what is assumed. */
  readonly why: string;
  readonly evidence: readonly PluginEvidence[];
}

/** Whether any of some plugins enforces policies of a family; without plugins that is assumed. */
export function enforced(plugins: readonly DetectedPlugin[], family: PolicyFamily): Enforcement {
  const main = plugins.filter(({ id }) => id !== 'multus');
  const [first] = main;
  if (first === undefined)
    return {
      is: 'assumed',
      why: "no network plugin is among the manifests, so that the cluster's enforces it is assumed",
      evidence: [],
    };
  const answers = main.map((plugin) => ({ plugin, ...enforcesFamily(plugin, family) }));
  if (answers.some(({ is }) => is === 'yes')) return { is: 'yes', why: '', evidence: [] };
  const open = answers.find(({ is }) => is === 'unknown');
  const { plugin, why } = open ?? answers[0] ?? { plugin: first, why: '' };
  return { is: open === undefined ? 'no' : 'assumed', why, evidence: plugin.evidence };
}

function enforcesFamily(plugin: DetectedPlugin, family: PolicyFamily): DetectedPlugin['enforces'] {
  const { id, enforces, capabilities: own } = plugin;
  if (family === 'calico' || family === 'cilium') {
    const isIts =
      family === 'calico' ? id === 'calico' || id === 'canal' : id === 'cilium' || id === 'gke-dataplane-v2';
    const name = capabilities[family].name;
    return isIts
      ? enforces
      : { is: 'no', why: `${own.name} is the network plugin here, and the policy is one of ${name}` };
  }
  if (family === 'NetworkPolicy' || enforces.is === 'no') return enforces;
  const { answer, note } = own.clusterPolicies;
  if (answer === 'yes') return enforces;
  if (answer === 'no') return { is: 'no', why: `${own.name} does not implement policies of the cluster` };
  const when = note === undefined ? '' : ` (${note})`;
  return {
    is: 'unknown',
    why: `whether ${own.name} enforces policies of the cluster depends on its version and settings${when}`,
  };
}

function ofWorkload(maker: PodMaker, found: Findings): void {
  const { workload, name, template } = maker;
  if (workload !== 'DaemonSet' && workload !== 'Deployment') return;
  const named = byWorkload.get(name?.value ?? '');
  if (named !== undefined) add(found, named, maker, 'workload', `${describe(maker)} has the name of its agent`);
  if (workload !== 'DaemonSet') return;
  const plugins = new Set<PluginId>();
  for (const container of [...template.containers, ...template.initContainers]) {
    const plugin = container.image?.value === undefined ? undefined : pluginOfImage(container.image.value);
    if (plugin !== undefined) plugins.add(plugin);
  }
  for (const plugin of plugins) add(found, plugin, maker, 'image', `${describe(maker)} runs its image`);
  if (named !== undefined || plugins.size > 0) found.agents.push(maker);
}

/** The plugin whose image it is, whatever its registry, tag and digest are. */
function pluginOfImage(image: string): PluginId | undefined {
  const [path = ''] = image.split('@');
  const slash = path.lastIndexOf('/');
  const colon = path.indexOf(':', slash + 1);
  const bare = colon === -1 ? path : path.slice(0, colon);
  return byImage.get(bare.slice(bare.lastIndexOf('/', slash - 1) + 1)) ?? byImage.get(bare.slice(slash + 1));
}

function ofConfigMap(configMap: ConfigMap, found: Findings): void {
  const name = configMap.name?.value ?? '';
  const named = byConfigMap.get(name);
  if (named !== undefined) {
    add(found, named, configMap, 'configMap', `${describe(configMap)} has the name of its settings`);
    found.settings.push(configMap);
  }
  for (const { value } of configMap.data.pairs) {
    const first = value === undefined ? undefined : readCniConfiguration(value)?.plugins[0];
    const plugin = first === undefined ? undefined : byType.get(first.type);
    if (plugin !== undefined && plugin !== named)
      add(found, plugin, configMap, 'configuration', `${describe(configMap)} holds a CNI configuration with its type`);
  }
}

function add(found: Findings, plugin: PluginId, resource: Resource, kind: keyof typeof weights, why: string): void {
  found.evidence.push({ plugin, evidence: { resource, why, score: weights[kind] } });
}

function evidenceByPlugin(found: Findings): Map<PluginId, PluginEvidence[]> {
  const byPlugin = new Map<PluginId, PluginEvidence[]>();
  for (const { plugin, evidence } of found.evidence) {
    const known = byPlugin.get(plugin) ?? [];
    byPlugin.set(plugin, known);
    // Many objects of one kind say no more than one of them.
    if (evidence.score !== weights.group || !known.some(({ score }) => score === weights.group)) known.push(evidence);
  }
  return byPlugin;
}

/** Whether a plugin enforces NetworkPolicies with the settings that are seen (`networking-semantics` §4.2). */
function enforcement(id: PluginId, found: Findings): DetectedPlugin['enforces'] {
  const { name, networkPolicy } = capabilities[id];
  const setting = (configMap: string, key: string) => {
    const map = found.settings.findLast((each) => each.name?.value === configMap);
    return map === undefined ? undefined : pairOf(map.data, key)?.value;
  };
  if (id === 'cilium' && setting('cilium-config', 'enable-policy') === 'never')
    return { is: 'no', why: 'enable-policy of Cilium is never' };
  if (id === 'aws-vpc-cni') {
    const isEnabled =
      setting('amazon-vpc-cni', 'enable-network-policy-controller') === 'true' ||
      found.agents.some(({ template }) =>
        template.containers.some(({ args }) => args.some(({ value }) => value === '--enable-network-policy=true')),
      );
    if (isEnabled) return { is: 'yes', why: '' };
  }
  if (id === 'azure-cni' && found.agents.some((maker) => maker.name?.value === 'azure-npm'))
    return { is: 'yes', why: '' };
  const { answer, note } = networkPolicy;
  if (answer === 'yes') return { is: 'yes', why: '' };
  if (answer === 'no') return { is: 'no', why: `${name} does not enforce NetworkPolicies` };
  return {
    is: 'unknown',
    why: `whether ${name} enforces NetworkPolicies depends on its settings${note === undefined ? '' : ` (${note})`}`,
  };
}
