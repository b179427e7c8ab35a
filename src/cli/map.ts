import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
import { bundledFile } from './bundled.ts';
import { type Loaded, load } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { serveMap } from './serve-map.ts';
import { oneOf, readArguments, UsageError } from './usage.ts';

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
  if (values.serve) {
    const server = await serveMap({ paths: positionals, cwd: streams.cwd, port, stack: values.stack });
    streams.err(`The network map is at ${server.url} and follows the files. Ctrl-C ends it.\n`);
    await server.closed;
    return 0;
  }
  const loaded = load({ paths: positionals, config: undefined, cwd: streams.cwd });
  for (const { file, reason } of loaded.skipped) streams.err(`${file}: ${reason}\n`);
  const drawn = mapOf(loaded, values.stack);
  if (drawn === undefined) {
    const names = stackNames(loaded);
    streams.err(
      names.length === 0
        ? 'There is no Kubernetes object here, so there is nothing to draw.\n'
        : `There is no stack "${values.stack}". Stacks: ${names.join(', ')}.\n`,
    );
    return 2;
  }
  const text = write(drawn, format);
  if (values.output === undefined) streams.out(text);
  else {
    writeFileSync(resolve(streams.cwd, values.output), text);
    streams.err(`Wrote the map of ${drawn.stack} to ${values.output}.\n`);
  }
  return loaded.failed ? 2 : 0;
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
  return toWire(buildMap(world, findings), (location) => {
    const { file, range } = snapshot.locate(location);
    return { file: show(file), range };
  });
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
    const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
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
