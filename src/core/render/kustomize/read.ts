/** Reads kustomization files and files of resources. */
import type { Origin } from '../origin/origin.ts';
import { RenderError } from '../problem.ts';
import { Dict, type Item, List, stringAt } from '../value.ts';
import { loadYaml, loadYamlDocuments } from '../yaml/load.ts';
import type { Report } from './context.ts';
import { Files, type ReadFile } from './files.ts';
import type { HelmChart } from './helm.ts';
import { decodeKustomization } from './kustomization.ts';
import { type DecodedKustomization, FolderMemory } from './memory.ts';
import { absent } from './refusal.ts';
import { idOf, Resource, withTextAnnotations } from './resource.ts';

/** What all kustomizations of one build share. */
export interface Build {
  readonly read: ReadFile;
  readonly report: Report;
  readonly renderHelm: (chart: HelmChart) => readonly Item[] | undefined;
  /** What earlier builds came to, by folder. */
  readonly loaded: Map<string, FolderMemory>;
  /** Takes note of a folder that is included. */
  enter(folder: string): void;
  /** Takes from what one build may use up, in resources that pass from one kustomization to another; throws where nothing is left. */
  take(resources: number, at: Origin | undefined): void;
  /** What may still be taken. */
  left(): number;
}

/** What builds keep of a folder. */
export function memoryOf({ loaded }: Build, folder: string): FolderMemory {
  const found = loaded.get(folder) ?? new FolderMemory();
  loaded.set(folder, found);
  return found;
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
    build.report.problem(absent(folder, message, at));
    return undefined;
  }
  if (others.length > 0)
    build.report.problem(new RenderError(`Found multiple kustomization files under: ${folder}`, at));
  const { dict, problems } = memoryOf(build, folder).kustomizations.get(file, build.read(file), (text) =>
    decodedKustomization(loadYaml(text, file, { integers: true }), file),
  );
  for (const problem of problems) build.report.problem(problem);
  return dict && { dict, file };
}

/** A kustomization with the names of its fields, and what is refused about it. */
function decodedKustomization({ value, source }: Item, file: string): DecodedKustomization {
  const empty = 'kustomization.yaml is empty';
  if (!(value instanceof Dict))
    return { dict: undefined, problems: [new RenderError(empty, { file, start: 0, end: 0 })] };
  const problems: RenderError[] = [];
  const dict = decodeKustomization(value, (error) => problems.push(error));
  if ([...dict.entries.keys()].every((key) => key === 'apiVersion' || key === 'kind' || key === 'metadata'))
    problems.push(new RenderError(empty, source?.at));
  return { dict, problems };
}

/** The resources of a file in a folder or of another one that it names. */
export function loadResources(build: Build, folder: string, path: string): readonly Resource[] {
  return memoryOf(build, folder)
    .resources.get(path, build.read(path), (text) => resourcesIn(loadYamlDocuments(text, path, { version3: true })))
    .map((resource) => resource.clone());
}

/** The resources of documents, which they are made of; lists of resources are taken apart. */
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
    const resource = new Resource(item.value, item.source?.at);
    withTextAnnotations(resource);
    return [resource];
  });
}
