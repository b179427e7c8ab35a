import type { WireModel } from '../core/map/wire.ts';
import { isToWebview, type MapToHost, type MapToWebview } from '../protocol/map.ts';

/** Who the picture talks to: an editor, the server of a page, or nobody. */
export interface Host {
  /** Whether source places can be opened. */
  readonly canOpen: boolean;
  send(message: MapToHost): void;
  listen(receive: (message: MapToWebview) => void): void;
  /** What was kept when the picture was hidden, and keeping it. */
  state(): unknown;
  keep(state: unknown): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: (() => VsCodeApi) | undefined;

/** The host that this page has. */
export function findHost(): Host {
  if (typeof acquireVsCodeApi === 'function') return editorHost(acquireVsCodeApi());
  const embedded = document.getElementById('portolan-model')?.textContent;
  return embedded === undefined || embedded === null ? servedHost() : fileHost(embedded);
}

function editorHost(api: VsCodeApi): Host {
  return {
    canOpen: true,
    send: (message) => api.postMessage(message),
    listen: (receive) =>
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (isToWebview(data)) receive(data);
      }),
    state: () => api.getState(),
    keep: (state) => api.setState(state),
  };
}

/** The page of `portolan map --serve`: maps arrive as server-sent events. */
function servedHost(): Host {
  let events: EventSource | undefined;
  let deliver: ((message: MapToWebview) => void) | undefined;
  const connect = (stack: string | undefined) => {
    events?.close();
    events = new EventSource(stack === undefined ? '/events' : `/events?stack=${encodeURIComponent(stack)}`);
    events.onmessage = ({ data }: MessageEvent<string>) => {
      const message: unknown = JSON.parse(data);
      if (isToWebview(message)) deliver?.(message);
    };
  };
  return {
    canOpen: false,
    send: (message) => {
      if (message.type === 'ready') connect(undefined);
      if (message.type === 'stack') connect(message.name);
      if (message.type === 'export') download(`network-map.${message.format}`, message.content);
    },
    listen: (receive) => {
      deliver = receive;
    },
    state: () => undefined,
    keep: () => undefined,
  };
}

/** A page in a file of its own: it holds its only map. */
function fileHost(json: string): Host {
  let deliver: ((message: MapToWebview) => void) | undefined;
  return {
    canOpen: false,
    send: (message) => {
      if (message.type === 'export') download(`network-map.${message.format}`, message.content);
      if (message.type !== 'ready') return;
      const model = JSON.parse(json) as WireModel;
      const own: unknown = { type: 'map', version: 1, model, stack: model.stack, stacks: [model.stack] };
      if (isToWebview(own)) deliver?.(own);
    },
    listen: (receive) => {
      deliver = receive;
    },
    state: () => undefined,
    keep: () => undefined,
  };
}

function download(name: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
