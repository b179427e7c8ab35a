import type { RenderContext } from '../render-context.ts';
import type { Stack } from '../stack.ts';
import type { Kustomization } from './kustomization.ts';
import { buildKustomization, type KustomizeBuild } from './kustomize-build.ts';

/** A kustomization's stack with what it was made of. */
export interface KustomizeStack {
  readonly stack: Stack;
  readonly build: KustomizeBuild;
}

/** The stack of a kustomization that no other one includes, called `name`. */
export function kustomizeStack(
  name: string,
  root: Kustomization,
  context: RenderContext,
  previous: KustomizeStack | undefined,
): KustomizeStack {
  const build = buildKustomization(root, context, previous?.build);
  if (previous !== undefined && previous.build === build && previous.stack.name === name) return previous;
  const { inputs, layers, documents, problems } = build;
  const where = root.folder === '' ? 'The top folder' : root.folder;
  return {
    build,
    stack: {
      name,
      kind: 'kustomize',
      root: root.folder,
      why: root.component
        ? `${where} is a component that no kustomization uses.`
        : `${where} is a kustomization that no other one includes${layers > 1 ? `; it is made of ${layers} kustomizations` : ''}.`,
      namespace: root.namespace,
      files: inputs.map(({ path }) => path),
      resources: documents.flatMap(({ resources }) => resources),
      unknowns: { objects: root.component ? 'what the component is added to is not known' : build.hidden },
      rendering: { documents, problems },
    },
  };
}
