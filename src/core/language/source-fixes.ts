import type { DocumentEdit, ManifestDocument, PlacedDocument } from '../manifest/document.ts';
import type { Origin } from '../render/origin/origin.ts';
import type { Text } from '../render/origin/text.ts';
import type { Stated } from '../resources/field.ts';
import type { Fix } from '../rules/rule.ts';
import { groupBy } from '../world/group-by.ts';
import { isKustomizationName } from '../world/kustomize/kustomization.ts';
import type { Stack } from '../world/stack.ts';
import type { FileTable } from './file-table.ts';
import type { FileFacts } from './files.ts';
import { documentAt } from './origins.ts';
import type { RenderedDocuments, StackDocument } from './rendered-documents.ts';
import { sourceEdits } from './source-fix.ts';

/** Turns fixes of rendered texts into fixes of the files that they are rendered from. */
export class SourceFixes {
  readonly #documents: RenderedDocuments;
  readonly #files: FileTable<FileFacts>;

  constructor(documents: RenderedDocuments, files: FileTable<FileFacts>) {
    this.#documents = documents;
    this.#files = files;
  }

  /** A fix as one of files; `undefined` where no file can be changed so. */
  of(fix: Fix): Fix | undefined {
    const edits: DocumentEdit[] = [];
    for (const [document, own] of groupBy(fix.edits, (edit) => edit.document)) {
      const made = this.#atSource(document, own);
      if (made === undefined) return undefined;
      edits.push(...made);
    }
    return { ...fix, edits };
  }

  #atSource(document: ManifestDocument, edits: readonly DocumentEdit[]): readonly DocumentEdit[] | undefined {
    const entry = this.#documents.entry(document);
    if (entry === undefined) return edits;
    if (entry.stack.kind !== 'helm' && this.#saysGivenNames(entry.stack, edits)) return undefined;
    const made = sourceEdits(entry.rendered, edits, (file, offset) => this.#documentAt(file, offset));
    if (made !== undefined) return made;
    return edits.every((edit) => this.#isOwn(edit, entry)) ? edits : undefined;
  }

  /** Whether edits write a name that a kustomization gives: what is right under one overlay is wrong under the next. */
  #saysGivenNames({ rendering }: Stack, edits: readonly DocumentEdit[]): boolean {
    const words = new Set(edits.flatMap(({ newText }) => newText.split(/[^A-Za-z0-9-]+/)));
    const isGiven = (document: ManifestDocument, name: Stated<string> | undefined) => {
      if (name?.value === undefined || !words.has(name.value)) return false;
      const place = this.#documents.place({ ...name, document });
      const isInKustomization = place !== undefined && isKustomizationName(place.at.file);
      return place?.exact !== true || (isInKustomization && place.at.file !== document.file);
    };
    return (rendering?.documents ?? []).some(({ document, resources }) =>
      resources.some(({ name, namespace }) => isGiven(document, name) || isGiven(document, namespace)),
    );
  }

  /**
   * Whether the very text of a stretch of a document stands in a file and belongs to that document alone: not what a kustomization
   * gives to all objects, nor what a patch or a replacement gives to several.
   */
  #isOwn(edit: DocumentEdit, { stack, rendered }: StackDocument): boolean {
    const place = this.#documents.place(edit);
    if (place?.exact !== true) return false;
    const { at } = place;
    if (stack.kind === 'helm' || at.file === edit.document.file) return true;
    if (isKustomizationName(at.file)) return false;
    const documents = stack.rendering?.documents ?? [];
    return !documents.some((other) => other !== rendered && isFrom(other.text, at));
  }

  #documentAt(file: string, offset: number): PlacedDocument | undefined {
    const placed = documentAt(this.#files.get(file)?.file, offset);
    return placed?.document.template === true ? undefined : placed;
  }
}

/** Whether a text comes from a stretch of a file. */
function isFrom({ segments }: Text, { file, start, end }: Origin): boolean {
  return segments.some(({ source }) => source?.at.file === file && source.at.start < end && start < source.at.end);
}
