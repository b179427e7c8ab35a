import {
  type CancellationToken,
  type Disposable,
  DocumentLink,
  type DocumentLinkProvider,
  EventEmitter,
  languages,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import {
  type AnswerLink,
  type AnswerParams,
  type AnswerResult,
  answerRequest,
  isAnswerParams,
} from '../protocol/requests.ts';
import type { Ask } from './map-panel.ts';
import { toRange } from './wire-range.ts';

const scheme = 'portolan-answer';

/**
 * Answers of the server as read-only documents beside the editor. The question is in the document's address, so one that the
 * editor opens again after a reload asks it again; answers follow what is typed.
 */
export class AnswerDocuments implements TextDocumentContentProvider, DocumentLinkProvider {
  readonly #ask: Ask;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #links = new Map<string, readonly AnswerLink[]>();
  readonly #subscriptions: readonly Disposable[];

  constructor(ask: Ask) {
    this.#ask = ask;
    this.#subscriptions = [
      workspace.registerTextDocumentContentProvider(scheme, this),
      languages.registerDocumentLinkProvider({ scheme }, this),
      workspace.onDidCloseTextDocument(({ uri }) => this.#links.delete(uri.toString())),
    ];
  }

  /** Opens the answer to a question, or brings it to the front. */
  async show(title: string, params: AnswerParams): Promise<void> {
    const path = `${title.replaceAll('/', '∕')}.portolan`;
    const document = await workspace.openTextDocument(Uri.from({ scheme, path, query: JSON.stringify(params) }));
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: false, preview: true });
  }

  /** Asks again what is open. */
  refresh(): void {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) this.#changed.fire(uri);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const params = paramsOf(uri);
    const answer =
      params === undefined ? undefined : await this.#ask<AnswerParams, AnswerResult>(answerRequest, params);
    this.#links.set(uri.toString(), answer?.links ?? []);
    return answer?.text ?? 'The Portolan server is not running, so there is no answer.\n';
  }

  provideDocumentLinks({ uri }: TextDocument, _token: CancellationToken): DocumentLink[] {
    return (this.#links.get(uri.toString()) ?? []).map(({ target, position, ...range }) => {
      const place = Uri.parse(target).with({ fragment: `L${position.line + 1},${position.character + 1}` });
      return new DocumentLink(toRange(range), place);
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** The question in an address; addresses may come from anywhere. */
function paramsOf({ query }: Uri): AnswerParams | undefined {
  try {
    const value: unknown = JSON.parse(query);
    return isAnswerParams(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
