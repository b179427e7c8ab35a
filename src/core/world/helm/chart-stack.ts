import { child } from '../manifest/node.ts';
import { sameItems } from './common-ends.ts';
import type { Stack } from './stack.ts';
import { baseName, type StackFile } from './stack-file.ts';

/** A chart's stack with the files it was made of. */
export interface ChartStack {
  readonly stack: Stack;
  readonly inputs: readonly StackFile[];
}

/** The stack of a Helm chart: its plain manifests (CRDs and the like); what its templates make is not known. */
export function chartStack(
  name: string,
  root: string,
  files: readonly StackFile[],
  previous: ChartStack | undefined,
): ChartStack {
  if (previous !== undefined && previous.stack.name === name && sameItems(previous.inputs, files)) return previous;
  const used = files.filter(
    ({ resources, template, path }) => resources.length > 0 || template || baseName(path) === 'Chart.yaml',
  );
  const hidden = files.some(({ template }) => template)
    ? 'the templates of the chart are not rendered here'
    : files.some(({ root: tree }) => child(tree, 'dependencies') !== undefined)
      ? 'the charts that this one depends on are not rendered here'
      : undefined;
  return {
    inputs: files,
    stack: {
      name,
      kind: 'helm',
      root,
      why: `${root === '' ? 'The top folder' : root} is a Helm chart: it has a Chart.yaml.`,
      namespace: undefined,
      files: used.map(({ path }) => path),
      resources: used.flatMap(({ resources }) => resources),
      unknowns: { objects: hidden },
    },
  };
}
