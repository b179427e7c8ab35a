import { child, type MapEntry, type MapNode, type Node } from '../manifest/node.ts';
import {
  defaulted,
  entrySpan,
  freeText,
  freeTexts,
  integer,
  isNull,
  map,
  maps,
  numberOrName,
  openList,
  plainText,
  positive,
  present,
  type Reading,
  spanOf,
  text,
  textOr,
  valueSpan,
} from './decode-field.ts';
import type { Container, ContainerPort, EnvVar, Probe } from './pod-maker.ts';

/** What the pod says that its containers depend on. */
export interface PodContext {
  /** Set for pods on the node's network: an unset hostPort then becomes the containerPort (Pods only, `networking-semantics` §0.3). */
  readonly hostPorts: boolean;
  /** Why more container ports than the stated ones may exist: the kind's controller adds some. */
  readonly portsOpen: string | undefined;
}

type EnvSource = Container['envFrom'][number];

/** Patches and excerpts in documentation state a part of a container. */
const partOfOne = 'a container without an image is only a part of one';
const noProbes: readonly Probe[] = [];
const noWords: Probe['words'] = [];
const noCapabilities: readonly string[] = [];
const noMounts: readonly string[] = [];
const noEnvFrom: Container['envFrom'] = [];

/** Decodes one item of a list of containers. */
export function decodeContainer(
  reading: Reading,
  item: MapNode,
  kind: 'container' | 'init' | 'ephemeral',
  context: PodContext,
): Container {
  const restartPolicy = text(reading, item, 'restartPolicy');
  const security = map(reading, item, 'securityContext');
  const ports = maps(reading, item, 'ports', decodeContainerPort);
  const image = text(reading, item, 'image');
  return {
    name: text(reading, item, 'name'),
    role: kind === 'init' && restartPolicy?.value === 'Always' ? 'sidecar' : kind,
    image,
    ports: context.hostPorts ? ports.map(withHostPort) : ports,
    portsSpan: entrySpan(item, 'ports'),
    portsOpen: openList(reading, item, 'ports') ?? context.portsOpen ?? (image === undefined ? partOfOne : undefined),
    env: maps(reading, item, 'env', decodeEnv),
    envFrom: decodeEnvFrom(reading, item),
    mounts: mountsOf(child(item, 'volumeMounts')),
    command: freeTexts(reading, item, 'command'),
    args: freeTexts(reading, item, 'args'),
    probes: decodeProbes(reading, item),
    restartPolicy,
    lifecycle: valueSpan(item, 'lifecycle'),
    runsAsNonRoot: security === undefined ? undefined : runsAsNonRoot(security),
    capabilities: security === undefined ? noCapabilities : addedCapabilities(security),
    start: item.start,
    end: item.end,
  };
}

/** Whether a security context makes its processes run as another user than root; `undefined` when it does not say. */
export function runsAsNonRoot(security: Node): boolean | undefined {
  const user = child(security, 'runAsUser');
  if (user?.type === 'scalar' && typeof user.value === 'number') return user.value !== 0;
  const nonRoot = child(security, 'runAsNonRoot');
  return nonRoot?.type === 'scalar' && typeof nonRoot.value === 'boolean' ? nonRoot.value : undefined;
}

function decodeContainerPort(reading: Reading, item: MapNode): ContainerPort {
  return {
    name: text(reading, item, 'name'),
    containerPort: integer(reading, item, 'containerPort'),
    hostPort: positive(reading, item, 'hostPort'),
    hostIP: text(reading, item, 'hostIP'),
    protocol: textOr(reading, item, 'protocol', 'TCP', item),
    start: item.start,
    end: item.end,
  };
}

function withHostPort(port: ContainerPort): ContainerPort {
  const { containerPort, hostPort } = port;
  if (hostPort !== undefined || containerPort === undefined) return port;
  return {
    ...port,
    hostPort: containerPort.value === undefined ? containerPort : defaulted(containerPort.value, port),
  };
}

function decodeEnv(reading: Reading, item: MapNode): EnvVar {
  return {
    name: text(reading, item, 'name'),
    value: freeText(reading, item, 'value'),
    from: envFrom(present(item, 'valueFrom')),
    start: item.start,
    end: item.end,
  };
}

