import {
  commands,
  type Disposable,
  EventEmitter,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type OverlayInfo, type OverlayResult, overlayRequest, type RenderedParams } from '../protocol/rendered.ts';
import type { Ask } from './map-panel.ts';
import { sourceUri } from './rendered-address.ts';
import { stackName } from './stack-name.ts';

const scheme = 'portolan-overlay';

type Side = 'written' | 'result';

/** What kustomizations change, as the editor compares two documents; both follow what is typed. */
export class Overlays implements TextDocumentContentProvider {
  readonly #ask: Ask;
  /** The stacks to show rather than others. */
  readonly #preferred: () => readonly string[];
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly Disposable[];
  /** Answers by question, until something changes or closes: both sides of a comparison ask the same. */
  readonly #asked = new Map<string, Promise<OverlayResult | undefined>>();
  /** What was shown last of a file while its kustomization built. */
  readonly #good = new Map<string, OverlayInfo>();

  constructor(ask: Ask, preferred: () => readonly string[]) {
    this.#ask = ask;
    this.#preferred = preferred;
    this.#subscriptions = [
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.#asked.clear();
        this.#good.delete(uri.query);
      }),
      this.#changed,
    ];
  }

  /** Opens the comparison for the kustomization of a file. */
  async show(file: Uri | undefined): Promise<void> {
    this.#asked.clear();
    const source = file && sourceUri(file);
    const answer = source && (await this.#overlay(source));
    if (!answer || source === undefined) {
      window.setStatusBarMessage('This file is part of no kustomization that Portolan knows.', 4000);
      return;
    }
    const [written, result] = [address(source, 'written'), address(source, 'result')];
    const title = `What ${stackName(answer.stack)} changes`;
    await commands.executeCommand('vscode.diff', written, result, title, { preview: true });
  }

  /** Asks again for what is open. */
  refresh(): void {
    this.#asked.clear();
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) this.#changed.fire(uri);
  }

  async provideTextDocumentContent({ path, query }: Uri): Promise<string> {
    const answer = await this.#overlay(Uri.parse(query));
    const good = this.#good.get(query);
    if (answer && answer.failure === undefined) this.#good.set(query, answer);
    const shown = answer && (answer.failure === undefined || good === undefined) ? answer : good;
    if (shown === undefined) return '# This file is part of no kustomization.\n';
    if (path.startsWith('/written/')) return shown.written;
    if (answer === shown && answer.failure === undefined) return shown.result;
    const why =
      answer?.failure === undefined ? 'There is no such kustomization.' : `It does not build: ${answer.failure}`;
    return `# ${shown === answer ? '' : 'Out of date. '}${why}\n${shown.result}`;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #overlay(source: Uri): Promise<OverlayResult | undefined> {
    const params: RenderedParams = { uri: source.toString(), preferred: this.#preferred() };
    const key = JSON.stringify(params);
    const asked = this.#asked.get(key) ?? this.#ask<RenderedParams, OverlayResult>(overlayRequest, params);
    this.#asked.set(key, asked);
    return asked;
  }
}

/** The address of one side; both are about the file in it. */
function address(source: Uri, side: Side): Uri {
  return Uri.from({ scheme, path: `/${side}/manifests.yaml`, query: source.toString() });
}
