import {
  byBytes,
  Dict,
  dictAt,
  type Item,
  isString,
  itemsAt,
  stringAt,
  stringOf,
  type Value,
} from '../../render/value.ts';
import type { Deployment } from './deployment.ts';
import type { Fields } from './fields.ts';

/** Keys of what Skaffold builds itself: it puts them in after the build, and no connection depends on them. */
const imageKey = /image|(^|\.)(repository|tag|digest|registry)$/i;

/** The charts that a skaffold.yaml deploys (references/yaml, `deploy.helm` and `manifests.helm`), in every profile. */
export function skaffoldReleasesOf(config: Dict, fieldsOf: () => Fields): readonly Deployment[] {
  const profiles = itemsAt(config, 'profiles').flatMap(({ value }) => (value instanceof Dict ? [value] : []));
  return [
    ...releasesIn(config, '', fieldsOf),
    ...profiles.flatMap((profile) => releasesIn(profile, stringAt(profile, 'name') ?? '', fieldsOf)),
  ];
}

function releasesIn(pipeline: Dict, profile: string, fieldsOf: () => Fields): readonly Deployment[] {
  const releases = ['deploy', 'manifests'].flatMap((key) => itemsAt(dictAt(dictAt(pipeline, key), 'helm'), 'releases'));
  return releases.flatMap(({ value: release }) => {
    if (!(release instanceof Dict)) return [];
    const fields = fieldsOf();
    fields.refuse(release, 'setFiles', 'useHelmSecrets');
    const name = fields.text(release, 'name');
    const path = fields.text(release, 'chartPath');
    const chart = path === undefined ? undefined : fields.fromFile(path);
    const settings = [
      ...entriesOf(release.get('setValues')),
      ...entriesOf(release.get('setValueTemplates')).filter(({ name: key, value }) => !isBuilt(key, value)),
    ];
    const values = [
      ...fields.inline(release.get('overrides')),
      ...fields.texts(release, 'valuesFiles').flatMap((file) => fields.besideFile(file)),
      ...fields.settings(release.get('setValues') ?? release.get('setValueTemplates'), settings, {
        lists: true,
        commas: true,
      }),
    ];
    const namespace = fields.text(release, 'namespace');
    if (name === undefined || chart === undefined || !fields.isKnown) return [];
    return [
      {
        file: fields.file,
        name: profile === '' ? name : `${name}, profile ${profile}`,
        what: `the release ${name} of Skaffold${profile === '' ? '' : ` in the profile ${profile}`}`,
        chart,
        values,
        replacesDefaults: false,
        release: { name, namespace },
      },
    ];
  });
}

/** Settings as a map, which may be nested (`FlatMap`), in the order in which Skaffold hands them to Helm. */
function entriesOf(item: Item | undefined, prefix = ''): readonly { readonly name: string; readonly value: Item }[] {
  const table = item?.value;
  if (!(table instanceof Dict)) return [];
  return [...table.entries]
    .flatMap(([key, entry]) =>
      entry.value instanceof Dict
        ? entriesOf(entry, `${prefix}${key}.`)
        : [{ name: `${prefix}${key}`, value: { value: asWritten(entry.value), source: entry.source } }],
    )
    .sort((a, b) => byBytes(a.name, b.name));
}

function asWritten(value: Value): Value {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function isBuilt(key: string, { value }: Item): boolean {
  return imageKey.test(key) && isString(value) && stringOf(value).includes('{{');
}
