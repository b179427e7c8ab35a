import { child, type MapNode, type Node } from '../manifest/node.ts';
import { isNull, map, pairs, plainText, type Reading, spanOf } from './decode-field.ts';
import { dnsName } from './decode-text.ts';
import type { Owner, ResourceBase } from './resource.ts';

/** Which object is read: its node, with what its text says it is. */
export interface ObjectHead {
  readonly node: MapNode;
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  /** Where the kind stands; the object's own start in lists of one kind, whose items need not state it. */
  readonly kindSpan: ResourceBase['kindSpan'];
}

const noOwners: readonly Owner[] = [];

/** API group of an `apiVersion`, empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** Decodes what every object has. */
export function decodeBase(reading: Reading, head: ObjectHead): ResourceBase {
  const { node, apiVersion, group, kind, kindSpan } = head;
  const metadata = map(reading, node, 'metadata');
  return {
    apiVersion,
    group,
    kind,
    name: dnsName(reading, metadata, 'name'),
    nameGenerated: plainText(metadata, 'generateName') !== undefined,
    namespace: dnsName(reading, metadata, 'namespace'),
    labels: pairs(reading, metadata, 'labels', metadata ?? node, 'labels'),
    annotations: pairs(reading, metadata, 'annotations', metadata ?? node, 'texts'),
    owners: decodeOwners(metadata),
    document: reading.document,
    span: spanOf(node),
    kindSpan,
    apiVersionSpan: spanOf(child(node, 'apiVersion') ?? kindSpan),
    problems: reading.problems,
    live: isLive(node, metadata),
  };
}

/** Whether the object was read from a cluster. `status: {}` and empty stubs of generators do not count. */
function isLive(node: MapNode, metadata: MapNode | undefined): boolean {
  if (metadata !== undefined)
    for (const { key, value } of metadata.entries)
      if ((key.value === 'uid' || key.value === 'resourceVersion' || key.value === 'managedFields') && !isNull(value))
        return true;
  return hasStatus(node);
}

/** Whether a status with content is there; `status: { loadBalancer: {} }`, as generators write it, has none. */
export function hasStatus(node: MapNode): boolean {
  const status = child(node, 'status');
  return status !== undefined && saysSomething(status);
}

function saysSomething(node: Node): boolean {
  if (node.type === 'map') return node.entries.some(({ value }) => saysSomething(value));
  if (node.type === 'sequence') return node.items.some(saysSomething);
  return node.value !== null && node.value !== '' && node.value !== 0;
}

function decodeOwners(metadata: MapNode | undefined): readonly Owner[] {
  const references = child(metadata, 'ownerReferences');
  if (references?.type !== 'sequence') return noOwners;
  const owners: Owner[] = [];
  for (const item of references.items) {
    const name = plainText(item, 'name');
    const controller = child(item, 'controller');
    if (name !== undefined)
      owners.push({
        kind: plainText(item, 'kind') ?? '',
        name,
        controller: controller?.type === 'scalar' && controller.value === true,
      });
  }
  return owners;
}
