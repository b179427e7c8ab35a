import {
  type DefinitionProvider,
  type Disposable,
  EventEmitter,
  Location,
  languages,
  type Memento,
  type Position,
  StatusBarAlignment,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import {
  type RenderedInfo,
  type RenderedParams,
  type RenderedResult,
  renderedRequest,
  type SourcesParams,
  type SourcesResult,
  sourcesRequest,
} from '../protocol/rendered.ts';
import type { Ask } from './map-panel.ts';
import { isView, renderedScheme, renderedUri, sourceUri } from './rendered-address.ts';
import { RenderedFollower } from './rendered-follower.ts';
import { type Shown, shownText } from './rendered-text.ts';
import { distinctReasons, stackName } from './stack-name.ts';
import { toRange, toWirePosition } from './wire-range.ts';

const memoryKey = 'rendered';

/** Choices that are remembered. */
const remembered = 20;

/**
 * What charts and kustomizations render to as read-only documents beside their files. The file is in the document's address;
 * which of its stacks is shown is remembered for all files of a stack.
 */
export class RenderedManifests implements TextDocumentContentProvider, DefinitionProvider {
  readonly #ask: Ask;
  /** Names of the stacks that the user chose, the last one first. */
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #shown = new Map<string, Shown>();
  readonly #follower: RenderedFollower;
  readonly #status = window.createStatusBarItem('portolan.variant', StatusBarAlignment.Right, 100);
  readonly #subscriptions: readonly Disposable[];

  constructor(ask: Ask, memory: Memento) {
    this.#ask = ask;
    this.#memory = memory;
    this.#follower = new RenderedFollower(ask, (uri) => this.#current(uri));
    this.#status.name = 'Portolan: Rendered Variant';
    this.#status.command = 'portolan.showVariant';
    this.#subscriptions = [
      workspace.registerTextDocumentContentProvider(renderedScheme, this),
      languages.registerDefinitionProvider({ scheme: renderedScheme }, this),
      workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
      window.onDidChangeVisibleTextEditors(() => this.#showStatus()),
      window.onDidChangeActiveTextEditor(() => this.#showStatus()),
      this.#follower,
      this.#changed,
      this.#status,
    ];
  }

  /** Opens what a file renders to beside it. */
  async show(file: Uri | undefined): Promise<void> {
    const source = file && sourceUri(file);
    if (source === undefined) return;
    const document = await workspace.openTextDocument(renderedUri(source));
    if (!window.visibleTextEditors.some((editor) => editor.document === document))
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
    this.#follower.follow(window.activeTextEditor);
  }

  /** Lets the user choose which of the stacks that render a file is shown. */
  async chooseVariant(file: Uri | undefined): Promise<void> {
    const source = file && sourceUri(file);
    const answer = source && (await this.#rendered(source));
    if (!answer) {
      window.setStatusBarMessage('Portolan renders nothing from this file.', 4000);
      return;
    }
    const reasons = distinctReasons(answer.stacks.map(({ why }) => why));
    const items = answer.stacks.map(({ name }, index) => ({
      label: stackName(name),
      description: name === answer.stack ? 'shown' : '',
      detail: reasons[index] ?? '',
      name,
    }));
    const chosen = await window.showQuickPick(items, { title: 'Which rendering?', matchOnDetail: true });
    if (chosen === undefined) return;
    const names = [chosen.name, ...this.preferred().filter((name) => name !== chosen.name)];
    await this.#memory.update(memoryKey, names.slice(0, remembered));
    this.refresh();
    await this.show(source);
  }

  /** Asks again for what is open. */
  refresh(): void {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === renderedScheme) this.#changed.fire(uri);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const source = sourceUri(uri);
    const answer = source === undefined ? null : await this.#rendered(source);
    const shown = shownText(answer, this.#shown.get(uri.toString()));
    this.#shown.set(uri.toString(), shown);
    this.#showStatus(answer ?? undefined);
    return shown.text;
  }

  async provideDefinition({ uri }: TextDocument, position: Position): Promise<Location[]> {
    const view = this.#current(uri);
    if (view === undefined) return [];
    const params: SourcesParams = { ...view, position: toWirePosition(position) };
    const places = (await this.#ask<SourcesParams, SourcesResult>(sourcesRequest, params)) ?? [];
    return places.map((place) => new Location(Uri.parse(place.uri), toRange(place.range)));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #rendered(source: Uri): Promise<RenderedResult | undefined> {
    const params: RenderedParams = { uri: source.toString(), preferred: this.preferred() };
    return this.#ask<RenderedParams, RenderedResult>(renderedRequest, params);
  }

  /** The stacks to show rather than others. */
  preferred(): readonly string[] {
    return this.#memory.get<readonly string[]>(memoryKey, []);
  }

  /** How the server knows a document whose text is what it would say now. */
  #current(uri: Uri): RenderedParams | undefined {
    const source = sourceUri(uri);
    const isCurrent = this.#shown.get(uri.toString())?.isCurrent === true;
    return isCurrent && source !== undefined ? { uri: source.toString(), preferred: this.preferred() } : undefined;
  }

  /** Says which stack is shown, while one is. */
  #showStatus(answer?: RenderedInfo): void {
    const { activeTextEditor: active, visibleTextEditors } = window;
    const view = active !== undefined && isView(active) ? active : visibleTextEditors.find(isView);
    const stack = view && this.#shown.get(view.document.uri.toString())?.stack;
    if (stack === undefined) {
      this.#status.hide();
      return;
    }
    this.#status.text = `$(layers) ${stackName(stack)}`;
    if (answer?.stack === stack) {
      const others = answer.stacks.length - 1;
      const why = answer.stacks.find(({ name }) => name === stack)?.why ?? '';
      this.#status.tooltip = `${why} ${others === 0 ? '' : `${others} more ${others === 1 ? 'rendering' : 'renderings'} to choose from.`}`;
    }
    this.#status.show();
  }
}
