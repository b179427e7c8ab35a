import { commands, type Memento, type TextEditor, Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { isToHost, type MapToHost, type MapToWebview } from '../protocol/map.ts';
import { type MapParams, type MapResult, mapRequest } from '../protocol/requests.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { stackName } from './stack-name.ts';
import { toRange } from './wire-range.ts';

/** Sends a request to the server; `undefined` when it is not running. */
export type Ask = <P, R>(method: string, params: P) => Promise<R | undefined>;

const memoryKey = 'map';

const endings: Readonly<Record<string, string>> = { svg: 'svg', mermaid: 'mmd', dot: 'dot', json: 'json' };

/** The panel with the network map. */
export class MapPanel {
  /** Draws again what is shown, from what the server knows now. */
  readonly refresh: () => Promise<void> = oneAtATime(() => this.#draw());
  readonly #extension: Uri;
  /** Where what is drawn is kept while the editor is closed. */
  readonly #memory: Memento;
  readonly #ask: Ask;
  #panel: WebviewPanel | undefined;
  /** What is drawn: the stack of a file until a stack is chosen by name. */
  #params: MapParams = {};
  #ready = false;
  /** Whether the panel has shown a map since it was opened. */
  #drawn = false;

  constructor(extension: Uri, memory: Memento, ask: Ask) {
    this.#extension = extension;
    this.#memory = memory;
    this.#ask = ask;
  }

  /** Opens the panel, or brings it to the front, with the map of a file's stack or of the largest one. */
  async show(uri: Uri | undefined): Promise<void> {
    this.#choose(uri === undefined ? {} : { uri: uri.toString() });
    if (this.#panel === undefined)
      this.#adopt(window.createWebviewPanel('portolan.map', 'Network map', ViewColumn.Beside));
    else this.#panel.reveal(undefined, false);
    await this.refresh();
  }

  /** Takes over a panel that the editor opened again, with the map that was in it. */
  async restore(panel: WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#params = this.#memory.get<MapParams>(memoryKey, {});
    this.#adopt(panel);
    await this.refresh();
  }

  async #draw(): Promise<void> {
    const panel = this.#panel;
    if (panel === undefined || !this.#ready) return;
    const result = await this.#ask<MapParams, MapResult>(mapRequest, this.#params);
    if (this.#panel !== panel) return;
    if (result?.model === undefined || result.stack === undefined) {
      const message =
        result === undefined
          ? 'The Portolan server is not running. Run "Portolan: Restart Server".'
          : 'There is no Kubernetes object here yet. Open a folder with manifests.';
      this.#post({ type: 'empty', message });
      return;
    }
    const { model, stack, stacks } = result;
    panel.title = `Network map: ${stackName(stack)}`;
    this.#post({ type: 'map', version: 1, model, stack, stacks });
    if (!this.#drawn) this.#follow(window.visibleTextEditors[0]);
    this.#drawn = true;
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #choose(params: MapParams): void {
    this.#params = params;
    void this.#memory.update(memoryKey, params);
  }

  #adopt(panel: WebviewPanel): void {
    const dist = Uri.joinPath(this.#extension, 'dist', 'webview');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    this.#panel = panel;
    this.#ready = false;
    this.#drawn = false;
    panel.iconPath = Uri.joinPath(this.#extension, 'media', 'icon.png');
    const subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isToHost(message)) void this.#receive(message);
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)),
      // The page of a hidden panel is gone; it says when it is there again.
      panel.onDidChangeViewState(() => {
        this.#ready &&= panel.visible;
      }),
      panel.onDidDispose(() => {
        for (const subscription of subscriptions) subscription.dispose();
        if (this.#panel === panel) this.#panel = undefined;
      }),
    ];
    panel.webview.html = page(panel, dist);
  }

  async #receive(message: MapToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#drawn = false;
        return this.refresh();
      case 'stack':
        this.#choose({ ...this.#params, stack: message.name });
        return this.refresh();
      case 'open':
        return openPlace(message);
      case 'export':
        return save(message);
    }
  }

  /** Shows in the picture what the cursor of an editor is on. */
  #follow(editor: TextEditor | undefined): void {
    if (editor === undefined) return;
    const { document, selection } = editor;
    this.#post({ type: 'focus', file: document.uri.toString(), line: selection.active.line });
  }

  #post(message: MapToWebview): void {
    if (this.#ready) void this.#panel?.webview.postMessage(message);
  }
}

async function openPlace({ file, range }: Extract<MapToHost, { type: 'open' }>): Promise<void> {
  const uri = Uri.parse(file, true);
  // Only files of the folders that the user opened: a picture has no business elsewhere.
  if (workspace.getWorkspaceFolder(uri) === undefined && !isOpen(uri)) return;
  await window.showTextDocument(uri, { viewColumn: ViewColumn.One, selection: toRange(range) });
}

function isOpen(uri: Uri): boolean {
  return workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}

async function save({ format, content }: Extract<MapToHost, { type: 'export' }>): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `network-map.${endings[format] ?? format}`;
  const target = await window.showSaveDialog(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(content));
  await commands.executeCommand('vscode.open', target);
}

/** The panel's page: everything comes from files of the extension, nothing inline. */
function page({ webview }: WebviewPanel, dist: Uri): string {
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
  const policy = `default-src 'none'; script-src ${webview.cspSource}; style-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('map.css')}">
<title>Network map</title>
</head>
<body>
<main id="portolan"></main>
<script src="${file('map.js')}"></script>
</body>
</html>
`;
}
