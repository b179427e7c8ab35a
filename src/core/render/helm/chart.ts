import { fromBytes } from '../go/bytes.ts';
import type { Origin } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import type { TextChange } from '../origin/text-change.ts';
import { joined } from '../paths.ts';
import { RenderError } from '../problem.ts';
import { cloned, Dict, type Item, itemsAt, List } from '../value.ts';
import { loadYaml, loadYamlDocuments } from '../yaml/load.ts';
import { readTar } from './archive.ts';
import { RenderCache } from './cache.ts';
import { ignoring } from './ignore.ts';
import { readMetadata, stringIn } from './metadata.ts';
import { StandIns } from './stand-ins.ts';
import { put } from './tables.ts';

/** A file of a chart. */
export interface ChartFile {
  /** Path in the chart: `templates/service.yaml`. */
  readonly name: string;
  /** Path in the workspace. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a chart asks for in its `dependencies`. */
export interface Dependency {
  readonly name: string;
  readonly alias: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly importValues: readonly Item[];
  /** Its entry. */
  readonly at: Origin;
}

/** Something about a chart that keeps a part of it from being rendered. */
export interface ChartProblem {
  readonly message: string;
  readonly at: Origin;
  /** Where an earlier text of the file stands in: how that lies in the present one. */
  readonly change?: TextChange | undefined;
}

/** A chart as it lies there. Never changed: one serves many renderings. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  /** Path of its folder in the workspace. */
  readonly folder: string;
  /** A library: only what its files that begin with `_` define can be used. */
  readonly isLibrary: boolean;
  /** Chart.yaml as templates see it under `.Chart`. */
  readonly metadata: Dict;
  readonly kubeVersion: string;
  readonly values: Dict;
  readonly templates: readonly ChartFile[];
  /** Files that `.Files` gives. */
  readonly files: readonly ChartFile[];
  readonly subcharts: readonly Chart[];
  readonly declared: readonly Dependency[];
  /** Those of the declared that are nowhere. */
  readonly missing: readonly Dependency[];
  readonly problems: readonly ChartProblem[];
}

/** Where charts are read from. */
export interface ChartSource {
  /** Contents by path in the workspace, with `/`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Unpacks gzip; without it, or where it gives nothing, packed subcharts are missing. */
  readonly gunzip?: (bytes: Uint8Array) => Uint8Array | undefined;
  /** Keeps what reading comes to. */
  readonly cache?: RenderCache;
  /** What stands in for files that cannot be read. */
  readonly standIns?: StandIns;
  /** Finds a chart that is not vendored, for the chart in a folder. */
  readonly lookUp?: (dependency: Dependency, folder: string) => Chart | undefined;
}

/** Loads the chart in a folder (Helm's pkg/chart/v2/loader). Throws {@link RenderError} where there is none. */
export function loadChart(folder: string, source: ChartSource): Chart {
  const all = filesBelow(folder, source);
  const rules = all.find(({ name }) => name === '.helmignore');
  const ignores = ignoring(rules === undefined ? '' : fromBytes(rules.bytes));
  return chartOf(
    folder,
    all.filter(({ name }) => !ignores(name)),
    source,
    [],
  );
}

/** The files of a folder, by their paths in it. */
function filesBelow(folder: string, source: ChartSource): readonly ChartFile[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  return [...source.files].flatMap(([path, bytes]) =>
    path.startsWith(prefix) ? [{ name: path.slice(prefix.length), path, bytes: withoutMark(bytes) }] : [],
  );
}

/** Makes a chart of its files. `around` are the folders of the charts that it is loaded for. */
function chartOf(folder: string, files: readonly ChartFile[], source: ChartSource, around: readonly string[]): Chart {
  const problems: ChartProblem[] = [];
  const fileOf = (name: string) => files.find((file) => file.name === name);
  const main = fileOf('Chart.yaml');
  if (main === undefined) throw new RenderError('Chart.yaml file is missing', { file: folder, start: 0, end: 0 });
  const { cache = new RenderCache(), standIns = new StandIns() } = source;
  const read = (file: ChartFile, reader: (file: ChartFile) => Dict): Dict => {
    const { value, mistake, change } = standIns.read(file, (own) => cache.table(own, () => reader(own)));
    if (mistake !== undefined) problems.push({ ...cannotLoad(file, mistake), change });
    return value ?? new Dict();
  };
  const tableOf = (file: ChartFile) => read(file, tableIn);
  const stated = tableOf(main);
  const requirements = fileOf('requirements.yaml');
  const older = requirements && tableOf(requirements);
  const list = stated.get('dependencies')?.value ?? older?.get('dependencies')?.value;
  const declared = list instanceof List ? list.items.map(dependencyOf) : [];
  const name = stringIn(stated, 'name') || folder.slice(folder.lastIndexOf('/') + 1);
  const subcharts = vendored(folder, files, source, problems, [...around, folder]);
  const missing: Dependency[] = [];
  for (const dependency of declared) {
    if (subcharts.some((sub) => sub.name === dependency.name)) continue;
    const found = elsewhere(dependency, folder, source, [...around, folder]);
    if (found === undefined) missing.push(dependency);
    else subcharts.push(found);
  }
  const isOlder = (stringIn(stated, 'apiVersion') || 'v1') === 'v1';
  const values = fileOf('values.yaml');
  return {
    name,
    version: stringIn(stated, 'version'),
    folder,
    isLibrary: stringIn(stated, 'type').toLowerCase() === 'library',
    metadata: readMetadata(stated, name, list),
    kubeVersion: stringIn(stated, 'kubeVersion'),
    values: values === undefined ? new Dict() : read(values, ({ path, bytes }) => readValues(path, bytes)),
    templates: files.filter((file) => file.name.startsWith('templates/')),
    files: files.filter(
      (file) =>
        !own.has(file.name) &&
        !/^templates\/|^charts\/(?!.*\.prov$)/.test(file.name) &&
        (isOlder || !file.name.startsWith('requirements.')),
    ),
    subcharts,
    declared,
    missing,
    problems,
  };
}

