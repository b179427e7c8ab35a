import { defaultKubeVersion } from '../render/helm/capabilities.ts';
import type { ChartSource } from '../render/helm/chart.ts';
import { type ChartPlans, planCharts } from './helm/chart-plans.ts';
import { type ChartContext, type ChartStacks, chartStacks } from './helm/chart-stack.ts';
import type { StatedVariants } from './helm/variants.ts';
import { type KustomizationFiles, KustomizeMemory } from './kustomize/kustomize-build.ts';
import { type KustomizeStack, kustomizeStack } from './kustomize/kustomize-stack.ts';
import { type Layout, layOut } from './layout.ts';
import { type PlainStacks, plainStacks } from './plain/plain-stacks.ts';
import { ParsedTexts } from './rendered.ts';
import type { Stack } from './stack.ts';
import { type StackFile, sameFiles } from './stack-file.ts';
import { type StatedResult, type StatedStack, statedStack } from './stated-stack.ts';

export type { StackFile } from './stack-file.ts';
export type { StatedStack } from './stated-stack.ts';

/** What stacks are made from. */
export interface StackInput {
  /** Every file of the workspace that was read, in any order. */
  readonly files: readonly StackFile[];
  /** Stacks of the configuration; they have to be those of `previous`. */
  readonly stated: readonly StatedStack[];
  /** Values that the configuration states for charts; they have to be those of `previous`. */
  readonly helmValues?: readonly StatedVariants[];
  /** In how many variants a chart is rendered at most; eight when absent. */
  readonly maxVariants?: number;
  /** Minor version of the Kubernetes 1.x that charts are rendered for, by default the newest known; it has to be that of `previous`. */
  readonly kubernetesMinor?: number;
  /** Unpacks gzip, for packed charts. */
  readonly gunzip?: ChartSource['gunzip'];
  /** The result for an earlier state of the same workspace: what did not change since is the same object again. */
  readonly previous?: JoinedStacks | undefined;
}

/** The stacks of a workspace. */
export interface JoinedStacks {
  /** Stated ones, kustomizations, charts, then plain manifests and dumps; each kind sorted by name, stated ones as written. */
  readonly stacks: readonly Stack[];
  /** Files that kustomizations use as patches or content: what stands in them is part of an object and judged nowhere alone. */
  readonly parts: ReadonlySet<string>;
  /** What the next state is made from. */
  readonly parties: Parties;
}

/** Everything that a later state may share. */
interface Parties {
  readonly files: readonly StackFile[];
  readonly layout: Layout;
  readonly stated: readonly StatedResult[];
  readonly kustomized: ReadonlyMap<string, KustomizeStack>;
  readonly memory: KustomizeMemory;
  readonly plans: ChartPlans | undefined;
  readonly charts: ReadonlyMap<string, ChartStacks>;
  readonly plain: PlainStacks;
}

/**
 * Decides which manifests are applied together (`stacks-and-evidence` §2). The same files give the same stacks in whatever
 * order they come, and with `previous` an edit costs what the stacks that hold the file cost.
 */
export function buildStacks({
  files,
  stated,
  helmValues = [],
  maxVariants = 8,
  kubernetesMinor,
  gunzip,
  previous,
}: StackInput): JoinedStacks {
  const before = previous?.parties;
  const layout = before !== undefined && sameLayout(before.files, files) ? before.layout : layOut(files, stated);
  const fileAt = (position: number | undefined) => (position === undefined ? undefined : files[position]);
  const filesAt = (positions: readonly number[]) => {
    const found: StackFile[] = [];
    for (const position of positions) {
      const file = files[position];
      if (file !== undefined) found.push(file);
    }
    return found;
  };
  const taken = new Set(stated.map(({ name }) => name));
  const memory = before?.memory ?? new KustomizeMemory();
  const chartFiles = (folder: string) => filesAt(layout.charts.get(folder) ?? []);
  const parsed = new ParsedTexts();
  const kubeVersion = kubernetesMinor === undefined ? defaultKubeVersion : `v1.${kubernetesMinor}.0`;
  const lookup: KustomizationFiles = {
    file: (path) => fileAt(layout.positions.get(path)),
    chart: chartFiles,
    gunzip,
    kubeVersion,
    parsed,
  };

  const statedResults = layout.stated.map((entry, i) =>
    statedStack(entry.stack, filesAt(entry.files), layout, lookup, memory, before?.stated[i]),
  );
  const kustomized = new Map<string, KustomizeStack>();
  for (const root of layout.roots) {
    const name = claim(taken, nameOf(root.folder), 'kustomization');
    kustomized.set(root.folder, kustomizeStack(name, root, lookup, memory, before?.kustomized.get(root.folder)));
  }
  const plans = planCharts(files, layout, helmValues, maxVariants, before?.plans);
  const charts = new Map<string, ChartStacks>();
  const context: ChartContext = {
    kubeVersion,
    parsed,
    gunzip,
    chartFiles,
  };
  for (const [folder, positions] of layout.charts) {
    const name = claim(taken, nameOf(folder), 'chart');
    const named = (variant: string) => (variant === '' ? name : claim(taken, `${name} (${variant})`, 'chart'));
    const variants = plans?.variants(folder) ?? [];
    charts.set(
      folder,
      chartStacks(
        ({ name: variant }) => named(variant),
        folder,
        filesAt(positions),
        variants,
        context,
        before?.charts.get(folder),
      ),
    );
  }
  const folders = new Map<string, readonly StackFile[]>();
  for (const [folder, positions] of layout.folders) folders.set(folder, filesAt(positions));
  const plain = plainStacks(folders, taken, before?.plain);
  return {
    stacks: [
      ...statedResults.map(({ stack }) => stack),
      ...layout.roots.flatMap(({ folder, component }) => shown(kustomized.get(folder)?.stack, !component)),
      ...[...charts.values()].flatMap(({ variants }) =>
        variants.flatMap(({ stack }) => shown(stack, stack.unknowns.objects !== undefined)),
      ),
      ...plain.stacks,
    ],
    parts: layout.parts,
    parties: { files, layout, stated: statedResults, kustomized, memory, plans, charts, plain },
  };
}

/** A component that only changes others and a chart without templates are nothing to look at when they have no objects. */
function shown(stack: Stack | undefined, evenEmpty: boolean): readonly Stack[] {
  return stack !== undefined && (evenEmpty || stack.resources.length > 0) ? [stack] : [];
}

/** Whether paths, kustomizations and charts are the same, so that only contents of other files differ. */
function sameLayout(before: readonly StackFile[], now: readonly StackFile[]): boolean {
  return sameFiles(before, now, (old, file) => old.root === undefined && file.root === undefined);
}

function nameOf(folder: string): string {
  return folder === '' ? '.' : folder;
}

/** A name that no other stack has. */
function claim(taken: Set<string>, name: string, what: string): string {
  const free = taken.has(name) ? `${name} (${what})` : name;
  taken.add(free);
  return free;
}
