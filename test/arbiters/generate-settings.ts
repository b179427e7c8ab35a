import { stringify } from 'yaml';
import { chance, type Random } from '../support/random.ts';
import type { Write } from './generate-changes.ts';
import { type Fields, type Json, names, namespaces, type RandomResources } from './generate-resources.ts';

/** Random fields of a kustomization that generate resources, or say where and how other fields change them. */
export class RandomSettings {
  readonly #random: Random;
  readonly #made: RandomResources;
  /** What the generators of a base make, by their field. */
  readonly #generated = new Map<string, string>();

  constructor(random: Random, made: RandomResources) {
    this.#random = random;
    this.#made = made;
  }

  /** Generators that make resources, or that change those of a base. */
  generators(behaviour: 'create' | 'merge', write: Write): Fields {
    const result: Fields = {};
    for (const key of ['configMapGenerator', 'secretGenerator'])
      if (chance(this.#random, behaviour === 'create' ? 40 : 25))
        result[key] = [this.#generator(key, behaviour, write)];
    if (chance(this.#random, 10))
      result.generatorOptions = {
        disableNameSuffixHash: chance(this.#random, 50),
        annotations: this.#made.pairs(),
        ...(chance(this.#random, 30) && { labels: this.#made.pairs() }),
        ...(chance(this.#random, 20) && { immutable: true }),
      };
    return result;
  }

  #generator(key: string, behaviour: 'create' | 'merge', write: Write): Fields {
    const known = this.#generated.get(key);
    const changes = behaviour === 'merge' && (known === undefined ? chance(this.#random, 2) : chance(this.#random, 90));
    const name = this.#random.pick(['settings', 'settings', 'settings', 'web']);
    if (behaviour === 'create') this.#generated.set(key, name);
    return {
      name: behaviour === 'create' ? name : changes ? (known ?? name) : 'other',
      ...this.#content(write),
      ...(changes && { behavior: chance(this.#random, 3) ? 'create' : this.#random.pick(['merge', 'replace']) }),
      ...(key === 'secretGenerator' && chance(this.#random, 20) && { type: 'example.com/key' }),
      ...(chance(this.#random, changes ? 2 : 8) && { namespace: this.#random.pick(namespaces) }),
      ...(chance(this.#random, 20) && {
        options: {
          disableNameSuffixHash: chance(this.#random, 50),
          labels: this.#made.pairs(),
          immutable: chance(this.#random, 50),
        },
      }),
    };
  }

  #content(write: Write): Fields {
    const value = this.#random.pick([
      '1',
      '"quoted"',
      'a=b',
      'long '.repeat(30),
      '<&>',
      'ü',
      'true',
      '',
      "'",
      '{"a": 1}',
    ]);
    const content: Fields = { literals: [`${this.#random.pick(['A', 'B'])}=${value}`] };
    if (chance(this.#random, 25)) {
      const text = this.#random.pick([
        'line\nline\n',
        'no end',
        '',
        'key: value\nlist: [1]\n',
        '\ttab\r\n',
        'ü '.repeat(50),
      ]);
      write('content.txt', text);
      content.files = [this.#random.pick(['content.txt', 'own.key=content.txt', './content.txt'])];
    }
    if (chance(this.#random, 15)) {
      write('content.env', this.#random.pick(['C=1\nD=two words\n', '# comment\n\nC="quoted"\r\n', 'C=\n  D=x=y']));
      if (chance(this.#random, 80)) content.envs = ['content.env'];
      else content.env = 'content.env';
    }
    return content;
  }

  /** Fields of deeper kinds: variables, configurations of transformers, and kustomize's own transformers as files. */
  others(percent: number, resources: readonly Fields[], write: Write): Fields {
    return {
      ...(chance(this.#random, percent) && { vars: this.#variables(resources) }),
      ...(chance(this.#random, percent) && { configurations: this.#configurations(write) }),
      ...(chance(this.#random, percent * 0.7) && { transformers: this.#transformers(write) }),
      ...(chance(this.#random, percent * 0.3) && { buildMetadata: ['managedByLabel'] }),
    };
  }

  #variables(resources: readonly Fields[]): Json {
    return ['HOST', 'PORT'].slice(0, 1 + this.#random.below(2)).map((name) => {
      const target = this.#random.pick(resources);
      const paths: Readonly<Record<string, readonly string[]>> = {
        ConfigMap: ['data.port', 'data.host'],
        Service: ['spec.ports[0].port', 'metadata.name'],
        Deployment: ['spec.template.spec.containers[0].image', 'spec.replicas'],
      };
      const path = this.#random.pick(['metadata.name', 'metadata.name', ...(paths[String(target.kind)] ?? ['kind'])]);
      return {
        name,
        objref: {
          kind: target.kind ?? '',
          name: (target.metadata as Fields).name ?? '',
          apiVersion: target.apiVersion ?? '',
        },
        ...(path !== 'metadata.name' && { fieldref: { fieldPath: path } }),
      };
    });
  }

  #configurations(write: Write): Json {
    const widget = (path: string, more: Fields = {}): Fields => ({ path, kind: 'Widget', ...more });
    const all: Readonly<Record<string, Json>> = {
      nameReference: [
        {
          kind: this.#random.pick(['ConfigMap', 'Service', 'Secret', 'Deployment']),
          ...(chance(this.#random, 50) && { version: 'v1' }),
          fieldSpecs: [widget(this.#random.pick(['spec/ref/name', 'spec/ref', 'spec/refs', 'spec/items/name']))],
        },
      ],
      images: [widget('spec/image')],
      commonLabels: [widget('spec/selector', { create: chance(this.#random, 60) })],
      labels: [widget('spec/labels', { create: true })],
      templateLabels: [widget('spec/template/labels', { create: true })],
      commonAnnotations: [widget('spec/notes', { create: true }), { path: 'spec/template/metadata/annotations' }],
      namePrefix: [widget('spec/ref/name'), { path: 'data/host', kind: 'ConfigMap' }],
      nameSuffix: [widget('spec/image')],
      namespace: [widget('spec/ns', { create: chance(this.#random, 60) })],
      varReference: [widget('spec/when'), { path: 'data', kind: 'ConfigMap' }, { path: 'metadata/annotations' }],
      replicas: [widget('spec/size', { create: true })],
    };
    const keys = Object.keys(all).filter(() => chance(this.#random, 35));
    write('settings.yaml', stringify(Object.fromEntries(keys.map((key) => [key, all[key] ?? null]))));
    return ['settings.yaml'];
  }

  #transformers(write: Write): Json {
    const specs = (...fieldSpecs: Fields[]): Fields => ({ fieldSpecs });
    const chosen = this.#random.pick<() => Fields>([
      () => ({
        kind: 'PrefixTransformer',
        prefix: 'built-',
        ...specs({ path: 'metadata/name', ...(chance(this.#random, 50) && { kind: 'Service' }) }),
      }),
      () => ({ kind: 'SuffixTransformer', suffix: '-built', ...specs({ path: 'metadata/name' }) }),
      () => ({
        kind: 'LabelTransformer',
        labels: this.#made.pairs(),
        ...specs({ path: 'metadata/labels', create: true }, { path: 'spec/selector', kind: 'Service', version: 'v1' }),
      }),
      () => ({
        kind: 'AnnotationsTransformer',
        annotations: this.#made.pairs(),
        ...specs({ path: 'metadata/annotations', create: chance(this.#random, 70) }),
      }),
      () => ({
        kind: 'ImageTagTransformer',
        imageTag: { name: 'nginx', newTag: 'built' },
        ...(chance(this.#random, 50) && specs({ path: 'spec/image', kind: 'Widget' })),
      }),
      () => ({
        kind: 'ReplicaCountTransformer',
        replica: { name: this.#random.pick(names), count: 7 },
        ...specs({ path: 'spec/replicas', create: true, kind: 'Deployment' }, { path: 'spec/replicas', create: true }),
      }),
    ])();
    const text = stringify({ apiVersion: 'builtin', metadata: { name: 'own' }, ...chosen });
    if (chance(this.#random, 30)) return [text];
    write('transformer.yaml', text);
    return ['transformer.yaml'];
  }
}