/** That a table cannot be read, worded as Helm words it. */
export function cannotLoad(
  { name, path }: Pick<ChartFile, 'name' | 'path'>,
  { message, at }: RenderError,
): ChartProblem {
  return { message: `cannot load ${name}: ${message}`, at: at ?? { file: path, start: 0, end: 0 } };
}

/** Files that make the chart what it is; templates do not see them. */
const own: ReadonlySet<string> = new Set(['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json']);

/** The charts in the folder `charts`, as folders or packed. */
function vendored(
  folder: string,
  files: readonly ChartFile[],
  source: ChartSource,
  problems: ChartProblem[],
  around: readonly string[],
): Chart[] {
  const grouped = new Map<string, ChartFile[]>();
  for (const file of files) {
    const [first, group = '', ...rest] = file.name.split('/');
    if (first !== 'charts' || /^[_.]/.test(group)) continue;
    const own = { ...file, name: rest.join('/') };
    if (own.name !== '' || group.endsWith('.tgz')) grouped.set(group, [...(grouped.get(group) ?? []), own]);
  }
  return [...grouped].flatMap(([group, own]) => {
    const path = `${folder === '' ? '' : `${folder}/`}charts/${group}`;
    const packed = own[0]?.name === '' ? own[0] : undefined;
    const inside = packed === undefined ? own : unpacked(packed, source);
    if (!inside.some(({ name }) => name === 'Chart.yaml')) {
      if (packed !== undefined)
        problems.push({ message: `${group} cannot be unpacked`, at: { file: path, start: 0, end: 0 } });
      return [];
    }
    return [chartOf(path, inside, source, around)];
  });
}

/** The files of a packed chart: everything in the one folder that it holds. */
function unpacked({ path, bytes }: ChartFile, source: ChartSource): readonly ChartFile[] {
  const unpack = () => {
    const tar = source.gunzip?.(bytes);
    return tar && readTar(tar);
  };
  const inside = (source.cache ?? new RenderCache()).archive(bytes, unpack) ?? [];
  return inside.flatMap((file) => {
    const name = file.path.replaceAll('\\', '/').split('/').slice(1).join('/');
    if (name === '' || name.startsWith('/') || name.split('/').includes('..')) return [];
    return [{ name, path: `${path}/${name}`, bytes: withoutMark(file.bytes) }];
  });
}

/** A chart that lies outside of `charts`: where `file://` says, or where the caller finds it. */
function elsewhere(
  dependency: Dependency,
  folder: string,
  source: ChartSource,
  around: readonly string[],
): Chart | undefined {
  const { repository } = dependency;
  if (repository.startsWith('file://')) {
    const path = joined(folder, repository.slice('file://'.length));
    if (!around.includes(path) && source.files.has(path === '' ? 'Chart.yaml' : `${path}/Chart.yaml`))
      return chartOf(path, filesBelow(path, source), source, around);
  }
  return source.lookUp?.(dependency, folder);
}

/** A values file, whose documents are merged (`LoadValues`). Throws {@link RenderError}. */
export function readValues(path: string, bytes: Uint8Array): Dict {
  const text = fromBytes(withoutMark(bytes));
  return valuesIn(text.endsWith('\n') ? text : `${text}\n`, path);
}

/** The values in a text that stands in a file. Throws {@link RenderError}. */
export function valuesIn(text: string | Text, path: string): Dict {
  const documents = loadYamlDocuments(text, path, { values: true, inPlace: true });
  return documents.reduce<Dict>((merged, { value, source }) => {
    if (value === null) return merged;
    if (value instanceof Dict) return mergeMaps(merged, value);
    throw new RenderError('the values of a chart have to be a map', source?.at);
  }, new Dict());
}

/** One map over another, as values files lie over each other (`MergeMaps`). */
export function mergeMaps(below: Dict, above: Dict): Dict {
  const merged = cloned(below);
  for (const [key, entry] of above.entries) {
    const lower = merged.get(key)?.value;
    const both = entry.value instanceof Dict && lower instanceof Dict;
    put(merged, key, both ? { ...entry, value: mergeMaps(lower, entry.value as Dict) } : entry);
  }
  return merged;
}

function tableIn({ path, bytes }: ChartFile): Dict {
  const { value, source } = loadYaml(fromBytes(bytes), path, { values: true, integers: true });
  if (value instanceof Dict) return value;
  throw new RenderError('it has to be a map', source?.at);
}

function dependencyOf(item: Item): Dependency {
  const table = item.value instanceof Dict ? item.value : new Dict();
  return {
    name: stringIn(table, 'name'),
    alias: stringIn(table, 'alias'),
    version: stringIn(table, 'version'),
    repository: stringIn(table, 'repository'),
    condition: stringIn(table, 'condition'),
    tags: itemsAt(table, 'tags').map(({ value }) => String(value)),
    importValues: itemsAt(table, 'import-values'),
    at: item.source?.at ?? { file: '', start: 0, end: 0 },
  };
}

/** Without a byte order mark at its beginning. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
