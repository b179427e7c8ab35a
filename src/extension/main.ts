import { commands, type ExtensionContext, type WebviewPanel, window } from 'vscode';
import type { Portolan } from './client.ts';
import { openLink, openRulePage } from './rule-pages.ts';

let portolan: Portolan | undefined;

/** Registers what the editor may call. The language client is loaded after the editor has gone on: activation costs nothing. */
export function activate(context: ExtensionContext): void {
  const use = (): Portolan => {
    portolan ??= loadClient().start(context);
    return portolan;
  };
  const register = (name: string, run: (...args: unknown[]) => unknown) =>
    context.subscriptions.push(commands.registerCommand(`portolan.${name}`, run));
  register('showMap', () => use().showMap(undefined));
  register('showStackMap', () => use().showMap(window.activeTextEditor?.document.uri));
  register('explainLine', () => use().explainLine());
  register('trace', (question) => use().trace(question));
  register('reachTo', () => use().reach('to'));
  register('reachFrom', () => use().reach('from'));
  register('showRendered', () => use().showRendered(window.activeTextEditor?.document.uri));
  register('showVariant', () => use().showVariant(window.activeTextEditor?.document.uri));
  register('showOverlay', () => use().showOverlay(window.activeTextEditor?.document.uri));
  register('restartServer', () => use().restart());
  register('showLog', () => use().showLog());
  register('showFindings', () => commands.executeCommand('workbench.actions.view.problems'));
  register('openRulePage', (code) => openRulePage(context.extensionUri, code));
  context.subscriptions.push(
    window.registerUriHandler({ handleUri: (uri) => openLink(context.extensionUri, uri) }),
    window.registerWebviewPanelSerializer('portolan.map', {
      deserializeWebviewPanel: (panel: WebviewPanel) => use().restoreMap(panel),
    }),
  );
  setImmediate(() => {
    // Each part takes the extension host for a moment; between them others have their turn.
    loadProtocol();
    setImmediate(use);
  });
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await portolan?.stop();
}

function loadProtocol(): void {
  require('./protocol.cjs');
}

function loadClient(): typeof import('./client.ts') {
  return require('./client.cjs');
}
