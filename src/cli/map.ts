import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathContext } from '../core/language/path-context.ts';
import { buildMap } from '../core/map/build.ts';
import { toDot } from '../core/map/export/dot.ts';
import { toHtml } from '../core/map/export/html.ts';
import { toJson } from '../core/map/export/json.ts';
import { toMermaid } from '../core/map/export/mermaid.ts';
import { toSvg } from '../core/map/export/svg.ts';
import { lightTheme } from '../core/map/export/theme.ts';
import { layoutMap } from '../core/map/layout.ts';
import { byImportance } from '../core/map/rank.ts';
import { toWire, type WireModel } from '../core/map/wire.ts';
import { sha256 } from '../core/text/sha256.ts';
import { bundledFile } from './bundled.ts';
import { printable } from './format/terminal.ts';
import { type Loaded, load } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { type MapServer, serveMap } from './serve-map.ts';
import { reportSkipped } from './skipped.ts';
import { knowsStack } from './stack-option.ts';
import { oneOf, readArguments, UsageError } from './usage.ts';

export const mapHelp = `Usage: portolan map [PATH…]

Draws the network of the manifests in files and folders (default: the working folder).

  --format svg|mermaid|dot|json|html  (default: svg)
  --stack NAME                        another stack than the most important one
  --output FILE                       writes to a file instead of standard output
  --serve                             serves the interactive map on this machine and follows the files
  --port N                            where --serve listens (default: any free port)
`;

const formats = ['svg', 'mermaid', 'dot', 'json', 'html'] as const;

/** `portolan map`: writes the map of one stack, or serves it. */
export async function map(args: readonly string[], streams: Streams): Promise<Outcome> {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'svg' },
      stack: { type: 'string' },
      output: { type: 'string', short: 'o' },
      serve: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
    },
  });
  const format = oneOf('format', values.format, formats);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError('--port takes a number from 0 to 65535.');
  const loaded = load({ paths: positionals, config: undefined, cwd: streams.cwd });
  reportSkipped(loaded, streams);
  const names = stackNames(loaded);
  if (!knowsStack(values.stack, names, streams)) return 2;
  if (values.serve) return serveUntilStopped(loaded, port, values.stack, streams);
  const drawn = mapOf(loaded, values.stack);
  if (drawn === undefined) {
    streams.err('There is no Kubernetes object here, so there is nothing to draw.\n');
    return 2;
  }
  if (names.length > 1 && values.stack === undefined)
    streams.err(
      `${printable(`This is stack ${drawn.stack}; --stack draws another one: ${names.slice(1).join(', ')}.`)}\n`,
    );
  const text = write(drawn, format);
  if (values.output === undefined) streams.out(text);
  else {
    try {
      writeFileSync(resolve(streams.cwd, values.output), text);
    } catch (error) {
      throw new UsageError(`${values.output} cannot be written: ${error instanceof Error ? error.message : error}.`);
    }
    streams.err(printable(`Wrote the map of ${drawn.stack} to ${values.output}.`).concat('\n'));
  }
  return loaded.failed ? 2 : 0;
}

async function serveUntilStopped(
  loaded: Loaded,
  port: number,
  stack: string | undefined,
  streams: Streams,
): Promise<Outcome> {
  let server: MapServer;
  try {
    server = await serveMap({ loaded, port, stack });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new UsageError(`Port ${port} is in use; --port names another one.`);
    throw error;
  }
  streams.err(`The network map is at ${server.url} and follows the files. Ctrl-C ends it.\n`);
  await server.closed;
  return 0;
}

/** The map of a stack, by default of the most important; `undefined` when there is none of that name. */
export function mapOf(
  { snapshot, show }: Pick<Loaded, 'snapshot' | 'show'>,
  stack: string | undefined,
): WireModel | undefined {
  const worlds = snapshot.worlds.toSorted((a, b) => byImportance(a.stack, b.stack));
  const world = stack === undefined ? worlds[0] : worlds.find((each) => each.stack.name === stack);
  if (world === undefined) return undefined;
  const findings = world.stack.files.flatMap((file) => snapshot.findings(file));
  return toWire(buildMap(pathContext(snapshot, world), findings), (location) => snapshot.locate(location), show);
}

/** Names of the stacks, the most important first. */
export function stackNames({ snapshot }: Pick<Loaded, 'snapshot'>): readonly string[] {
  return snapshot.stacks.toSorted(byImportance).map(({ name }) => name);
}

function write(model: WireModel, format: (typeof formats)[number]): string {
  if (format === 'mermaid') return toMermaid(model);
  if (format === 'dot') return toDot(model);
  if (format === 'html') {
    const script = readFileSync(bundledFile('webview/map.js'), 'utf8');
    const style = readFileSync(bundledFile('webview/map.css'), 'utf8');
    const hash = (text: string) => `sha256-${Buffer.from(sha256(text)).toString('base64')}`;
    return toHtml({
      title: `Network map of ${model.stack}`,
      script,
      scriptHash: hash(script),
      style,
      styleHash: hash(style),
      model,
    });
  }
  const layout = layoutMap(model);
  return format === 'json' ? toJson(model, layout) : toSvg(model, layout, lightTheme);
}
