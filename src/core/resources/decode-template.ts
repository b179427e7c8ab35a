import { child, type MapNode, type Node } from '../manifest/node.ts';
import { decodeContainer, type PodContext, runsAsNonRoot } from './decode-container.ts';
import {
  list,
  map,
  maps,
  pairs,
  plainText,
  present,
  type Reading,
  spanOf,
  text,
  textOr,
  texts,
  truth,
  truthOr,
  valueSpan,
  wrongType,
} from './decode-field.ts';
import type { Field, Pairs } from './field.ts';
import type { ConfigVolume, Container, DnsConfig, HostAlias, PodTemplate } from './pod-maker.ts';

/** How the pods of a template differ from what it says. */
export interface TemplateContext {
  /** Whether it is a Pod itself, for which more defaults hold than for a template. */
  readonly pod: boolean;
  /** Why the pods may carry more labels than stated. */
  readonly labelsOpen: string | undefined;
  /** Why the pods may have more ports than stated. */
  readonly portsOpen: string | undefined;
}

const noContainers: readonly Container[] = [];
const noConfigMaps: readonly Field<string>[] = [];
const noNames: readonly string[] = [];
const noConfigVolumes: readonly ConfigVolume[] = [];
const noSysctls: PodTemplate['sysctls'] = [];
const anywhere: PodTemplate['affinity'] = { nodes: false, antiAffinity: false };

/**
 * Decodes a pod template (`metadata` and `spec`), or a Pod, with the defaults of `networking-semantics` §0.3. Without a
 * template nothing is stated and everything has its default; the span is then that of `enclosing`.
 */
export function decodeTemplate(
  reading: Reading,
  template: MapNode | undefined,
  enclosing: MapNode,
  { pod, labelsOpen, portsOpen }: TemplateContext,
): PodTemplate {
  const node = template ?? enclosing;
  const metadata = template === undefined ? undefined : map(reading, template, 'metadata');
  const spec = template === undefined ? undefined : map(reading, template, 'spec');
  const at = spec ?? node;
  const hostNetwork = truthOr(reading, spec, 'hostNetwork', false, at);
  const context: PodContext = { hostPorts: pod && hostNetwork.value === true, portsOpen };
  const security = map(reading, spec, 'securityContext');
  const labels = pairs(reading, metadata, 'labels', metadata ?? node, 'labels');
  return {
    labels: labelsOpen === undefined ? labels : opened(labels, labelsOpen),
    annotations: pairs(reading, metadata, 'annotations', metadata ?? node, 'texts'),
    containers: decodeContainers(reading, spec, 'containers', 'container', context),
    initContainers: decodeContainers(reading, spec, 'initContainers', 'init', context),
    ephemeralContainers: decodeContainers(reading, spec, 'ephemeralContainers', 'ephemeral', context),
    hostNetwork,
    hostUsers: truth(reading, spec, 'hostUsers'),
    dnsPolicy: textOr(reading, spec, 'dnsPolicy', 'ClusterFirst', at),
    dnsConfig: decodeDnsConfig(reading, spec),
    hostAliases: maps(reading, spec, 'hostAliases', decodeHostAlias),
    hostname: text(reading, spec, 'hostname'),
    subdomain: text(reading, spec, 'subdomain'),
    setHostnameAsFQDN: truth(reading, spec, 'setHostnameAsFQDN')?.value ?? false,
    restartPolicy: textOr(reading, spec, 'restartPolicy', 'Always', at),
    enableServiceLinks: truthOr(reading, spec, 'enableServiceLinks', true, at),
    readinessGates: list(reading, spec, 'readinessGates').length,
    serviceAccountName: text(reading, spec, 'serviceAccountName') ?? text(reading, spec, 'serviceAccount'),
    nodeName: text(reading, spec, 'nodeName'),
    nodeSelector: pairs(reading, spec, 'nodeSelector', at, 'labels'),
    affinity: decodeAffinity(present(spec, 'affinity')),
    runsAsNonRoot: security !== undefined && runsAsNonRoot(security) === true,
    sysctls: security === undefined ? noSysctls : decodeSysctls(security),
    configMaps: spec === undefined ? noConfigMaps : configMapsOf(spec),
    configVolumes: configVolumesOf(child(spec, 'volumes')),
    endpointsVolumes: endpointsVolumesOf(child(spec, 'volumes')),
    containersSpan: valueSpan(spec, 'containers'),
    start: node.start,
    end: node.end,
  };
}

function opened(labels: Pairs, open: string): Pairs {
  return labels.open === undefined ? { ...labels, open } : labels;
}

