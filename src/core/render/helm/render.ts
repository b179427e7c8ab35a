/**
 * Helm charts as Helm v4.3 renders them without a cluster (`helm template`); where values are put together it can also be v3.22.
 */
import { helmFunctions } from '../functions/table.ts';
import { base } from '../go/path.ts';
import type { Origin } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import { attempt, type Budget, newBudget, RenderError } from '../problem.ts';
import { execute, TemplateSet, withoutNoValue } from '../template/index.ts';
import { bare, byBytes, Dict, dictAt, type Item } from '../value.ts';
import { RenderCache } from './cache.ts';
import { capabilities, defaultKubeVersion, normalVersion } from './capabilities.ts';
import { type Chart, type ChartFile, type Dependency, mergeMaps } from './chart.ts';
import { coalesceValues, type HelmVersion } from './coalesce.ts';
import { nameOf, processDependencies } from './dependencies.ts';
import { filesOf } from './files.ts';
import { inRange } from './in-range.ts';
import { ChartNode } from './node.ts';
import { opaqueInclude, withOpaqueEntries } from './opaque.ts';

/** What is to be rendered, and for what. */
export interface RenderInput {
  readonly chart: Chart;
  /** Values over the chart's own (`readValues`); later ones win. */
  readonly values?: readonly Dict[];
  readonly release?: { readonly name?: string; readonly namespace?: string };
  readonly kubeVersion?: string;
  /** API versions beside those that Helm knows. */
  readonly apiVersions?: readonly string[];
  readonly helm?: HelmVersion;
  /** Keeps what parsing makes, between renderings. */
  readonly cache?: RenderCache;
}

/** One template of a chart, rendered. */
export interface RenderedFile {
  /** As Helm names it: `shop/charts/db/templates/service.yaml`. */
  readonly name: string;
  /** Path of the template in the workspace. */
  readonly file: string;
  readonly text: Text;
}

/** Something that is left out of the rendering, and where that can be changed. */
export interface RenderProblem {
  /** `failed`: a file; `lacking`: a value that has to be given; `missing`: a subchart; `unread`: a part of the chart. */
  readonly kind: 'failed' | 'lacking' | 'missing' | 'unread';
  readonly message: string;
  readonly at: Origin | undefined;
}

export interface RenderedChart {
  readonly files: readonly RenderedFile[];
  readonly problems: readonly RenderProblem[];
  /** Subcharts that take part and are nowhere. */
  readonly missing: readonly Dependency[];
}

/**
 * Renders a chart as `helm template` does (Helm's pkg/engine), with two differences: what fails is left out and said, file by
 * file, and `required` and `fail` go on as `helm lint` has them. Never throws for what charts hold.
 */
export function renderChart(input: RenderInput): RenderedChart {
  const helm = input.helm ?? 'v4';
  const given = (input.values ?? []).reduce(mergeMaps, new Dict());
  const root = new ChartNode(input.chart);
  const problems: RenderProblem[] = [];
  const caught = attempt(() => {
    processDependencies(root, given, helm);
    return coalesceValues(root, given, helm);
  });
  if (caught instanceof RenderError) problems.push({ kind: 'unread', message: caught.message, at: caught.at });
  const values = caught instanceof RenderError ? given : caught;
  const missing = lookOver(root, problems);
  const wanted = mismatch(input.chart, input.kubeVersion ?? defaultKubeVersion);
  if (wanted !== undefined) problems.push(wanted);
  const shared = new Dict();
  const { name = 'release-name', namespace = 'default' } = input.release ?? {};
  shared.set('Release', bare(releaseOf(name, namespace)));
  shared.set('Capabilities', bare(capabilities(input.kubeVersion ?? defaultKubeVersion, input.apiVersions ?? [])));
  const templates = new Map<string, Template>();
  const cache = input.cache ?? new RenderCache();
  collect(root, shared, values, templates, cache);
  const files = new Renderer(templates, problems, missing.length > 0, cache).run();
  return { files, problems, missing };
}

/** A template with what it is given. */
interface Template {
  readonly file: ChartFile;
  readonly dot: Dict;
  readonly basePath: string;
}

/** Parses and executes all templates of a chart. */
class Renderer {
  readonly #templates: ReadonlyMap<string, Template>;
  readonly #problems: RenderProblem[];
  readonly #cache: RenderCache;
  readonly #set = new TemplateSet();
  /** What all files together may use up. */
  readonly #left: Budget = { nodes: 3 * newBudget().nodes, characters: 3 * newBudget().characters };
  #isPartial: boolean;

  constructor(
    templates: ReadonlyMap<string, Template>,
    problems: RenderProblem[],
    isPartial: boolean,
    cache: RenderCache,
  ) {
    this.#templates = templates;
    this.#problems = problems;
    this.#isPartial = isPartial;
    this.#cache = cache;
  }

