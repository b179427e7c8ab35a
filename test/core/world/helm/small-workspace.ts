import { readValues } from '../../../../src/core/render/helm/chart.ts';
import { attempt, RenderError } from '../../../../src/core/render/problem.ts';
import { Dict, isString, List, stringOf, type Value } from '../../../../src/core/render/value.ts';
import { deploymentsIn } from '../../../../src/core/world/helm/deployments.ts';
import { ValuesIndex, ValuesWorkspace } from '../../../../src/core/world/helm/values-workspace.ts';
import { type StatedVariants, type Variant, variantsOf } from '../../../../src/core/world/helm/variants.ts';

/** What decides about values in a small workspace, from its texts. */
export function valuesWorkspace(texts: Readonly<Record<string, string>>): ValuesWorkspace {
  const deployments = Object.entries(texts).flatMap(([path, text]) =>
    deploymentsIn(path, text, path.includes('/templates/')),
  );
  return new ValuesWorkspace(new ValuesIndex(Object.keys(texts), deployments), (path) => {
    const text = texts[path];
    const values = text === undefined ? undefined : attempt(() => readValues(path, new TextEncoder().encode(text)));
    return values === undefined || values instanceof RenderError ? undefined : { values };
  });
}

/** The variants of the chart in a folder of a small workspace. */
export function variantsIn(
  texts: Readonly<Record<string, string>>,
  folder: string,
  stated?: StatedVariants['variants'],
  limit = Number.POSITIVE_INFINITY,
): readonly Variant[] {
  return variantsOf(folder, valuesWorkspace(texts), stated && { folder, variants: stated }, limit);
}

/** The names of variants. */
export function names(variants: readonly Variant[]): readonly string[] {
  return variants.map(({ name }) => name);
}

/** A value as plain data. */
export function plain(value: Value): unknown {
  if (isString(value)) return stringOf(value);
  if (value instanceof List) return value.items.map((item) => plain(item.value));
  if (!(value instanceof Dict)) return value;
  return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry.value)]));
}

/** What the parts of a variant state, in order: the paths of whole files, the values of other stretches. */
export function parts({ values }: Variant): readonly unknown[] {
  return values.map((part) => (part.span === undefined ? part.file : plain(part.values)));
}
