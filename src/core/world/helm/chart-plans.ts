import { cannotLoad, readValues, withoutMark } from '../../render/helm/chart.ts';
import type { Dict } from '../../render/value.ts';
import { sameItems } from '../common-ends.ts';
import type { Layout } from '../layout.ts';
import type { RenderContext } from '../render-context.ts';
import { type StackFile, sameFiles } from '../stack-file.ts';
import type { Deployment } from './deployment.ts';
import { deploymentsIn } from './deployments.ts';
import { ValuesIndex, ValuesWorkspace, type WrittenValues } from './values-workspace.ts';
import { type StatedVariants, type Variant, variantsOf } from './variants.ts';

/** What is kept of a workspace's files for its charts, by file. */
class PlanMemory {
  readonly #context: Pick<RenderContext, 'bytes' | 'standIns'>;
  readonly #deployments = new WeakMap<StackFile, readonly Deployment[]>();
  readonly #written = new WeakMap<StackFile, { readonly values: WrittenValues | undefined }>();
  readonly #tables = new WeakMap<Uint8Array, Dict>();

  constructor({ bytes, standIns }: RenderContext) {
    this.#context = { bytes, standIns };
  }

  deploymentsOf(file: StackFile): readonly Deployment[] {
    let found = this.#deployments.get(file);
    if (found === undefined) {
      found = /\.(ya?ml|gotmpl)$/.test(file.path) ? deploymentsIn(file.path, file.text, file.template) : none;
      this.#deployments.set(file, found);
    }
    return found;
  }

  valuesOf(file: StackFile): WrittenValues | undefined {
    let found = this.#written.get(file);
    if (found === undefined) {
      found = { values: this.#read(file) };
      this.#written.set(file, found);
    }
    return found.values;
  }

  #read(file: StackFile): WrittenValues | undefined {
    const { bytes, standIns } = this.#context;
    const { path } = file;
    const content = { path, bytes: withoutMark(bytes.of(file)) };
    const { value, mistake, change } = standIns.read(content, (own) => this.#tableIn(own.bytes, path));
    if (value === undefined) return undefined;
    if (mistake === undefined) return { values: value };
    return { values: value, problem: { kind: 'unread', ...cannotLoad({ name: path, path }, mistake), change } };
  }

  #tableIn(bytes: Uint8Array, path: string): Dict {
    const found = this.#tables.get(bytes) ?? readValues(path, bytes);
    this.#tables.set(bytes, found);
    return found;
  }
}

const none: readonly Deployment[] = [];

/** In how many variants a chart is rendered at most. */
const maxVariants = 8;

/** With which values the charts of a workspace are rendered. */
export interface ChartPlans {
  readonly memory: PlanMemory;
  readonly files: readonly StackFile[];
  readonly layout: Layout;
  readonly index: ValuesIndex;
  /** By the folders of the charts. */
  readonly plans: ReadonlyMap<string, ChartPlan>;
}

/** With which values a chart is rendered. */
interface ChartPlan {
  /** At least one. */
  readonly variants: readonly Variant[];
  /** What was in the values files that decided about them, by path. */
  readonly read: ReadonlyMap<string, WrittenValues | undefined>;
}

/** Plans for the files of a layout; without charts there is nothing to plan. */
export function planCharts(
  files: readonly StackFile[],
  layout: Layout,
  stated: readonly StatedVariants[],
  context: RenderContext,
  before: ChartPlans | undefined,
): ChartPlans | undefined {
  if (layout.charts.size === 0) return undefined;
  const memory = before?.memory ?? new PlanMemory(context);
  const deploymentsOf = (file: StackFile) => memory.deploymentsOf(file);
  const isSame =
    before?.layout === layout &&
    sameFiles(before.files, files, (old, file) => sameItems(deploymentsOf(old), deploymentsOf(file)));
  const index = isSame ? before.index : new ValuesIndex(pathsOf(files), files.flatMap(deploymentsOf));
  const valuesAt = (path: string) => {
    const file = files[layout.positions.get(path) ?? -1];
    return file === undefined ? undefined : memory.valuesOf(file);
  };
  const plans = new Map<string, ChartPlan>();
  for (const folder of layout.charts.keys()) {
    const known = isSame ? before.plans.get(folder) : undefined;
    const holds = known !== undefined && [...known.read].every(([path, values]) => valuesAt(path) === values);
    const own = stated.find((each) => each.folder === folder);
    plans.set(folder, holds ? known : planChart(folder, index, valuesAt, own));
  }
  return { memory, files, layout, index, plans };
}

function planChart(
  folder: string,
  index: ValuesIndex,
  valuesAt: ValuesWorkspace['values'],
  stated: StatedVariants | undefined,
): ChartPlan {
  const read = new Map<string, WrittenValues | undefined>();
  const workspace = new ValuesWorkspace(index, (path) => {
    const values = valuesAt(path);
    read.set(path, values);
    return values;
  });
  return { variants: variantsOf(folder, workspace, stated, maxVariants), read };
}

/** Values and charts are YAML; whatever else lies around is no matter here. */
function pathsOf(files: readonly StackFile[]): readonly string[] {
  return files.flatMap(({ path }) => (/\.(ya?ml|gotmpl|json)$/.test(path) ? [path] : []));
}
