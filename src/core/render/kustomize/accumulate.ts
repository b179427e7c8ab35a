/**
 * One kustomization: what it includes, what it generates and what it changes, in kustomize's order (resources, generators, components,
 * transformers). Resources of a base are complete before they are added; a component works on what its includer has.
 */
import type { Origin } from '../origin/origin.ts';
import { attempt, RenderError } from '../problem.ts';
import { clonedItem, Dict, dictAt, type Item, isString, itemsAt, List, stringAt } from '../value.ts';
import { loadYaml, loadYamlDocuments } from '../yaml/load.ts';
import { baseOf, contains } from './bases.ts';
import { replacing } from './behaviour.ts';
import { runBuiltin } from './builtin.ts';
import { mergedConfigs, specsAt, withConfiguration } from './configurations.ts';
import { type Accumulation, wholeSource } from './context.ts';
import { defaultConfig, volumeClaimTemplateLabels } from './defaults.ts';
import { mergedSpecs } from './fields.ts';
import { Files, isRemote } from './files.ts';
import { generate } from './generators.ts';
import { helmChartsOf } from './helm.ts';
import { setImage } from './images.ts';
import { setPairs } from './labels.ts';
import { addAffix } from './names.ts';
import { setNamespace } from './namespace.ts';
import { applyJson6902, applyMerges, applyPatch, type Patch, type PatchText, readPatch } from './patches.ts';
import { type Build, type Kustomization, loadResources, memoryOf, readKustomization, resourcesIn } from './read.ts';
import { absent, placed, Refusal } from './refusal.ts';
import { replace } from './replacements.ts';
import { setReplicas } from './replicas.ts';
import { idText, type Resource, scalarText } from './resource.ts';
import { addVars, declare, variableOf } from './vars.ts';

/** What including a folder costs of what a build may use up, in resources. */
const costOfFolder = 10;

export function emptyAccumulation(): Accumulation {
  return { resources: [], config: defaultConfig, vars: [] };
}

/** Adds all that a kustomization stands for to what its includer has. `above` are the folders that include it. */
export function accumulate(
  build: Build,
  folder: string,
  { dict, file }: Kustomization,
  into: Accumulation,
  above: readonly string[],
): void {
  new Target(build, folder, dict, file, into, [...above, folder]).run();
}

class Target {
  readonly #build: Build;
  readonly #files: Files;
  readonly #dict: Dict;
  readonly #file: string;
  readonly #folder: string;
  readonly #above: readonly string[];
  readonly #all: Accumulation;

  constructor(build: Build, folder: string, dict: Dict, file: string, into: Accumulation, above: readonly string[]) {
    this.#build = build;
    this.#folder = folder;
    this.#files = new Files(folder, build.read, build.report.problem);
    this.#dict = dict;
    this.#file = file;
    this.#all = into;
    this.#above = above;
  }

