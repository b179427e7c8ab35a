import { joined } from '../../render/paths.ts';
import type { RenderProblem } from '../../render/problem.ts';
import { Dict, isString, List, stringOf, type Value } from '../../render/value.ts';
import type { Span } from '../../text/span.ts';
import { liesIn, pathFrom, resolvePath } from '../stack-file.ts';
import type { Release } from './deployment.ts';
import { settingsOver } from './settings.ts';
import { holdsValues, valuesFilesOf } from './values-files.ts';
import { type PlacedDeployment, pathIn, type ValuesWorkspace, type WrittenValues } from './values-workspace.ts';

/** Values files that the configuration states for a chart. */
export interface StatedVariants {
  /** The chart's folder. */
  readonly folder: string;
  /** Each is rendered for itself: files that lie over each other, from the chart's folder or the workspace's root on. */
  readonly variants: readonly (readonly string[])[];
}

/** Values over those of a chart. */
export interface ValuesPart {
  readonly file: string;
  /** The stretch of the file that states them; `undefined`: the whole file. */
  readonly span: Span | undefined;
  /** With their places in the file. */
  readonly values: Dict;
  /** What they were read from: the same object as long as they are the same. */
  readonly from: object;
  /** Why their file cannot be read, where its last text that could be stands in. */
  readonly problem?: RenderProblem | undefined;
}

/** One way in which a chart is rendered. */
export interface Variant {
  /** `''` for the default values, else for people and unlike the chart's others: `values-prod.yaml`, `argocd/shop.yaml`. */
  readonly name: string;
  /** Later ones win. */
  readonly values: readonly ValuesPart[];
  /** Whether they stand in for the chart's values.yaml instead of lying over it. */
  readonly replacesDefaults: boolean;
  /** Name and namespace, where something states them. */
  readonly release: Release | undefined;
  /** One sentence: why the chart is rendered like this. */
  readonly why: string;
}

/**
 * With which values the chart in a folder is rendered: those that the configuration states, or else its own, then what deployments
 * state, then other values files by path. The same workspace gives the same variants in the same order; never throws.
 */
export function variantsOf(
  folder: string,
  workspace: ValuesWorkspace,
  stated: StatedVariants | undefined,
  limit: number,
): readonly Variant[] {
  const found = new Variants(limit);
  for (const paths of stated?.variants ?? []) found.add(statedVariant(paths, folder, workspace));
  if (found.all.length > 0) return found.all;
  found.add(defaultVariant);
  const placed = workspace.deploymentsOf(folder);
  const inFile = (file: string) => placed.filter(({ deployment }) => deployment.file === file).length;
  const used = new Set<string>();
  for (const each of placed) {
    if (found.isFull) break;
    const variant = deployedVariant(each, folder, workspace, inFile(each.deployment.file) > 1);
    for (const { file, span } of variant?.values ?? []) if (span === undefined) used.add(file);
    found.add(variant);
  }
  for (const path of valuesFilesOf(folder, workspace)) {
    if (found.isFull) break;
    if (!used.has(path)) found.add(fileVariant(path, folder, workspace));
  }
  return found.all;
}

const defaultVariant: Variant = {
  name: '',
  values: [],
  replacesDefaults: false,
  release: undefined,
  why: 'The chart is rendered with its default values.',
};

