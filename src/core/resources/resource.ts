import type { ManifestDocument } from '../manifest/document.ts';
import type { Span } from '../text/span.ts';
import type { EndpointSlice, Endpoints, Service } from './core-v1.ts';
import type { Pairs, ResourceProblem, Stated } from './field.ts';
import type { GatewayResource } from './gateway-api.ts';
import type { Ingress, IngressClass, NetworkPolicy } from './networking-v1.ts';
import type { PodMaker } from './pod-maker.ts';
import type { ClusterPolicy } from './policy-api.ts';
import type { VendorPolicy } from './vendor-policy-api.ts';

/** What every decoded object has. Immutable plain data; spans count from the start of `document.text`. */
export interface ResourceBase {
  /** `v1`, `apps/v1`, as written. */
  readonly apiVersion: string;
  /** API group, empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** `undefined` when the text gives none (generateName, or an error). */
  readonly name: Stated<string> | undefined;
  /** Whether the API server makes up the name: `generateName` is stated. */
  readonly nameGenerated: boolean;
  /** As written; what an absent one means is the stack's to say (`World.namespaceOf`). */
  readonly namespace: Stated<string> | undefined;
  readonly labels: Pairs;
  readonly annotations: Pairs;
  /** Owners of a live object, from a dump. */
  readonly owners: readonly Owner[];
  readonly document: ManifestDocument;
  /** The whole object: the document's root, or one item of a `List`. */
  readonly span: Span;
  /** The value of `kind`: where a finding about the whole object stands. */
  readonly kindSpan: Span;
  /** The value of `apiVersion`; that of `kind` in lists whose items need not state it. */
  readonly apiVersionSpan: Span;
  readonly problems: readonly ResourceProblem[];
  /** Whether the text is of an object read from a cluster (it has a `uid` or `resourceVersion` in its metadata, or a status). */
  readonly live: boolean;
}

/** One of `metadata.ownerReferences`. */
export interface Owner {
  /** Empty when the text gives none. */
  readonly kind: string;
  readonly name: string;
  /** Whether it is the controller that manages the object. */
  readonly controller: boolean;
}

/** A namespace with its labels; `kubernetes.io/metadata.name` is always among what selectors see. */
export interface Namespace extends ResourceBase {
  readonly type: 'namespace';
}

/** Keys and values that containers may read; ConfigMaps only. */
export interface ConfigMap extends ResourceBase {
  readonly type: 'configMap';
  readonly data: Pairs;
}

/** Name, namespace and type only; the data is never read. */
export interface Secret extends ResourceBase {
  readonly type: 'secret';
  readonly secretType: Stated<string> | undefined;
}

/** A service account. */
export interface ServiceAccount extends ResourceBase {
  readonly type: 'serviceAccount';
}

/** A node of a dump: its labels and addresses are facts. */
export interface Node extends ResourceBase {
  readonly type: 'node';
  readonly addresses: readonly string[];
}

/**
 * Any other object. `mayMakePods` says that it is of a kind unknown to Portolan, so an operator may create pods,
 * Services or policies for it; its absence of facts is then a reason to stay silent (gate G4).
 */
export interface OtherResource extends ResourceBase {
  readonly type: 'other';
  readonly mayMakePods: boolean;
  /** Set for network policies of plugins and their tiers. */
  readonly policy: VendorPolicy | undefined;
}

/** A decoded, defaulted object plus where it came from. */
export type Resource =
  | PodMaker
  | Service
  | Endpoints
  | EndpointSlice
  | Ingress
  | IngressClass
  | NetworkPolicy
  | ClusterPolicy
  | GatewayResource
  | Namespace
  | ConfigMap
  | Secret
  | ServiceAccount
  | Node
  | OtherResource;

/** The discriminator of {@link Resource}. */
export type ResourceType = Resource['type'];

/** The resource type that a discriminator names. */
export type ResourceOf<T extends ResourceType> = Extract<Resource, { readonly type: T }>;
