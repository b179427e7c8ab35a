import { parseDocument } from '../manifest/parse.ts';
import { toText } from '../render/kustomize/build.ts';
import { resourcesIn } from '../render/kustomize/read.ts';
import type { Resource } from '../render/kustomize/resource.ts';
import { attempt, RenderError } from '../render/problem.ts';
import { loadYamlDocuments } from '../render/yaml/load.ts';
import { touches } from '../text/span.ts';
import { isKustomizationName, resourcesOf } from '../world/kustomize/kustomization.ts';
import type { RenderedDocument } from '../world/rendered.ts';
import type { Stack } from '../world/stack.ts';
import { folderOf, resolvePath } from '../world/stack-file.ts';
import { shownText } from './hover-line.ts';
import { failureOf, preferredStack, renderingStacks } from './rendered-view.ts';
import type { Snapshot } from './workspace.ts';

/**
 * What a kustomization changes: its objects as they are written, and as they come out of it. Both are in the layout and the order
 * of the result, so that what differs is what was changed.
 */
export interface OverlayChange {
  readonly stack: Stack;
  readonly written: string;
  readonly result: string;
  /** Why the kustomization does not build as it is; `result` is then what is left. */
  readonly failure: string | undefined;
}

/** What the kustomization of a file changes: of those that use it the first that is preferred. */
export function overlayChange(
  snapshot: Snapshot,
  file: string,
  preferred: readonly string[],
): OverlayChange | undefined {
  const stacks = renderingStacks(snapshot, file).filter(({ kind }) => kind === 'kustomize');
  const stack = preferredStack(stacks, preferred);
  if (stack === undefined) return undefined;
  const originals = new Originals(snapshot);
  const written: string[] = [];
  const result: string[] = [];
  const left = new Set(resourceFiles(snapshot, stack).flatMap((path) => originals.in(path)));
  for (const rendered of stack.rendering?.documents ?? []) {
    const original = originals.of(rendered);
    result.push(part(rendered.document.file, rendered.document.text));
    if (original === undefined) continue;
    left.delete(original);
    written.push(original.text);
  }
  // What the kustomization removes.
  for (const { text } of left) written.push(text);
  return { stack, written: written.join('---\n'), result: result.join('---\n'), failure: failureOf(stack, undefined) };
}

/** An object as it is written, in the layout of a result. */
interface Original {
  readonly resource: Resource;
  readonly text: string;
}

/** The objects of files, read as kustomize reads them. */
class Originals {
  readonly #snapshot: Snapshot;
  readonly #byFile = new Map<string, readonly Original[]>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  in(file: string): readonly Original[] {
    const known = this.#byFile.get(file);
    if (known !== undefined) return known;
    const text = (this.#snapshot.files.get(file)?.text ?? '').replace(/^\ufeff/, '');
    const read = attempt(() =>
      resourcesIn(loadYamlDocuments(text, file, { version3: true })).map((resource) => {
        const emitted = toText({ value: resource.root, source: undefined }).text;
        return { resource, text: part(file, emitted) };
      }),
    );
    const found = read instanceof RenderError ? [] : read;
    this.#byFile.set(file, found);
    return found;
  }

  /** The object that a rendered one was made of; `undefined` for those that a kustomization or a chart generates. */
  of({ document, text }: RenderedDocument): Original | undefined {
    const { file } = document;
    if (isKustomizationName(file)) return undefined;
    const at = text.segments.find(({ source }) => source?.at.file === file)?.source?.at;
    return at && this.in(file).find(({ resource }) => resource.at !== undefined && touches(resource.at, at.start));
  }
}

function part(file: string, text: string): string {
  return `# Source: ${shownText(file)}\n${text.trimEnd()}\n`;
}

/** The files that the kustomizations of a stack take objects from, in the order in which they name them. */
function resourceFiles(snapshot: Snapshot, { files }: Stack): readonly string[] {
  const known = new Set(files);
  const found = new Set<string>();
  for (const file of files.filter(isKustomizationName)) {
    const [first] = snapshot.files.get(file)?.documents ?? [];
    for (const entry of first === undefined ? [] : resourcesOf(parseDocument(first.document).root)) {
      const path = resolvePath(folderOf(file), entry);
      if (path !== undefined && known.has(path)) found.add(path);
    }
  }
  return [...found];
}
