import type { Manifest } from '../../render/helm/rendered-file.ts';
import type { RenderProblem } from '../../render/problem.ts';

/** What is rendered from files some of which earlier texts stand in for, with places in the present ones. */
export function inPresentTexts(
  manifests: readonly Manifest[],
  problems: readonly RenderProblem[],
): { readonly texts: readonly Manifest[]; readonly problems: readonly RenderProblem[] } {
  const changes = [...new Map(problems.flatMap(({ change }) => (change ? [[change.file, change]] : []))).values()];
  if (changes.length === 0) return { texts: manifests, problems };
  return {
    texts: manifests.map((manifest) => ({
      ...manifest,
      text: changes.reduce((text, change) => change.text(text), manifest.text),
    })),
    problems: problems.flatMap((problem) => {
      const { at, kind } = problem;
      if (at === undefined || problem.change !== undefined) return problem;
      const moved = changes.reduce((origin, change) => change.origin(origin), at);
      // Go's messages name the line.
      return moved !== at && kind === 'failed' ? [] : { ...problem, at: moved };
    }),
  };
}
