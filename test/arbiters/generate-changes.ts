import { stringify } from 'yaml';
import { chance, type Random } from '../support/random.ts';
import { type Fields, type Json, names, namespaces, type RandomResources } from './generate-resources.ts';

/** Writes a file beside a kustomization. */
export type Write = (name: string, text: string) => void;

/** Random fields of a kustomization that change resources. */
export class RandomChanges {
  readonly #random: Random;
  readonly #made: RandomResources;

  constructor(random: Random, made: RandomResources) {
    this.#random = random;
    this.#made = made;
  }

  /** Each field in a share of kustomizations that grows with `percent`; some name files, which `write` writes. */
  transformers(percent: number, resources: readonly Fields[], write: Write): Fields {
    const all: readonly (readonly [string, () => Json])[] = [
      ['namePrefix', () => this.#random.pick(['dev-', 'a.'])],
      ['nameSuffix', () => '-v2'],
      ['namespace', () => this.#random.pick(namespaces)],
      ['commonLabels', () => this.#made.pairs()],
      ['commonAnnotations', () => this.#made.pairs()],
      ['labels', () => Array.from({ length: 1 + this.#random.below(2) }, () => this.#label())],
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
      ['patches', () => Array.from({ length: 1 + this.#random.below(3) }, () => this.#patch(resources, write))],
      ['replacements', () => this.#replacements(resources, write)],
    ];
    const older: readonly (readonly [string, () => Json])[] = [
      ['patchesStrategicMerge', () => [this.#older(this.#strategicPatch(this.#random.pick(resources)), write)]],
      ['patchesJson6902', () => [this.#jsonPatch(resources, write)]],
    ];
    return Object.fromEntries(
      [
        ...all.filter(() => chance(this.#random, percent * 0.6)),
        ...older.filter(() => chance(this.#random, percent * 0.15)),
      ].map(([key, make]) => [key, make()]),
    );
  }

  #label(): Fields {
    return {
      pairs: this.#made.pairs(),
      ...(chance(this.#random, 40) && { includeSelectors: true }),
      ...(chance(this.#random, 30) && { includeTemplates: true }),
      ...(chance(this.#random, 15) && { includeVolumeClaimTemplates: true }),
      ...(chance(this.#random, 20) && {
        fields: [
          this.#random.pick<Fields>([
            { path: 'spec/labels', kind: 'Widget', create: true },
            { path: 'spec/podSelector/matchLabels', kind: 'NetworkPolicy' },
            { path: 'metadata/annotations', create: true },
            { path: 'spec/template/metadata/labels', group: 'apps', create: chance(this.#random, 50) },
            { path: 'spec/items/labels', create: true, version: 'v1', kind: 'Widget' },
          ]),
        ],
      }),
    };
  }

  /** An entry of patchesStrategicMerge: the patch itself or a file with it. */
  #older(patch: Fields, write: Write): Json {
    const text = stringify(patch, { lineWidth: 0 });
    if (chance(this.#random, 50)) return text;
    write('merge.yaml', text);
    return 'merge.yaml';
  }

  #jsonPatch(resources: readonly Fields[], write: Write): Fields {
    const target = this.#random.pick(resources);
    const kind = String(target.kind);
    const [group, version] = String(target.apiVersion).includes('/')
      ? String(target.apiVersion).split('/')
      : [undefined, String(target.apiVersion)];
    const operations = this.#operations(kind);
    const text = chance(this.#random, 50) ? JSON.stringify(operations) : stringify(operations);
    const isFile = chance(this.#random, 50);
    if (isFile) write('operations.yaml', text);
    return {
      target: {
        ...(group !== undefined && { group }),
        version: version ?? '',
        kind,
        name: (target.metadata as Fields).name ?? '',
      },
      ...(isFile ? { path: 'operations.yaml' } : { patch: text }),
    };
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

  #patch(resources: readonly Fields[], write: Write): Fields {
    const target = this.#random.pick(resources);
    const kind = String(target.kind);
    const name = (target.metadata as Fields).name ?? '';
    if (chance(this.#random, 30))
      return { target: this.#target(kind, name), ...this.#inFile(stringify(this.#operations(kind)), write) };
    const text = stringify(this.#strategicPatch(target), { lineWidth: 0 });
    const isTargeted = chance(this.#random, 35);
    const isTwo = !isTargeted && chance(this.#random, 10);
    const other = isTwo ? `---\n${stringify(this.#strategicPatch(this.#random.pick(resources)))}` : '';
    return {
      ...(isTargeted && { target: this.#target(kind, name) }),
      ...this.#inFile(text + other, write),
      ...(chance(this.#random, 10) && { options: { allowNameChange: true } }),
      ...(chance(this.#random, 3) && { options: { allowKindChange: true } }),
    };
  }

  /** A patch in its entry or in a file. */
  #inFile(text: string, write: Write): Fields {
    if (!chance(this.#random, 30)) return { patch: text };
    const name = `patch-${this.#random.below(1000)}.yaml`;
    write(name, text);
    return { path: name };
  }

  #strategicPatch(target: Fields): Fields {
    const kind = String(target.kind);
    const patch: Fields = {
      apiVersion: target.apiVersion ?? '',
      kind,
      metadata: {
        name: (target.metadata as Fields).name ?? '',
        ...((target.metadata as Fields).namespace !== undefined && {
          namespace: (target.metadata as Fields).namespace ?? '',
        }),
        ...(chance(this.#random, 30) && { labels: { app: chance(this.#random, 30) ? null : 'patched' } }),
      },
      ...this.#strategic(kind),
    };
    if (chance(this.#random, 8)) patch.$patch = 'delete';
    return patch;
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

  #replacements(resources: readonly Fields[], write: Write): Json {
    const entries = Array.from({ length: 1 + this.#random.below(2) }, () => this.#replacement(resources));
    if (!chance(this.#random, 20)) return entries;
    write('replacements.yaml', stringify(chance(this.#random, 50) ? entries : (entries[0] ?? {})));
    return [{ path: 'replacements.yaml' }];
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
    if (chance(this.#random, 85))
      target.options = {
        ...(chance(this.#random, 95) && { create: true }),
        ...(chance(this.#random, 40) && {
          delimiter: this.#random.pick([':', ',', '/']),
          index: this.#random.below(4) - 1,
        }),
      };
    if (chance(this.#random, 15)) target.reject = [{ name: this.#random.pick(names) }];
    if (chance(this.#random, 12))
      return { sourceValue: this.#random.pick(['stated', '8081', 'a:b']), targets: [target] };
    return { source, targets: [target] };
  }
}
