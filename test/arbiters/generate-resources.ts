import { chance, type Random } from '../support/random.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = { [key: string]: Json };

export const names = ['web', 'api', 'db', 'cache'];
export const namespaces = ['shop', 'default', 'prod'];
const labels = ['app', 'tier', 'app.kubernetes.io/name'];
/** Texts that a YAML writer has to think about. */
const texts = ['a: b\nc: 1\n', 'no end\nof line', ' leading', '# no comment', '0x10', 'null', '1e3', '{', 'ü☃', 'a\tb'];
const images = ['nginx', 'nginx:1.25', 'reg.example:5000/team/app:v1', 'redis@sha256:0123', 'team/app'];

/** Random resources of many kinds, which name each other. */
export class RandomResources {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  resources(): Fields[] {
    const kinds = [
      'Deployment',
      'StatefulSet',
      'DaemonSet',
      'CronJob',
      'Job',
      'Service',
      'Ingress',
      'NetworkPolicy',
      'ConfigMap',
      'Secret',
      'ServiceAccount',
      'RoleBinding',
      'Role',
      'HorizontalPodAutoscaler',
      'PersistentVolumeClaim',
      'Namespace',
      'Widget',
      'ClusterRole',
      'ValidatingWebhookConfiguration',
      'PodDisruptionBudget',
    ];
    const made = new Set<string>();
    const all: Fields[] = [];
    for (let i = 2 + this.#random.below(8); i > 0; i--) {
      const kind = this.#random.pick(kinds);
      const name = this.#random.pick(names);
      if (made.has(`${kind}/${name}`)) continue;
      made.add(`${kind}/${name}`);
      all.push(this.resource(kind, name));
    }
    if (!all.some(({ kind }) => kind === 'Deployment')) all.push(this.resource('Deployment', 'web'));
    return all;
  }

