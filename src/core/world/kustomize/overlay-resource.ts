import { isClusterScoped } from '../../resources/identity.ts';
import type { LabelSelector, PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import type { AddedLabels } from './kustomization.ts';
import { below, type Change, changedPairs, changedText, unknownAt, withPair } from './overlay.ts';
import {
  changeClusterPolicy,
  changeGateway,
  changeIngress,
  changeNetworkPolicy,
  changeRoute,
  changeService,
} from './overlay-network.ts';
import { changePodMaker } from './overlay-pods.ts';

/** One thing that a kustomization does to an object. Plain data, so that equal effects are recognised. */
export type Effect =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'labels'; readonly labels: AddedLabels; readonly by: string }
  | { readonly kind: 'replicas'; readonly count: number | undefined; readonly by: string }
  | { readonly kind: 'rename'; readonly by: string };

/**
 * An object as a kustomization leaves it: known where that needs no rendering, unknown where it may differ from the text.
 * Spans stay those of the object's own text.
 */
export function applyEffect(resource: Resource, effect: Effect): Resource {
  switch (effect.kind) {
    case 'change':
      return applyChange(resource, effect.change);
    case 'namespace':
      return setNamespace(resource, effect.namespace);
    case 'labels':
      return addLabels(resource, effect.labels, effect.by);
    case 'replicas':
      return setReplicas(resource, effect.count, effect.by);
    case 'rename':
      return hideNames(resource, { by: effect.by, certain: false, touches: [] });
  }
}

function applyChange(resource: Resource, change: Change): Resource {
  const metadata = below(change, 'metadata');
  return metadata === undefined
    ? changeContent(resource, change)
    : changeMetadata(changeContent(resource, change), metadata);
}

function changeMetadata(resource: Resource, metadata: Change): Resource {
  return {
    ...resource,
    name: changedText(resource.name, below(metadata, 'name'), resource.kindSpan),
    namespace: changedText(resource.namespace, below(metadata, 'namespace'), resource.kindSpan),
    labels: changedPairs(resource.labels, below(metadata, 'labels')),
    annotations: changedPairs(resource.annotations, below(metadata, 'annotations')),
  };
}

function changeContent(resource: Resource, change: Change): Resource {
  switch (resource.type) {
    case 'podMaker':
      return changePodMaker(resource, change);
    case 'service':
      return changeService(resource, change);
    case 'ingress':
      return changeIngress(resource, change);
    case 'networkPolicy':
      return changeNetworkPolicy(resource, change);
    case 'clusterPolicy':
      return changeClusterPolicy(resource, change);
    case 'gateway':
      return changeGateway(resource, change);
    case 'listenerSet':
      return changeGateway(resource, change);
    case 'route':
      return changeRoute(resource, change);
    case 'configMap':
      return { ...resource, data: changedPairs(resource.data, below(change, 'data')) };
    default:
      return resource;
  }
}

/** Sets the namespace of namespaced objects, and the name of a Namespace, as kustomize's namespace transformer does. */
function setNamespace(resource: Resource, namespace: string): Resource {
  if (resource.type === 'namespace') {
    const { start, end } = resource.name ?? resource.kindSpan;
    return { ...resource, name: { value: namespace, start, end, defaulted: true } };
  }
  if (resource.namespace?.value === namespace || isClusterScoped(resource.group, resource.kind)) return resource;
  const { start, end } = resource.namespace ?? resource.kindSpan;
  return { ...resource, namespace: { value: namespace, start, end, defaulted: true } };
}

/** Adds labels to metadata, and to templates and selectors of the kinds for which kustomize does that. */
function addLabels(resource: Resource, labels: AddedLabels, by: string): Resource {
  const add = (pairs: Resource['labels']) =>
    labels.pairs.reduce((result, [key, value]) => withPair(result, key, value, by), pairs);
  const labelled = { ...resource, labels: add(resource.labels) };
  switch (labelled.type) {
    case 'podMaker':
      return addPodLabels(labelled, labels, add);
    case 'service':
      return labels.selectors ? { ...labelled, selector: add(labelled.selector) } : labelled;
    case 'networkPolicy':
      return labels.selectors ? { ...labelled, podSelector: addToSelector(labelled.podSelector, add) } : labelled;
    default:
      return labelled;
  }
}

function addPodLabels(
  maker: PodMaker,
  labels: AddedLabels,
  add: (pairs: Resource['labels']) => Resource['labels'],
): PodMaker {
  // Kustomize knows no templates of custom kinds; a Pod's labels are its metadata's.
  if (maker.workload === 'custom') return maker;
  if (maker.workload !== 'Pod' && !labels.templates && !labels.selectors) return maker;
  const template = { ...maker.template, labels: add(maker.template.labels) };
  if (!labels.selectors || !selecting.has(maker.workload)) return { ...maker, template };
  const { start, end } = maker.kindSpan;
  // Of these kinds kustomize makes the selector where there is none.
  const stated = maker.selector ?? { matchLabels: { pairs: [], start, end }, matchExpressions: [], start, end };
  return { ...maker, template, selector: { ...stated, matchLabels: add(stated.matchLabels) } };
}

const selecting: ReadonlySet<PodMaker['workload']> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']);

function addToSelector(
  selector: LabelSelector | undefined,
  add: (pairs: Resource['labels']) => Resource['labels'],
): LabelSelector | undefined {
  // A selector without labels is left as it is: everything stays everything.
  return selector === undefined || selector.matchLabels.pairs.length === 0
    ? selector
    : { ...selector, matchLabels: add(selector.matchLabels) };
}

function setReplicas(resource: Resource, count: number | undefined, by: string): Resource {
  if (resource.type !== 'podMaker' || resource.replicas === undefined) return resource;
  const { start, end } = resource.replicas;
  const replicas =
    count === undefined
      ? { start, end, value: undefined, unknown: `${by} sets it` }
      : { start, end, value: count, defaulted: true as const };
  return { ...resource, replicas };
}

/** Makes an object's name unknown, and the names by which it refers to others that are renamed with it. */
function hideNames(resource: Resource, change: Change): Resource {
  const everywhere: Change = { ...change, touches: [{ path: [], value: undefined }] };
  const renamed = { ...resource, name: unknownAt(resource.name ?? resource.kindSpan, everywhere) };
  switch (renamed.type) {
    case 'podMaker':
      return {
        ...renamed,
        serviceName: renamed.serviceName && unknownAt(renamed.serviceName, everywhere),
        template: { ...renamed.template, configMaps: [], configVolumes: [] },
      };
    case 'ingress':
    case 'route':
      return changeContent(renamed, {
        ...change,
        touches: [
          { path: ['spec', 'rules'], value: undefined },
          { path: ['spec', 'defaultBackend'], value: undefined },
          { path: ['spec', 'parentRefs'], value: undefined },
        ],
      });
    default:
      return renamed;
  }
}
