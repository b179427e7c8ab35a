import { isCandidate } from '../manifest/candidate.ts';
import { type Comment, readComments } from '../manifest/comments.ts';
import type { ManifestDocument, ManifestProblem, ParsedDocument } from '../manifest/document.ts';
import { parseText } from '../manifest/parse.ts';
import type { Text } from '../render/origin/text.ts';
import { decodeDocument } from '../resources/decode.ts';
import type { Resource } from '../resources/resource.ts';
import { byFile } from './by-file.ts';
import { groupBy } from './group-by.ts';

/** A manifest as rendering leaves it. The document is named after the file that it is rendered from. */
export interface RenderedDocument {
  readonly document: ManifestDocument;
  /** The document's text with where each piece of it comes from at the moment. */
  readonly text: Text;
  readonly resources: readonly Resource[];
  readonly problems: readonly ManifestProblem[];
  readonly comments: readonly Comment[];
}

/** A manifest that was rendered from a file. */
interface RenderedText {
  readonly file: string;
  readonly text: Text;
}

/** Trees of rendered texts. Overlays of one base come to many equal ones, which are parsed once. */
export class ParsedTexts {
  readonly #known = new Map<string, ParsedDocument>();

  of(text: string): ParsedDocument {
    let parsed = this.#known.get(text);
    if (parsed === undefined) {
      parsed = parseText(text);
      this.#known.set(text, parsed);
    }
    return parsed;
  }
}

/**
 * Reads rendered manifests, sorted by file. Those whose text is that of a document of before are that document, so that all that
 * was derived from it stays valid, wherever its pieces come from now.
 */
export function readRendered(
  manifests: readonly RenderedText[],
  previous: readonly RenderedDocument[],
  parsed: ParsedTexts,
): readonly RenderedDocument[] {
  const sameText = new Map(previous.map((before) => [before.text, before]));
  const kept = manifests.map(({ file, text }) => {
    const before = sameText.get(text);
    return before?.document.file === file ? before : undefined;
  });
  const taken = new Set(kept);
  const known = groupBy(previous, (before) => {
    return taken.has(before) ? undefined : keyOf(before.document.file, before.document.text);
  });
  return manifests
    .map(({ file, text }, index) => {
      // No two places share an object, even where their texts are the same.
      const before = kept[index] ?? known.get(keyOf(file, text.text))?.shift();
      if (before === undefined) return read(file, text, parsed);
      return before.text === text ? before : { ...before, text };
    })
    .sort(byFile);
}

function keyOf(file: string, text: string): string {
  return `${file}\n${text}`;
}

function read(file: string, text: Text, parsed: ParsedTexts): RenderedDocument {
  const candidate = isCandidate(text.text);
  const document: ManifestDocument = { file, text: text.text, problems: [], candidate, template: false };
  if (!candidate) return { document, text, resources: [], problems: [], comments: [] };
  const { root, problems } = parsed.of(text.text);
  const isBroken = problems.some(({ severity }) => severity === 'error');
  return {
    document,
    text,
    resources: decodeDocument(document, root, isBroken),
    problems,
    comments: readComments(document.text, root),
  };
}
