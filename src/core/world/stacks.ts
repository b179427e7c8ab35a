import { defaultKubeVersion } from '../render/helm/capabilities.ts';
import type { ChartSource } from '../render/helm/chart.ts';
import { StandIns } from '../render/helm/stand-ins.ts';
import { kustomizationNames } from '../render/kustomize/files.ts';
import { joined } from '../render/paths.ts';
import { FileBytes } from './file-bytes.ts';
import { type ChartPlans, planCharts } from './helm/chart-plans.ts';
import { type ChartStacks, chartStacks } from './helm/chart-stack.ts';
import type { StatedVariants } from './helm/variants.ts';
import { type KustomizeStack, kustomizeStack } from './kustomize/kustomize-stack.ts';
import { type Layout, layOut } from './layout.ts';
import { type PlainStacks, plainStacks } from './plain/plain-stacks.ts';
import type { RenderContext } from './render-context.ts';
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
  /** Minor version of the Kubernetes 1.x that charts are rendered for, by default the newest known; it has to be that of `previous`. */
  readonly kubernetesMinor?: number;
  /** Unpacks gzip, for packed charts. */
  readonly gunzip?: ChartSource['gunzip'];
  /** Whether what files held in `previous` never stands in for what they hold. */
  readonly states?: boolean;
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
  readonly bytes: FileBytes;
  readonly standIns: StandIns;
  readonly loaded: RenderContext['loaded'];
  readonly plans: ChartPlans | undefined;
  readonly charts: ReadonlyMap<string, ChartStacks>;
  readonly plain: PlainStacks;
}

/**
 * Decides which manifests are applied together (`stacks-and-evidence` §2). The same files give the same stacks in whatever
 * order they come, and with `previous` an edit costs what the stacks that hold the file cost. Only for files of charts that
 * cannot be read it matters what they held before ({@link StandIns}).
 */
export function buildStacks({
  files,
  stated,
  helmValues = [],
  kubernetesMinor,
  gunzip = () => undefined,
  states = false,
  previous,
}: StackInput): JoinedStacks {
  const before = previous?.parties;
  const layout = before !== undefined && sameLayout(before.files, files) ? before.layout : layOut(files, stated);
  const filesAt = (positions: readonly number[]) => {
    const found: StackFile[] = [];
    for (const position of positions) {
      const file = files[position];
      if (file !== undefined) found.push(file);
    }
    return found;
  };
  const taken = new Set(stated.map(({ name }) => name));
  const bytes = before?.bytes ?? new FileBytes();
  const loaded: RenderContext['loaded'] = before?.loaded ?? new Map();
  const standIns = (states ? undefined : before?.standIns) ?? new StandIns();
  if (layout !== before?.layout) {
    forgetGone(loaded, layout);
    standIns.keep(layout.positions);
  }
  const context: RenderContext = {
    file: (path) => files[layout.positions.get(path) ?? -1],
    chartFiles: (folder) => filesAt(layout.charts.get(folder) ?? []),
    gunzip,
    kubeVersion: kubernetesMinor === undefined ? defaultKubeVersion : `v1.${kubernetesMinor}.0`,
    parsed: new ParsedTexts(),
    bytes,
    standIns,
    loaded,
  };

  const plans = planCharts(files, layout, helmValues, context, before?.plans);
  const variantsOf = (folder: string) => plans?.plans.get(folder)?.variants ?? [];
  const statedResults = layout.stated.map((entry, i) =>
    statedStack(entry, filesAt(entry.files), layout.parts, variantsOf, context, before?.stated[i]),
  );
  const kustomized = new Map<string, KustomizeStack>();
  for (const root of layout.roots) {
    const name = claim(taken, nameOf(root.folder), 'kustomization');
    kustomized.set(root.folder, kustomizeStack(name, root, context, before?.kustomized.get(root.folder)));
  }
  const charts = new Map<string, ChartStacks>();
  for (const folder of layout.freeCharts) {
    const name = claim(taken, nameOf(folder), 'chart');
    const named = (variant: string) => (variant === '' ? name : claim(taken, `${name} (${variant})`, 'chart'));
    const known = before?.charts.get(folder);
    charts.set(folder, chartStacks(named, folder, context.chartFiles(folder), variantsOf(folder), context, known));
  }
  const folders = new Map<string, readonly StackFile[]>();
  for (const [folder, positions] of layout.folders) folders.set(folder, filesAt(positions));
  const plain = plainStacks(folders, taken, before?.plain);
  return {
    stacks: [
      ...statedResults.map(({ stack }) => stack),
      ...layout.roots.flatMap(({ folder, component }) => shown(kustomized.get(folder)?.stack, !component)),
      ...[...charts.values()].flatMap(({ variants }) =>
        variants.flatMap(({ stack }) => shown(stack, stack.unknowns.objects !== undefined || hasProblems(stack))),
      ),
      ...plain.stacks,
    ],
    parts: layout.parts,
    parties: { files, layout, stated: statedResults, kustomized, bytes, standIns, loaded, plans, charts, plain },
  };
}

function hasProblems({ rendering }: Stack): boolean {
  return rendering !== undefined && rendering.problems.length > 0;
}

/** A component that only changes others and a chart without templates are nothing to look at when they have no objects. */
function shown(stack: Stack | undefined, evenEmpty: boolean): readonly Stack[] {
  return stack !== undefined && (evenEmpty || stack.resources.length > 0) ? [stack] : [];
}

/** Lets go of what was kept of folders that hold no kustomization any more. */
function forgetGone(loaded: RenderContext['loaded'], { positions }: Layout): void {
  for (const folder of loaded.keys())
    if (!kustomizationNames.some((name) => positions.has(joined(folder, name)))) loaded.delete(folder);
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
