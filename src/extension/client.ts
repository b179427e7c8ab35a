import {
  commands,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  Position,
  Selection,
  type Uri,
  Uri as VsUri,
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
import { MapPanel } from './map-panel.ts';
import { StackStatus } from './status.ts';

/** Everything behind the commands: the server's client, the map and the status item. */
export interface Portolan {
  /** Shows the map of the stack of a file, or of the largest stack. */
  showMap(uri: Uri | undefined): Promise<void>;
  /** Shows the hover of the first place of the cursor's line that has one. */
  explainLine(): Promise<void>;
  restart(): Promise<void>;
  showLog(): void;
  stop(): Promise<void>;
}

/** Starts the language server and what depends on it. */
export async function start(context: ExtensionContext): Promise<Portolan> {
  const log = window.createOutputChannel('Portolan', { log: true });
  const session = new Session(context, log);
  context.subscriptions.push(log, session);
  await session.start();
  return session;
}

class Session implements Portolan {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #map: MapPanel;
  readonly #status: StackStatus;
  #client: LanguageClient | undefined;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    const ask = <P, R>(method: string, params: P): Promise<R | undefined> => this.#ask(method, params);
    this.#map = new MapPanel(context.extensionUri, ask);
    this.#status = new StackStatus(ask);
  }

  async start(): Promise<void> {
    const client = this.#createClient();
    this.#client = client;
    client.onNotification(changedNotification, () => {
      void this.#map.refresh();
      void this.#status.refresh();
    });
    await client.start();
    await commands.executeCommand('setContext', 'portolan.active', true);
    void this.#status.refresh();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client?.needsStop()) await client.stop();
    await client?.dispose();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  showLog(): void {
    this.#log.show(true);
  }

  showMap(uri: Uri | undefined): Promise<void> {
    return this.#map.show(uri);
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
  }

  /** Sends a request; `undefined` while there is no server that could answer. */
  async #ask<P, R>(method: string, params: P): Promise<R | undefined> {
    if (!this.#client?.isRunning()) return undefined;
    return this.#client.sendRequest<R>(method, params);
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
      documentSelector: ['yaml', 'json', 'jsonc', 'helm'].flatMap((language) => [
        { scheme: 'file', language },
        { scheme: 'untitled', language },
      ]),
      initializationOptions,
      outputChannel: this.#log,
      diagnosticCollectionName: 'portolan',
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => {
          void this.#offerRestart();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    };
    return new LanguageClient('portolan', 'Portolan', { run, debug: run }, options);
  }

  async #offerRestart(): Promise<void> {
    // A stop that was asked for is no crash.
    if (this.#client === undefined) return;
    const answer = await window.showErrorMessage(
      'The Portolan server stopped, so manifests are not checked any more.',
      'Restart',
      'Show Log',
    );
    if (answer === 'Restart') await this.restart();
    if (answer === 'Show Log') this.showLog();
  }
}
