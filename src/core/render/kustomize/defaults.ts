/**
 * Which fields the transformers change by default, for the kinds of Kubernetes' API: what the documentation of kustomize says
 * of each transformer (labels, selectors and templates of workloads, image and replica fields, names of other objects),
 * spelled out with the fields of the API's reference. The goldens of the tests hold every entry against kustomize.
 */
import type { FieldSpec } from './fields.ts';
import type { Gvk } from './resource.ts';

/** A kind that others refer to by name, and the fields that do. */
export interface NameReference extends Partial<Gvk> {
  readonly fieldSpecs: readonly FieldSpec[];
}

/** The configuration of all transformers; `configurations` of a kustomization adds to it. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

const specs = (kinds: readonly Partial<Gvk>[], paths: readonly string[], create = false): readonly FieldSpec[] =>
  kinds.flatMap((kind) => paths.map((path) => ({ ...kind, path, ...(create && { create }) })));

const apps = (kind: string): Partial<Gvk> => ({ group: 'apps', kind });
const batch = (kind: string): Partial<Gvk> => ({ group: 'batch', kind });
const replicationController: Partial<Gvk> = { version: 'v1', kind: 'ReplicationController' };
const deployment: Partial<Gvk> = { kind: 'Deployment' };
const replicaSet: Partial<Gvk> = { kind: 'ReplicaSet' };
const daemonSet: Partial<Gvk> = { kind: 'DaemonSet' };
const statefulSet = apps('StatefulSet');
const job = batch('Job');
const cronJob = batch('CronJob');

/** Kinds whose `spec.template` is a pod. */
const workloads = [replicationController, deployment, replicaSet, daemonSet, statefulSet, job];

const templateLabels: readonly FieldSpec[] = [
  ...specs(workloads, ['spec/template/metadata/labels'], true),
  ...specs([cronJob], ['spec/jobTemplate/metadata/labels', 'spec/jobTemplate/spec/template/metadata/labels'], true),
];

export const volumeClaimTemplateLabels = specs([statefulSet], ['spec/volumeClaimTemplates[]/metadata/labels'], true);

/** Selectors of pods in a pod's own constraints; only where a selector stands already. */
const constraints = ['podAffinity', 'podAntiAffinity']
  .flatMap((affinity) => [
    `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm`,
    `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution`,
  ])
  .concat('topologySpreadConstraints')
  .map((path) => `spec/template/spec/${path}/labelSelector/matchLabels`);

const commonLabels: readonly FieldSpec[] = [
  { path: 'metadata/labels', create: true },
  ...specs([{ version: 'v1', kind: 'Service' }, replicationController], ['spec/selector'], true),
  ...specs([deployment, replicaSet, daemonSet, statefulSet], ['spec/selector/matchLabels'], true),
  ...templateLabels,
  ...specs([{ group: 'apps', kind: 'Deployment' }, statefulSet], constraints),
  ...volumeClaimTemplateLabels,
  ...specs([job], ['spec/selector/matchLabels']),
  ...specs([cronJob], ['spec/jobTemplate/spec/selector/matchLabels']),
  ...specs([{ group: 'policy', kind: 'PodDisruptionBudget' }], ['spec/selector/matchLabels']),
  ...specs(
    [{ group: 'networking.k8s.io', kind: 'NetworkPolicy' }],
    [
      'spec/podSelector/matchLabels',
      'spec/ingress/from/podSelector/matchLabels',
      'spec/egress/to/podSelector/matchLabels',
    ],
  ),
];

const commonAnnotations: readonly FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  ...specs(workloads, ['spec/template/metadata/annotations'], true),
  ...specs(
    [cronJob],
    ['spec/jobTemplate/metadata/annotations', 'spec/jobTemplate/spec/template/metadata/annotations'],
    true,
  ),
];

/** Where each kind has its pods. */
const pods: readonly (readonly [Partial<Gvk>, string])[] = [
  [{ version: 'v1', kind: 'Pod' }, 'spec'],
  [{ kind: 'PodTemplate' }, 'template/spec'],
  ...[replicationController, deployment, replicaSet, daemonSet, { kind: 'StatefulSet' }, { kind: 'Job' }].map(
    (kind) => [kind, 'spec/template/spec'] as const,
  ),
  [{ kind: 'CronJob' }, 'spec/jobTemplate/spec/template/spec'],
];

const inPods = (paths: readonly string[], where = pods): readonly FieldSpec[] =>
  where.flatMap(([kind, spec]) =>
    specs(
      [kind],
      paths.map((path) => `${spec}/${path}`),
    ),
  );

const inContainers = (paths: readonly string[], where = pods): readonly FieldSpec[] =>
  inPods(
    ['containers', 'initContainers'].flatMap((list) => paths.map((path) => `${list}/${path}`)),
    where,
  );

const without = (...kinds: readonly string[]) => pods.filter(([{ kind }]) => !kinds.includes(kind ?? ''));

const withoutController = without('ReplicationController');

const persistentVolume: Partial<Gvk> = { kind: 'PersistentVolume' };
const storageClass: Partial<Gvk> = { kind: 'StorageClass' };