function envFrom(source: Node | undefined): EnvVar['from'] {
  if (source?.type !== 'map') return undefined;
  for (const { key, value } of source.entries)
    switch (key.value) {
      case 'configMapKeyRef':
        return { kind: 'configMap', name: plainText(value, 'name'), key: plainText(value, 'key') };
      case 'secretKeyRef':
        return { kind: 'secret', name: plainText(value, 'name'), key: plainText(value, 'key') };
      case 'fieldRef':
        return { kind: 'field', name: undefined, key: plainText(value, 'fieldPath') };
      case 'resourceFieldRef':
        return { kind: 'resource', name: undefined, key: plainText(value, 'resource') };
    }
  return { kind: 'other', name: undefined, key: undefined };
}

function decodeEnvFrom(reading: Reading, item: MapNode): Container['envFrom'] {
  const sources = maps(reading, item, 'envFrom', decodeEnvSource);
  return sources.length === 0 ? noEnvFrom : sources.filter((source) => source !== undefined);
}

function decodeEnvSource(reading: Reading, item: MapNode): EnvSource | undefined {
  const kind = child(item, 'configMapRef') === undefined ? 'secret' : 'configMap';
  const name = text(reading, present(item, kind === 'secret' ? 'secretRef' : 'configMapRef'), 'name');
  return name === undefined ? undefined : { kind, name, prefix: plainText(item, 'prefix') ?? '' };
}

function mountsOf(mounts: Node | undefined): readonly string[] {
  return mounts?.type === 'sequence' ? mounts.items.flatMap((item) => plainText(item, 'name') ?? noMounts) : noMounts;
}

function decodeProbes(reading: Reading, item: MapNode): readonly Probe[] {
  const probes: Probe[] = [];
  for (const found of item.entries) {
    const name = found.key.value;
    if (name === 'livenessProbe' || name === 'readinessProbe' || name === 'startupProbe') {
      addProbe(reading, name, found, probes);
    } else if (name === 'lifecycle' && found.value.type === 'map') {
      for (const hook of found.value.entries)
        if (hook.key.value === 'postStart' || hook.key.value === 'preStop')
          addProbe(reading, hook.key.value, hook, probes);
    }
  }
  return probes.length === 0 ? noProbes : probes;
}

/** The keys of a probe that say what it does, and those of a hook; the API server does not see the others. */
const probeHandlers: ReadonlySet<unknown> = new Set(['httpGet', 'tcpSocket', 'grpc', 'exec']);
const hookHandlers: ReadonlySet<unknown> = new Set(['httpGet', 'tcpSocket', 'sleep', 'exec']);

function addProbe(reading: Reading, name: Probe['name'], { key, value }: MapEntry, probes: Probe[]): void {
  if (value.type !== 'map') return;
  const handlers = name === 'postStart' || name === 'preStop' ? hookHandlers : probeHandlers;
  const named = value.entries.filter((found) => handlers.has(found.key.value));
  const stated = named.filter((found) => found.value.type === 'map');
  const [first] = stated;
  const handler = handlerOf(reading, named, stated);
  probes.push({
    name,
    keySpan: spanOf(key),
    handler,
    // A gRPC probe takes numbers only; a name there is for the rule that knows (KN128).
    port: first === undefined ? undefined : numberOrName(reading, first.value, 'port'),
    host: first === undefined ? undefined : text(reading, first.value, 'host'),
    scheme: first === undefined ? undefined : text(reading, first.value, 'scheme'),
    command: handler === 'exec' ? hasItems(present(first?.value, 'command')) : undefined,
    words: handler === 'exec' ? freeTexts(reading, first?.value, 'command') : noWords,
    successThreshold: positive(reading, value, 'successThreshold'),
    start: value.start,
    end: value.end,
  });
}

function handlerOf(reading: Reading, named: readonly MapEntry[], stated: readonly MapEntry[]): Probe['handler'] {
  const [first] = stated;
  if (first !== undefined) return stated.length > 1 ? 'several' : (String(first.key.value) as Probe['handler']);
  // A placeholder may stand for a handler.
  return named.some(({ value }) => reading.ytt || !isNull(value)) ? 'unknown' : 'none';
}

/** Whether a list holds something, or may: a placeholder stands for it. */
function hasItems(node: Node | undefined): boolean {
  return node !== undefined && (node.type !== 'sequence' || node.items.length > 0);
}

function addedCapabilities(security: Node): readonly string[] {
  const added = child(child(security, 'capabilities'), 'add');
  if (added?.type !== 'sequence') return noCapabilities;
  const names: string[] = [];
  for (const item of added.items)
    if (item.type === 'scalar' && typeof item.value === 'string') {
      const name = item.value.toUpperCase();
      names.push(name.startsWith('CAP_') ? name.slice(4) : name);
    }
  return names;
}
