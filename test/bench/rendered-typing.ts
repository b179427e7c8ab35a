import { corpusWorkspace } from '../support/corpus.ts';
import { quantile, sorted, timeOf } from './measure.ts';

/** Keystrokes that go through rendering, with the whole corpus loaded: text to findings with their places, p95 in milliseconds. */
export interface RenderedTypingFigures {
  readonly template: number;
  readonly values: number;
  readonly base: number;
  readonly overlay: number;
}

const chart = 'cert-manager-chart/deploy/charts/cert-manager';
const rounds = 60;

/** Types into cert-manager's chart and into what argo-cd's largest overlay is made of. */
export function measureRenderedTyping(): RenderedTypingFigures {
  const workspace = corpusWorkspace();
  const typing = (path: string, behind: string) => {
    const text = workspace.snapshot.files.get(path)?.text ?? '';
    const place = text.indexOf(behind) + behind.length;
    if (place < behind.length) throw new Error(`${path} does not hold ${behind}`);
    const edit = (typed: string) => {
      const { changed, snapshot } = workspace.update([{ path, text: typed }]);
      for (const file of changed) for (const { location } of snapshot.findings(file)) snapshot.locate(location);
    };
    const times = Array.from({ length: rounds }, (_, round) =>
      timeOf(() => edit(round % 2 === 0 ? `${text.slice(0, place)}1${text.slice(place)}` : text)),
    );
    // The first ones warm up what an editor has warm.
    return quantile(sorted(times.slice(10)), 0.95);
  };
  return {
    template: typing(`${chart}/templates/service.yaml`, 'port: '),
    values: typing(`${chart}/values.yaml`, 'securePort: '),
    base: typing('argo-cd/manifests/base/server/argocd-server-service.yaml', 'targetPort: 808'),
    overlay: typing('argo-cd/manifests/ha/base/kustomization.yaml', 'newTag: '),
  };
}