/** Variants of one chart, without those that come to the same. */
class Variants {
  readonly all: Variant[] = [];
  readonly #limit: number;
  readonly #known = new Set<string>();
  readonly #names = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.all.length >= this.#limit;
  }

  add(variant: Variant | undefined): void {
    if (variant === undefined || this.isFull) return;
    const key = keyOf(variant);
    if (this.#known.has(key)) return;
    let { name } = variant;
    for (let count = 2; this.#names.has(name); count++) name = `${variant.name} (${count})`;
    this.#known.add(key);
    this.#names.add(name);
    this.all.push({ ...variant, name });
  }
}

/** Whether a variant is one of an earlier state, so that what was rendered with it is what it renders to. */
export function sameVariant(a: Variant, b: Variant): boolean {
  return (
    a.name === b.name &&
    a.why === b.why &&
    a.replacesDefaults === b.replacesDefaults &&
    a.release?.name === b.release?.name &&
    a.release?.namespace === b.release?.namespace &&
    a.values.length === b.values.length &&
    a.values.every((part, i) => part.file === b.values[i]?.file && part.from === b.values[i]?.from)
  );
}

/** What two variants that render the same have in common. */
function keyOf({ values, replacesDefaults, release }: Variant): string {
  const parts = values.map(({ file, span, values: own }) => (span === undefined ? file : said(own)));
  return JSON.stringify([parts, replacesDefaults, release?.name, release?.namespace]);
}

/** What values say, wherever they stand. */
function said(value: Value): string {
  if (isString(value)) return JSON.stringify(stringOf(value));
  if (value instanceof List) return `[${value.items.map((item) => said(item.value)).join()}]`;
  if (!(value instanceof Dict)) return `${typeof value} ${String(value)}`;
  return `{${value.keys().map((key) => `${JSON.stringify(key)}:${said(value.get(key)?.value ?? null)}`)}}`;
}

function statedVariant(paths: readonly string[], folder: string, workspace: ValuesWorkspace): Variant | undefined {
  const parts: ValuesPart[] = [];
  const own = joined(folder, 'values.yaml');
  for (const written of paths) {
    const path = statedFile(written, folder, workspace);
    const values = path === undefined ? undefined : workspace.values(path);
    if (path === undefined || values === undefined) return undefined;
    if (path !== own || parts.length > 0) parts.push(wholeFile(path, values));
  }
  if (parts.length === 0) return defaultVariant;
  const name = parts.map(({ file }) => shown(file, folder)).join(' + ');
  return { ...defaultVariant, name, values: parts, why: `.portolan.yaml states these values: ${paths.join(', ')}.` };
}

/** The file that the configuration means: from the chart's folder on, or else from the workspace's root. */
function statedFile(written: string, folder: string, workspace: ValuesWorkspace): string | undefined {
  return [resolvePath(folder, written), resolvePath('', written)].find(
    (path) => path !== undefined && workspace.has(path),
  );
}

function deployedVariant(
  { deployment, repository }: PlacedDeployment,
  folder: string,
  workspace: ValuesWorkspace,
  isOneOfSeveral: boolean,
): Variant | undefined {
  const parts: ValuesPart[] = [];
  const own = joined(folder, 'values.yaml');
  let { replacesDefaults } = deployment;
  for (const stated of deployment.values) {
    if (stated.kind === 'file') {
      const path = pathIn(stated.at, repository, folder);
      if (path !== undefined && stated.optional && !workspace.has(path)) continue;
      const values = path === undefined ? undefined : workspace.values(path);
      if (path === undefined || values === undefined) return undefined;
      // The chart's own values lie below all others anyway.
      if (path === own && parts.length === 0) replacesDefaults = false;
      else parts.push(wholeFile(path, values));
    } else {
      const values =
        stated.kind === 'inline'
          ? stated.values
          : settingsOver(
              parts.map((part) => part.values),
              stated.settings,
            );
      if (values === undefined) return undefined;
      if (values.size > 0) parts.push({ file: deployment.file, span: stated.span, values, from: stated });
    }
  }
  return {
    name: isOneOfSeveral ? `${deployment.file} (${deployment.name})` : deployment.file,
    values: parts,
    replacesDefaults,
    release: deployment.release,
    why: `${deployment.file} deploys the chart: ${deployment.what}.`,
  };
}

function fileVariant(path: string, folder: string, workspace: ValuesWorkspace): Variant | undefined {
  const values = workspace.values(path);
  if (values === undefined || !holdsValues(values.values)) return undefined;
  const why = `${path} holds values for the chart, by its name and place.`;
  return { ...defaultVariant, name: shown(path, folder), values: [wholeFile(path, values)], why };
}

function wholeFile(file: string, written: WrittenValues): ValuesPart {
  return { file, span: undefined, values: written.values, from: written, problem: written.problem };
}

/** A file as the chart's variants call it. */
function shown(path: string, folder: string): string {
  return liesIn(path, folder) ? pathFrom(folder, path) : path;
}
