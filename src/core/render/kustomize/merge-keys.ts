/**
 * By which keys the lists of Kubernetes' own kinds are merged, from the `patchStrategy` and `patchMergeKey` (and map keys) that the
 * API reference states for their fields. Lists that are not here, and all lists of custom resources, are replaced.
 */
import type { Gvk } from './resource.ts';

/** What is known of a map: its fields that hold such lists, or lead to some. */
export interface MapType {
  readonly fields: Readonly<Record<string, FieldType>>;
}

/** A field: the type of its value, or of its items; `merge` holds the keys of a list that is merged, none for one of scalars. */
export interface FieldType {
  readonly type?: MapType;
  readonly merge?: readonly string[];
}

const list = (merge: readonly string[], fields: MapType['fields'] = {}): FieldType => ({ merge, type: { fields } });
const map = (fields: MapType['fields']): FieldType => ({ type: { fields } });

const metadata = map({ finalizers: list([]), ownerReferences: list(['uid']) });
const conditions = list(['type']);

const container: MapType['fields'] = {
  env: list(['name']),
  ports: list(['containerPort', 'protocol']),
  volumeDevices: list(['devicePath']),
  volumeMounts: list(['mountPath']),
};

const podSpec: MapType['fields'] = {
  containers: list(['name'], container),
  initContainers: list(['name'], container),
  ephemeralContainers: list(['name'], container),
  hostAliases: list(['ip']),
  imagePullSecrets: list(['name']),
  resourceClaims: list(['name']),
  schedulingGates: list(['name']),
  topologySpreadConstraints: list(['topologyKey', 'whenUnsatisfiable']),
  volumes: list(['name']),
};

const podTemplate = map({ metadata, spec: map(podSpec) });
const jobSpec: MapType['fields'] = { template: podTemplate };
const workload: MapType['fields'] = { spec: map({ template: podTemplate }), status: map({ conditions }) };
const webhooks: MapType['fields'] = { webhooks: list(['name'], { matchConditions: list(['name']) }) };

const kinds: Readonly<Record<string, MapType['fields']>> = {
  'v1/Pod': { spec: map(podSpec), status: map({ conditions, podIPs: list(['ip']), hostIPs: list(['ip']) }) },
  'v1/PodTemplate': { template: podTemplate },
  'v1/ReplicationController': workload,
  'v1/Service': { spec: map({ ports: list(['port', 'protocol']) }), status: map({ conditions }) },
  'v1/ServiceAccount': { secrets: list(['name']) },
  'v1/Node': {
    spec: map({ podCIDRs: list([]) }),
    status: map({ addresses: list(['type']), conditions }),
  },
  'v1/Namespace': { status: map({ conditions }) },
  'v1/PersistentVolumeClaim': { status: map({ conditions }) },
  'apps/v1/Deployment': workload,
  'apps/v1/ReplicaSet': workload,
  'apps/v1/DaemonSet': workload,
  'apps/v1/StatefulSet': workload,
  'batch/v1/Job': { spec: map(jobSpec), status: map({ conditions }) },
  'batch/v1/CronJob': { spec: map({ jobTemplate: map({ metadata, spec: map(jobSpec) }) }) },
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': {
    spec: map({ matchConditions: list(['name']), variables: list(['name']) }),
  },
  'storage.k8s.io/v1/CSINode': { spec: map({ drivers: list(['name']) }) },
};

/** Kinds of which only the metadata is known to be merged; every kind of the API has it. */
const plain = new Set([
  ...['ConfigMap', 'Secret', 'Endpoints', 'PersistentVolume', 'LimitRange', 'ResourceQuota', 'Event'].map(
    (kind) => `v1/${kind}`,
  ),
  ...['Ingress', 'IngressClass', 'NetworkPolicy'].map((kind) => `networking.k8s.io/v1/${kind}`),
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => `rbac.authorization.k8s.io/v1/${kind}`),
  ...['v1', 'v2'].map((version) => `autoscaling/${version}/HorizontalPodAutoscaler`),
  'apiextensions.k8s.io/v1/CustomResourceDefinition',
  'apiregistration.k8s.io/v1/APIService',
  'policy/v1/PodDisruptionBudget',
  'scheduling.k8s.io/v1/PriorityClass',
  'storage.k8s.io/v1/StorageClass',
  'storage.k8s.io/v1/CSIDriver',
  'discovery.k8s.io/v1/EndpointSlice',
  'coordination.k8s.io/v1/Lease',
  'node.k8s.io/v1/RuntimeClass',
]);

/** What is known of a kind; `undefined` for custom resources. */
export function typeOf({ group, version, kind }: Gvk): MapType | undefined {
  const name = `${group === '' ? '' : `${group}/`}${version}/${kind}`;
  const fields = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (fields === undefined && !plain.has(name)) return undefined;
  return { fields: { metadata, ...fields } };
}

/** The field of a map. */
export function fieldOf(type: MapType | undefined, key: string): FieldType | undefined {
  return type !== undefined && Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
}
