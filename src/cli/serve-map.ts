import { readFileSync, watch } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { MapToWebview } from '../protocol/map.ts';
import { readText, toSlashes } from '../server/node/scan.ts';
import { bundledFile } from './bundled.ts';
import type { Loaded } from './load.ts';
import { mapOf, stackNames } from './map.ts';

/** What is served. */
export interface ServeOptions {
  readonly loaded: Loaded;
  /** 0 for any free one. */
  readonly port: number;
  readonly stack?: string | undefined;
}

/** A running server. */
export interface MapServer {
  readonly url: string;
  close(): void;
  /** Resolves when the server has ended. */
  readonly closed: Promise<void>;
}

/** How long to wait for the rest of a burst of changes, in milliseconds. */
const burst = 60;

const page = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Portolan: network map</title>
<link rel="stylesheet" href="/map.css">
</head>
<body>
<main id="portolan" data-host="served"></main>
<script src="/map.js"></script>
</body>
</html>
`;

const headers = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Serves the interactive map of some paths on 127.0.0.1, following changes of the files. */
export async function serveMap({ loaded, port: asked, stack: first }: ServeOptions): Promise<MapServer> {
  // It takes 30 ms to load, which the other commands do without.
  const { createServer } = await import('node:http');
  const clients = new Set<{ response: ServerResponse; stack: string | undefined }>();
  const messageFor = (stack: string | undefined): MapToWebview => {
    const now = { snapshot: loaded.workspace.snapshot, show: loaded.show };
    const model = mapOf(now, stack) ?? mapOf(now, undefined);
    if (model === undefined) return { type: 'empty', message: 'There is no Kubernetes object here yet.' };
    return { type: 'map', version: 1, model, stack: model.stack, stacks: stackNames(now) };
  };
  const send = (client: { response: ServerResponse; stack: string | undefined }) =>
    client.response.write(`data: ${JSON.stringify(messageFor(client.stack))}\n\n`);

  const server = createServer((request, response) => {
    // Only pages of this very address may ask: a page elsewhere whose name was made to mean 127.0.0.1 may not.
    const { port } = server.address() as AddressInfo;
    if (request.method !== 'GET' || !isOwnHost(request, port)) return refuse(response, 403);
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (url.pathname === '/') return answer(response, 'text/html; charset=utf-8', page);
    if (url.pathname === '/map.js') return answer(response, 'text/javascript; charset=utf-8', bundle('map.js'));
    if (url.pathname === '/map.css') return answer(response, 'text/css; charset=utf-8', bundle('map.css'));
    if (url.pathname !== '/events') return refuse(response, 404);
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    const client = { response, stack: url.searchParams.get('stack') ?? first };
    clients.add(client);
    request.on('close', () => clients.delete(client));
    send(client);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(asked, '127.0.0.1', resolve);
  });
  const stopWatching = watchFiles(loaded, () => {
    for (const client of clients) send(client);
  });
  const { port } = server.address() as AddressInfo;
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const close = () => {
    stopWatching();
    for (const { response } of clients) response.end();
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, close, closed };
}

function isOwnHost({ headers: { host } }: IncomingMessage, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

function bundle(name: string): string {
  return readFileSync(bundledFile(`webview/${name}`), 'utf8');
}

function answer(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { ...headers, 'content-type': type }).end(body);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...headers, 'content-type': 'text/plain' }).end();
}

/** Follows what was asked for on disk and calls back when it has changed, once a burst. Returns how to stop. */
function watchFiles({ root, covers, workspace }: Loaded, changed: () => void): () => void {
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const take = () => {
    const changes = [...pending].map((path) => {
      const found = readText(join(root, path));
      return { path, text: 'text' in found ? found.text : undefined };
    });
    pending.clear();
    workspace.update(changes);
    changed();
  };
  const watcher = watch(root, { recursive: true }, (_event, name) => {
    if (name === null) return;
    const path = toSlashes(name);
    if (!covers(path)) return;
    pending.add(path);
    clearTimeout(timer);
    timer = setTimeout(take, burst);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
