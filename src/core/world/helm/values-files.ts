import { Dict, stringAt } from '../../render/value.ts';
import { baseName, folderOf, liesIn, pathFrom } from '../stack-file.ts';
import type { ValuesWorkspace } from './values-workspace.ts';

/** Folders of a chart in which everything is something else (Helm's documentation, "The Chart File Structure"). */
const other = /^(templates|charts|crds)\//;

/** Folders beside a chart in which values are kept by environment. */
const environments = /^(values|env(ironment)?s?)\//;

/**
 * Whether a file holds values by its name: `values-prod.yaml`, `prod.values.yaml`, `environments/prod/values.yaml`, anything in a
 * folder `values`, and what chart-testing takes, `ci/*values.yaml`.
 */
export function isValuesFile(path: string): boolean {
  const name = /^(.+)\.ya?ml$/.exec(baseName(path))?.[1];
  // A schema, or a test of helm-unittest.
  if (name === undefined || name.includes('schema') || name.endsWith('_test')) return false;
  const folder = baseName(folderOf(path));
  return /(^|[-_.])values([-_.]|$)/.test(name) || folder === 'values' || (folder === 'ci' && name.endsWith('values'));
}

/** The other values files of a chart, sorted: those that lie under it, and those beside it that can only be meant for it. */
export function valuesFilesOf(folder: string, { index: { charts, candidates } }: ValuesWorkspace): readonly string[] {
  const isSubchart = charts.some((chart) => chart !== folder && liesIn(folder, chart));
  const parent = folder === '' || isSubchart ? undefined : folderOf(folder);
  const isAlone = !charts.some((chart) => !liesIn(chart, folder) && liesIn(chart, parent ?? folder));
  const isBeside = (path: string) => {
    if (parent === undefined || !liesIn(path, parent)) return false;
    const name = pathFrom(parent, path);
    return (!name.includes('/') || environments.test(name)) && (isAlone || mentions(name, baseName(folder)));
  };
  const isInside = (name: string) => name !== 'values.yaml' && !other.test(name);
  return candidates.flatMap(({ path, chart }) => {
    if (chart === folder) return isInside(pathFrom(folder, path)) ? [path] : [];
    return chart === undefined && isBeside(path) ? [path] : [];
  });
}

/** Whether a file that is called like one has values in it: a map that is neither an object nor encrypted (SOPS). */
export function holdsValues(values: Dict): boolean {
  const isObject = stringAt(values, 'apiVersion') !== undefined && stringAt(values, 'kind') !== undefined;
  return values.size > 0 && !isObject && !(values.get('sops')?.value instanceof Dict);
}

/** Whether one of the names in a path has another in it as a word. */
function mentions(path: string, name: string): boolean {
  return path
    .split('/')
    .some((part) => `-${part.replaceAll(/[_.]/g, '-')}-`.includes(`-${name.replaceAll(/[_.]/g, '-')}-`));
}
