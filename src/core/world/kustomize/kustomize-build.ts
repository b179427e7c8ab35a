import { RenderCache } from '../../render/helm/cache.ts';
import { loadChart } from '../../render/helm/chart.ts';
import { inflate } from '../../render/helm/inflate.ts';
import { type BuildResult, build, toText } from '../../render/kustomize/build.ts';
import type { HelmChart } from '../../render/kustomize/helm.ts';
import { Refusal } from '../../render/kustomize/refusal.ts';
import type { Origin } from '../../render/origin/origin.ts';
import type { Text } from '../../render/origin/text.ts';
import { attempt, RenderError, type RenderProblem } from '../../render/problem.ts';
import type { Item } from '../../render/value.ts';
import { byText } from '../../text/words.ts';
import { sameItems } from '../common-ends.ts';
import type { RenderContext } from '../render-context.ts';
import { type RenderedDocument, readRendered } from '../rendered.ts';
import type { StackFile } from '../stack-file.ts';
import { isKustomizationName, type Kustomization } from './kustomization.ts';

/** What the kustomization of a folder comes to, and what it was made of. */
export interface KustomizeBuild {
  /** The file of the kustomization that was built. */
  readonly root: StackFile;
  /** Sorted by file. */
  readonly documents: readonly RenderedDocument[];
  readonly problems: readonly RenderProblem[];
  /** Every file that was read, sorted by path. */
  readonly inputs: readonly StackFile[];
  /** Paths that were asked for and are not there. */
  readonly missing: readonly string[];
  /** Charts that were asked for, by folder. */
  readonly charts: ReadonlyMap<string, readonly StackFile[]>;
  /** Why there may be objects that the text does not show. */
  readonly hidden: string | undefined;
  /** Number of kustomizations that take part. */
  readonly layers: number;
  /** The documents of the last build that gave any, which the next one may give again. */
  readonly known: readonly RenderedDocument[];
  /** What rendering its charts keeps. */
  readonly cache: RenderCache;
}

/** Builds a kustomization as `kustomize build` does; gives `previous` back when all that it read is the same. */
export function buildKustomization(
  { file, folder, component }: Kustomization,
  context: RenderContext,
  previous: KustomizeBuild | undefined,
): KustomizeBuild {
  if (previous?.root === file && isCurrent(previous, context)) return previous;
  const cache = previous?.cache ?? new RenderCache();
  const inputs = new Inputs(context, cache);
  const built = build(folder, inputs.read, {
    renderHelm: inputs.renderHelm,
    loaded: context.loaded,
    withHashes: false,
  });
  const manifests = built.resources.map((resource) => {
    const text = toText(resource);
    const { file: own, start } = placeOf(text) ?? { file: file.path, start: 0 };
    return { file: own, text, start };
  });
  manifests.sort((a, b) => a.start - b.start);
  const documents = readRendered(manifests, previous?.known ?? [], context.parsed);
  const { problems, hidden } = judged(built, inputs, file.path);
  return {
    root: file,
    documents,
    // What a component changes is not there when it is built alone.
    problems: component ? [] : [...problems, ...inputs.chartProblems],
    inputs: [...inputs.found.values()].sort((a, b) => byText(a.path, b.path)),
    missing: [...inputs.missing],
    charts: inputs.charts,
    hidden,
    layers: [...inputs.found.keys()].filter(isKustomizationName).length,
    known: documents.length === 0 && previous !== undefined ? previous.known : documents,
    cache,
  };
}

function isCurrent({ inputs, missing, charts }: KustomizeBuild, context: RenderContext): boolean {
  return (
    inputs.every((input) => context.file(input.path) === input) &&
    missing.every((path) => context.file(path) === undefined) &&
    [...charts].every(([folder, known]) => sameItems(known, context.chartFiles(folder)))
  );
}

/** Where an object begins: one that a chart makes in the template. */
function placeOf({ segments }: Text): Origin | undefined {
  const source = segments.find((segment) => segment.source !== undefined)?.source;
  return source?.callSite ?? source?.at;
}

/** Reads the files of one build, and says which they were. */
class Inputs {
  readonly found = new Map<string, StackFile>();
  readonly missing = new Set<string>();
  readonly charts = new Map<string, readonly StackFile[]>();
  readonly chartProblems: RenderProblem[] = [];
  readonly #context: RenderContext;
  readonly #cache: RenderCache;

  constructor(context: RenderContext, cache: RenderCache) {
    this.#context = context;
    this.#cache = cache;
  }

  readonly read = (path: string): string | Uint8Array | undefined => {
    const file = this.#find(path);
    // Whoever renders does not see the mark of the byte order.
    return file?.bytes ?? file?.text.replace(/^\ufeff/, '');
  };

  readonly renderHelm = (named: HelmChart): readonly Item[] | undefined => {
    const { bytes, chartFiles, gunzip, kubeVersion } = this.#context;
    const wanted = { ...named, kubeVersion: named.kubeVersion || kubeVersion };
    const files = chartFiles(wanted.folder);
    this.charts.set(wanted.folder, files);
    if (files.length === 0) return undefined;
    for (const file of files) this.found.set(file.path, file);
    const source = { files: bytes.byPath(files), gunzip, cache: this.#cache };
    const inflated = attempt(() => inflate(loadChart(wanted.folder, source), wanted, this.#bytes, this.#cache));
    if (inflated instanceof RenderError) {
      this.chartProblems.push({ kind: 'unread', message: inflated.message, at: inflated.at ?? wanted.at });
      return undefined;
    }
    this.chartProblems.push(...inflated.problems);
    return inflated.resources;
  };

  readonly #bytes = (path: string): Uint8Array | undefined => {
    const file = this.#find(path);
    return file && this.#context.bytes.of(file);
  };

  #find(path: string): StackFile | undefined {
    const file = this.#context.file(path);
    if (file === undefined) this.missing.add(path);
    else this.found.set(path, file);
    return file;
  }
}

/** What of a build's problems is to be said, and why objects may exist that it does not show. */
function judged(
  { problems, incomplete }: BuildResult,
  { found }: Inputs,
  file: string,
): { readonly problems: readonly RenderProblem[]; readonly hidden: string | undefined } {
  const said: RenderProblem[] = [];
  const unmatched = new Set<RenderProblem>();
  const reasons = incomplete.flatMap(({ reason, isHarmless }) => (isHarmless ? [] : [reason]));
  for (const problem of problems) {
    const { message, at = { file, start: 0, end: 0 } } = problem;
    const why = problem instanceof Refusal ? problem.reason : undefined;
    const source = found.get(at.file);
    if (source?.template === true) reasons.push(`${at.file} is a template that is not rendered here`);
    else {
      if (why === 'absent' || why === 'outside')
        reasons.push(`${source?.text.slice(at.start, at.end)} in ${at.file} is not in the workspace`);
      // Nobody has looked whether a file outside of the workspace is there.
      if (why === 'outside') continue;
      const kind = why === 'absent' || why === 'restricted' ? 'absent' : 'refused';
      const own: RenderProblem = { kind, message, at };
      said.push(own);
      if (why === 'unmatched') unmatched.add(own);
    }
  }
  // Kustomize itself stops at the first thing that it refuses.
  const isWhole = reasons.length === 0 && said.length === unmatched.size;
  const certain = isWhole ? said : said.filter((problem) => !unmatched.has(problem));
  const failed = said.some(({ kind }) => kind === 'refused')
    ? 'a part of the kustomization cannot be built'
    : undefined;
  return { problems: certain, hidden: reasons[0] ?? failed };
}
