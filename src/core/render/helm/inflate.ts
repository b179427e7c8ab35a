import type { HelmChart } from '../kustomize/helm.ts';
import type { Text } from '../origin/text.ts';
import type { RenderProblem } from '../problem.ts';
import { Dict, type Item } from '../value.ts';
import { loadYamlDocuments } from '../yaml/load.ts';
import { RenderCache } from './cache.ts';
import { type Chart, mergeMaps, readValues } from './chart.ts';
import { manifestsOf } from './manifests.ts';
import { renderChart } from './render.ts';

/**
 * The resources of a chart that a kustomization names in `helmCharts`, in the order in which Helm prints them (kustomize's
 * HelmChartInflationGenerator). Throws {@link RenderError} for values files that are no YAML.
 */
export function inflate(
  chart: Chart,
  wanted: HelmChart,
  read: (path: string) => Uint8Array | undefined,
  cache = new RenderCache(),
): { readonly resources: readonly Item[]; readonly problems: readonly RenderProblem[] } {
  const files = wanted.valuesFiles.flatMap((path) => {
    const bytes = read(path);
    return bytes === undefined ? [] : [readValues(path, bytes)];
  });
  const inline = wanted.valuesInline?.value instanceof Dict ? wanted.valuesInline.value : new Dict();
  const stated = files.reduce(mergeMaps, new Dict());
  const values =
    wanted.valuesMerge === 'replace' && inline.size > 0
      ? inline
      : wanted.valuesMerge === 'merge'
        ? mergeMaps(inline, stated)
        : mergeMaps(stated, inline);
  const rendered = renderChart({
    chart,
    values: [values],
    release: {
      name: wanted.releaseName || 'release-name',
      namespace: wanted.namespace || 'default',
    },
    ...(wanted.kubeVersion === '' ? {} : { kubeVersion: wanted.kubeVersion }),
    apiVersions: wanted.apiVersions,
    cache,
  });
  const manifests = manifestsOf(rendered.files);
  const crds = wanted.includeCrds ? crdsOf(chart, cache) : [];
  const texts = [...crds, ...manifests.filter(({ mistake }) => mistake === undefined).map(({ text }) => text)];
  return {
    resources: texts.flatMap((text) => loadYamlDocuments(text, '', { version3: true })),
    problems: rendered.problems,
  };
}

/** What stands in the folder `crds` of a chart and of its subcharts, as it stands there. */
function crdsOf(chart: Chart, cache: RenderCache): readonly Text[] {
  const own = chart.files.filter(({ name }) => /^crds\/.*\.(?:ya?ml|json)$/.test(name)).map((file) => cache.text(file));
  return [...own, ...chart.subcharts.flatMap((sub) => crdsOf(sub, cache))];
}
