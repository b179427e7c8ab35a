import { stringify } from 'yaml';
import { chance, type Random } from '../support/random.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Map = { [key: string]: Json };

/** The files of a random overlay with its base, by path; the overlay lies in `overlay`. */
export function randomOverlay(random: Random): Readonly<Record<string, string>> {
  return new Overlay(random).files();
}

const names = ['web', 'api', 'db', 'cache'];
const labels = ['app', 'tier', 'app.kubernetes.io/name'];
const namespaces = ['shop', 'default', 'prod'];
const images = ['nginx', 'nginx:1.25', 'reg.example:5000/team/app:v1', 'redis@sha256:0123', 'team/app'];

class Overlay {
  readonly #random: Random;
  readonly #files: Record<string, string> = {};
  /** Kinds of generators in the base. */
  readonly #generated = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  files(): Readonly<Record<string, string>> {
    const resources = this.#resources();
    this.#write('base/all.yaml', resources);
    this.#write('base/kustomization.yaml', [
      { resources: ['all.yaml'], ...this.#generators('create'), ...this.#transformers(30, resources) },
    ]);
    const overlay: Map = { resources: ['../base'], ...this.#transformers(45, resources), ...this.#generators('merge') };
    if (this.#chance(30)) {
      overlay.components = ['../component'];
      this.#write('component/kustomization.yaml', [
        { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', ...this.#transformers(25, resources) },
      ]);
    }
    if (this.#chance(20)) {
      const other = this.#resource('Deployment', 'late');
      this.#write('overlay/late.yaml', [other]);
      overlay.resources = this.#chance(50) ? ['../base', 'late.yaml'] : ['late.yaml', '../base'];
    }
    if (this.#chance(15)) overlay.sortOptions = { order: this.#pick(['fifo', 'legacy']) };
    this.#write('overlay/kustomization.yaml', [overlay]);
    return this.#files;
  }

  #write(path: string, documents: readonly Json[]): void {
    this.#files[path] = documents.map((each) => stringify(each, { lineWidth: 0 })).join('---\n');
  }

  #chance(percent: number): boolean {
    return chance(this.#random, percent);
  }

  #pick<T>(items: readonly T[]): T {
    return this.#random.pick(items);
  }

  #resources(): Map[] {
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
    const all: Map[] = [];
    for (let i = 2 + this.#random.below(8); i > 0; i--) {
      const kind = this.#pick(kinds);
      const name = this.#pick(names);
      if (made.has(`${kind}/${name}`)) continue;
      made.add(`${kind}/${name}`);
      all.push(this.#resource(kind, name));
    }
    if (!all.some(({ kind }) => kind === 'Deployment')) all.push(this.#resource('Deployment', 'web'));
    return all;
  }

  #resource(kind: string, name: string): Map {
    const metadata: Map = { name };
    if (this.#chance(20)) metadata.namespace = this.#pick(namespaces);
    if (this.#chance(40)) metadata.labels = this.#pairs();
    if (this.#chance(20)) metadata.annotations = this.#pairs();
    return { apiVersion: apiVersions[kind] ?? 'v1', kind, metadata, ...this.#content(kind) };
  }

  #pairs(): Map {
    const pairs: Map = {};
    for (let i = 1 + this.#random.below(2); i > 0; i--) pairs[this.#pick(labels)] = this.#pick([...names, '1', 'true']);
    return pairs;
  }

  #content(kind: string): Map {
    const selector = { matchLabels: this.#pairs() };
    const reference = () => ({ name: this.#pick(names) });
    switch (kind) {
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet':
        return {
          spec: {
            ...(kind !== 'DaemonSet' && this.#chance(50) && { replicas: this.#random.below(4) }),
            ...(this.#chance(70) && { selector }),
            ...(kind === 'StatefulSet' && {
              serviceName: this.#pick(names),
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
        return { spec: { ...(this.#chance(80) && { selector: this.#pairs() }), ports: this.#servicePorts() } };
      case 'Ingress':
        return {
          spec: {
            tls: [{ secretName: this.#pick(names) }],
            rules: [
              {
                host: 'shop.example',
                http: {
                  paths: [
                    {
                      path: '/',
                      pathType: 'Prefix',
                      backend: { service: { name: this.#pick(names), port: { number: 80 } } },
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
            podSelector: this.#chance(50) ? {} : selector,
            ingress: [{ from: [{ podSelector: { matchLabels: this.#pairs() } }] }],
          },
        };
      case 'ConfigMap':
        return { data: { port: '8080', host: 'web.shop', list: 'a,b,c' } };
      case 'Secret':
        return { type: 'Opaque', data: { key: 'YQ==' } };
      case 'RoleBinding':
        return {
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: this.#pick(['Role', 'ClusterRole']),
            name: this.#pick(names),
          },
          subjects: [
            {
              kind: 'ServiceAccount',
              name: this.#pick([...names, 'default']),
              ...(this.#chance(50) && { namespace: this.#pick(namespaces) }),
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
              resourceNames: [this.#pick(names)],
              verbs: ['get'],
            },
          ],
        };
      case 'HorizontalPodAutoscaler':
        return {
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: this.#pick(names) },
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
            image: this.#pick(images),
            ref: reference(),
            when: 'yes',
          },
        };
      case 'ValidatingWebhookConfiguration':
        return {
          webhooks: [
            {
              name: 'a.example',
              clientConfig: { service: { name: this.#pick(names), namespace: this.#pick(namespaces) } },
            },
          ],
        };
      case 'PodDisruptionBudget':
        return { spec: { minAvailable: 1, selector } };
      default:
        return {};
    }
  }

  #servicePorts(): Map[] {
    const ports: Map[] = [];
    for (const port of [80, 443, 9090].slice(0, 1 + this.#random.below(3)))
      ports.push({
        port,
        ...(this.#chance(50) && { protocol: this.#pick(['TCP', 'UDP']) }),
        ...(this.#chance(60) && { name: `p${port}` }),
        targetPort: this.#pick([8080, 'http']),
      });
    return ports;
  }

  #template(): Map {
    const affinity = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: this.#pairs() }, topologyKey: 'zone' },
        ],
      },
    };
    return {
      ...(this.#chance(80) && { metadata: { labels: this.#pairs() } }),
      spec: {
        ...(this.#chance(30) && { serviceAccountName: this.#pick(names) }),
        ...(this.#chance(20) && { affinity }),
        ...(this.#chance(20) && { initContainers: [this.#container('init')] }),
        ...(this.#chance(15) && { imagePullSecrets: [{ name: this.#pick(names) }] }),
        containers: ['main', 'side', 'extra'].slice(0, 1 + this.#random.below(3)).map((name) => this.#container(name)),
        ...(this.#chance(40) && { volumes: this.#volumes() }),
      },
    };
  }

  #volumes(): Map[] {
    const kinds: (() => Map)[] = [
      () => ({ configMap: { name: this.#pick(names) } }),
      () => ({ secret: { secretName: this.#pick(names) } }),
      () => ({ persistentVolumeClaim: { claimName: this.#pick(names) } }),
      () => ({ emptyDir: {} }),
      () => ({
        projected: { sources: [{ configMap: { name: this.#pick(names) } }, { secret: { name: this.#pick(names) } }] },
      }),
    ];
    return ['v1', 'v2'].slice(0, 1 + this.#random.below(2)).map((name) => ({ name, ...this.#pick(kinds)() }));
  }

  #container(name: string): Map {
    return {
      name,
      image: this.#pick(images),
      ...(this.#chance(60) && { ports: this.#containerPorts() }),
      ...(this.#chance(50) && { env: this.#env() }),
      ...(this.#chance(20) && {
        envFrom: [{ configMapRef: { name: this.#pick(names) } }, { secretRef: { name: this.#pick(names) } }],
      }),
      ...(this.#chance(30) && {
        volumeMounts: [
          { name: 'v1', mountPath: '/a' },
          { name: 'v2', mountPath: '/b' },
        ],
      }),
      ...(this.#chance(30) && { args: ['--port', '8080'] }),
      ...(this.#chance(20) && { resources: { limits: { cpu: '1', memory: null } } }),
    };
  }

  #containerPorts(): Map[] {
    const ports: Map[] = [];
    for (let i = 1 + this.#random.below(2); i > 0; i--)
      ports.push({
        containerPort: this.#pick([80, 8080, 53]),
        ...(this.#chance(50) && { protocol: this.#pick(['TCP', 'UDP']) }),
        ...(this.#chance(40) && { name: this.#pick(['http', 'dns']) }),
      });
    return ports;
  }

  #env(): Map[] {
    return ['A', 'B', 'C'].slice(0, 1 + this.#random.below(3)).map((name) => ({
      name,
      ...this.#pick<() => Map>([
        () => ({ value: this.#pick(['x', '1', 'http://web:80']) }),
        () => ({ valueFrom: { configMapKeyRef: { name: this.#pick(names), key: 'port' } } }),
        () => ({ valueFrom: { secretKeyRef: { name: this.#pick(names), key: 'key' } } }),
      ])(),
    }));
  }

  #generators(behaviour: 'create' | 'merge'): Map {
    const result: Map = {};
    for (const key of ['configMapGenerator', 'secretGenerator'])
      if (this.#chance(behaviour === 'create' ? 40 : 25)) result[key] = [this.#generator(key, behaviour)];
    if (behaviour === 'create') for (const key of Object.keys(result)) this.#generated.add(key);
    if (this.#chance(10))
      result.generatorOptions = { disableNameSuffixHash: this.#chance(50), annotations: this.#pairs() };
    return result;
  }

  #generator(key: string, behaviour: 'create' | 'merge'): Map {
    const changes = behaviour === 'merge' && (this.#generated.has(key) || this.#chance(5));
    const value = this.#pick(['1', '"quoted"', 'a=b', 'long '.repeat(30), '<&>', 'ü']);
    return {
      name: behaviour === 'create' || changes ? 'settings' : 'other',
      literals: [`${this.#pick(['A', 'B'])}=${value}`],
      ...(changes && { behavior: this.#chance(3) ? 'create' : this.#pick(['merge', 'replace']) }),
      ...(this.#chance(20) && {
        options: { disableNameSuffixHash: this.#chance(50), labels: this.#pairs(), immutable: this.#chance(50) },
      }),
    };
  }

  #transformers(percent: number, resources: readonly Map[]): Map {
    const all: readonly (readonly [string, () => Json])[] = [
      ['namePrefix', () => this.#pick(['dev-', 'a.'])],
      ['nameSuffix', () => '-v2'],
      ['namespace', () => this.#pick(namespaces)],
      ['commonLabels', () => this.#pairs()],
      ['commonAnnotations', () => this.#pairs()],
      [
        'labels',
        () => [
          {
            pairs: this.#pairs(),
            ...(this.#chance(50) && { includeSelectors: true }),
            ...(this.#chance(30) && { includeTemplates: true }),
          },
        ],
      ],
      [
        'images',
        () => [
          {
            name: this.#pick(['nginx', 'team/app', 'reg.example:5000/team/app', 'redis']),
            ...this.#pick<Map>([
              { newTag: '2.0' },
              { newName: 'other/image' },
              { digest: 'sha256:abcd' },
              { newName: 'x', newTag: 'v9' },
              { tagSuffix: '-slim' },
            ]),
          },
        ],
      ],
      ['replicas', () => [{ name: this.#scaled(resources), count: this.#random.below(5) }]],
      ['patches', () => Array.from({ length: 1 + this.#random.below(3) }, () => this.#patch(resources))],
      ['replacements', () => [this.#replacement(resources)]],
    ];
    return Object.fromEntries(all.filter(() => this.#chance(percent * 0.6)).map(([key, make]) => [key, make()]));
  }

  #nameOf(resources: readonly Map[], kind: string): Json {
    return (resources.find((each) => each.kind === kind)?.metadata as Map | undefined)?.name ?? '';
  }

  /** The name of a workload, or now and then of none. */
  #scaled(resources: readonly Map[]): Json {
    const workload = resources.find(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
    return workload === undefined || this.#chance(5) ? this.#pick(names) : ((workload.metadata as Map).name ?? '');
  }

  #patch(resources: readonly Map[]): Map {
    const target = this.#pick(resources);
    const kind = String(target.kind);
    const name = (target.metadata as Map).name ?? '';
    if (this.#chance(30)) return { target: this.#target(kind, name), patch: stringify(this.#operations(kind)) };
    const patch: Map = {
      apiVersion: target.apiVersion ?? '',
      kind,
      metadata: {
        name,
        ...((target.metadata as Map).namespace !== undefined && {
          namespace: (target.metadata as Map).namespace ?? '',
        }),
        ...(this.#chance(30) && { labels: { app: this.#chance(30) ? null : 'patched' } }),
      },
      ...this.#strategic(kind),
    };
    if (this.#chance(8)) patch.$patch = 'delete';
    const isTargeted = this.#chance(35);
    return {
      ...(isTargeted && { target: this.#target(kind, name) }),
      patch: stringify(patch, { lineWidth: 0 }),
      ...(this.#chance(10) && { options: { allowNameChange: true } }),
    };
  }

  #target(kind: string, name: Json): Map {
    return this.#pick<() => Map>([
      () => ({ kind, name }),
      () => ({ kind }),
      () => ({ kind, name: '.*' }),
      () => ({ kind: `${kind}|Service` }),
      () => ({ kind, labelSelector: `app in (${names.join(',')})` }),
      () => ({ kind, labelSelector: '!app' }),
      () => ({ kind, namespace: 'shop|default' }),
    ])();
  }

  #operations(kind: string): Map[] {
    const some: Map[] = [
      { op: 'add', path: '/metadata/annotations/note', value: 'x' },
      { op: 'replace', path: '/metadata/name', value: 'renamed' },
      { op: 'add', path: '/metadata/labels', value: { app: 'json' } },
      { op: 'test', path: '/kind', value: kind },
    ];
    if (['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind))
      some.push(
        { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'patched:1' },
        { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'added', image: 'nginx' } },
        { op: 'remove', path: '/spec/template/spec/containers/0/ports' },
        { op: 'copy', from: '/metadata/name', path: '/spec/copied' },
      );
    return [this.#pick(some)];
  }

  #strategic(kind: string): Map {
    switch (kind) {
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet': {
        const container = this.#pick<Map>([
          { name: 'main', image: 'patched' },
          { name: 'side', $patch: 'delete' },
          { name: 'new', image: 'nginx' },
          { name: 'main', ports: this.#containerPorts() },
          {
            name: 'main',
            env: [
              { name: 'A', value: 'patched' },
              { name: 'B', $patch: 'delete' },
            ],
          },
          {
            name: 'main',
            env: [{ name: 'A', value: null, valueFrom: { configMapKeyRef: { name: 'web', key: 'port' } } }],
          },
          { name: 'extra', args: ['other'], resources: { limits: { cpu: null, memory: '1Gi' } } },
          {
            name: 'main',
            volumeMounts: [
              { name: 'v3', mountPath: '/a' },
              { name: 'v4', mountPath: '/c' },
            ],
          },
        ]);
        const spec: Map = { containers: [container] };
        if (this.#chance(20)) spec.containers = [{ $patch: 'replace' }, container];
        if (this.#chance(20)) spec.volumes = [{ name: 'v1', $patch: 'replace', emptyDir: {} }];
        if (this.#chance(20)) spec.volumes = [{ name: 'v1', configMap: null, emptyDir: { medium: 'Memory' } }];
        return { spec: { template: { spec } } };
      }
      case 'Service':
        return {
          spec: this.#pick<Map>([
            { ports: this.#servicePorts() },
            { selector: { app: null, tier: 'x' } },
            { selector: { $patch: 'replace', app: 'y' } },
            { type: 'NodePort' },
          ]),
        };
      case 'ConfigMap':
        return { data: { port: '9090', host: null } };
      case 'Widget':
        return { spec: { items: [{ name: 'b', value: 3 }], extra: { a: null, b: [null, 1] } } };
      default:
        return {};
    }
  }

  #replacement(resources: readonly Map[]): Map {
    const config = resources.find(({ kind }) => kind === 'ConfigMap');
    const source: Map =
      config !== undefined && this.#chance(70)
        ? {
            kind: 'ConfigMap',
            name: (config.metadata as Map).name ?? '',
            fieldPath: this.#pick(['data.port', 'data.host', 'metadata.name']),
          }
        : {
            kind: 'Deployment',
            ...(!this.#chance(5) && { name: this.#nameOf(resources, 'Deployment') }),
            fieldPath: this.#pick([
              'metadata.name',
              'spec.template.spec.containers.0.image',
              'spec.template.spec.containers.[name=main].name',
            ]),
          };
    if (this.#chance(10)) source.options = { delimiter: '.', index: this.#random.below(2) };
    const target: Map = {
      select: {
        kind: this.#pick(['Deployment', 'Service', 'ConfigMap']),
        ...(this.#chance(20) && { name: this.#pick(names) }),
      },
      fieldPaths: [
        this.#pick([
          'metadata.annotations.from',
          'metadata.labels.[app.kubernetes.io/name]',
          'spec.template.spec.containers.*.image',
          'spec.template.spec.containers.[name=main].env.[name=A].value',
          'spec.ports.0.port',
          'data.list',
          'spec.template.spec.containers.0.ports.0.containerPort',
        ]),
      ],
    };
    if (this.#chance(70))
      target.options = {
        ...(this.#chance(92) && { create: true }),
        ...(this.#chance(40) && { delimiter: this.#pick([':', ',', '/']), index: this.#random.below(4) - 1 }),
      };
    if (this.#chance(15)) target.reject = [{ name: this.#pick(names) }];
    return { source, targets: [target] };
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
