import { stringify } from 'yaml';
import { chance, type Random } from '../support/random.ts';
import { RandomChanges, type Write } from './generate-changes.ts';
import { type Fields, type Json, RandomResources } from './generate-resources.ts';
import { RandomSettings } from './generate-settings.ts';

/** The files of a random overlay with its bases and components, by path; the overlay lies in `overlay`. */
export function randomOverlay(random: Random): Readonly<Record<string, string>> {
  return new Overlay(random).files();
}

class Overlay {
  readonly #random: Random;
  readonly #made: RandomResources;
  readonly #changes: RandomChanges;
  readonly #settings: RandomSettings;
  readonly #files: Record<string, string> = {};

  constructor(random: Random) {
    this.#random = random;
    this.#made = new RandomResources(random);
    this.#changes = new RandomChanges(random, this.#made);
    this.#settings = new RandomSettings(random, this.#made);
  }

  files(): Readonly<Record<string, string>> {
    const resources = this.#made.resources();
    this.#base(resources);
    const bases = [chance(this.#random, 20) ? this.#between(resources) : '../base'];
    if (chance(this.#random, 10)) bases.push(this.#second());
    const write = this.#writer('overlay');
    const overlay: Fields = {
      resources: bases,
      ...this.#changes.transformers(45, resources, write),
      ...this.#settings.generators('merge', write),
      ...this.#settings.others(12, resources, write),
    };
    const components = ['component', 'other-component'].filter((_, index) => chance(this.#random, 30 - 20 * index));
    if (components.length > 0) overlay.components = components.map((name) => this.#component(name, resources));
    if (chance(this.#random, 20)) {
      this.#write('overlay/late.yaml', [this.#made.resource('Deployment', 'late')]);
      overlay.resources = chance(this.#random, 50) ? [...bases, 'late.yaml'] : ['late.yaml', ...bases];
    }
    if (chance(this.#random, 15)) overlay.sortOptions = this.#order();
    this.#write('overlay/kustomization.yaml', [overlay]);
    return this.#files;
  }

  /** The base with the resources, in one file, as a list or in two files. */
  #base(resources: readonly Fields[]): void {
    const files = ['all.yaml'];
    const half = Math.ceil(resources.length / 2);
    if (chance(this.#random, 10))
      this.#write('base/all.yaml', [{ apiVersion: 'v1', kind: 'List', items: [...resources] }]);
    else if (chance(this.#random, 15)) {
      this.#write('base/all.yaml', resources.slice(0, half));
      this.#write('base/more.yaml', resources.slice(half));
      files.push('more.yaml');
    } else this.#write('base/all.yaml', resources);
    const write = this.#writer('base');
    this.#write('base/kustomization.yaml', [
      {
        resources: files,
        ...this.#settings.generators('create', write),
        ...this.#changes.transformers(30, resources, write),
        ...this.#settings.others(6, resources, write),
      },
    ]);
  }

  /** A kustomization between base and overlay. */
  #between(resources: readonly Fields[]): string {
    const write = this.#writer('between');
    this.#write('between/kustomization.yaml', [
      {
        resources: ['../base'],
        ...this.#changes.transformers(30, resources, write),
        ...this.#settings.others(8, resources, write),
      },
    ]);
    return '../between';
  }

  /** Another base, whose names mostly differ from those of the first one. */
  #second(): string {
    this.#write('second/all.yaml', this.#made.resources());
    this.#write('second/kustomization.yaml', [
      {
        resources: ['all.yaml'],
        ...(chance(this.#random, 90) && { [this.#random.pick(['namePrefix', 'nameSuffix'])]: 'second' }),
        ...(chance(this.#random, 20) && { namespace: 'second' }),
      },
    ]);
    return '../second';
  }

  #component(name: string, resources: readonly Fields[]): string {
    const write = this.#writer(name);
    this.#write(`${name}/kustomization.yaml`, [
      {
        apiVersion: 'kustomize.config.k8s.io/v1alpha1',
        kind: 'Component',
        // One without any field is refused.
        commonAnnotations: { component: name },
        ...this.#changes.transformers(25, resources, write),
        ...(chance(this.#random, 15) && this.#settings.generators('merge', write)),
        ...this.#settings.others(4, resources, write),
      },
    ]);
    return `../${name}`;
  }

  #order(): Fields {
    const order = this.#random.pick(['fifo', 'legacy', 'legacy']);
    if (order === 'fifo' || chance(this.#random, 50)) return { order };
    return { order, legacySortOptions: { orderFirst: ['Service', 'Widget'], orderLast: ['ConfigMap', 'Namespace'] } };
  }

  #writer(folder: string): Write {
    return (name, text) => {
      this.#files[`${folder}/${name}`] = text;
    };
  }

  #write(path: string, documents: readonly Json[]): void {
    this.#files[path] = documents.map((each) => stringify(each, { lineWidth: 0 })).join('---\n');
  }
}
