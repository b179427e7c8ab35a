import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Diagnostic, InitializeParams, InitializeResult, PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const server = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));

/** A client of the bundled server over standard input and output, as an editor is one. */
export class LspClient {
  readonly connection: MessageConnection;
  readonly #process: ChildProcess;
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly #waiting = new Set<() => void>();
  /** Messages of `window/logMessage`. */
  readonly log: string[] = [];
  /** Messages of progress, in order. */
  readonly progress: string[] = [];

  private constructor() {
    this.#process = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = this.#process;
    if (stdin === null || stdout === null) throw new Error('the server has no pipes');
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#diagnostics.set(params.uri, params.diagnostics);
      for (const check of this.#waiting) check();
    });
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.log.push(message);
    });
    this.connection.onNotification('$/progress', ({ value }: { value: { message?: string } }) => {
      this.progress.push(value.message ?? '');
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onRequest('window/workDoneProgress/create', () => null);
    this.connection.listen();
  }

  /** Starts a server on some folders; `settings` are what it gets when it asks for its section. */
  static async start(
    folders: readonly string[],
    options: {
      readonly initializationOptions?: unknown;
      readonly capabilities?: InitializeParams['capabilities'];
      readonly settings?: unknown;
    } = {},
  ): Promise<{ client: LspClient; result: InitializeResult }> {
    const client = new LspClient();
    client.connection.onRequest('workspace/configuration', ({ items }: { items: readonly { section: string }[] }) =>
      items.map(({ section }) => (section === 'portolan' ? (options.settings ?? {}) : {})),
    );
    const result = await client.connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: { hover: { contentFormat: ['markdown'] } },
        window: { workDoneProgress: true },
        ...options.capabilities,
      },
      initializationOptions: options.initializationOptions ?? { pushDiagnostics: true, commands: true },
    } satisfies InitializeParams);
    await client.connection.sendNotification('initialized', {});
    return { client, result };
  }

  /** Opens a document with a text. */
  async open(uri: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
  }

  /** Waits until the diagnostics of a file satisfy a condition, and returns them. */
  diagnostics(uri: string, reached: (codes: readonly string[]) => boolean): Promise<readonly Diagnostic[]> {
    return new Promise((resolve) => {
      const check = () => {
        const known = this.#diagnostics.get(uri);
        if (known === undefined || !reached(known.map(({ code }) => String(code)))) return;
        this.#waiting.delete(check);
        resolve(known);
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Ends the server in the way of the protocol; resolves with its exit code. */
  async stop(): Promise<number | null> {
    const exit = new Promise<number | null>((resolve) => this.#process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await exit;
    this.connection.dispose();
    return code;
  }
}
