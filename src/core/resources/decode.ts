import type { ManifestDocument } from '../manifest/document.ts';
import { child, type MapNode, type Node } from '../manifest/node.ts';
import {
  decodeConfigMap,
  decodeEndpointSlice,
  decodeEndpoints,
  decodeNamespace,
  decodeNode,
  decodeSecret,
  decodeService,
  decodeServiceAccount,
} from './decode-core.ts';
import { plainText, type Reading, spanOf } from './decode-field.ts';
import {
  decodeBackendTLSPolicy,
  decodeGateway,
  decodeGatewayClass,
  decodeListenerSet,
  decodeReferenceGrant,
  decodeRoute,
} from './decode-gateway.ts';
import { decodeBase, groupOf, type ObjectHead } from './decode-metadata.ts';
import { decodeIngress, decodeIngressClass, decodeNetworkPolicy } from './decode-networking.ts';
import { decodeOpenShiftRoute } from './decode-openshift-route.ts';
import { decodeCustomMaker, decodePodMaker } from './decode-pod-maker.ts';
import { decodeClusterPolicy } from './decode-policy.ts';
import { decodeVendorPolicy } from './decode-vendor-policy.ts';
import { findTemplates } from './find-template.ts';
import { isHarmless } from './harmless-kinds.ts';
import { podMakerKinds } from './pod-maker-kinds.ts';
import type { OtherResource, Resource } from './resource.ts';
import { isToolConfiguration } from './tool-kinds.ts';

type Decoder = (reading: Reading, head: ObjectHead) => Resource;

const noResources: readonly Resource[] = [];
const gateway = 'gateway.networking.k8s.io';
const policy = 'policy.networking.k8s.io';

/** Decoders of kinds that are understood and make no pods, by `group/kind`; the version only says how old the text is. */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['/Service', decodeService],
  ['/Endpoints', decodeEndpoints],
  ['/Namespace', decodeNamespace],
  ['/ConfigMap', decodeConfigMap],
  ['/Secret', decodeSecret],
  ['/ServiceAccount', decodeServiceAccount],
  ['/Node', decodeNode],
  ['discovery.k8s.io/EndpointSlice', decodeEndpointSlice],
  ['networking.k8s.io/Ingress', decodeIngress],
  ['extensions/Ingress', decodeIngress],
  ['networking.k8s.io/IngressClass', decodeIngressClass],
  ['networking.k8s.io/NetworkPolicy', decodeNetworkPolicy],
  ['extensions/NetworkPolicy', decodeNetworkPolicy],
  [`${policy}/AdminNetworkPolicy`, decodeClusterPolicy],
  [`${policy}/BaselineAdminNetworkPolicy`, decodeClusterPolicy],
  [`${policy}/ClusterNetworkPolicy`, decodeClusterPolicy],
  [`${gateway}/GatewayClass`, decodeGatewayClass],
  [`${gateway}/Gateway`, decodeGateway],
  [`${gateway}/ListenerSet`, decodeListenerSet],
  ['gateway.networking.x-k8s.io/XListenerSet', decodeListenerSet],
  [`${gateway}/HTTPRoute`, decodeRoute],
  [`${gateway}/GRPCRoute`, decodeRoute],
  [`${gateway}/TLSRoute`, decodeRoute],
  [`${gateway}/TCPRoute`, decodeRoute],
  [`${gateway}/UDPRoute`, decodeRoute],
  [`${gateway}/ReferenceGrant`, decodeReferenceGrant],
  [`${gateway}/BackendTLSPolicy`, decodeBackendTLSPolicy],
  ['route.openshift.io/Route', decodeOpenShiftRoute],
  ['/Route', decodeOpenShiftRoute],
]);

/**
 * Decodes the objects of a document: one, the items of a list, or none where the document is no manifest. Never throws;
 * what is wrong with a field is a problem of its resource. Of a `broken` document, which is not valid YAML, parts may be
 * missing: labels and ports are then open.
 */
export function decodeDocument(
  document: ManifestDocument,
  root: Node | undefined,
  broken = false,
): readonly Resource[] {
  if (root?.type !== 'map' || document.template) return noResources;
  const resources: Resource[] = [];
  const ytt = document.text.includes('#@') || document.text.includes('#{');
  decodeObject({ document, ytt, broken }, root, undefined, undefined, resources);
  return resources.length === 0 ? noResources : resources;
}

/** Adds what one object comes to. The items of a list of one kind (`ServiceList`) need not state version and kind. */
function decodeObject(
  source: Omit<Reading, 'problems'>,
  node: MapNode,
  listVersion: string | undefined,
  listKind: string | undefined,
  resources: Resource[],
): void {
  const apiVersion = plainText(node, 'apiVersion') ?? listVersion;
  const kind = plainText(node, 'kind') ?? listKind;
  if (apiVersion === undefined || kind === undefined) return;
  const group = groupOf(apiVersion);
  if (isToolConfiguration(group, apiVersion, kind)) return;
  if (kind === 'Template' && (group === '' || group === 'template.openshift.io')) {
    // What `oc process` makes of it; its parameters are placeholders like others.
    const objects = child(node, 'objects');
    if (objects?.type === 'sequence')
      for (const object of objects.items)
        if (object.type === 'map') decodeObject(source, object, undefined, undefined, resources);
    return;
  }
  if (kind.endsWith('List')) {
    const items = child(node, 'items');
    if (items?.type === 'sequence') {
      const itemKind = kind === 'List' ? undefined : kind.slice(0, -4);
      for (const item of items.items)
        if (item.type === 'map')
          decodeObject(source, item, itemKind === undefined ? undefined : apiVersion, itemKind, resources);
      return;
    }
  }
  const stated = child(node, 'kind');
  const kindSpan = stated === undefined ? { start: node.start, end: node.start } : spanOf(stated);
  resources.push(decodeResource({ ...source, problems: [] }, { node, apiVersion, group, kind, kindSpan }));
}

function decodeResource(reading: Reading, head: ObjectHead): Resource {
  const key = `${head.group}/${head.kind}`;
  const decode = decoders.get(key);
  if (decode !== undefined) return decode(reading, head);
  const maker = podMakerKinds.get(key);
  if (maker !== undefined) return decodePodMaker(reading, head, maker) ?? decodeOther(reading, head, false);
  if (isHarmless(head.group, head.kind)) return decodeOther(reading, head, false);
  const templates = findTemplates(head.node);
  const [template] = templates;
  // Pods of several templates need not have anything in common, so nothing can be said about them.
  return template !== undefined && templates.length === 1
    ? decodeCustomMaker(reading, head, template)
    : decodeOther(reading, head, true);
}

function decodeOther(reading: Reading, head: ObjectHead, mayMakePods: boolean): OtherResource {
  return { ...decodeBase(reading, head), type: 'other', mayMakePods, policy: decodeVendorPolicy(reading, head) };
}
