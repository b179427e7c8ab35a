/** Reads kustomization files and files of resources. */
import type { Origin } from '../origin/origin.ts';
import { RenderError } from '../problem.ts';
import { cloned, Dict, type Item, List, stringAt } from '../value.ts';
import { loadYaml, loadYamlDocuments } from '../yaml/load.ts';
import type { Report } from './context.ts';
import { decoded, Files, type ReadFile } from './files.ts';
import type { HelmChart } from './helm.ts';
import { decodeKustomization } from './kustomization.ts';
import { idOf, Resource, withTextAnnotations } from './resource.ts';

/** What all kustomizations of one build share. */
export interface Build {
  readonly read: ReadFile;
  readonly report: Report;
  readonly renderHelm: ((chart: HelmChart) => readonly Item[] | undefined) | undefined;
  /** The resources of files by path, as they were read. */
  readonly loaded: Map<string, { readonly text: string; readonly items: readonly Item[] }>;
}

/** A kustomization that was read. */
export interface Kustomization {
  readonly dict: Dict;
  readonly file: string;
}

/** Reads the kustomization of a folder; `undefined`, with a problem, where there is none or it cannot be read. */
export function readKustomization(build: Build, folder: string, at: Origin | undefined): Kustomization | undefined {
  const [file, ...others] = new Files(folder, build.read, build.report.problem).kustomizationsIn(folder);
  if (file === undefined) {
    const message = `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`;
    build.report.problem(new RenderError(message, at));
    return undefined;
  }
  if (others.length > 0)
    build.report.problem(new RenderError(`Found multiple kustomization files under: ${folder}`, at));
  const item = loadYaml(decoded(build.read(file) ?? ''), file, { integers: true });
  if (!(item.value instanceof Dict)) {
    build.report.problem(new RenderError('kustomization.yaml is empty', { file, start: 0, end: 0 }));
    return undefined;
  }
  const dict = decodeKustomization(item.value, build.report.problem);
  if ([...dict.entries.keys()].every((key) => key === 'apiVersion' || key === 'kind' || key === 'metadata'))
    build.report.problem(new RenderError('kustomization.yaml is empty', item.source?.at));
  return { dict, file };
}

/** The resources of a file; they are copied, since transformers change them in place. */
export function loadResources(build: Build, path: string): readonly Resource[] {
  const text = decoded(build.read(path) ?? '');
  let known = build.loaded.get(path);
  if (known?.text !== text) {
    known = { text, items: loadYamlDocuments(text, path, { version3: true }) };
    build.loaded.set(path, known);
  }
  return resourcesIn(known.items);
}

/** The resources of documents; lists of resources are taken apart. */
export function resourcesIn(items: readonly Item[]): readonly Resource[] {
  return items.flatMap((item) => {
    if (item.value === null) return [];
    if (!(item.value instanceof Dict)) throw new RenderError('MalformedYAMLError: expected a map', item.source?.at);
    if (item.value.size === 0) return [];
    const list = item.value.get('items')?.value;
    if (list instanceof List && (stringAt(item.value, 'kind') ?? '').endsWith('List')) return resourcesIn(list.items);
    const { kind, name, version } = idOf(item.value);
    if (kind === '' || version === '') throw new RenderError(`missing Resource metadata`, item.source?.at);
    if (name === '')
      throw new RenderError(
        `missing metadata.name in object {{${version} ${kind}} {{ } map[] map[]}}`,
        item.source?.at,
      );
    const resource = new Resource(cloned(item.value), item.source?.at);
    withTextAnnotations(resource);
    return [resource];
  });
}