const webhooks: readonly Partial<Gvk>[] = [
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration' },
  { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration' },
];

const scaled = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'];

const nameReference: readonly NameReference[] = [
  ...scaled.map((kind) => ({
    kind,
    fieldSpecs: specs([{ kind: 'HorizontalPodAutoscaler' }], ['spec/scaleTargetRef/name']),
  })),
  {
    version: 'v1',
    kind: 'ConfigMap',
    fieldSpecs: [
      ...inPods(['volumes/configMap/name', 'volumes/projected/sources/configMap/name'], withoutController),
      ...inContainers(['env/valueFrom/configMapKeyRef/name', 'envFrom/configMapRef/name'], withoutController),
      { kind: 'Node', path: 'spec/configSource/configMap' },
      ...specs([{ kind: 'Role' }, { kind: 'ClusterRole' }], ['rules/resourceNames']),
      ...specs([{ kind: 'Ingress' }], ['metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap']),
    ],
  },
  {
    version: 'v1',
    kind: 'Secret',
    fieldSpecs: [
      ...inPods(
        ['volumes/secret/secretName', 'volumes/projected/sources/secret/name', 'imagePullSecrets/name'],
        withoutController,
      ),
      ...inContainers(['env/valueFrom/secretKeyRef/name', 'envFrom/secretRef/name'], withoutController),
      { kind: 'ServiceAccount', path: 'imagePullSecrets/name' },
      ...specs(
        [storageClass],
        ['adminSecretName', 'secretName', 'secretRef', 'userSecretName'].map((name) => `parameters/${name}`),
      ),
      { ...persistentVolume, path: 'spec/azureFile/secretName' },
      ...specs(
        [{ kind: 'Ingress' }],
        [
          'spec/tls/secretName',
          'metadata/annotations/ingress.kubernetes.io\\/auth-secret',
          'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret',
          'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret',
        ],
      ),
      ...specs([{ kind: 'Role' }, { kind: 'ClusterRole' }], ['rules/resourceNames']),
    ],
  },
  {
    version: 'v1',
    kind: 'Service',
    fieldSpecs: [
      { group: 'apps', kind: 'StatefulSet', path: 'spec/serviceName' },
      ...specs(
        [{ kind: 'Ingress' }],
        [
          'spec/rules/http/paths/backend/serviceName',
          'spec/backend/serviceName',
          'spec/rules/http/paths/backend/service/name',
          'spec/defaultBackend/service/name',
        ],
      ),
      { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/name' },
      ...specs(webhooks, ['webhooks/clientConfig/service']),
      {
        group: 'apiextensions.k8s.io',
        kind: 'CustomResourceDefinition',
        path: 'spec/conversion/webhook/clientConfig/service',
      },
    ],
  },
  ...['Role', 'ClusterRole'].map((kind) => ({
    group: 'rbac.authorization.k8s.io',
    kind,
    fieldSpecs: specs(
      (kind === 'Role' ? ['RoleBinding'] : ['RoleBinding', 'ClusterRoleBinding']).map((binding) => ({
        group: 'rbac.authorization.k8s.io',
        kind: binding,
      })),
      ['roleRef/name'],
    ),
  })),
  {
    version: 'v1',
    kind: 'ServiceAccount',
    fieldSpecs: [
      ...specs(
        ['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ group: 'rbac.authorization.k8s.io', kind })),
        ['subjects'],
      ),
      ...inPods(['serviceAccountName'], without('ReplicaSet', 'PodTemplate')),
    ],
  },
  {
    version: 'v1',
    kind: 'PersistentVolumeClaim',
    fieldSpecs: inPods(['volumes/persistentVolumeClaim/claimName'], without('ReplicaSet', 'PodTemplate')),
  },
  {
    version: 'v1',
    kind: 'PersistentVolume',
    fieldSpecs: [
      { kind: 'PersistentVolumeClaim', path: 'spec/volumeName' },
      { kind: 'ClusterRole', path: 'rules/resourceNames' },
    ],
  },
  {
    group: 'storage.k8s.io',
    version: 'v1',
    kind: 'StorageClass',
    fieldSpecs: [
      ...specs([persistentVolume, { kind: 'PersistentVolumeClaim' }], ['spec/storageClassName']),
      { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/storageClassName' },
    ],
  },
  {
    group: 'scheduling.k8s.io',
    version: 'v1',
    kind: 'PriorityClass',
    fieldSpecs: inPods(['priorityClassName'], without('ReplicaSet', 'PodTemplate')),
  },
  {
    group: 'admissionregistration.k8s.io',
    kind: 'ValidatingAdmissionPolicy',
    fieldSpecs: specs(
      [{ group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicyBinding' }],
      ['spec/policyName'],
    ),
  },
];

const varReference: readonly FieldSpec[] = [
  ...inContainers(
    ['args', 'command', 'env/value', 'volumeMounts/mountPath'],
    without('PodTemplate', 'ReplicationController'),
  ),
  ...inPods(['volumes/nfs/server'], without('PodTemplate', 'ReplicationController', 'StatefulSet', 'CronJob')),
  ...specs([{ kind: 'Ingress' }], ['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName']),
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
  { kind: 'Deployment', path: 'spec/template/metadata/annotations' },
  { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/nfs/server' },
  { kind: 'PersistentVolume', path: 'spec/nfs/server' },
  { kind: 'Service', path: 'spec/ports/port' },
  { kind: 'Service', path: 'spec/ports/targetPort' },
];

export const defaultConfig: TransformerConfig = {
  namePrefix: [{ path: 'metadata/name' }],
  nameSuffix: [{ path: 'metadata/name' }],
  namespace: [
    { kind: 'Namespace', path: 'metadata/name', create: true },
    { path: 'metadata/namespace', create: true },
    { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/namespace', create: true },
    {
      group: 'apiextensions.k8s.io',
      kind: 'CustomResourceDefinition',
      path: 'spec/conversion/webhook/clientConfig/service/namespace',
    },
  ],
  commonLabels,
  labels: [],
  templateLabels,
  commonAnnotations,
  nameReference,
  varReference,
  images: specs(
    [{}],
    ['containers', 'initContainers'].flatMap((list) => [`spec/${list}[]/image`, `spec/template/spec/${list}[]/image`]),
  ),
  replicas: specs(
    scaled.map((kind) => ({ kind })),
    ['spec/replicas'],
    true,
  ),
};
