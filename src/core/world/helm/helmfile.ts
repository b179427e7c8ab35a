import { Dict, type Item, isString, itemsAt, stringAt, stringOf } from '../../render/value.ts';
import type { Deployment, StatedValues } from './deployment.ts';
import type { Fields } from './fields.ts';

/** Templates, and secrets that vals looks up. */
export const helmfileTemplate = /\{\{|\bref\+[a-z]/;

/** Whether a file is helmfile's by its name; those that end in `.gotmpl` are templates. */
export function isHelmfile(path: string): boolean {
  return /(^|\/)(helmfile[^/]*|helmfile\.d\/[^/]+)\.ya?ml$/.test(path);
}

/** The charts of the workspace that a helmfile.yaml releases (helmfile's documentation, "Configuration"). */
export function helmfileReleasesOf(state: Dict, fieldsOf: () => Fields): readonly Deployment[] {
  return itemsAt(state, 'releases').flatMap(({ value }) => {
    if (!(value instanceof Dict) || value.get('installed')?.value === false) return [];
    const fields = fieldsOf();
    fields.refuse(value, 'inherit', 'secrets', 'valuesTemplate', 'setTemplate', 'env');
    const name = fields.text(value, 'name');
    const written = fields.text(value, 'chart');
    const chart = written !== undefined && isLocal(written) ? fields.fromFile(written) : undefined;
    const own = fields.text(value, 'namespace');
    const namespace = fields.text(state, 'namespace') ?? own;
    const handler = stringAt(value, 'missingFileHandler') ?? stringAt(state, 'missingFileHandler') ?? 'Error';
    const values = [
      ...fields.items(value, 'values').flatMap((item) => valuesIn(item, handler !== 'Error', fields)),
      ...settingsIn(value, 'set', fields),
      ...settingsIn(value, 'setString', fields),
    ];
    if (name === undefined || chart === undefined || !fields.isKnown) return [];
    return [
      {
        file: fields.file,
        name,
        what: `the release ${name} of helmfile`,
        chart,
        values,
        replacesDefaults: false,
        release: { name, namespace },
      },
    ];
  });
}

/** Whether a chart is a folder: everything else is `repository/chart` (`isLocalChart` of pkg/state). */
function isLocal(chart: string): boolean {
  const parts = chart.split('/').length;
  return /^\.\.?(\/|$)/.test(chart) || parts === 1 || parts > 3;
}

function valuesIn(item: Item, optional: boolean, fields: Fields): readonly StatedValues[] {
  if (isString(item.value)) return fields.besideFile(stringOf(item.value), optional);
  return item.value instanceof Dict ? fields.inline(item) : fields.unknown([]);
}

function settingsIn(release: Dict, key: 'set' | 'setString', fields: Fields): readonly StatedValues[] {
  const entries = fields.items(release, key).map(({ value }) => {
    const entry = value instanceof Dict ? value : new Dict();
    fields.refuse(entry, 'file', 'values');
    return { name: fields.text(entry, 'name'), value: entry.get('value'), text: key === 'setString' };
  });
  // What means something to Helm in a value is escaped on the way.
  return fields.settings(release.get(key), entries, { lists: false, commas: false });
}
