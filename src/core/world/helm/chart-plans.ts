import { readValues } from '../../render/helm/chart.ts';
import { attempt, RenderError } from '../../render/problem.ts';
import type { Dict } from '../../render/value.ts';
import { sameItems } from '../common-ends.ts';
import { FileBytes } from '../file-bytes.ts';
import type { Layout } from '../layout.ts';
import { baseName, type StackFile } from '../stack-file.ts';
import type { Deployment } from './deployment.ts';
import { deploymentsIn } from './deployments.ts';
import { ValuesIndex, ValuesWorkspace } from './values-workspace.ts';
import { type StatedVariants, type Variant, variantsOf } from './variants.ts';

/** What is kept of a workspace's files for its charts, by file. */
export class PlanMemory {
  readonly #deployments = new WeakMap<StackFile, readonly Deployment[]>();
  readonly #bytes = new FileBytes();
  readonly #values = new WeakMap<StackFile, { readonly values: Dict | undefined }>();

  deploymentsOf(file: StackFile): readonly Deployment[] {
    let found = this.#deployments.get(file);
    if (found === undefined) {
      found = /\.(ya?ml|gotmpl)$/.test(file.path) ? deploymentsIn(file.path, file.text, file.template) : none;
      this.#deployments.set(file, found);
    }
    return found;
  }

  valuesOf(file: StackFile): Dict | undefined {
    let found = this.#values.get(file);
    if (found === undefined) {
      const values = attempt(() => readValues(file.path, this.#bytes.of(file)));
      found = { values: values instanceof RenderError ? undefined : values };
      this.#values.set(file, found);
    }
    return found.values;
  }
}

const none: readonly Deployment[] = [];

/** With which values the charts of a workspace are rendered. */
export interface ChartPlans {
  readonly memory: PlanMemory;
  readonly layout: Layout;
  readonly deployments: readonly Deployment[];
  readonly index: ValuesIndex;
  /** The variants of the chart in a folder, at least one. */
  readonly variants: (folder: string) => readonly Variant[];
}

/** Plans for the files of a layout; without charts there is nothing to plan. */
export function planCharts(
  files: readonly StackFile[],
  layout: Layout,
  stated: readonly StatedVariants[],
  limit: number,
  before: ChartPlans | undefined,
): ChartPlans | undefined {
  if (layout.charts.size === 0) return undefined;
  const memory = before?.memory ?? new PlanMemory();
  const deployments = files.flatMap((file) => memory.deploymentsOf(file));
  const isSame = before?.layout === layout && sameItems(before.deployments, deployments);
  const index = isSame && before !== undefined ? before.index : new ValuesIndex(pathsOf(files), deployments);
  const workspace = new ValuesWorkspace(index, (path) => {
    const file = files[layout.positions.get(path) ?? -1];
    return file === undefined ? undefined : memory.valuesOf(file);
  });
  return {
    memory,
    layout,
    deployments,
    index,
    variants: (folder) => {
      const own = stated.find((each) => each.folder === folder);
      return variantsOf(folder, workspace, own, limit);
    },
  };
}

/** Values and charts are YAML; whatever else lies around is no matter here. */
function pathsOf(files: readonly StackFile[]): readonly string[] {
  return files.flatMap(({ path }) => (/\.(ya?ml|gotmpl|json)$/.test(baseName(path)) ? [path] : []));
}
