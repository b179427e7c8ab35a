import type { Node } from '../../../src/core/manifest/node.ts';
import type { World } from '../../../src/core/world/world.ts';
import type { ApiObject } from '../../control-plane/client.ts';
import { makers } from './operators/pod.ts';
import { objectsOf } from './place.ts';

/** What a mutation made of some objects, for a control plane. */
export interface Question {
  /** The objects that it changed, before and after, without those that are in both. */
  readonly changed: { readonly before: readonly ApiObject[]; readonly after: readonly ApiObject[] };
  /** Services and pods whose endpoints may have changed with them; empty where none may have. */
  readonly cast: { readonly before: readonly ApiObject[]; readonly after: readonly ApiObject[] };
}

type Json = Readonly<Record<string, unknown>>;

/** The question that one world before and after a mutation is. */
export function questionOf(before: World, after: World): Question {
  const old = objectsIn(before);
  const now = objectsIn(after);
  const changed = {
    before: [...old].flatMap(([text, object]) => (now.has(text) ? [] : [object])),
    after: [...now].flatMap(([text, object]) => (old.has(text) ? [] : [object])),
  };
  const both = [...changed.before, ...changed.after];
  const services = new Set(both.filter(isService).map(nameOf));
  const pods = new Set(both.filter(isMaker).map(nameOf));
  const namespaces = new Set(both.map(namespaceOf));
  const cast = (objects: Iterable<ApiObject>) =>
    [...objects].filter((object) => {
      if (services.size + pods.size === 0 || !namespaces.has(namespaceOf(object))) return false;
      if (isService(object)) return pods.size > 0 || services.has(nameOf(object));
      return isMaker(object) && (services.size > 0 || pods.has(nameOf(object)));
    });
  return { changed, cast: { before: cast(old.values()), after: cast(now.values()) } };
}

/** The objects of a world by their text. */
function objectsIn({ resources }: World): ReadonlyMap<string, ApiObject> {
  const documents = new Set(resources.map(({ document }) => document));
  const objects = [...documents].flatMap((document) => objectsOf(document).map((node) => plain(node) as ApiObject));
  return new Map(
    objects.flatMap((object) =>
      typeof object?.kind === 'string' && typeof object.metadata === 'object' ? [[JSON.stringify(object), object]] : [],
    ),
  );
}

/** A tree as the data that it stands for. */
export function plain(node: Node): unknown {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'sequence') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [String(key.value), plain(value)]));
}

export function isService({ kind }: ApiObject): boolean {
  return kind === 'Service';
}

function isMaker({ kind }: ApiObject): boolean {
  return (makers as readonly string[]).includes(kind);
}

function nameOf({ kind, metadata }: ApiObject): string {
  return `${kind} ${metadata.name}`;
}

/** The namespace that an object is applied to; what states none goes where the user is. */
export function namespaceOf({ metadata }: ApiObject): string {
  return metadata.namespace ?? 'default';
}

/** A Service with what its endpoints follow from and nothing that is there once in a cluster. */
export function bareService(
  { apiVersion, kind, metadata, spec }: ApiObject,
  namespace: string,
  batch: string,
): ApiObject {
  const { selector, ports, publishNotReadyAddresses, clusterIP, type, externalName } = (spec ?? {}) as Json;
  const bare = Array.isArray(ports) ? ports.map(({ nodePort: _, ...port }: Json) => port) : ports;
  return {
    apiVersion,
    kind,
    metadata: { name: metadata.name ?? '', namespace, labels: { batch } },
    spec: {
      selector,
      ports: bare,
      publishNotReadyAddresses,
      ...(clusterIP === 'None' ? { clusterIP } : {}),
      ...(type === 'ExternalName' ? { type, externalName } : {}),
    },
  };
}

/** A pod of a workload with what Services find it by; `undefined` where it has none. */
export function barePod({ kind, metadata, spec = {} }: ApiObject, namespace: string): ApiObject | undefined {
  const { replicas, template: own, jobTemplate, serviceName } = spec as Json;
  const template = (
    kind === 'Pod'
      ? { metadata, spec }
      : kind === 'CronJob'
        ? ((jobTemplate as Json | undefined)?.spec as Json | undefined)?.template
        : own
  ) as { readonly metadata?: Json; readonly spec?: Json } | undefined;
  if (replicas === 0 || template === undefined) return undefined;
  const isSet = kind === 'StatefulSet';
  const name = isSet ? `${metadata.name}-0` : `${kind.toLowerCase()}-${metadata.name}`;
  const { containers, initContainers, hostname, subdomain } = template.spec ?? {};
  const bare = (list: unknown, letter: string) =>
    Array.isArray(list)
      ? list.map(({ ports, restartPolicy }: Json, index) => ({
          name: `${letter}${index}`,
          image: 'image',
          ...(restartPolicy === undefined ? {} : { restartPolicy }),
          ports: Array.isArray(ports) ? ports.map(({ hostPort: _, hostIP: __, ...port }: Json) => port) : ports,
        }))
      : list;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: {
        ...(template.metadata?.labels as Json | undefined),
        ...(isSet ? { 'statefulset.kubernetes.io/pod-name': name, 'apps.kubernetes.io/pod-index': '0' } : {}),
      },
    },
    spec: {
      nodeName: 'node',
      containers: bare(containers, 'c'),
      initContainers: bare(initContainers, 'i'),
      ...(isSet ? { hostname: name, subdomain: serviceName } : { hostname, subdomain }),
    },
  };
}
