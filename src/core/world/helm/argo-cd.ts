import { Dict, dictAt, isString, itemsAt, stringAt, stringOf } from '../../render/value.ts';
import type { Deployment, StatedPath, StatedValues } from './deployment.ts';
import type { Fields } from './fields.ts';

/** What Argo CD puts into values by itself (user-guide/build-environment). */
export const argoVariable = /\$\{?ARGOCD_/;

/**
 * The charts that an Application of Argo CD deploys from a repository (user-guide/helm and user-guide/multiple_sources). Of an
 * ApplicationSet it is the template, as far as its generators leave it as it is.
 */
export function applicationOf(object: Dict, fieldsOf: () => Fields): readonly Deployment[] {
  const isSet = stringAt(object, 'kind') === 'ApplicationSet';
  const template = isSet ? dictAt(dictAt(object, 'spec'), 'template') : object;
  const spec = dictAt(template, 'spec');
  const only = dictAt(spec, 'source');
  const several = itemsAt(spec, 'sources').flatMap(({ value }) => (value instanceof Dict ? [value] : []));
  const sources = several.length > 0 || only === undefined ? several : [only];
  return sources.flatMap((source) => {
    const fields = fieldsOf();
    if (isSet) fields.refuse(dictAt(object, 'spec') ?? object, 'templatePatch');
    const name = fields.text(dictAt(template, 'metadata'), 'name');
    const path = fields.text(source, 'path');
    if (name === undefined || path === undefined || isForeign(source)) return [];
    const helm = dictAt(source, 'helm');
    const destination = fields.text(dictAt(spec, 'destination'), 'namespace');
    const release = {
      name: fields.text(helm, 'releaseName') ?? name,
      namespace: fields.text(helm, 'namespace') ?? destination,
    };
    const values = helm === undefined ? [] : valuesOf(helm, source, sources, fields);
    if (!fields.isKnown) return [];
    return [
      {
        file: fields.file,
        name,
        what: `the Argo CD ${isSet ? 'ApplicationSet' : 'Application'} ${stringAt(dictAt(object, 'metadata'), 'name') ?? name}`,
        chart: { path: path.replace(/^\//, ''), from: 'repository' as const },
        values,
        replacesDefaults: false,
        release,
      },
    ];
  });
}

/** Whether a source is a chart of a Helm repository, or is read by something other than Helm. */
function isForeign(source: Dict): boolean {
  return ['chart', 'kustomize', 'directory', 'plugin'].some((key) => {
    const value = source.get(key)?.value;
    return value !== undefined && value !== null && value !== '';
  });
}

/** In the order of precedence: values files, `valuesObject` or else `values`, parameters. */
function valuesOf(helm: Dict, source: Dict, sources: readonly Dict[], fields: Fields): readonly StatedValues[] {
  fields.refuse(helm, 'fileParameters');
  const optional = helm.get('ignoreMissingValueFiles')?.value === true;
  const object = helm.get('valuesObject');
  const parameters = fields.items(helm, 'parameters').flatMap(({ value }) => {
    if (!(value instanceof Dict)) return fields.unknown([]);
    return [
      { name: fields.text(value, 'name'), value: value.get('value'), text: value.get('forceString')?.value === true },
    ];
  });
  return [
    ...fields.items(helm, 'valueFiles').flatMap(({ value }): readonly StatedValues[] => {
      const at = isString(value) ? valuesFile(stringOf(value), source, sources) : undefined;
      return at === undefined ? fields.unknown([]) : [{ kind: 'file', at, optional }];
    }),
    ...fields.inline(object === undefined || object.value === null ? helm.get('values') : object),
    ...fields.settings(helm.get('parameters'), parameters, { lists: true, commas: false }),
  ];
}

/** A values file: beside the chart, from the top of its repository on, or in the repository of a source that has a name. */
function valuesFile(written: string, source: Dict, sources: readonly Dict[]): StatedPath | undefined {
  if (/:\/\/|\{\{|[*?[]/.test(written)) return undefined;
  const [, name, path] = /^\$([^/]+)\/(.+)$/.exec(written) ?? [];
  if (name === undefined || path === undefined) {
    if (written.includes('$')) return undefined;
    return written.startsWith('/') ? { path: written.slice(1), from: 'repository' } : { path: written, from: 'chart' };
  }
  const other = sources.find((each) => stringAt(each, 'ref') === name);
  const isSame = other !== undefined && stringAt(other, 'repoURL') === stringAt(source, 'repoURL');
  return isSame && !path.includes('$') ? { path, from: 'repository' } : undefined;
}
