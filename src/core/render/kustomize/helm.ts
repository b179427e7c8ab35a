/** helmCharts: what of an entry decides how its chart is rendered. */
import type { Origin } from '../origin/origin.ts';
import { joined } from '../paths.ts';
import { Dict, dictAt, type Item, itemsAt, stringAt } from '../value.ts';
import { scalarText } from './resource.ts';

/** A chart that a kustomization wants rendered. */
export interface HelmChart {
  readonly name: string;
  /** Where the chart would lie in the workspace. */
  readonly folder: string;
  readonly releaseName: string;
  readonly namespace: string;
  readonly includeCrds: boolean;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
  /** Paths of values files, in order. */
  readonly valuesFiles: readonly string[];
  readonly valuesInline: Item | undefined;
  /** `merge`, `override` or `replace`: how both meet. */
  readonly valuesMerge: string;
  readonly at: Origin | undefined;
}

export function helmChartsOf(kustomization: Dict, folder: string): readonly HelmChart[] {
  const home = stringAt(dictAt(kustomization, 'helmGlobals'), 'chartHome') ?? 'charts';
  return itemsAt(kustomization, 'helmCharts').flatMap(({ value, source }) => {
    if (!(value instanceof Dict)) return [];
    const get = (key: string) => stringAt(value, key) ?? '';
    const texts = (key: string) => itemsAt(value, key).map((item) => scalarText(item) ?? '');
    const files = [...(get('valuesFile') === '' ? [] : [get('valuesFile')]), ...texts('additionalValuesFiles')];
    return [
      {
        name: get('name'),
        folder: joined(folder, `${home}/${get('name')}`),
        releaseName: get('releaseName'),
        namespace: get('namespace') || (stringAt(kustomization, 'namespace') ?? ''),
        includeCrds: value.get('includeCRDs')?.value === true,
        kubeVersion: get('kubeVersion'),
        apiVersions: texts('apiVersions'),
        valuesFiles: files.map((path) => joined(folder, path)),
        valuesInline: value.get('valuesInline'),
        valuesMerge: get('valuesMerge') || 'override',
        at: source?.at,
      },
    ];
  });
}
