/**
 * Which subcharts take part, as Helm's pkg/chart/v2/util/dependencies.go decides: tags, conditions, aliases, and values that a
 * parent imports.
 */
import { cloned, Dict, dictAt, isString, stringAt, stringOf, type Value } from '../value.ts';
import type { Dependency } from './chart.ts';
import { coalesceTables, coalesceValues, type HelmVersion, mergeValues } from './coalesce.ts';
import { inRange } from './in-range.ts';
import { ChartNode } from './node.ts';
import { tableAt, valueAt } from './tables.ts';

/** Switches off what values switch off, and imports values (`ProcessDependencies`). */
export function processDependencies(chart: ChartNode, values: Dict, helm: HelmVersion): void {
  enable(chart, values, '', helm);
  importValues(chart, helm);
}

function enable(chart: ChartNode, values: Dict, path: string, helm: HelmVersion): void {
  const declared = chart.chart.declared;
  if (declared.length === 0) return;
  const fits = (node: ChartNode, { name, version }: Dependency) =>
    node.name === name && (inRange(version, node.chart.version) || isElsewhere(node, chart));
  const wanted = declared.flatMap((dependency) => {
    const found = chart.dependencies.find((node) => fits(node, dependency));
    if (found === undefined) return [];
    return [new ChartNode(found.chart, dependency.alias || found.name)];
  });
  chart.adopt([...chart.dependencies.filter((node) => !declared.some((each) => fits(node, each))), ...wanted]);
  const all = coalesceValues(chart, values, helm);
  const off = new Set(declared.filter((each) => !isEnabled(each, all, path)).map(nameOf));
  chart.declared = declared.filter((each) => !off.has(nameOf(each)));
  chart.adopt(chart.dependencies.filter(({ name }) => !off.has(name)));
  for (const node of chart.dependencies) enable(node, all, `${path}${node.name}.`, helm);
}

/** Whether a subchart was found outside of the chart's folder, whatever its version. */
function isElsewhere(node: ChartNode, chart: ChartNode): boolean {
  return !node.chart.folder.startsWith(`${chart.chart.folder}/charts/`) && chart.chart.folder !== '';
}

/** What a parent calls it. */
export function nameOf({ alias, name }: Dependency): string {
  return alias || name;
}

/** Tags first; the first condition that is a boolean decides over them. */
function isEnabled({ condition, tags }: Dependency, values: Dict, path: string): boolean {
  for (const each of condition.trim().split(',')) {
    const value = each === '' ? undefined : valueAt(values, path + each)?.value;
    if (typeof value === 'boolean') return value;
  }
  const stated = tags.map((tag) => dictAt(values, 'tags')?.get(tag)?.value);
  return stated.includes(true) || !stated.includes(false);
}

/** Adds what charts import of their subcharts to their own defaults, under those (`processImportValues`). */
function importValues(chart: ChartNode, helm: HelmVersion): void {
  for (const node of chart.dependencies) importValues(node, helm);
  if (chart.declared.length === 0) return;
  const all = mergeValues(chart, new Dict(), helm);
  const imported = new Dict();
  for (const dependency of chart.declared)
    for (const { value } of dependency.importValues) {
      const [child, parent] = waysOf(value) ?? [];
      if (child === undefined || parent === undefined) continue;
      const table = tableAt(all, `${nameOf(dependency)}.${child}`);
      if (table !== undefined) coalesceTables(imported, nested(parent, cloned(table)), true);
    }
  chart.values = coalesceTables(cloned(all), imported, true);
}

/** From where in the child to where in the parent values go. */
function waysOf(value: Value): readonly [string, string] | undefined {
  if (value instanceof Dict) {
    const part = (key: string) => stringAt(value, key) ?? '<nil>';
    return [part('child'), part('parent')];
  }
  return isString(value) ? [`exports.${stringOf(value)}`, '.'] : undefined;
}

/** A table at a path in dot notation. */
function nested(path: string, table: Dict): Dict {
  if (path === '.') return table;
  return path.split('.').reduceRight((inner, key) => {
    const dict = new Dict();
    dict.set(key, { value: inner, source: undefined });
    return dict;
  }, table);
}
