import { bare, type Item, isString, List, Native, stringOf } from '../value.ts';

/** Kubernetes that charts are rendered for where nothing else is said: that of Helm v4.3. */
export const defaultKubeVersion = 'v1.37.0';

/** The API versions that Helm knows by itself: those of client-go, and CustomResourceDefinitions. */
const builtIn = `
v1
admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1
internal.apiserver.k8s.io/v1alpha1
apps/v1 apps/v1beta1 apps/v1beta2
authentication.k8s.io/v1 authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1
authorization.k8s.io/v1 authorization.k8s.io/v1beta1
autoscaling/v1 autoscaling/v2
batch/v1 batch/v1beta1
certificates.k8s.io/v1 certificates.k8s.io/v1beta1 certificates.k8s.io/v1alpha1
coordination.k8s.io/v1alpha2 coordination.k8s.io/v1beta1 coordination.k8s.io/v1
discovery.k8s.io/v1 discovery.k8s.io/v1beta1
events.k8s.io/v1 events.k8s.io/v1beta1
extensions/v1beta1
flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2
flowcontrol.apiserver.k8s.io/v1beta3
lifecycle.k8s.io/v1alpha1
networking.k8s.io/v1 networking.k8s.io/v1beta1
node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1
policy/v1 policy/v1beta1
rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1
resource.k8s.io/v1 resource.k8s.io/v1beta2 resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3
scheduling.k8s.io/v1alpha3 scheduling.k8s.io/v1beta1 scheduling.k8s.io/v1
storage.k8s.io/v1beta1 storage.k8s.io/v1 storage.k8s.io/v1alpha1
storagemigration.k8s.io/v1 storagemigration.k8s.io/v1beta1
apiextensions.k8s.io/v1beta1 apiextensions.k8s.io/v1
`
  .trim()
  .split(/\s+/);

/** `.Capabilities` for a version of Kubernetes, with API versions beside the ones built in. */
export function capabilities(kubeVersion: string, apiVersions: readonly string[]): Native {
  const known = [...builtIn, ...apiVersions];
  const names = new Set(known);
  return new Native(
    '*common.Capabilities',
    new Map<string, Item>([
      ['KubeVersion', bare(kubeVersionOf(kubeVersion))],
      [
        'APIVersions',
        bare(
          new Native(
            'common.VersionSet',
            new Map([['Has', (args: readonly Item[]) => bare(names.has(textOf(args[0])))]]),
            undefined,
            new List(known.map(bare)),
          ),
        ),
      ],
      ['HelmVersion', bare(helmVersion)],
    ]),
  );
}

const helmVersion = new Native(
  'version.BuildInfo',
  new Map<string, Item>([
    ['Version', bare('v4.3')],
    ['GitCommit', bare('')],
    ['GitTreeState', bare('')],
    ['GoVersion', bare('go1.26')],
    ['KubeClientVersion', bare('v1.37')],
  ]),
);

/** A version as `--kube-version` reads it (`ParseKubeVersion`): printed without what is behind its numbers. */
function kubeVersionOf(stated: string): Native {
  const version = stated.startsWith('v') ? stated : `v${stated}`;
  const normal = normalVersion(version);
  const [major = '1', minor = '0'] = normal.slice(1).split('.');
  return new Native(
    '*common.KubeVersion',
    new Map<string, Item | (() => Item)>([
      ['Version', bare(version)],
      ['Major', bare(major)],
      ['Minor', bare(minor)],
      ['GitVersion', () => bare(version)],
      ['String', () => bare(normal)],
    ]),
    normal,
  );
}

/** A version without what is behind its numbers. */
export function normalVersion(version: string): string {
  const [, major = '1', minor = '0', patch = '0'] = /^v?([0-9]+)\.([0-9]+)(?:\.([0-9]+))?/.exec(version) ?? [];
  return `v${major}.${minor}.${patch}`;
}

/** Whether a text is a version of Kubernetes. */
export function isKubeVersion(text: string): boolean {
  return /^v?[0-9]+\.[0-9]+(?:\.[0-9]+)?(?:[-+.].*)?$/.test(text);
}

function textOf(item: Item | undefined): string {
  return item !== undefined && isString(item.value) ? stringOf(item.value) : '';
}