function decodeContainers(
  reading: Reading,
  spec: MapNode | undefined,
  key: string,
  role: 'container' | 'init' | 'ephemeral',
  context: PodContext,
): readonly Container[] {
  const items = list(reading, spec, key);
  if (items.length === 0) return noContainers;
  const containers: Container[] = [];
  for (const item of items)
    if (item.type === 'map') containers.push(decodeContainer(reading, item, role, context));
    else wrongType(reading, item, `An item of ${key}`, 'a map');
  return containers;
}

function decodeDnsConfig(reading: Reading, spec: MapNode | undefined): DnsConfig | undefined {
  const node = map(reading, spec, 'dnsConfig');
  if (node === undefined) return undefined;
  return {
    nameservers: texts(reading, node, 'nameservers'),
    searches: texts(reading, node, 'searches'),
    options: maps(reading, node, 'options', decodeDnsOption),
    start: node.start,
    end: node.end,
  };
}

function decodeDnsOption(reading: Reading, item: MapNode): DnsConfig['options'][number] {
  return { name: text(reading, item, 'name'), value: text(reading, item, 'value'), span: spanOf(item) };
}

function decodeHostAlias(reading: Reading, item: MapNode): HostAlias {
  return {
    ip: text(reading, item, 'ip'),
    hostnames: texts(reading, item, 'hostnames'),
    start: item.start,
    end: item.end,
  };
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';

function decodeAffinity(affinity: Node | undefined): PodTemplate['affinity'] {
  if (affinity === undefined) return anywhere;
  return {
    nodes: present(present(affinity, 'nodeAffinity'), required) !== undefined,
    antiAffinity: present(present(affinity, 'podAntiAffinity'), required) !== undefined,
  };
}

function decodeSysctls(security: MapNode): PodTemplate['sysctls'] {
  const stated = child(security, 'sysctls');
  if (stated?.type !== 'sequence') return noSysctls;
  const sysctls: { name: string; value: string }[] = [];
  for (const item of stated.items) {
    const name = plainText(item, 'name');
    if (name !== undefined) sysctls.push({ name, value: plainText(item, 'value') ?? '' });
  }
  return sysctls;
}

/** ConfigMaps that a pod reads, in the order of the text; one that is read twice stands twice. */
function configMapsOf(spec: MapNode): readonly Field<string>[] {
  const found: Field<string>[] = [];
  for (const { key, value } of spec.entries) {
    if (value.type !== 'sequence') continue;
    if (key.value === 'volumes') for (const volume of value.items) volumeConfigMaps(volume, found);
    else if (key.value === 'containers' || key.value === 'initContainers')
      for (const container of value.items) containerConfigMaps(container, found);
  }
  return found.length === 0 ? noConfigMaps : found;
}

function volumeConfigMaps(volume: Node, found: Field<string>[]): void {
  addName(child(volume, 'configMap'), found);
  const sources = child(child(volume, 'projected'), 'sources');
  if (sources?.type === 'sequence') for (const source of sources.items) addName(child(source, 'configMap'), found);
}

/** Volumes that hold ConfigMaps, with the keys that they take of them. */
function configVolumesOf(volumes: Node | undefined): readonly ConfigVolume[] {
  if (volumes?.type !== 'sequence') return noConfigVolumes;
  const found: ConfigVolume[] = [];
  for (const volume of volumes.items) {
    const name = plainText(volume, 'name');
    if (name === undefined) continue;
    const sources = child(child(volume, 'projected'), 'sources');
    for (const source of [volume, ...(sources?.type === 'sequence' ? sources.items : [])]) {
      const configMap = child(source, 'configMap');
      const held = plainText(configMap, 'name');
      if (held !== undefined) found.push({ volume: name, configMap: held, keys: keysOf(child(configMap, 'items')) });
    }
  }
  return found.length === 0 ? noConfigVolumes : found;
}

function endpointsVolumesOf(volumes: Node | undefined): readonly string[] {
  if (volumes?.type !== 'sequence') return noNames;
  const found = volumes.items.flatMap((volume) => plainText(child(volume, 'glusterfs'), 'endpoints') ?? []);
  return found.length === 0 ? noNames : found;
}

function keysOf(items: Node | undefined): readonly string[] | undefined {
  return items?.type === 'sequence' ? items.items.flatMap((item) => plainText(item, 'key') ?? []) : undefined;
}

function containerConfigMaps(container: Node, found: Field<string>[]): void {
  const envFrom = child(container, 'envFrom');
  if (envFrom?.type === 'sequence') for (const source of envFrom.items) addName(child(source, 'configMapRef'), found);
  const env = child(container, 'env');
  if (env?.type === 'sequence')
    for (const variable of env.items) {
      const from = child(variable, 'valueFrom');
      if (from !== undefined) addName(child(from, 'configMapKeyRef'), found);
    }
}

function addName(reference: Node | undefined, found: Field<string>[]): void {
  const name = child(reference, 'name');
  if (name?.type === 'scalar' && typeof name.value === 'string')
    found.push({ value: name.value, start: name.start, end: name.end });
}