  run(): void {
    for (const key of ['resources', 'bases'])
      for (const item of itemsAt(this.#dict, key)) this.#try(item, () => this.#include(item, false));
    for (const item of itemsAt(this.#dict, 'configurations'))
      this.#try(item, () => {
        const path = scalarText(item) ?? '';
        const content = this.#files.text(path, item.source?.at);
        this.#all.config = withConfiguration(this.#all.config, loadYaml(content, this.#files.resolve(path)));
      });
    this.#generate();
    for (const item of itemsAt(this.#dict, 'components')) this.#try(item, () => this.#include(item, true));
    this.#transform();
    for (const item of itemsAt(this.#dict, 'transformers')) this.#try(item, () => this.#runTransformer(item));
    this.#each('vars', (entry) => declare(this.#all.resources, this.#all.vars, variableOf(entry)));
    const unread: readonly (readonly [string, string])[] = [
      ['generators', 'the generators of the kustomization are programs, which never run here'],
      ['crds', 'the crds of the kustomization state fields that are not read'],
      ['openapi', 'the openapi schema of the kustomization is not read'],
      ['helmChartInflationGenerator', 'helmChartInflationGenerator is not rendered; helmCharts is'],
    ];
    for (const [key, reason] of unread) {
      const entry = this.#dict.get(key);
      if (entry !== undefined) this.#build.report.lacking(reason, entry.key?.at);
    }
  }

  /** What fails becomes a problem, at the entry where nothing says a better place. */
  #try(item: Item | undefined, action: () => void): void {
    const failed = attempt(action);
    if (failed instanceof RenderError) this.#build.report.problem(placed(failed, item?.source?.at));
  }

  /** Does something with each map in the list under a key. */
  #each(key: string, action: (entry: Dict, item: Item) => void): void {
    for (const item of itemsAt(this.#dict, key)) {
      const { value } = item;
      if (value instanceof Dict) this.#try(item, () => action(value, item));
    }
  }

  #include(item: Item, isComponent: boolean): void {
    const entry = scalarText(item) ?? '';
    const at = item.source?.at;
    const path = this.#files.resolve(entry);
    if (entry === '') return;
    const isFile = this.#build.read(path) !== undefined;
    if (isFile && !isComponent) {
      this.#files.restrict(path, at);
      this.#add(loadResources(this.#build, this.#folder, path), at);
      return;
    }
    if (!isFile && this.#files.kustomizationsIn(path).length === 0) {
      if (isRemote(entry)) {
        this.#build.report.lacking(`${entry} is on another machine and never fetched`, at);
        return;
      }
      const name = `'${entry}'`;
      const inner = `accumulating resources from ${name}: evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`;
      throw absent(path, inner, at);
    }
    this.#build.enter(path);
    this.#build.take(costOfFolder, at);
    const visited = this.#above.find((root) => contains(path, root));
    if (visited !== undefined)
      throw new RenderError(`cycle detected: candidate root '${path}' contains visited root '${visited}'`, at);
    const kustomization = readKustomization(this.#build, path, at);
    if (kustomization === undefined) return;
    const kind = stringAt(kustomization.dict, 'kind') ?? 'Kustomization';
    if ((kind === 'Component') !== isComponent)
      throw new RenderError(
        isComponent
          ? `accumulating components: accumulateDirectory: expected kind 'Component' for path '${entry}' but got '${kind}'`
          : `accumulating resources: expected kind != 'Component' for path '${entry}'`,
        at,
      );
    if (isComponent) {
      accumulate(this.#build, path, kustomization, this.#all, this.#above);
      this.#refuseTwins(at);
      return;
    }
    const base = baseOf(this.#build, path, kustomization, this.#above, (build) => {
      const own = emptyAccumulation();
      accumulate(build, path, kustomization, own, this.#above);
      return own;
    });
    this.#all.config = mergedConfigs(this.#all.config, base.config);
    addVars(this.#all.vars, base.vars);
    this.#add(base.resources, at);
  }

  #add(resources: readonly Resource[], at: Origin | undefined): void {
    this.#build.take(resources.length, at);
    const known = new Set(this.#all.resources.map(({ key }) => key));
    for (const resource of resources) {
      const { key } = resource;
      if (known.has(key))
        this.#build.report.problem(
          new RenderError(
            `may not add resource with an already registered id: ${idText(resource.id)}`,
            resource.at ?? at,
          ),
        );
      else this.#all.resources.push(resource);
      known.add(key);
    }
  }

  /** Patches of a component may have given two resources one id. */
  #refuseTwins(at: Origin | undefined): void {
    const known = new Set<string>();
    for (const { key, id } of this.#all.resources) {
      if (known.has(key))
        throw new RenderError(`may not add resource with an already registered id: ${idText(id)}`, at);
      known.add(key);
    }
  }

  #generate(): void {
    const options = dictAt(this.#dict, 'generatorOptions');
    for (const [key, kind] of [
      ['configMapGenerator', 'ConfigMap'],
      ['secretGenerator', 'Secret'],
    ] as const)
      this.#each(key, (entry, item) =>
        this.#absorb(generate(kind, entry, wholeSource(item), options, this.#files), item),
      );
    for (const chart of helmChartsOf(this.#dict, this.#folder)) {
      const items = this.#build.renderHelm(chart);
      if (items === undefined) this.#build.report.lacking(`the chart ${chart.name} is not rendered`, chart.at);
      else this.#try(undefined, () => this.#add(resourcesIn(items.map(clonedItem)), chart.at));
    }
  }

  /** Adds a generated resource, or puts it into the one that it changes. */
  #absorb(resource: Resource, item: Item): void {
    const { id } = resource;
    const index = this.#all.resources.findIndex((other) => other.isCalled(id));
    const old = this.#all.resources[index];
    if (old === undefined) {
      if (resource.behaviour !== 'create')
        throw new Refusal('unmatched', `id ${idText(id)} does not exist; cannot merge or replace`, item.source?.at);
      this.#all.resources.push(resource);
      return;
    }
    if (resource.behaviour === 'create')
      throw new RenderError(
        `id ${idText(id)} exists; can not use behavior: '${resource.behaviour}', behavior must be merge or replace`,
        item.source?.at,
      );
    this.#all.resources[index] = replacing(old, resource);
  }

  #transform(): void {
    const all = this.#all;
    const dict = this.#dict;
    for (const item of itemsAt(dict, 'patchesStrategicMerge'))
      this.#try(item, () => {
        all.resources = [...applyMerges(all.resources, this.#read(this.#patchAt(item)), item.source?.at)];
      });
    this.#each('patches', (entry, item) => {
      const patch = this.#patchOf(entry, item);
      const [target, options] = [dictAt(entry, 'target'), dictAt(entry, 'options')];
      all.resources = [...applyPatch(all.resources, this.#read(patch), patch.at, target, options)];
    });
    const namespace = dict.get('namespace');
    if (namespace !== undefined && scalarText(namespace) !== '')
      this.#try(namespace, () => setNamespace(all.resources, namespace, all.config.namespace));
    for (const [key, side] of [
      ['namePrefix', 'prefix'],
      ['nameSuffix', 'suffix'],
    ] as const) {
      const affix = dict.get(key);
      if (affix !== undefined) this.#try(affix, () => addAffix(all.resources, affix, side, all.config[key]));
    }
    this.#label();
    this.#each('patchesJson6902', (entry, item) => {
      const patch = this.#patchOf(entry, item);
      applyJson6902(all.resources, this.#read(patch), patch.at, dictAt(entry, 'target'));
    });
    this.#each('replicas', (entry) => setReplicas(all.resources, entry, all.config.replicas));
    this.#each('images', (entry) => setImage(all.resources, entry, all.config.images));
    this.#each('replacements', (entry, item) => this.#replace(entry, item));
  }

  #label(): void {
    const { resources, config } = this.#all;
    this.#each('labels', (entry, item) => {
      const pairs = dictAt(entry, 'pairs');
      if (pairs === undefined) return;
      const asks = (key: string) => entry.get(key)?.value === true;
      const own = specsAt(entry, 'fields');
      const specs = asks('includeSelectors')
        ? mergedSpecs(own, config.labels, config.commonLabels)
        : mergedSpecs(
            own,
            config.labels,
            asks('includeTemplates') ? config.templateLabels : [],
            asks('includeVolumeClaimTemplates') ? volumeClaimTemplateLabels : [],
            [{ path: 'metadata/labels', create: true }],
          );
      setPairs(resources, pairs, specs, wholeSource(item));
    });
    for (const [key, specs] of [
      ['commonLabels', config.commonLabels],
      ['commonAnnotations', config.commonAnnotations],
    ] as const) {
      const pairs = dictAt(this.#dict, key);
      const entry = this.#dict.get(key);
      if (pairs !== undefined) this.#try(entry, () => setPairs(resources, pairs, specs, wholeSource(entry)));
    }
  }