  run(): readonly RenderedFile[] {
    const names = [...this.#templates.keys()].sort(byDepth);
    const parsed = names.filter((name) => this.#parse(name));
    return parsed.flatMap((name) => {
      if (base(name).startsWith('_') || name.endsWith('NOTES.txt')) return [];
      return this.#render(name);
    });
  }

  #parse(name: string): boolean {
    const template = this.#templates.get(name);
    if (template === undefined) return false;
    const parsed = attempt(() => this.#cache.template(name, template.file));
    if (parsed instanceof RenderError) {
      this.#failed(parsed);
      // What it defines is not there either.
      this.#isPartial = true;
      return false;
    }
    this.#set.add(parsed);
    return true;
  }

  #render(name: string): readonly RenderedFile[] {
    const template = this.#templates.get(name);
    if (template === undefined) return [];
    const { file, dot, basePath } = template;
    const about = new Dict();
    about.set('Name', bare(name));
    about.set('BasePath', bare(basePath));
    dot.set('Template', bare(about));
    const whole = newBudget();
    const budget: Budget = {
      nodes: Math.min(whole.nodes, this.#left.nodes),
      characters: Math.min(whole.characters, this.#left.characters),
    };
    const had = { ...budget };
    const text = attempt(() =>
      execute(this.#set, name, bare(dot), {
        functions: helmFunctions,
        budget,
        missingKey: 'zero',
        opaque: this.#isPartial ? () => opaqueInclude : undefined,
        lacks: (message, at) => {
          this.#problems.push({ kind: 'lacking', message, at });
          return bare('');
        },
      }),
    );
    this.#left.nodes = Math.max(0, this.#left.nodes - (had.nodes - budget.nodes));
    this.#left.characters = Math.max(0, this.#left.characters - (had.characters - budget.characters));
    if (text instanceof RenderError) {
      this.#failed(text);
      return [];
    }
    return [{ name, file: file.path, text: withOpaqueEntries(withoutNoValue(text)) }];
  }

  #failed({ message, at }: RenderError): void {
    this.#problems.push({ kind: 'failed', message, at });
  }
}

/** What Helm refuses about the charts that take part. Gives those that are nowhere. */
function lookOver(node: ChartNode, problems: RenderProblem[]): readonly Dependency[] {
  for (const { message, at } of node.chart.problems) problems.push({ kind: 'unread', message, at });
  const missing = node.declared.filter((each) => !node.dependencies.some(({ name }) => name === nameOf(each)));
  for (const { name, version, at } of missing)
    problems.push({
      kind: 'missing',
      message: `found in Chart.yaml, but missing in charts/ directory: ${name}${version === '' ? '' : ` ${version}`}`,
      at,
    });
  return [...missing, ...node.dependencies.flatMap((sub) => lookOver(sub, problems))];
}

/** A chart for another Kubernetes, which Helm refuses; it is rendered all the same. */
function mismatch({ kubeVersion, metadata }: Chart, version: string): RenderProblem | undefined {
  if (kubeVersion === '' || inRange(kubeVersion, normalVersion(version))) return undefined;
  const message = `chart requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${version}`;
  return { kind: 'unread', message, at: metadata.get('KubeVersion')?.source?.at };
}

/** Collects templates with what they see (`recAllTpls`). Gives what the chart's templates see. */
function collect(
  node: ChartNode,
  shared: Dict,
  values: Dict,
  templates: Map<string, Template>,
  cache: RenderCache,
): Dict {
  const dot = new Dict();
  const subcharts = new Dict();
  const metadata = new Dict();
  for (const [key, entry] of node.chart.metadata.entries) metadata.entries.set(key, entry);
  if (node.name !== node.chart.name) metadata.set('Name', bare(node.name));
  metadata.set('IsRoot', bare(node.parent === undefined));
  dot.set('Chart', bare(metadata));
  dot.set('Files', bare(filesOf(node.chart.files, cache)));
  for (const [key, entry] of shared.entries) dot.set(key, entry);
  dot.set('Values', bare(values));
  dot.set('Subcharts', bare(subcharts));
  for (const sub of node.dependencies)
    subcharts.set(sub.name, bare(collect(sub, shared, dictAt(values, sub.name) ?? new Dict(), templates, cache)));
  const basePath = `${node.path}/templates`;
  for (const file of node.chart.templates) {
    if (node.chart.isLibrary && !base(file.name).startsWith('_')) continue;
    templates.set(`${node.path}/${file.name}`, { file, dot, basePath });
  }
  return dot;
}

function releaseOf(name: string, namespace: string): Dict {
  const release = new Dict();
  const fields: readonly (readonly [string, Item['value']])[] = [
    ['Name', name],
    ['Namespace', namespace],
    ['IsUpgrade', false],
    ['IsInstall', true],
    ['Revision', 1n],
    ['Service', 'Helm'],
  ];
  for (const [key, value] of fields) release.set(key, bare(value));
  return release;
}

/** The order in which templates are parsed and executed: those that lie deepest first. */
function byDepth(a: string, b: string): number {
  const slashes = (name: string) => name.split('/').length;
  return slashes(b) - slashes(a) || byBytes(b, a);
}
