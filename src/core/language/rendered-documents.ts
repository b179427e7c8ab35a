import type { Location, ManifestDocument } from '../manifest/document.ts';
import type { RenderedDocument } from '../world/rendered.ts';
import type { Stack } from '../world/stack.ts';
import { type SourcePlace, sourcePlace, widePlace } from './source-place.ts';

/** A rendered document with the stack that it belongs to. */
export interface StackDocument {
  readonly stack: Stack;
  readonly rendered: RenderedDocument;
}

/** The rendered documents of all stacks, by document and by the file that each is rendered from. */
export class RenderedDocuments {
  readonly #byDocument = new Map<ManifestDocument, StackDocument>();
  readonly #byFile = new Map<string, StackDocument[]>();

  constructor(stacks: readonly Stack[]) {
    for (const stack of stacks)
      for (const rendered of stack.rendering?.documents ?? []) {
        const { document } = rendered;
        const entry = { stack, rendered };
        this.#byDocument.set(document, entry);
        const known = this.#byFile.get(document.file);
        if (known === undefined) this.#byFile.set(document.file, [entry]);
        else known.push(entry);
      }
  }

  entry(document: ManifestDocument): StackDocument | undefined {
    return this.#byDocument.get(document);
  }

  of(document: ManifestDocument): RenderedDocument | undefined {
    return this.#byDocument.get(document)?.rendered;
  }

  /** In the order of the stacks. */
  in(file: string): readonly StackDocument[] {
    return this.#byFile.get(file) ?? [];
  }

  /** Where a stretch of a document is written; `undefined` for documents that stand in a file themselves. */
  place({ document, start, end }: Location): SourcePlace | undefined {
    const entry = this.#byDocument.get(document);
    if (entry === undefined) return undefined;
    const { stack, rendered } = entry;
    const place =
      stack.kind === 'helm'
        ? sourcePlace(rendered.text, start, end)
        : widePlace(rendered.text, start, end, document.file);
    return place ?? topOf(document.file);
  }
}

/** The beginning of a file stands for what has no source at all. */
function topOf(file: string): SourcePlace {
  return { at: { file, start: 0, end: 0 }, exact: false, helper: undefined, values: undefined };
}