  /** An entry of `transformers`: a file with configurations, or one itself. */
  #runTransformer(item: Item): void {
    const { text, file } = this.#patchAt(item);
    for (const each of loadYamlDocuments(text, file, { integers: true, inPlace: true }))
      if (!runBuiltin(this.#all.resources, each))
        this.#build.report.lacking(
          'a transformer of the kustomization is a program, which never runs here',
          item.source?.at,
        );
  }

  /** An entry of `replacements`, or those of the file that it names. */
  #replace(stated: Dict, item: Item): void {
    const path = stringAt(stated, 'path') ?? '';
    if (path === '') {
      replace(this.#all.resources, stated, item.source?.at, this.#build.report.lacking);
      return;
    }
    const file = this.#files.resolve(path);
    const content = loadYaml(this.#files.text(path, item.source?.at), file, { integers: true });
    const entries = content.value instanceof List ? content.value.items : [content];
    for (const entry of entries)
      if (entry.value instanceof Dict)
        replace(this.#all.resources, entry.value, entry.source?.at, this.#build.report.lacking);
  }

  #read(patch: PatchText): Patch {
    const { patches, inlinePatches } = memoryOf(this.#build, this.#folder);
    const { text, file } = patch;
    if (typeof text === 'string') return patches.get(file, text, () => readPatch(patch));
    const read = inlinePatches.get(text) ?? readPatch(patch);
    inlinePatches.set(text, read);
    return read;
  }

  /** The patch that an entry states, or the file of which it names. */
  #patchOf(dict: Dict, item: Item): PatchText {
    const inline = dict.get('patch');
    const path = dict.get('path');
    const has = (each: Item | undefined) => each !== undefined && scalarText(each) !== '';
    if (has(inline) === has(path))
      throw new RenderError(
        has(path) ? "patch and path can't be set at the same time" : 'must specify one of patch and path',
        item.source?.at,
      );
    const at = item.source?.at;
    if (inline !== undefined && has(inline))
      return { text: isString(inline.value) ? inline.value : '', file: this.#file, at };
    const name = scalarText(path) ?? '';
    return { text: this.#files.text(name, path?.source?.at), file: this.#files.resolve(name), at: path?.source?.at };
  }

  /** An entry of patchesStrategicMerge: a file, or the patch itself. */
  #patchAt(item: Item): PatchText {
    const text = scalarText(item) ?? '';
    const file = this.#files.resolve(text);
    const at = item.source?.at;
    const isFile = !text.includes('\n') && this.#build.read(file) !== undefined;
    if (isFile || !text.includes(':')) return { text: this.#files.text(text, at), file, at };
    return { text: isString(item.value) ? item.value : text, file: this.#file, at };
  }
}
