import { Text, TextBuilder } from '../origin/text.ts';
import { byBytes } from '../value.ts';
import { inked, type Manifest, type RenderedFile } from './rendered-file.ts';

/**
 * The manifests of a chart in the order in which `helm template` prints them: installed ones by kind, then hooks by kind
 * (pkg/release/v1/util: manifest.go, manifest_sorter.go, kind_sorter.go). Hooks of events that Helm does not know are left out.
 */
export function manifestsOf(files: readonly RenderedFile[]): readonly Manifest[] {
  const all = files.toSorted((a, b) => byBytes(a.name, b.name)).flatMap(({ manifests }) => manifests);
  const sorted = all.toSorted((a, b) => byKind(a.kind, b.kind));
  return [
    ...sorted.filter(({ hook }) => hook === undefined),
    ...sorted.filter(({ hook }) => hook?.split(',').every((event) => events.has(event.trim().toLowerCase()))),
  ];
}

/** What `helm template` prints of them. */
export function printManifests(manifests: readonly Manifest[]): Text {
  const installed = print(manifests.filter(({ hook }) => hook === undefined));
  const [start, end] = inked(installed.text);
  return Text.join([installed.slice(start, end), '\n', print(manifests.filter(({ hook }) => hook !== undefined))]);
}

function print(manifests: readonly Manifest[]): Text {
  const builder = new TextBuilder();
  for (const { name, text } of manifests) {
    builder.add(`---\n# Source: ${name}\n`);
    builder.add(text);
    builder.add('\n');
  }
  return builder.text();
}

function byKind(a: string, b: string): number {
  const [first, second] = [order.indexOf(a), order.indexOf(b)];
  if (first === -1 && second === -1) return byBytes(a, b);
  if (first === -1 || second === -1) return first === -1 ? 1 : -1;
  return first - second;
}

const events: ReadonlySet<string> = new Set(
  `pre-install post-install pre-delete post-delete pre-upgrade post-upgrade pre-rollback post-rollback test test-success`.split(
    ' ',
  ),
);

/** The order in which Helm installs (`InstallOrder`); other kinds come last. */
const order = `
PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret
SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList
ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod
ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService
MutatingWebhookConfiguration ValidatingWebhookConfiguration
`
  .trim()
  .split(/\s+/);
