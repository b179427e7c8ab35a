import { stringify } from 'yaml';
import { chance, type Random } from '../support/random.ts';
import { type Fields, type Json, names, namespaces, type RandomResources } from './generate-resources.ts';

/** Random fields of a kustomization that change resources. */
export class RandomChanges {
  readonly #random: Random;
  readonly #made: RandomResources;

  constructor(random: Random, made: RandomResources) {
    this.#random = random;
    this.#made = made;
  }

  transformers(percent: number, resources: readonly Fields[]): Fields {
    const all: readonly (readonly [string, () => Json])[] = [
      ['namePrefix', () => this.#random.pick(['dev-', 'a.'])],
      ['nameSuffix', () => '-v2'],
      ['namespace', () => this.#random.pick(namespaces)],
      ['commonLabels', () => this.#made.pairs()],
      ['commonAnnotations', () => this.#made.pairs()],
      [
        'labels',
        () => [
          {
            pairs: this.#made.pairs(),
            ...(chance(this.#random, 50) && { includeSelectors: true }),
            ...(chance(this.#random, 30) && { includeTemplates: true }),
          },
        ],
      ],
      [
        'images',
        () => [
          {
            name: this.#random.pick(['nginx', 'team/app', 'reg.example:5000/team/app', 'redis']),
            ...this.#random.pick<Fields>([
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
    return Object.fromEntries(
      all.filter(() => chance(this.#random, percent * 0.6)).map(([key, make]) => [key, make()]),
    );
  }

  #nameOf(resources: readonly Fields[], kind: string): Json {
    return (resources.find((each) => each.kind === kind)?.metadata as Fields | undefined)?.name ?? '';
  }

  /** The name of a workload, or now and then of none. */
  #scaled(resources: readonly Fields[]): Json {
    const workload = resources.find(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
    return workload === undefined || chance(this.#random, 5)
      ? this.#random.pick(names)
      : ((workload.metadata as Fields).name ?? '');
  }

  #patch(resources: readonly Fields[]): Fields {
    const target = this.#random.pick(resources);
    const kind = String(target.kind);
    const name = (target.metadata as Fields).name ?? '';
    if (chance(this.#random, 30)) return { target: this.#target(kind, name), patch: stringify(this.#operations(kind)) };
    const patch: Fields = {
      apiVersion: target.apiVersion ?? '',
      kind,
      metadata: {
        name,
        ...((target.metadata as Fields).namespace !== undefined && {
          namespace: (target.metadata as Fields).namespace ?? '',
        }),
        ...(chance(this.#random, 30) && { labels: { app: chance(this.#random, 30) ? null : 'patched' } }),
      },
      ...this.#strategic(kind),
    };
    if (chance(this.#random, 8)) patch.$patch = 'delete';
    const isTargeted = chance(this.#random, 35);
    return {
      ...(isTargeted && { target: this.#target(kind, name) }),
      patch: stringify(patch, { lineWidth: 0 }),
      ...(chance(this.#random, 10) && { options: { allowNameChange: true } }),
    };
  }

  #target(kind: string, name: Json): Fields {
    return this.#random.pick<() => Fields>([
      () => ({ kind, name }),
      () => ({ kind }),
      () => ({ kind, name: '.*' }),
      () => ({ kind: `${kind}|Service` }),
      () => ({ kind, labelSelector: `app in (${names.join(',')})` }),
      () => ({ kind, labelSelector: '!app' }),
      () => ({ kind, namespace: 'shop|default' }),
    ])();
  }

  #operations(kind: string): Fields[] {
    const some: Fields[] = [
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
    return [this.#random.pick(some)];
  }

  #strategic(kind: string): Fields {
    switch (kind) {
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet': {
        const container = this.#random.pick<Fields>([
          { name: 'main', image: 'patched' },
          { name: 'side', $patch: 'delete' },
          { name: 'new', image: 'nginx' },
          { name: 'main', ports: this.#made.containerPorts() },
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
        const spec: Fields = { containers: [container] };
        if (chance(this.#random, 20)) spec.containers = [{ $patch: 'replace' }, container];
        if (chance(this.#random, 20)) spec.volumes = [{ name: 'v1', $patch: 'replace', emptyDir: {} }];
        if (chance(this.#random, 20)) spec.volumes = [{ name: 'v1', configMap: null, emptyDir: { medium: 'Memory' } }];
        return { spec: { template: { spec } } };
      }
      case 'Service':
        return {
          spec: this.#random.pick<Fields>([
            { ports: this.#made.servicePorts() },
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

  #replacement(resources: readonly Fields[]): Fields {
    const config = resources.find(({ kind }) => kind === 'ConfigMap');
    const source: Fields =
      config !== undefined && chance(this.#random, 70)
        ? {
            kind: 'ConfigMap',
            name: (config.metadata as Fields).name ?? '',
            fieldPath: this.#random.pick(['data.port', 'data.host', 'metadata.name']),
          }
        : {
            kind: 'Deployment',
            ...(!chance(this.#random, 5) && { name: this.#nameOf(resources, 'Deployment') }),
            fieldPath: this.#random.pick([
              'metadata.name',
              'spec.template.spec.containers.0.image',
              'spec.template.spec.containers.[name=main].name',
            ]),
          };
    if (chance(this.#random, 10)) source.options = { delimiter: '.', index: this.#random.below(2) };
    const target: Fields = {
      select: {
        kind: this.#random.pick(['Deployment', 'Service', 'ConfigMap']),
        ...(chance(this.#random, 20) && { name: this.#random.pick(names) }),
      },
      fieldPaths: [
        this.#random.pick([
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
    if (chance(this.#random, 70))
      target.options = {
        ...(chance(this.#random, 92) && { create: true }),
        ...(chance(this.#random, 40) && {
          delimiter: this.#random.pick([':', ',', '/']),
          index: this.#random.below(4) - 1,
        }),
      };
    if (chance(this.#random, 15)) target.reject = [{ name: this.#random.pick(names) }];
    return { source, targets: [target] };
  }
}
