import { type Dict, dictAt, stringAt } from '../../render/value.ts';
import type { Deployment, StatedValues } from './deployment.ts';
import type { Fields } from './fields.ts';

/** Helm takes no longer names; Flux shortens them by a hash. */
const longestRelease = 53;

/** The chart that a HelmRelease of Flux deploys from a repository (components/helm/helmreleases, components/source/helmcharts). */
export function helmReleaseOf(object: Dict, fields: Fields): readonly Deployment[] {
  const spec = dictAt(object, 'spec');
  const chart = dictAt(dictAt(spec, 'chart'), 'spec');
  const path = fields.text(chart, 'chart');
  const name = fields.text(dictAt(object, 'metadata'), 'name');
  const kind = stringAt(dictAt(chart, 'sourceRef'), 'kind');
  if (spec === undefined || chart === undefined || path === undefined || name === undefined) return [];
  if (kind !== 'GitRepository' && kind !== 'Bucket') return [];
  fields.refuse(spec, 'valuesFrom');
  const target = fields.text(spec, 'targetNamespace');
  const release = fields.text(spec, 'releaseName') ?? (target === undefined ? name : `${target}-${name}`);
  const namespace = target ?? fields.text(dictAt(object, 'metadata'), 'namespace');
  const older = fields.text(chart, 'valuesFile');
  const optional = chart.get('ignoreMissingValuesFiles')?.value === true;
  const files = [...(older === undefined ? [] : [older]), ...fields.texts(chart, 'valuesFiles')].map(
    (written): StatedValues => ({ kind: 'file', at: { path: written, from: 'repository' }, optional }),
  );
  const values = [...files, ...fields.inline(spec.get('values'))];
  if (!fields.isKnown || release.length > longestRelease) return [];
  return [
    {
      file: fields.file,
      name,
      what: `the Flux HelmRelease ${name}`,
      chart: { path, from: 'repository' },
      values,
      replacesDefaults: files.length > 0,
      release: { name: release, namespace },
    },
  ];
}
