import { splitDocuments } from '../../manifest/split.ts';
import { attempt, RenderError } from '../../render/problem.ts';
import { Dict, stringAt } from '../../render/value.ts';
import { loadYaml } from '../../render/yaml/load.ts';
import { applicationOf, argoVariable } from './argo-cd.ts';
import type { Deployment } from './deployment.ts';
import { Fields } from './fields.ts';
import { helmReleaseOf } from './flux.ts';
import { helmfileReleasesOf, helmfileTemplate, isHelmfile } from './helmfile.ts';
import { skaffoldReleasesOf } from './skaffold.ts';

/** What texts have to hold to be read further. */
const mention = /\bapiVersion["']?[ \t]*:[ \t]*["']?(?:argoproj\.io|helm\.toolkit\.fluxcd\.io|skaffold)\//;

/**
 * What a file says about how charts are deployed: Applications of Argo CD, HelmReleases of Flux, helmfile.yaml and skaffold.yaml.
 * `isTemplate`: it lies among a chart's templates. Never throws; what is broken or not known says nothing.
 */
export function deploymentsIn(file: string, text: string, isTemplate: boolean): readonly Deployment[] {
  const isState = isHelmfile(file);
  if (!isState && !mention.test(text)) return [];
  return splitDocuments(text).flatMap(({ start, end }) => {
    const written = text.slice(start, end);
    if (!isState && !mention.test(written)) return [];
    // Each for itself, so that a broken one does not hide the others.
    const root = attempt(() => loadYaml(written, file, { values: true, offset: start }));
    return root instanceof RenderError || !(root.value instanceof Dict)
      ? []
      : read(root.value, file, isState, isTemplate);
  });
}

function read(object: Dict, file: string, isState: boolean, isTemplate: boolean): readonly Deployment[] {
  const apiVersion = stringAt(object, 'apiVersion') ?? '';
  const kind = stringAt(object, 'kind');
  const action = isTemplate ? /\{\{/ : undefined;
  if (isState) return helmfileReleasesOf(object, () => new Fields(file, helmfileTemplate));
  if (apiVersion.startsWith('skaffold/')) return skaffoldReleasesOf(object, () => new Fields(file, /\{\{/));
  if (apiVersion.startsWith('helm.toolkit.fluxcd.io/') && kind === 'HelmRelease')
    return helmReleaseOf(object, new Fields(file, action));
  if (!apiVersion.startsWith('argoproj.io/') || (kind !== 'Application' && kind !== 'ApplicationSet')) return [];
  const template = kind === 'Application' && !isTemplate ? argoVariable : /\{\{|\$\{?ARGOCD_/;
  return applicationOf(object, () => new Fields(file, template));
}
