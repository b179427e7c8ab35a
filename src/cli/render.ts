import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { defaultKubeVersion, isKubeVersion } from '../core/render/helm/capabilities.ts';
import { readValues } from '../core/render/helm/chart.ts';
import { inflate } from '../core/render/helm/inflate.ts';
import { manifestsOf, printManifests } from '../core/render/helm/manifests.ts';
import { renderChart } from '../core/render/helm/render.ts';
import { build, toText } from '../core/render/kustomize/build.ts';
import { kustomizationNames } from '../core/render/kustomize/files.ts';
import { RenderError } from '../core/render/problem.ts';
import { loadYamlDocuments } from '../core/render/yaml/load.ts';
import { reasonOf, toSlashes } from '../server/node/scan.ts';
import { printable } from './format/terminal.ts';
import type { Outcome, Streams } from './outcome.ts';
import { asKey, asPath, chartIn } from './render/chart-folder.ts';
import { type Rendered, toJson } from './render/json.ts';
import { Places } from './render/places.ts';
import { oneOf, readArguments, UsageError } from './usage.ts';

export const renderHelp = `Usage: portolan render PATH

Prints what a Helm chart or a kustomization applies. Nothing runs and nothing is fetched: what is not there is left out and said.

  --values FILE         values over the chart's own, the last one wins; may stand several times
  --format yaml|json    (default: yaml); json has where every value comes from
  --release NAME        (default: release-name)
  --namespace NAME      (default: default)
  --kube-version V      the Kubernetes that charts are rendered for (default: v1.37.0)

Exit codes: 0 all is rendered, 1 something is left out, 2 something could not be read.
`;

const formats = ['yaml', 'json'] as const;

/** `portolan render`. */
export function render(args: readonly string[], streams: Streams): Outcome {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      values: { type: 'string', short: 'f', multiple: true },
      format: { type: 'string', default: 'yaml' },
      release: { type: 'string', default: 'release-name' },
      namespace: { type: 'string', default: 'default' },
      'kube-version': { type: 'string', default: defaultKubeVersion },
    },
  });
  const format = oneOf('format', values.format, formats);
  const kubeVersion = values['kube-version'];
  if (!isKubeVersion(kubeVersion))
    throw new UsageError(`--kube-version takes a version such as 1.37, not "${kubeVersion}".`);
  const [path, ...more] = positionals;
  if (path === undefined) throw new UsageError('Say what to render: portolan render PATH.');
  if (more.length > 0) throw new UsageError(`One chart or kustomization at a time, and "${more[0]}" is left over.`);
  const folder = folderOf(resolve(streams.cwd, path), path);
  const places = new Places((key) => toSlashes(relative(streams.cwd, asPath(key))) || '.');
  const options = {
    release: { name: values.release, namespace: values.namespace },
    kubeVersion,
    values: values.values ?? [],
    cwd: streams.cwd,
  };
  if (!isChart(folder) && options.values.length > 0)
    throw new UsageError(`--values is for charts, and ${path} holds a kustomization.`);
  try {
    const rendered = isChart(folder) ? renderedChart(folder, options) : renderedKustomization(folder);
    streams.out(format === 'json' ? toJson(rendered, places) : rendered.yaml);
    for (const { message, at } of rendered.problems) streams.err(`${places.lead(at)}${printable(message)}\n`);
    return rendered.problems.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    streams.err(`${places.lead(error.at)}${printable(error.message)}\n`);
    return 2;
  }
}

interface ChartOptions {
  readonly release: { readonly name: string; readonly namespace: string };
  readonly kubeVersion: string;
  readonly values: readonly string[];
  readonly cwd: string;
}

function renderedChart(folder: string, { release, kubeVersion, values, cwd }: ChartOptions): Rendered {
  const { files, problems } = renderChart({
    chart: chartIn(folder),
    values: values.map((file) => readValues(asKey(resolve(cwd, file)), bytesOf(resolve(cwd, file), file))),
    release,
    kubeVersion,
  });
  const manifests = manifestsOf(files);
  return {
    yaml: printManifests(manifests).text,
    documents: manifests.flatMap(({ file, text, mistake }) =>
      mistake === undefined ? loadYamlDocuments(text, '', { integers: true }).map((item) => ({ file, item })) : [],
    ),
    problems: [...problems, ...manifests.flatMap(({ mistake }) => mistake ?? [])],
  };
}

function renderedKustomization(folder: string): Rendered {
  const problems: Rendered['problems'][number][] = [];
  const read = (key: string) => {
    const stats = statSync(asPath(key), { throwIfNoEntry: false });
    return stats?.isFile() === true ? readFileSync(asPath(key)) : undefined;
  };
  const built = build(asKey(folder), read, {
    renderHelm: (wanted) => {
      if (!isChart(asPath(wanted.folder))) return undefined;
      const inflated = inflate(chartIn(asPath(wanted.folder)), wanted, read);
      problems.push(...inflated.problems);
      return inflated.resources;
    },
  });
  return {
    yaml: built.resources.map((item) => toText(item).text).join('---\n'),
    documents: built.resources.map((item) => ({ file: item.source?.at.file ?? asKey(folder), item })),
    problems: [...problems, ...built.problems, ...built.incomplete.map(({ reason, at }) => ({ message: reason, at }))],
  };
}

/** The folder of the chart or kustomization that a path means. */
function folderOf(path: string, stated: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${stated} does not exist.`);
  const folder = stats.isDirectory() ? path : resolve(path, '..');
  if (isChart(folder) || kustomizationNames.some((name) => existsSync(join(folder, name)))) return folder;
  throw new UsageError(`${stated} holds neither Chart.yaml nor kustomization.yaml, so there is nothing to render.`);
}

function isChart(folder: string): boolean {
  return existsSync(join(folder, 'Chart.yaml'));
}

function bytesOf(path: string, stated: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${stated} cannot be read: ${reasonOf(error)}.`);
  }
}
