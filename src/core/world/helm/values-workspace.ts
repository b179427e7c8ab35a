import { joined } from '../../render/paths.ts';
import type { RenderProblem } from '../../render/problem.ts';
import type { Dict } from '../../render/value.ts';
import { byText } from '../../text/words.ts';
import { baseName, folderOf, resolvePath } from '../stack-file.ts';
import type { Deployment, StatedPath } from './deployment.ts';
import { isValuesFile } from './values-files.ts';

/** A deployment of a chart of the workspace, with the folder that its repository begins at. */
export interface PlacedDeployment {
  readonly deployment: Deployment;
  readonly repository: string;
}

/** Which files of a workspace may be values of its charts, and what deploys them. Changes only where files come or go. */
export class ValuesIndex {
  /** Folders of charts and subcharts, sorted. */
  readonly charts: readonly string[];
  /** Files that are values by their names, sorted, with the innermost chart that they lie in. */
  readonly candidates: readonly { readonly path: string; readonly chart: string | undefined }[];
  readonly #paths: ReadonlySet<string>;
  readonly #deployments = new Map<string, PlacedDeployment[]>();

  constructor(paths: Iterable<string>, deployments: readonly Deployment[]) {
    this.#paths = new Set(paths);
    const sorted = [...this.#paths].sort(byText);
    this.charts = sorted.filter((path) => baseName(path) === 'Chart.yaml').map(folderOf);
    const charts = new Set(this.charts);
    this.candidates = sorted
      .filter(isValuesFile)
      .map((path) => ({ path, chart: foldersAbove(path).find((folder) => charts.has(folder)) }));
    for (const deployment of [...deployments].sort((a, b) => byText(a.file, b.file))) this.#place(deployment);
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  /** What deploys the chart in a folder, by file. */
  deploymentsOf(folder: string): readonly PlacedDeployment[] {
    return this.#deployments.get(folder) ?? [];
  }

  #place(deployment: Deployment): void {
    const { chart, file } = deployment;
    // The workspace is the repository, or else holds it.
    for (const repository of chart.from === 'repository' ? ['', ...foldersAbove(file)] : ['']) {
      const folder = pathIn(chart, repository, '');
      if (folder === undefined || !this.has(joined(folder, 'Chart.yaml'))) continue;
      const others = this.#deployments.get(folder) ?? [];
      others.push({ deployment, repository });
      this.#deployments.set(folder, others);
      return;
    }
  }
}

/** What is in a values file: the same object as long as the file is the same. */
export interface WrittenValues {
  readonly values: Dict;
  /** Why the file cannot be read, where its last text that could be stands in. */
  readonly problem?: RenderProblem;
}

/** What of a workspace decides with which values its charts are rendered. */
export class ValuesWorkspace {
  readonly index: ValuesIndex;
  /** What is in a values file; `undefined` where there is none or it cannot be read. */
  readonly values: (path: string) => WrittenValues | undefined;

  constructor(index: ValuesIndex, values: ValuesWorkspace['values']) {
    this.index = index;
    this.values = values;
  }

  has(path: string): boolean {
    return this.index.has(path);
  }

  deploymentsOf(folder: string): readonly PlacedDeployment[] {
    return this.index.deploymentsOf(folder);
  }
}

/** Where a stated path lies in the workspace; `undefined` where it leads out of it. */
export function pathIn({ path, from }: StatedPath, repository: string, chart: string): string | undefined {
  return from === 'workspace' ? path : resolvePath(from === 'chart' ? chart : repository, path.replace(/^\//, ''));
}

/** The folders that a file lies in, from the deepest on. */
function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return [...folders, ''];
}
