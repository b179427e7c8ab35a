import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Diagnostic, InitializeParams, InitializeResult, PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  createConnection,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Rule } from '../../src/core/rules/rule.ts';
import type { Host } from '../../src/server/host.ts';
import { startServer } from '../../src/server/server.ts';

/** Whether a code is among those of a file. */
export const has = (code: string) => (codes: readonly string[]) => codes.includes(code);
/** Whether a code is not, or no longer, among those of a file. */
export const hasNot = (code: string) => (codes: readonly string[]) => !codes.includes(code);
/** Whether a file has no findings. */
export const isClean = (codes: readonly string[]) => codes.length === 0;

/** The server as it ships. */
export const bundledServer = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));

interface RegistrationParams {
  readonly registrations: readonly {
    readonly registerOptions?: { readonly watchers?: readonly { readonly globPattern: string }[] };
  }[];
}

/** What a test or a measurement ends with. */
export interface Ending {
  after(cleanup: () => unknown): void;
}

/** How a client introduces itself. */
export interface ClientOptions {
  readonly initializationOptions?: unknown;
  /** Instead of those of a client that can do what editors usually can. */
  readonly capabilities?: InitializeParams['capabilities'];
  /** What the server gets when it asks for its section. */
  readonly settings?: unknown;
  /** What it gets when it asks for `files.exclude`. */
  readonly exclude?: unknown;
  readonly processId?: number;
  readonly transport?: 'stdio' | 'ipc';
  /** Whether it refuses to say its settings. */
  readonly withoutSettings?: boolean;
}

/** A client of the server, as an editor is one. */
export class LspClient {
  readonly connection: MessageConnection;
  /** What the server said when it was asked what it can do. */
  offer: InitializeResult = { capabilities: {} };
  /** Texts of `window/logMessage`. */
  readonly log: string[] = [];
  /** Texts of `window/showMessage`. */
  readonly shown: string[] = [];
  /** Texts of progress, in order. */
  readonly progress: string[] = [];
  /** What names the progress that was last shown. */
  progressToken: string | number | undefined;
  /** Methods of all notifications and requests of the server, in order. */
  readonly received: string[] = [];
  /** Globs of the files that the server wants to be told of. */
  readonly watched: string[] = [];
  /** What came that is no message of the protocol. */
  readonly garbage: string[] = [];
  settings: unknown;
  exclude: unknown;
  readonly #process: ChildProcess | undefined;
  readonly #exit: Promise<number | null>;
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly #waiting = new Set<() => void>();

