import { commands, type Disposable, LanguageStatusSeverity, languages, window } from 'vscode';
import { type StacksParams, type StacksResult, stacksRequest } from '../protocol/requests.ts';
import type { Ask } from './map-panel.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { sourceUri } from './rendered-address.ts';

/** The entry of the language status that says which stack a file is in, and why; menus learn from it whether the file is rendered. */
export class StackStatus {
  /** Asks for the stacks of the active file and shows them. */
  readonly refresh: () => Promise<void>;
  readonly #item = languages.createLanguageStatusItem(
    'portolan.stack',
    ['yaml', 'json', 'jsonc', 'helm'].map((language) => ({ language })),
  );
  readonly #subscription: Disposable;

  constructor(ask: Ask) {
    this.#item.name = 'Portolan';
    this.#show('Reading manifests', '', LanguageStatusSeverity.Information);
    this.#item.busy = true;
    this.refresh = oneAtATime(async () => {
      const uri = activeFile();
      const result = uri === undefined ? undefined : await ask<StacksParams, StacksResult>(stacksRequest, { uri });
      if (activeFile() !== uri) return;
      const isKustomized = result?.stacks.some(({ kind }) => kind === 'kustomize') === true;
      void commands.executeCommand('setContext', 'portolan.isRendered', result?.rendered === true);
      void commands.executeCommand('setContext', 'portolan.isKustomized', isKustomized);
      if (result !== undefined) this.#showResult(result);
    });
    this.#subscription = window.onDidChangeActiveTextEditor(() => void this.refresh());
  }

  /** The server ended by itself. */
  stopped(): void {
    const restart = { title: 'Restart', command: 'portolan.restartServer' };
    this.#show('Portolan stopped', 'Manifests are not checked.', LanguageStatusSeverity.Error, restart);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #showResult({ reading, stacks, errors, warnings }: StacksResult): void {
    const [first] = stacks;
    const severity =
      errors > 0
        ? LanguageStatusSeverity.Error
        : warnings > 0
          ? LanguageStatusSeverity.Warning
          : LanguageStatusSeverity.Information;
    if (first !== undefined) {
      const more = stacks.length > 1 ? ` and ${stacks.length - 1} more` : '';
      const name = first.name === '.' ? 'of this folder' : first.name;
      this.#show(`Stack ${name}${more}`, first.why, severity, { title: 'Show Map', command: 'portolan.showStackMap' });
    } else if (reading) this.#show('Reading manifests', '', severity);
    else this.#show('No network objects', 'Portolan found no Kubernetes object in this file.', severity);
    this.#item.busy = reading;
  }

  #show(
    text: string,
    detail: string,
    severity: LanguageStatusSeverity,
    command?: { readonly title: string; readonly command: string },
  ): void {
    this.#item.busy = false;
    this.#item.text = text;
    this.#item.detail = detail;
    this.#item.severity = severity;
    // The editor takes `undefined` for no command, which its types do not say.
    (this.#item as { command: typeof command }).command = command;
  }
}

/** The file that the user is in, or whose rendering they look at. */
function activeFile(): string | undefined {
  const uri = window.activeTextEditor?.document.uri;
  return uri && sourceUri(uri)?.toString();
}
