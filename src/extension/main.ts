import { commands, type ExtensionContext, window } from 'vscode';
import type { Portolan } from './client.ts';
import { openRulePage, ruleOfUri } from './rule-pages.ts';

let portolan: Promise<Portolan> | undefined;

/** Registers what the palette shows. The language client is loaded after the editor has gone on: activation costs nothing. */
export function activate(context: ExtensionContext): void {
  const use = (): Promise<Portolan> => {
    portolan ??= loadClient().start(context);
    return portolan;
  };
  const register = (name: string, run: (...args: unknown[]) => unknown) =>
    context.subscriptions.push(commands.registerCommand(`portolan.${name}`, run));
  register('showMap', async () => (await use()).showMap(undefined));
  register('showStackMap', async () => (await use()).showMap(window.activeTextEditor?.document.uri));
  register('explainLine', async () => (await use()).explainLine());
  register('restartServer', async () => (await use()).restart());
  register('showLog', async () => (await use()).showLog());
  register('showFindings', () => commands.executeCommand('workbench.actions.view.problems'));
  register('openRulePage', (code) => openRulePage(context.extensionUri, code));
  context.subscriptions.push(
    window.registerUriHandler({ handleUri: (uri) => openRulePage(context.extensionUri, ruleOfUri(uri.path)) }),
  );
  setImmediate(() => void use());
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await (await portolan)?.stop();
}

function loadClient(): typeof import('./client.ts') {
  return require('./client.cjs');
}
