import { stringify } from 'yaml';
import { chance, type Random } from '../support/random.ts';
import { RandomChanges } from './generate-changes.ts';
import { type Fields, type Json, RandomResources } from './generate-resources.ts';

/** The files of a random overlay with its base, by path; the overlay lies in `overlay`. */
export function randomOverlay(random: Random): Readonly<Record<string, string>> {
  return new Overlay(random).files();
}

class Overlay {
  readonly #random: Random;
  readonly #made: RandomResources;
  readonly #changes: RandomChanges;
  readonly #files: Record<string, string> = {};
  /** Kinds of generators in the base. */
  readonly #generated = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
    this.#made = new RandomResources(random);
    this.#changes = new RandomChanges(random, this.#made);
  }

  files(): Readonly<Record<string, string>> {
    const resources = this.#made.resources();
    this.#write('base/all.yaml', resources);
    this.#write('base/kustomization.yaml', [
      { resources: ['all.yaml'], ...this.#generators('create'), ...this.#changes.transformers(30, resources) },
    ]);
    const overlay: Fields = {
      resources: ['../base'],
      ...this.#changes.transformers(45, resources),
      ...this.#generators('merge'),
    };
    if (chance(this.#random, 30)) {
      overlay.components = ['../component'];
      this.#write('component/kustomization.yaml', [
        {
          apiVersion: 'kustomize.config.k8s.io/v1alpha1',
          kind: 'Component',
          ...this.#changes.transformers(25, resources),
        },
      ]);
    }
    if (chance(this.#random, 20)) {
      const other = this.#made.resource('Deployment', 'late');
      this.#write('overlay/late.yaml', [other]);
      overlay.resources = chance(this.#random, 50) ? ['../base', 'late.yaml'] : ['late.yaml', '../base'];
    }
    if (chance(this.#random, 15)) overlay.sortOptions = { order: this.#random.pick(['fifo', 'legacy']) };
    this.#write('overlay/kustomization.yaml', [overlay]);
    return this.#files;
  }

  #write(path: string, documents: readonly Json[]): void {
    this.#files[path] = documents.map((each) => stringify(each, { lineWidth: 0 })).join('---\n');
  }

  #generators(behaviour: 'create' | 'merge'): Fields {
    const result: Fields = {};
    for (const key of ['configMapGenerator', 'secretGenerator'])
      if (chance(this.#random, behaviour === 'create' ? 40 : 25)) result[key] = [this.#generator(key, behaviour)];
    if (behaviour === 'create') for (const key of Object.keys(result)) this.#generated.add(key);
    if (chance(this.#random, 10))
      result.generatorOptions = { disableNameSuffixHash: chance(this.#random, 50), annotations: this.#made.pairs() };
    return result;
  }

  #generator(key: string, behaviour: 'create' | 'merge'): Fields {
    const changes = behaviour === 'merge' && (this.#generated.has(key) || chance(this.#random, 5));
    const value = this.#random.pick(['1', '"quoted"', 'a=b', 'long '.repeat(30), '<&>', 'ü']);
    return {
      name: behaviour === 'create' || changes ? 'settings' : 'other',
      literals: [`${this.#random.pick(['A', 'B'])}=${value}`],
      ...(changes && { behavior: chance(this.#random, 3) ? 'create' : this.#random.pick(['merge', 'replace']) }),
      ...(chance(this.#random, 20) && {
        options: {
          disableNameSuffixHash: chance(this.#random, 50),
          labels: this.#made.pairs(),
          immutable: chance(this.#random, 50),
        },
      }),
    };
  }
}
