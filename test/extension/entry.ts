import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../support/sources.ts';

/** An address of a file, as far as the entry uses it. */
export interface FakeUri {
  readonly path: string;
}

interface Exports {
  activate(context: unknown): void;
  deactivate(): Promise<void>;
}

/** The extension's bundled entry in an editor that only writes down what is asked of it. */
export class Entry {
  /** Commands that were registered. */
  readonly commands = new Map<string, (...args: readonly unknown[]) => unknown>();
  /** Commands that were called, with their arguments. */
  readonly called: { readonly name: string; readonly args: readonly unknown[] }[] = [];
  readonly warnings: string[] = [];
  /** Methods of the language client's bundle that were called. */
  readonly client: string[] = [];
  /** How often that bundle was loaded. */
  loads = 0;
  openLink: (uri: FakeUri) => unknown = () => undefined;
  restorePanel: (panel: unknown) => unknown = () => undefined;
  readonly #exports: Exports;

  constructor() {
    const module = { exports: {} as Exports };
    const text = readFileSync(join(root, 'dist/extension.cjs'), 'utf8');
    new Function('module', 'exports', 'require', text)(module, module.exports, (name: string) => this.#require(name));
    this.#exports = module.exports;
  }

  /** Activates the extension. */
  activate(): void {
    this.#exports.activate({ extensionUri: { path: '/extension' }, subscriptions: [] });
  }

  /** Deactivates it. */
  deactivate(): Promise<void> {
    return this.#exports.deactivate();
  }

  #require(name: string): unknown {
    if (name === 'vscode') return this.#editor();
    if (name === './protocol.cjs') return {};
    if (name !== './client.cjs') throw new Error(`The entry loads ${name}.`);
    this.loads++;
    const note = (method: string) => async () => void this.client.push(method);
    const methods = ['showMap', 'restoreMap', 'explainLine', 'restart', 'showLog', 'stop'];
    return {
      start: () => {
        this.client.push('start');
        return Object.fromEntries(methods.map((method) => [method, note(method)]));
      },
    };
  }

  #editor(): unknown {
    const fileOf = ({ path }: FakeUri) => join(root, path.replace('/extension/', ''));
    return {
      commands: {
        registerCommand: (name: string, run: (...args: readonly unknown[]) => unknown) => this.commands.set(name, run),
        executeCommand: async (name: string, ...args: readonly unknown[]) => void this.called.push({ name, args }),
      },
      window: {
        activeTextEditor: undefined,
        registerUriHandler: ({ handleUri }: { handleUri: Entry['openLink'] }) => {
          this.openLink = handleUri;
        },
        registerWebviewPanelSerializer: (
          _type: string,
          { deserializeWebviewPanel }: { deserializeWebviewPanel: Entry['restorePanel'] },
        ) => {
          this.restorePanel = deserializeWebviewPanel;
        },
        showWarningMessage: async (message: string) => void this.warnings.push(message),
      },
      workspace: { fs: { stat: async (uri: FakeUri) => void readFileSync(fileOf(uri)) } },
      Uri: {
        joinPath: ({ path }: FakeUri, ...parts: readonly string[]): FakeUri => ({ path: posix.join(path, ...parts) }),
      },
    };
  }
}
