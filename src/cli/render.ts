export { run as render } from './render/run.ts';

export const renderHelp = `Usage: portolan render PATH

Prints what a Helm chart or a kustomization applies. Nothing runs and nothing is fetched: what is not there is left out and said.

  --values FILE         values over the chart's own, the last one wins; may stand several times
  --format yaml|json    (default: yaml); json has where every value comes from
  --release NAME        (default: release-name)
  --namespace NAME      (default: default)
  --kube-version V      the Kubernetes that charts are rendered for (default: v1.37.0)

Exit codes: 0 all is rendered, 1 something is left out, 2 something could not be read.
`;
