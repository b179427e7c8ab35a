import { type Memento, type QuickPickItem, window } from 'vscode';
import {
  type AnswerParams,
  isAnswerParams,
  type PlaceInfo,
  type PlacesParams,
  type PlacesResult,
  placesRequest,
} from '../protocol/requests.ts';
import type { AnswerDocuments } from './answers.ts';
import type { Ask } from './map-panel.ts';

type TraceParams = Extract<AnswerParams, { kind: 'trace' }>;

const memoryKey = 'trace';

/** Asks the user for the ends of a connection and shows the answers. */
export class Questions {
  readonly #ask: Ask;
  readonly #answers: AnswerDocuments;
  /** The last question, from which the next one starts. */
  readonly #memory: Memento;

  constructor(ask: Ask, answers: AnswerDocuments, memory: Memento) {
    this.#ask = ask;
    this.#answers = answers;
    this.#memory = memory;
  }

  /** Traces a given connection, or one whose ends the user picks or types. */
  async trace(given: unknown): Promise<void> {
    const params = isAnswerParams(given) && given.kind === 'trace' ? given : await this.#pick();
    if (params === undefined) return;
    await this.#memory.update(memoryKey, params);
    const port = params.port === undefined ? '' : ` port ${params.port}`;
    await this.#answers.show(`${params.from} → ${params.to}${port}`, params);
  }

  /** Shows who reaches what the cursor is in, or whom that reaches. */
  async reach(direction: 'to' | 'from'): Promise<void> {
    const here = cursor();
    const { choices = [], here: own } = (await this.#ask<PlacesParams, PlacesResult>(placesRequest, here)) ?? {};
    const place = own ?? (await pick('Which workload or Service?', choices, []));
    if (place === undefined) return;
    const title = direction === 'to' ? `What can reach ${place}` : `What ${place} can reach`;
    await this.#answers.show(title, { kind: 'reach', place, direction, ...uriOf(here) });
  }

  async #pick(): Promise<TraceParams | undefined> {
    const here = cursor();
    const found = await this.#ask<PlacesParams, PlacesResult>(placesRequest, here);
    if (found === undefined) {
      void window.showWarningMessage('The Portolan server is not running, so nothing can be traced.');
      return undefined;
    }
    const last = this.#memory.get<TraceParams>(memoryKey);
    const { choices, here: own } = found;
    // Who stands on a Service asks how to get there; who stands on a workload asks where it gets.
    const isTarget = own?.startsWith('service:') === true;
    const from = await pick('Trace from where?', choices, [isTarget ? undefined : own, last?.from]);
    if (from === undefined) return undefined;
    const to = await pick(`Trace from ${from} to where?`, choices, [isTarget ? own : undefined, last?.to]);
    if (to === undefined) return undefined;
    const port = await pickPort(choices.find(({ place }) => place === to)?.ports, to);
    return port === undefined ? undefined : { kind: 'trace', from, to, ...port, ...uriOf(here) };
  }
}

function cursor(): PlacesParams {
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.document.uri.scheme === 'portolan-answer') return {};
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

function uriOf({ uri }: PlacesParams): { readonly uri?: string } {
  return uri === undefined ? {} : { uri };
}

/** Lets the user pick a place or type one: a host name, a URL, an address. `first` come first. */
async function pick(
  title: string,
  choices: readonly PlaceInfo[],
  first: readonly (string | undefined)[],
): Promise<string | undefined> {
  const known = new Map(choices.map((choice) => [choice.place, choice]));
  const leading = [...new Set(first)].filter((place) => place !== undefined);
  const items = [...leading, ...[...known.keys()].filter((place) => !leading.includes(place))].map((label) => ({
    label,
    description: known.get(label)?.detail ?? '',
  }));
  return await pickOrType(title, 'A workload, a Service, a host name, a URL, an address or internet', items);
}

/** Lets the user pick an item or take what is typed; `undefined` when the user leaves. */
function pickOrType(title: string, placeholder: string, items: readonly QuickPickItem[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const box = window.createQuickPick();
    box.title = title;
    box.placeholder = placeholder;
    box.matchOnDescription = true;
    box.items = items;
    box.onDidChangeValue((value) => {
      const typed = value.trim();
      const isKnown = typed === '' || items.some(({ label }) => label === typed);
      box.items = isKnown ? items : [...items, { label: typed, description: 'as typed', alwaysShow: true }];
    });
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.label);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

/** The port to ask about; nothing where the destination has only one or says its own; `undefined` when the user leaves. */
async function pickPort(
  ports: PlaceInfo['ports'] | undefined,
  to: string,
): Promise<Pick<TraceParams, 'port' | 'protocol'> | undefined> {
  const [only, ...others] = ports ?? [];
  if (only !== undefined && others.length === 0) return { port: only.port, protocol: only.protocol };
  if (only === undefined && /:\/\/|:\d+$/.test(to)) return {};
  const items = (ports ?? []).map(({ port, name, protocol }) => ({
    label: `${port}/${protocol}`,
    description: name ?? '',
  }));
  const any = only === undefined ? [{ label: 'any', description: 'no port in particular' }] : [];
  const chosen = await pickOrType(`Which port of ${to}?`, 'A port, like 8080 or 53/UDP, or its name', [
    ...any,
    ...items,
  ]);
  if (chosen === undefined || chosen === 'any') return chosen === undefined ? undefined : {};
  const [port = '', protocol] = chosen.split('/');
  const number = /^\d+$/.test(port) ? Number(port) : port;
  return { port: number, ...(protocol === undefined ? {} : { protocol: protocol.toUpperCase() }) };
}
