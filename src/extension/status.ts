import { type Disposable, LanguageStatusSeverity, languages, window } from 'vscode';
import { type StacksParams, type StacksResult, stacksRequest } from '../protocol/requests.ts';
import type { Ask } from './map-panel.ts';

/** The entry of the language status that says which stack a file is in, and why. */
export class StackStatus {
  readonly #ask: Ask;
  readonly #item = languages.createLanguageStatusItem('portolan.stack', [{ language: 'yaml' }, { language: 'json' }]);
  readonly #subscription: Disposable;

  constructor(ask: Ask) {
    this.#ask = ask;
    this.#item.name = 'Portolan';
    this.#item.text = 'Portolan';
    this.#subscription = window.onDidChangeActiveTextEditor(() => void this.refresh());
  }

  /** Asks for the stacks of the active file and shows them. */
  async refresh(): Promise<void> {
    const uri = window.activeTextEditor?.document.uri.toString();
    if (uri === undefined) return;
    const result = await this.#ask<StacksParams, StacksResult>(stacksRequest, { uri });
    if (result === undefined || window.activeTextEditor?.document.uri.toString() !== uri) return;
    this.#show(result);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show({ stacks, errors, warnings }: StacksResult): void {
    const [first] = stacks;
    this.#item.severity =
      errors > 0
        ? LanguageStatusSeverity.Error
        : warnings > 0
          ? LanguageStatusSeverity.Warning
          : LanguageStatusSeverity.Information;
    if (first === undefined) {
      this.#item.text = 'No network objects';
      this.#item.detail = 'Portolan found no Kubernetes object in this file.';
      delete (this.#item as { command?: unknown }).command;
      return;
    }
    const more = stacks.length > 1 ? ` and ${stacks.length - 1} more` : '';
    this.#item.text = `Stack ${first.name === '.' ? 'of this folder' : first.name}${more}`;
    this.#item.detail = first.why;
    this.#item.command = { title: 'Show Map', command: 'portolan.showStackMap' };
  }
}