  private constructor(
    reader: MessageReader,
    writer: MessageWriter,
    server: ChildProcess | undefined,
    { settings = {}, exclude = {}, withoutSettings = false }: ClientOptions,
  ) {
    this.#process = server;
    this.#exit =
      server === undefined ? Promise.resolve(null) : once(server, 'exit').then(([code]) => code as number | null);
    this.settings = settings;
    this.exclude = exclude;
    this.connection = createMessageConnection(reader, writer);
    this.connection.onError(([error]) => this.garbage.push(error.message));
    this.#on('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) =>
      this.#diagnostics.set(uri, diagnostics),
    );
    this.#on('window/logMessage', ({ message }: { message: string }) => this.log.push(message));
    this.#on('window/showMessage', ({ message }: { message: string }) => this.shown.push(message));
    this.#on('$/progress', ({ token, value }: { token: string | number; value: { message?: string } }) => {
      this.progressToken = token;
      this.progress.push(value.message ?? 'end');
    });
    this.#on('portolan/changed', () => undefined);
    for (const method of ['window/workDoneProgress/create', 'workspace/diagnostic/refresh'])
      this.#answer(method, () => null);
    this.#answer('client/registerCapability', ({ registrations }: RegistrationParams) => {
      for (const { registerOptions } of registrations)
        for (const { globPattern } of registerOptions?.watchers ?? []) this.watched.push(globPattern);
      return null;
    });
    this.#answer('workspace/configuration', ({ items }: { items: readonly { section: string }[] }) => {
      if (withoutSettings) throw new Error('there are no settings');
      return items.map(({ section }) => (section === 'portolan' ? this.settings : this.exclude));
    });
    this.connection.listen();
  }

  /** Starts the bundled server on some folders and shakes hands; it ends with the test at the latest. */
  static async start(context: Ending, folders: readonly string[], options: ClientOptions = {}): Promise<LspClient> {
    const client = options.transport === 'ipc' ? LspClient.#overIpc(options) : LspClient.#overStdio(options);
    context.after(() => client.kill());
    const failure = client.#exit.then((code) => {
      throw new Error(`The server ended with ${code} before it answered.`);
    });
    await Promise.race([client.#shakeHands(folders, options), failure]);
    return client;
  }

  /** Runs the server in this process, on a machine and with rules of the test's own. */
  static async startInside(
    context: Ending,
    server: { readonly host: Host; readonly rules: readonly Rule[] },
    folders: readonly string[],
    options: ClientOptions = {},
  ): Promise<LspClient> {
    const [up, down] = [new PassThrough(), new PassThrough()];
    const connection = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(up),
      new StreamMessageWriter(down),
    );
    startServer(connection, server.host, server.rules);
    const client = new LspClient(new StreamMessageReader(down), new StreamMessageWriter(up), undefined, options);
    context.after(() => client.connection.dispose());
    await client.#shakeHands(folders, options);
    return client;
  }

  static #overStdio(options: ClientOptions): LspClient {
    const server = spawn(process.execPath, [bundledServer, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const reader = new StreamMessageReader(server.stdout);
    // The rest of a message never comes from a server that was killed, and the reader's reminder of it would never end.
    reader.partialMessageTimeout = 0;
    return new LspClient(reader, new StreamMessageWriter(server.stdin), server, options);
  }

  static #overIpc(options: ClientOptions): LspClient {
    const server = fork(bundledServer, ['--node-ipc']);
    return new LspClient(new IPCMessageReader(server), new IPCMessageWriter(server), server, options);
  }

  async #shakeHands(folders: readonly string[], options: ClientOptions): Promise<void> {
    this.offer = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: options.processId ?? null,
      rootUri: null,
      workspaceFolders: folders.map((uri) => ({ uri, name: 'folder' })),
      capabilities: options.capabilities ?? {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: { hover: { contentFormat: ['markdown'] } },
        window: { workDoneProgress: true },
      },
      initializationOptions: options.initializationOptions ?? { pushDiagnostics: true, commands: true },
    } satisfies InitializeParams);
    await this.notify('initialized', {});
  }

  /** Sends a request. */
  request<R>(method: string, params?: unknown): Promise<R> {
    return params === undefined
      ? this.connection.sendRequest<R>(method)
      : this.connection.sendRequest<R>(method, params);
  }

  /** Sends a notification. */
  notify(method: string, params?: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** Opens a document with a text. */
  open(uri: string, text: string): Promise<void> {
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  }

  /** Closes a document without saving it. */
  close(uri: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** Says that something happened to files on disk. */
  touched(...uris: readonly string[]): Promise<void> {
    return this.notify('workspace/didChangeWatchedFiles', { changes: uris.map((uri) => ({ uri, type: 2 })) });
  }

  /** Takes folders into the workspace and out of it. */
  changeFolders(added: readonly string[], removed: readonly string[]): Promise<void> {
    const named = (uris: readonly string[]) => uris.map((uri) => ({ uri, name: 'folder' }));
    return this.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: named(added), removed: named(removed) },
    });
  }

  /** The diagnostics of a file that were last published; `undefined` when none ever were. */
  published(uri: string): readonly Diagnostic[] | undefined {
    return this.#diagnostics.get(uri);
  }

  /** Waits until the diagnostics of a file satisfy a condition on their codes, and returns them. */
  diagnostics(uri: string, reached: (codes: readonly string[]) => boolean): Promise<readonly Diagnostic[]> {
    return this.until(() => {
      const known = this.published(uri);
      return known !== undefined && reached(known.map(({ code }) => String(code))) ? known : undefined;
    });
  }

  /** Waits until some message of the server makes a look at the client succeed. */
  until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Ends the server in the way of the protocol; resolves with its exit code. */
  async stop(): Promise<number | null> {
    await this.request('shutdown');
    await this.notify('exit');
    return this.exited();
  }

  /** Resolves with the exit code once the server has ended. */
  async exited(): Promise<number | null> {
    const code = await this.#exit;
    this.connection.dispose();
    return code;
  }

  /** Closes the way to the server, as a client does that is gone. */
  hangUp(): void {
    this.#process?.stdin?.end();
  }

  /** Ends the server by force. */
  kill(): void {
    this.connection.dispose();
    this.#process?.kill('SIGKILL');
  }

  #on<P>(method: string, take: (params: P) => unknown): void {
    this.connection.onNotification(method, (params: P) => {
      this.received.push(method);
      take(params);
      for (const check of this.#waiting) check();
    });
  }

  #answer<P>(method: string, answer: (params: P) => unknown): void {
    this.connection.onRequest(method, (params: P) => {
      this.received.push(method);
      for (const check of this.#waiting) check();
      return answer(params);
    });
  }
}
