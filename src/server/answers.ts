import { type HoverLine, plainText, shownText } from '../core/language/hover-line.ts';
import { placeChoices } from '../core/language/places.ts';
import { reachLines } from '../core/language/reach-text.ts';
import { Tracer } from '../core/language/trace.ts';
import { traceLines } from '../core/language/trace-text.ts';
import type { AnswerLink, AnswerParams, AnswerResult, PlacesParams, PlacesResult } from '../protocol/requests.ts';
import type { Folder } from './folder.ts';
import type { Folders } from './folders.ts';

/** The answer to a question as a document. Never fails: what cannot be asked says why. */
export function answerOf(params: AnswerParams, folders: Folders): AnswerResult {
  const folder = folderOf(params.uri, folders);
  if (folder === undefined) return { text: 'No folder is open, so there is nothing to ask.\n', links: [] };
  const { snapshot } = folder.workspace;
  const options = { show: (file: string) => file, clean: shownText, quote: true };
  if (params.kind === 'reach') {
    const lines = reachLines(snapshot, params, options);
    return toDocument(lines ?? [[`There is no ${shownText(params.place)} here.`]], folder);
  }
  const { from, to, port, protocol } = params;
  const question = { from, to, port, protocol };
  const answer = new Tracer(snapshot).ask(question);
  if (!answer.asked) return toDocument([[`${shownText(answer.reason)}.`]], folder);
  return toDocument(traceLines(question, answer, snapshot, options), folder);
}

/** What can be the ends of a question, from where the cursor is. */
export function placesOf({ uri, position }: PlacesParams, folders: Folders): PlacesResult {
  const located = uri === undefined ? undefined : folders.locate(uri);
  const folder = folderOf(uri, folders);
  return folder === undefined ? { choices: [] } : placeChoices(folder.workspace.snapshot, located?.path, position);
}

function folderOf(uri: string | undefined, folders: Folders): Folder | undefined {
  return uri === undefined ? folders.largest() : folders.locate(uri).folder;
}

function toDocument(lines: readonly HoverLine[], folder: Folder): AnswerResult {
  const links: AnswerLink[] = [];
  const texts = lines.map((parts, line) => {
    let character = 0;
    for (const part of parts) {
      const text = typeof part === 'string' ? part : part.text;
      const start = { line, character };
      character += text.length;
      if (typeof part === 'string') continue;
      const { file, range } = folder.workspace.snapshot.locate(part.to);
      links.push({ start, end: { line, character }, target: folder.uriOf(file), position: { ...range.start } });
    }
    return plainText(parts);
  });
  return { text: `${texts.join('\n')}\n`, links };
}
