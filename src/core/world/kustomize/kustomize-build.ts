import { RenderCache } from '../../render/helm/cache.ts';
import { type ChartSource, loadChart } from '../../render/helm/chart.ts';
import { inflate } from '../../render/helm/inflate.ts';
import { type BuildOptions, type BuildResult, build, toText } from '../../render/kustomize/build.ts';
import type { HelmChart } from '../../render/kustomize/helm.ts';
import type { Origin } from '../../render/origin/origin.ts';
import type { Text } from '../../render/origin/text.ts';
import { attempt, RenderError, type RenderProblem } from '../../render/problem.ts';
import type { Item } from '../../render/value.ts';
import { byText } from '../../text/words.ts';
import { sameItems } from '../common-ends.ts';
import { FileBytes } from '../file-bytes.ts';
import { type ParsedTexts, type RenderedDocument, readRendered } from '../rendered.ts';
import type { StackFile } from '../stack-file.ts';
import { isKustomizationName, type Kustomization } from './kustomization.ts';

/** Where kustomizations find what they name. */
export interface KustomizationFiles {
  file(path: string): StackFile | undefined;
  /** The files of the chart in a folder; none where there is no chart. */
  chart(folder: string): readonly StackFile[];
  readonly gunzip: ChartSource['gunzip'];
  /** `v1.37.0`: the Kubernetes that charts are rendered for where a kustomization names no other. */
  readonly kubeVersion: string;
  readonly parsed: ParsedTexts;
}

/** What building the kustomizations of a workspace keeps; the owner is whoever keeps the builds. */
export class KustomizeMemory {
  readonly loaded: NonNullable<BuildOptions['loaded']> = new Map();
  readonly #charts = new Map<string, RenderCache>();
  readonly bytes = new FileBytes();

  /** What rendering charts for the kustomization of a folder keeps. */
  chartsOf(folder: string): RenderCache {
    const cache = this.#charts.get(folder) ?? new RenderCache();
    this.#charts.set(folder, cache);
    return cache;
  }
}

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
}

/** Builds a kustomization as `kustomize build` does; gives `previous` back when all that it read is the same. */
export function buildKustomization(
  { file, folder, component }: Kustomization,
  files: KustomizationFiles,
  memory: KustomizeMemory,
  previous: KustomizeBuild | undefined,
): KustomizeBuild {
  if (previous?.root === file && isCurrent(previous, files)) return previous;
  const inputs = new Inputs(folder, files, memory);
  const built = build(folder, inputs.read, {
    renderHelm: inputs.renderHelm,
    loaded: memory.loaded,
    withHashes: false,
  });
  const manifests = built.resources.map((resource) => {
    const text = toText(resource);
    const { file: own, start } = placeOf(text) ?? { file: file.path, start: 0 };
    return { file: own, text, start };
  });
  manifests.sort((a, b) => a.start - b.start);
  const documents = readRendered(manifests, previous?.known ?? [], files.parsed);
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
  };
}

function isCurrent({ inputs, missing, charts }: KustomizeBuild, files: KustomizationFiles): boolean {
  return (
    inputs.every((input) => files.file(input.path) === input) &&
    missing.every((path) => files.file(path) === undefined) &&
    [...charts].every(([folder, known]) => sameItems(known, files.chart(folder)))
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
  readonly #folder: string;
  readonly #files: KustomizationFiles;
  readonly #memory: KustomizeMemory;

  constructor(folder: string, files: KustomizationFiles, memory: KustomizeMemory) {
    this.#folder = folder;
    this.#files = files;
    this.#memory = memory;
  }

  readonly read = (path: string): string | Uint8Array | undefined => {
    const file = this.#find(path);
    // Whoever renders does not see the mark of the byte order.
    return file?.bytes ?? file?.text.replace(/^\ufeff/, '');
  };

  readonly renderHelm = (named: HelmChart): readonly Item[] | undefined => {
    const wanted = { ...named, kubeVersion: named.kubeVersion || this.#files.kubeVersion };
    const files = this.#files.chart(wanted.folder);
    this.charts.set(wanted.folder, files);
    if (files.length === 0) return undefined;
    for (const file of files) this.found.set(file.path, file);
    const cache = this.#memory.chartsOf(this.#folder);
    const contents = this.#memory.bytes.byPath(files);
    const { gunzip } = this.#files;
    const source: ChartSource = { files: contents, cache, ...(gunzip === undefined ? {} : { gunzip }) };
    const inflated = attempt(() => inflate(loadChart(wanted.folder, source), wanted, this.#bytes, cache));
    if (inflated instanceof RenderError) {
      this.chartProblems.push({ kind: 'unread', message: inflated.message, at: inflated.at ?? wanted.at });
      return undefined;
    }
    this.chartProblems.push(...inflated.problems);
    return inflated.resources;
  };

  readonly #bytes = (path: string): Uint8Array | undefined => {
    const file = this.#find(path);
    return file && this.#memory.bytes.of(file);
  };

  #find(path: string): StackFile | undefined {
    const file = this.#files.file(path);
    if (file === undefined) this.missing.add(path);
    else this.found.set(path, file);
    return file;
  }
}

/** What kustomize says of a file that is not there. */
const absence = /: no such file or directory$|^unable to find one of /;
/** Nobody has looked whether a file outside of the workspace is there. */
const isOutside = /(?:lstat|open|directory) '?\.\.(?:\/|'|:|$)/;
/** What it says where something is not there that may be in a file which is not. */
const consequence = /^no resource matches|^nothing selected|does not exist; cannot merge|not found in|does not match/;

/** What `buildMetadata` would write hides nothing. */
function isHarmless(reason: string): boolean {
  return reason.startsWith('the annotations of ');
}

/** What of a build's problems is to be said, and why objects may exist that it does not show. */
function judged(
  { problems, incomplete }: BuildResult,
  { found }: Inputs,
  file: string,
): { readonly problems: readonly RenderProblem[]; readonly hidden: string | undefined } {
  const said: RenderProblem[] = [];
  const reasons = incomplete.flatMap(({ reason }) => (isHarmless(reason) ? [] : [reason]));
  for (const { message, at = { file, start: 0, end: 0 } } of problems) {
    const source = found.get(at.file);
    if (source?.template === true) reasons.push(`${at.file} is a template that is not rendered here`);
    else if (message.startsWith('security; ')) said.push({ kind: 'absent', message, at });
    else if (absence.test(message)) {
      reasons.push(`${source?.text.slice(at.start, at.end)} in ${at.file} is not in the workspace`);
      if (!isOutside.test(message)) said.push({ kind: 'absent', message, at });
    } else said.push({ kind: 'refused', message, at });
  }
  // Kustomize itself stops at the first thing that it refuses.
  const isWhole = reasons.length === 0 && said.every(({ message }) => consequence.test(message));
  const certain = isWhole ? said : said.filter(({ message }) => !consequence.test(message));
  const failed = said.some(({ kind }) => kind === 'refused')
    ? 'a part of the kustomization cannot be built'
    : undefined;
  return { problems: certain, hidden: reasons[0] ?? failed };
}
