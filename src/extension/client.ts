import {
  commands,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  Position,
  Selection,
  type Uri,
  Uri as VsUri,
  type WebviewPanel,
  window,
} from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  changedNotification,
  type ExplainParams,
  type ExplainResult,
  explainRequest,
  type InitializationOptions,
} from '../protocol/requests.ts';
import { AnswerDocuments } from './answers.ts';
import { MapPanel } from './map-panel.ts';
import { Overlays } from './overlays.ts';
import { Questions } from './questions.ts';
import { RenderedManifests } from './rendered.ts';
import { StackStatus } from './status.ts';

/** Everything behind the commands: the server's client, the map and the status item. */
export interface Portolan {
  /** Shows the map of the stack of a file, or of the largest stack. */
  showMap(uri: Uri | undefined): Promise<void>;
  /** Fills the panel of a map that the editor opened again after it was reloaded. */
  restoreMap(panel: WebviewPanel): Promise<void>;
  /** Shows the hover of the first place of the cursor's line that has one. */
  explainLine(): Promise<void>;
  /** Traces a connection: the given one, or one that the user picks. */
  trace(question: unknown): Promise<void>;
  /** Shows who reaches what the cursor is in, or whom that reaches. */
  reach(direction: 'to' | 'from'): Promise<void>;
  /** Shows what a file of a chart or a kustomization renders to. */
  showRendered(uri: Uri | undefined): Promise<void>;
  /** Lets the user choose which of the stacks that render a file is shown. */
  showVariant(uri: Uri | undefined): Promise<void>;
  /** Compares what a kustomization is made of with what it comes to. */
  showOverlay(uri: Uri | undefined): Promise<void>;
  restart(): Promise<void>;
  showLog(): void;
  stop(): Promise<void>;
}

/** Starts the language server and what depends on it; returns before the server runs. */
export function start(context: ExtensionContext): Portolan {
  const log = window.createOutputChannel('Portolan', { log: true });
  const session = new Session(context, log);
  context.subscriptions.push(log, session);
  void commands.executeCommand('setContext', 'portolan.active', true);
  void session.restart();
  return session;
}

class Session implements Portolan {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #map: MapPanel;
  readonly #status: StackStatus;
  readonly #answers: AnswerDocuments;
  readonly #questions: Questions;
  readonly #rendered: RenderedManifests;
  readonly #overlays: Overlays;
  #client: LanguageClient | undefined;
  /** Starts and stops of the server, one after the other. */
  #work: Promise<void> = Promise.resolve();
  #isOffering = false;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    const ask = <P, R>(method: string, params: P): Promise<R | undefined> => this.#ask(method, params);
    this.#map = new MapPanel(context.extensionUri, context.workspaceState, ask);
    this.#status = new StackStatus(ask);
    this.#answers = new AnswerDocuments(ask);
    this.#questions = new Questions(ask, this.#answers, context.workspaceState);
    this.#rendered = new RenderedManifests(ask, context.workspaceState);
    this.#overlays = new Overlays(ask, () => this.#rendered.preferred());
  }

  restart(): Promise<void> {
    this.#work = this.#work.then(async () => {
      await this.#stop();
      await this.#start();
    });
    return this.#work;
  }

  stop(): Promise<void> {
    this.#work = this.#work.then(() => this.#stop());
    return this.#work;
  }

  showLog(): void {
    this.#log.show(true);
  }

  showMap(uri: Uri | undefined): Promise<void> {
    return this.#map.show(uri);
  }

  restoreMap(panel: WebviewPanel): Promise<void> {
    return this.#map.restore(panel);
  }

  trace(question: unknown): Promise<void> {
    return this.#questions.trace(question);
  }

  reach(direction: 'to' | 'from'): Promise<void> {
    return this.#questions.reach(direction);
  }

  showRendered(uri: Uri | undefined): Promise<void> {
    return this.#rendered.show(uri);
  }

  showVariant(uri: Uri | undefined): Promise<void> {
    return this.#rendered.chooseVariant(uri);
  }

  showOverlay(uri: Uri | undefined): Promise<void> {
    return this.#overlays.show(uri);
  }

  async explainLine(): Promise<void> {
    const editor = window.activeTextEditor;
    if (editor === undefined) return;
    const params: ExplainParams = { uri: editor.document.uri.toString(), line: editor.selection.active.line };
    const place = await this.#ask<ExplainParams, ExplainResult>(explainRequest, params);
    if (!place) {
      window.setStatusBarMessage('Portolan has nothing to say about this line.', 4000);
      return;
    }
    const position = new Position(place.line, place.character);
    editor.selection = new Selection(position, position);
    await commands.executeCommand('editor.action.showHover');
  }

  dispose(): void {
    void this.stop();
    this.#map.dispose();
    this.#status.dispose();
    this.#answers.dispose();
    this.#rendered.dispose();
    this.#overlays.dispose();
  }

  async #start(): Promise<void> {
    const client = this.#createClient();
    this.#client = client;
    client.onNotification(changedNotification, () => this.#refresh());
    try {
      await client.start();
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
      void this.#stopped(client);
      return;
    }
    this.#refresh();
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      if (client?.needsStop()) await client.stop();
      await client?.dispose();
    } catch (error) {
      // A server that does not end by itself is killed by the client.
      this.#log.warn(String(error));
    }
  }

  #refresh(): void {
    void this.#map.refresh();
    void this.#status.refresh();
    this.#answers.refresh();
    this.#rendered.refresh();
    this.#overlays.refresh();
  }

  /** Sends a request; `undefined` while there is no server that could answer. */
  async #ask<P, R>(method: string, params: P): Promise<R | undefined> {
    await this.#work;
    if (!this.#client?.isRunning()) return undefined;
    try {
      return await this.#client.sendRequest<R>(method, params);
    } catch (error) {
      this.#log.warn(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  #createClient(): LanguageClient {
    const module = VsUri.joinPath(this.#context.extensionUri, 'dist', 'server.cjs').fsPath;
    // A small young generation keeps the peak of a first scan at two thirds; it costs no time that one could measure.
    const run = { module, transport: TransportKind.ipc, options: { execArgv: ['--max-semi-space-size=8'] } };
    const initializationOptions: InitializationOptions = {
      pushDiagnostics: true,
      commands: true,
      rulePages: `${env.uriScheme}://${this.#context.extension.id}/rules/`,
    };
    const options: LanguageClientOptions = {
      documentSelector: [
        ...['yaml', 'json', 'jsonc', 'helm'].flatMap((language) => [
          { scheme: 'file', language },
          { scheme: 'untitled', language },
        ]),
        // Templates are rendered with what these define, whatever language the editor takes them for.
        { scheme: 'file', language: 'gotmpl' },
        { scheme: 'file', pattern: '**/*.tpl' },
      ],
      initializationOptions,
      outputChannel: this.#log,
      diagnosticCollectionName: 'portolan',
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => {
          void this.#stopped(client);
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    };
    const client = new LanguageClient('portolan', 'Portolan', { run, debug: run }, options);
    return client;
  }

  /** The server ended by itself: says so once and offers what can be done. */
  async #stopped(client: LanguageClient): Promise<void> {
    // A stop that was asked for is no crash.
    if (this.#client !== client || this.#isOffering) return;
    this.#status.stopped();
    this.#isOffering = true;
    const answer = await window.showErrorMessage(
      'The Portolan server stopped, so manifests are not checked any more.',
      'Restart',
      'Show Log',
    );
    this.#isOffering = false;
    if (answer === 'Restart') await this.restart();
    if (answer === 'Show Log') this.showLog();
  }
}
