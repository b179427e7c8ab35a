/**
 * Values of a chart and its subcharts put together, as Helm's pkg/chart/common/util/coalesce.go does: what stands higher wins,
 * tables are merged, `null` deletes. v4 drops the nulls of a chart's own defaults, v3 keeps them.
 */
import { RenderError } from '../problem.ts';
import { cloned, Dict, dictAt } from '../value.ts';
import type { ChartNode } from './node.ts';
import { put } from './tables.ts';

/** Which Helm decides where they differ. */
export type HelmVersion = 'v3' | 'v4';

/** Values for a chart (`CoalesceValues`); the ones given stay as they are. */
export function coalesceValues(chart: ChartNode, values: Dict, helm: HelmVersion): Dict {
  return coalesce(chart, cloned(values), false, helm);
}

/** The same with nulls kept (`MergeValues`). */
export function mergeValues(chart: ChartNode, values: Dict, helm: HelmVersion): Dict {
  return coalesce(chart, cloned(values), true, helm);
}

function coalesce(chart: ChartNode, target: Dict, merge: boolean, helm: HelmVersion): Dict {
  ownDefaults(chart, target, merge, helm);
  for (const sub of chart.dependencies) {
    const entry = target.get(sub.name);
    if (entry === undefined) target.set(sub.name, { value: new Dict(), source: undefined });
    else if (!(entry.value instanceof Dict))
      throw new RenderError(
        `type mismatch on ${sub.name}: the values of a subchart have to be a map`,
        entry.source?.at,
      );
    const own = dictAt(target, sub.name);
    if (own === undefined) continue;
    passGlobals(own, target);
    coalesce(sub, own, merge, helm);
  }
  return target;
}

/** Adds what a chart's values.yaml says to what is given (`coalesceValues`). */
function ownDefaults(chart: ChartNode, target: Dict, merge: boolean, helm: HelmVersion): void {
  const cleans = !merge && helm === 'v4';
  for (const [key, entry] of cloned(chart.values).entries) {
    const given = target.get(key);
    if (given === undefined) {
      if (cleans && entry.value === null) continue;
      if (cleans && entry.value instanceof Dict) dropNulls(entry.value);
      put(target, key, entry);
    } else if (given.value === null && !merge) target.delete(key);
    else if (given.value instanceof Dict && entry.value instanceof Dict) {
      const keeps = merge || chart.dependencies.some(({ name }) => name === key);
      if (!keeps && helm === 'v4') dropNulls(entry.value);
      coalesceTables(given.value, entry.value, keeps);
    }
  }
}

/** Merges a table into one that wins (`coalesceTablesFullKey`). Both change. */
export function coalesceTables(target: Dict, source: Dict, merge: boolean): Dict {
  const stated = new Set<string>();
  for (const [key, { value }] of source.entries) if (value !== null) stated.add(key);
  for (const [key, entry] of target.entries) if (entry.value === null) put(source, key, entry);
  for (const [key, entry] of source.entries) {
    const given = target.get(key);
    if (given === undefined) put(target, key, entry);
    else if (!merge && given.value === null && stated.has(key)) target.delete(key);
    else if (given.value instanceof Dict && entry.value instanceof Dict)
      coalesceTables(given.value, entry.value, merge);
  }
  return target;
}

/** Hands the globals of a chart to a subchart (`coalesceGlobals`). */
function passGlobals(target: Dict, from: Dict): void {
  const globals = target.get('global') ?? { value: new Dict(), source: undefined, key: undefined };
  const given = from.get('global');
  if (!(globals.value instanceof Dict) || (given !== undefined && !(given.value instanceof Dict))) return;
  for (const [key, entry] of dictAt(from, 'global')?.entries ?? []) {
    const own = globals.value.get(key);
    if (entry.value instanceof Dict) {
      // Of the parent's table only the top is copied: what lies deeper is shared, as in Helm.
      const copy = new Dict();
      for (const [name, inner] of entry.value.entries) copy.entries.set(name, inner);
      if (own === undefined) put(globals.value, key, { ...entry, value: copy });
      else if (own.value instanceof Dict) {
        coalesceTables(copy, own.value, true);
        put(globals.value, key, { ...entry, value: copy });
      }
    } else if (!(own?.value instanceof Dict)) put(globals.value, key, entry);
  }
  put(target, 'global', globals);
}

function dropNulls(table: Dict): void {
  for (const [key, { value }] of table.entries) {
    if (value === null) table.delete(key);
    else if (value instanceof Dict) dropNulls(value);
  }
}
