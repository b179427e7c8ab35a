/** One resource of every kind of the API whose every field that could name another object, or hold a variable, holds one text. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Fields = { readonly [key: string]: Json };

const volumes = [
  'azureFile.secretName',
  'cephfs.secretRef.name',
  'cinder.secretRef.name',
  'flexVolume.secretRef.name',
  'iscsi.secretRef.name',
  'rbd.secretRef.name',
  'scaleIO.secretRef.name',
  'storageos.secretRef.name',
  'glusterfs.endpoints',
  'csi.nodePublishSecretRef.name',
  'secret.secretName',
  'configMap.name',
  'persistentVolumeClaim.claimName',
  'nfs.server',
  'nfs.path',
  'hostPath.path',
];

function nested(path: string, value: Json): Fields {
  const [first = '', ...rest] = path.split('.');
  return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) };
}

function pod(v: string): Fields {
  const probe = { exec: { command: [v] }, httpGet: { host: v, path: v, port: v } };
  const container = {
    image: 'i',
    command: [v],
    args: [v],
    workingDir: v,
    env: [
      { name: 'a', value: v },
      { name: 'b', valueFrom: { configMapKeyRef: { name: v, key: v } } },
      { name: 'c', valueFrom: { secretKeyRef: { name: v, key: v } } },
    ],
    envFrom: [{ configMapRef: { name: v } }, { secretRef: { name: v } }],
    volumeMounts: [{ name: v, mountPath: v, subPath: v }],
    livenessProbe: probe,
    readinessProbe: probe,
    lifecycle: { postStart: probe, preStop: probe },
  };
  return {
    serviceAccountName: v,
    priorityClassName: v,
    runtimeClassName: v,
    imagePullSecrets: [{ name: v }],
    nodeName: v,
    hostname: v,
    containers: [{ name: 'c', ...container }],
    initContainers: [{ name: 'i', ...container }],
    ephemeralContainers: [{ name: 'e', ...container }],
    volumes: [
      ...volumes.map((path, index) => ({ name: `n${index}`, ...nested(path, v) })),
      { name: 'p', projected: { sources: [{ configMap: { name: v } }, { secret: { name: v } }] } },
    ],
  };
}

function backend(v: string): Fields {
  return { serviceName: v, servicePort: v, service: { name: v, port: { name: v } }, resource: { name: v, kind: 'x' } };
}

/** The resources, with their own names given by kind. */
export function referrers(v: string): readonly Fields[] {
  const template = { metadata: { labels: { l: v }, annotations: { a: v } }, spec: pod(v) };
  const ingress = {
    spec: {
      ingressClassName: v,
      defaultBackend: backend(v),
      backend: backend(v),
      tls: [{ secretName: v, hosts: [v] }],
      rules: [{ host: v, http: { paths: [{ path: v, backend: backend(v) }] } }],
    },
  };
  const rules = { rules: [{ resourceNames: [v], resources: ['x'], apiGroups: [''] }] };
  const hook = { webhooks: [{ name: v, clientConfig: { service: { name: v, namespace: 'ns', path: v } } }] };
  const rbac = 'rbac.authorization.k8s.io';
  const csi = ['controllerExpand', 'controllerPublish', 'nodePublish', 'nodeStage', 'nodeExpand'];
  const parameters = [
    'adminSecretName',
    'userSecretName',
    'secretRef',
    'secretName',
    'restuserkey',
    'csi.storage.k8s.io/provisioner-secret-name',
  ];
  const bodies: readonly (readonly [string, string, Fields])[] = [
    ['v1', 'Pod', { spec: pod(v) }],
    ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => ['apps/v1', kind, { spec: { template } }] as const),
    ['v1', 'ReplicationController', { spec: { template } }],
    ['batch/v1', 'Job', { spec: { template } }],
    ['v1', 'PodTemplate', { template }],
    [
      'batch/v1',
      'CronJob',
      { spec: { schedule: v, jobTemplate: { metadata: { labels: { l: v } }, spec: { template } } } },
    ],
    [
      'apps/v1',
      'StatefulSet',
      {
        spec: {
          template,
          serviceName: v,
          volumeClaimTemplates: [
            { metadata: { name: v }, spec: { storageClassName: v, volumeName: v, nfs: { server: v } } },
          ],
        },
      },
    ],
    ['networking.k8s.io/v1', 'Ingress', ingress],
    ['extensions/v1beta1', 'Ingress', ingress],
    [
      'v1',
      'Service',
      { spec: { ports: [{ name: v, port: v, targetPort: v }], externalName: v, clusterIP: v, selector: { a: v } } },
    ],
    [
      'v1',
      'PersistentVolume',
      {
        spec: {
          storageClassName: v,
          claimRef: { name: v },
          nfs: { server: v },
          csi: Object.fromEntries(csi.map((name) => [`${name}SecretRef`, { name: v }])),
          ...Object.assign({}, ...volumes.slice(0, 9).map((path) => nested(path, v))),
        },
      },
    ],
    ['v1', 'PersistentVolumeClaim', { spec: { storageClassName: v, volumeName: v, dataSource: { name: v } } }],
    [
      'storage.k8s.io/v1',
      'StorageClass',
      { provisioner: v, parameters: Object.fromEntries(parameters.map((name) => [name, v])) },
    ],
    ['v1', 'ServiceAccount', { imagePullSecrets: [{ name: v }], secrets: [{ name: v }] }],
    [`${rbac}/v1`, 'Role', rules],
    [`${rbac}/v1`, 'ClusterRole', rules],
    ...['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) =>
      ['Role', 'ClusterRole'].map(
        (role) =>
          [
            `${rbac}/v1`,
            kind,
            {
              roleRef: { kind: role, name: v, apiGroup: rbac },
              subjects: [
                { kind: 'ServiceAccount', name: v, namespace: 'ns' },
                { kind: 'User', name: v },
              ],
            },
          ] as const,
      ),
    ),
    ['apiregistration.k8s.io/v1', 'APIService', { spec: { service: { name: v, namespace: 'ns' } } }],
    ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', hook],
    ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', hook],
    [
      'admissionregistration.k8s.io/v1',
      'ValidatingAdmissionPolicyBinding',
      { spec: { policyName: v, paramRef: { name: v } } },
    ],
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { spec: { conversion: { webhook: { clientConfig: { service: { name: v, namespace: 'ns' } } } } } },
    ],
    ['networking.k8s.io/v1', 'IngressClass', { spec: { parameters: { name: v } } }],
    ['networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: { matchLabels: { a: v } } } }],
    ['v1', 'Node', { spec: { configSource: { configMap: { name: v } } } }],
    ...['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'DaemonSet'].map(
      (kind) => ['autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { scaleTargetRef: { kind, name: v } } }] as const,
    ),
    ['example.com/v1', 'Widget', { spec: { secretName: v, configMapRef: { name: v } } }],
  ];
  const annotations = ['auth-secret', 'auth-tls-secret', 'fastcgi-params-configmap'].flatMap((name) => [
    `ingress.kubernetes.io/${name}`,
    `nginx.ingress.kubernetes.io/${name}`,
  ]);
  return bodies.map(([apiVersion, kind, body], index) => ({
    apiVersion,
    kind,
    metadata: {
      name: `r${index}`,
      labels: { l: v },
      annotations: Object.fromEntries(annotations.map((key) => [key, v])),
    },
    ...body,
  }));
}

/** Kinds that others name. */
export const referred: readonly (readonly [string, string])[] = [
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
  ['v1', 'ServiceAccount'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'PersistentVolume'],
  ['v1', 'Pod'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['scheduling.k8s.io/v1', 'PriorityClass'],
  ['networking.k8s.io/v1', 'IngressClass'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'ReplicaSet'],
  ['apps/v1', 'DaemonSet'],
  ['v1', 'ReplicationController'],
  ['node.k8s.io/v1', 'RuntimeClass'],
];