  resource(kind: string, name: string): Fields {
    const metadata: Fields = { name };
    if (chance(this.#random, 20)) metadata.namespace = this.#random.pick(namespaces);
    if (chance(this.#random, 40)) metadata.labels = this.pairs();
    if (chance(this.#random, 20)) metadata.annotations = this.pairs();
    return { apiVersion: apiVersions[kind] ?? 'v1', kind, metadata, ...this.#content(kind) };
  }

  pairs(): Fields {
    const pairs: Fields = {};
    for (let i = 1 + this.#random.below(2); i > 0; i--)
      pairs[this.#random.pick(labels)] = this.#random.pick([...names, '1', 'true']);
    return pairs;
  }

  #content(kind: string): Fields {
    const selector = { matchLabels: this.pairs() };
    const reference = () => ({ name: this.#random.pick(names) });
    switch (kind) {
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet':
        return {
          spec: {
            ...(kind !== 'DaemonSet' && chance(this.#random, 50) && { replicas: this.#random.below(4) }),
            ...(chance(this.#random, 70) && { selector }),
            ...(kind === 'StatefulSet' && {
              serviceName: this.#random.pick(names),
              volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }],
            }),
            template: this.#template(),
          },
        };
      case 'Job':
        return { spec: { template: this.#template() } };
      case 'CronJob':
        return { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: this.#template() } } } };
      case 'Service':
        return { spec: { ...(chance(this.#random, 80) && { selector: this.pairs() }), ports: this.servicePorts() } };
      case 'Ingress':
        return {
          spec: {
            tls: [{ secretName: this.#random.pick(names) }],
            rules: [
              {
                host: 'shop.example',
                http: {
                  paths: [
                    {
                      path: '/',
                      pathType: 'Prefix',
                      backend: { service: { name: this.#random.pick(names), port: { number: 80 } } },
                    },
                  ],
                },
              },
            ],
          },
        };
      case 'NetworkPolicy':
        return {
          spec: {
            podSelector: chance(this.#random, 50) ? {} : selector,
            ingress: [{ from: [{ podSelector: { matchLabels: this.pairs() } }] }],
          },
        };
      case 'ConfigMap':
        return {
          data: {
            port: '8080',
            host: 'web.shop',
            list: 'a,b,c',
            ...(chance(this.#random, 30) && { text: this.#random.pick(texts) }),
          },
          ...(chance(this.#random, 8) && { binaryData: { bytes: 'AAEC' } }),
        };
      case 'Secret':
        return { type: 'Opaque', data: { key: 'YQ==' } };
      case 'RoleBinding':
        return {
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: this.#random.pick(['Role', 'ClusterRole']),
            name: this.#random.pick(names),
          },
          subjects: [
            {
              kind: 'ServiceAccount',
              name: this.#random.pick([...names, 'default']),
              ...(chance(this.#random, 50) && { namespace: this.#random.pick(namespaces) }),
            },
          ],
        };
      case 'Role':
      case 'ClusterRole':
        return {
          rules: [
            {
              apiGroups: [''],
              resources: ['configmaps', 'secrets'],
              resourceNames: [this.#random.pick(names)],
              verbs: ['get'],
            },
          ],
        };
      case 'HorizontalPodAutoscaler':
        return {
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: this.#random.pick(names) },
            maxReplicas: 3,
          },
        };
      case 'PersistentVolumeClaim':
        return { spec: { storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } } };
      case 'Widget':
        return {
          spec: {
            items: [
              { name: 'a', value: 1 },
              { name: 'b', value: 2 },
            ],
            image: this.#random.pick(images),
            ref: reference(),
            when: this.#random.pick(['yes', '$(HOST)', '2020-01-01', '']),
            ...(chance(this.#random, 20) && { size: this.#random.pick([1, 1.5, '2', true]) }),
            ...(chance(this.#random, 20) && { refs: names.slice(this.#random.below(4)) }),
            ...(chance(this.#random, 20) && { template: { text: this.#random.pick(texts) } }),
          },
        };
      case 'ValidatingWebhookConfiguration':
        return {
          webhooks: [
            {
              name: 'a.example',
              clientConfig: { service: { name: this.#random.pick(names), namespace: this.#random.pick(namespaces) } },
            },
          ],
        };
      case 'PodDisruptionBudget':
        return { spec: { minAvailable: 1, selector } };
      default:
        return {};
    }
  }

  servicePorts(): Fields[] {
    const ports: Fields[] = [];
    for (const port of [80, 443, 9090].slice(0, 1 + this.#random.below(3)))
      ports.push({
        port,
        ...(chance(this.#random, 50) && { protocol: this.#random.pick(['TCP', 'UDP']) }),
        ...(chance(this.#random, 60) && { name: `p${port}` }),
        targetPort: this.#random.pick([8080, 'http']),
      });
    return ports;
  }

  #template(): Fields {
    const affinity = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: this.pairs() }, topologyKey: 'zone' },
        ],
      },
    };
    return {
      ...(chance(this.#random, 80) && { metadata: { labels: this.pairs() } }),
      spec: {
        ...(chance(this.#random, 30) && { serviceAccountName: this.#random.pick(names) }),
        ...(chance(this.#random, 20) && { affinity }),
        ...(chance(this.#random, 20) && { initContainers: [this.#container('init')] }),
        ...(chance(this.#random, 15) && { imagePullSecrets: [{ name: this.#random.pick(names) }] }),
        containers: ['main', 'side', 'extra'].slice(0, 1 + this.#random.below(3)).map((name) => this.#container(name)),
        ...(chance(this.#random, 40) && { volumes: this.#volumes() }),
      },
    };
  }

  #volumes(): Fields[] {
    const kinds: (() => Fields)[] = [
      () => ({ configMap: { name: this.#random.pick(names) } }),
      () => ({ secret: { secretName: this.#random.pick(names) } }),
      () => ({ persistentVolumeClaim: { claimName: this.#random.pick(names) } }),
      () => ({ emptyDir: {} }),
      () => ({
        projected: {
          sources: [{ configMap: { name: this.#random.pick(names) } }, { secret: { name: this.#random.pick(names) } }],
        },
      }),
    ];
    return ['v1', 'v2'].slice(0, 1 + this.#random.below(2)).map((name) => ({ name, ...this.#random.pick(kinds)() }));
  }

  #container(name: string): Fields {
    return {
      name,
      image: this.#random.pick(images),
      ...(chance(this.#random, 60) && { ports: this.containerPorts() }),
      ...(chance(this.#random, 50) && { env: this.#env() }),
      ...(chance(this.#random, 20) && {
        envFrom: [
          { configMapRef: { name: this.#random.pick(names) } },
          { secretRef: { name: this.#random.pick(names) } },
        ],
      }),
      ...(chance(this.#random, 30) && {
        volumeMounts: [
          { name: 'v1', mountPath: '/a' },
          { name: 'v2', mountPath: '/b' },
        ],
      }),
      ...(chance(this.#random, 30) && { args: ['--port', this.#random.pick(['8080', '$(PORT)'])] }),
      ...(chance(this.#random, 20) && { resources: { limits: { cpu: '1', memory: null } } }),
    };
  }

  containerPorts(): Fields[] {
    const ports: Fields[] = [];
    for (let i = 1 + this.#random.below(2); i > 0; i--)
      ports.push({
        containerPort: this.#random.pick([80, 8080, 53]),
        ...(chance(this.#random, 50) && { protocol: this.#random.pick(['TCP', 'UDP']) }),
        ...(chance(this.#random, 40) && { name: this.#random.pick(['http', 'dns']) }),
      });
    return ports;
  }

  #env(): Fields[] {
    return ['A', 'B', 'C'].slice(0, 1 + this.#random.below(3)).map((name) => ({
      name,
      ...this.#random.pick<() => Fields>([
        () => ({
          value: this.#random.pick(['x', '1', 'http://web:80', '$(HOST)', 'http://$(HOST):$(PORT)', '$$(HOST)']),
        }),
        () => ({ valueFrom: { configMapKeyRef: { name: this.#random.pick(names), key: 'port' } } }),
        () => ({ valueFrom: { secretKeyRef: { name: this.#random.pick(names), key: 'key' } } }),
      ])(),
    }));
  }
}

const apiVersions: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  Ingress: 'networking.k8s.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Widget: 'example.com/v1',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  PodDisruptionBudget: 'policy/v1',
};
