import type { Connection } from 'vscode-languageserver';
import { firstHover } from '../core/language/hover.ts';
import { pathContext } from '../core/language/path-context.ts';
import { renderingStacks } from '../core/language/rendered-view.ts';
import { buildMap } from '../core/map/build.ts';
import { byImportance } from '../core/map/rank.ts';
import { toWire } from '../core/map/wire.ts';
import {
  type OverlayResult,
  overlayRequest,
  type RenderedParams,
  type RenderedResult,
  renderedRequest,
  type SourcesParams,
  type SourcesResult,
  type StretchesParams,
  type StretchesResult,
  sourcesRequest,
  stretchesRequest,
} from '../protocol/rendered.ts';
import {
  type AnswerResult,
  answerRequest,
  type ExplainParams,
  type ExplainResult,
  explainRequest,
  isAnswerParams,
  type MapParams,
  type MapResult,
  mapRequest,
  type PlacesParams,
  type PlacesResult,
  placesRequest,
  type StacksParams,
  type StacksResult,
  stacksRequest,
} from '../protocol/requests.ts';
import { answerOf, placesOf } from './answers.ts';
import type { Folders } from './folders.ts';
import type { Guard } from './guard.ts';
import { overlayOf, renderedOf, sourcesOf, stretchesOf } from './rendered.ts';

/** Answers what the protocol of language servers has no request for. */
export function answerOwnRequests(connection: Connection, folders: Folders, guard: Guard): void {
  connection.onRequest(mapRequest, async (params: MapParams): Promise<MapResult> => {
    // Half a map would look like a whole one.
    await folders.whenRead();
    return guard.run('The map', { model: undefined, stack: undefined, stacks: [] }, () => mapOf(params, folders));
  });
  connection.onRequest(
    stacksRequest,
    ({ uri }: StacksParams): StacksResult =>
      guard.run('The status', { reading: false, stacks: [], rendered: false, errors: 0, warnings: 0 }, () =>
        stacksOf(uri, folders),
      ),
  );
  connection.onRequest(answerRequest, async (params: unknown): Promise<AnswerResult> => {
    await folders.whenRead();
    const failed = { text: 'Portolan could not answer; the log says why.\n', links: [] };
    if (!isAnswerParams(params)) return { text: 'This is no question that Portolan knows.\n', links: [] };
    return guard.run('The answer', failed, () => answerOf(params, folders));
  });
  connection.onRequest(placesRequest, async (params: PlacesParams): Promise<PlacesResult> => {
    await folders.whenRead();
    return guard.run('The list of places', { choices: [] }, () => placesOf(params, folders));
  });
  connection.onRequest(renderedRequest, async (params: RenderedParams): Promise<RenderedResult> => {
    // What is half read would look as if a chart did not render.
    await folders.whenRead();
    return guard.run('Rendering', null, () => renderedOf(params, folders));
  });
  connection.onRequest(overlayRequest, async (params: RenderedParams): Promise<OverlayResult> => {
    await folders.whenRead();
    return guard.run('Comparing an overlay with its base', null, () => overlayOf(params, folders));
  });
  connection.onRequest(
    stretchesRequest,
    (params: StretchesParams): StretchesResult =>
      guard.run('Finding what a place renders to', { ranges: [], exact: false }, () => stretchesOf(params, folders)),
  );
  connection.onRequest(
    sourcesRequest,
    (params: SourcesParams): SourcesResult =>
      guard.run('Finding where something is written', [], () => sourcesOf(params, folders)),
  );
  connection.onRequest(explainRequest, ({ uri, line }: ExplainParams): ExplainResult => {
    const { folder, path } = folders.locate(uri);
    return guard.run('Hover', null, () => firstHover(folder.workspace.snapshot, path, line)?.range.start ?? null);
  });
}

function mapOf({ uri, stack: wanted }: MapParams, folders: Folders): MapResult {
  const located = uri === undefined ? undefined : folders.locate(uri);
  const folder = located?.folder ?? folders.largest();
  if (folder === undefined) return { model: undefined, stack: undefined, stacks: [] };
  const { snapshot } = folder.workspace;
  const worlds = snapshot.worlds.toSorted((a, b) => byImportance(a.stack, b.stack));
  const [ofFile] = located === undefined ? [] : snapshot.stacksOf(located.path);
  const world = worlds.find(({ stack }) => stack.name === (wanted ?? ofFile?.name)) ?? worlds[0];
  const stacks = worlds.map(({ stack }) => stack.name);
  if (world === undefined) return { model: undefined, stack: undefined, stacks };
  const findings = world.stack.files.flatMap((file) => snapshot.findings(file));
  const map = buildMap(pathContext(snapshot, world), findings);
  const model = toWire(
    map,
    (location) => snapshot.locate(location),
    (file) => folder.uriOf(file),
  );
  return { model, stack: world.stack.name, stacks };
}

function stacksOf(uri: string, folders: Folders): StacksResult {
  const { folder, path } = folders.locate(uri);
  const { snapshot } = folder.workspace;
  const findings = snapshot.findings(path);
  return {
    reading: folder.isReading,
    stacks: snapshot.stacksOf(path).map(({ name, kind, why, files, resources }) => ({
      name,
      kind,
      why,
      files: files.length,
      resources: resources.length,
    })),
    rendered: renderingStacks(snapshot, path).length > 0,
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
  };
}
