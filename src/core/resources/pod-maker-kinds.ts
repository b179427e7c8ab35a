import type { PodMaker } from './pod-maker.ts';

/** Where a kind keeps what makes its pods. */
export interface PodMakerKind {
  readonly workload: PodMaker['workload'];
  /** Keys from the object to its pod template; none for a Pod, which is its own template. */
  readonly template: readonly string[];
  /** `labels`: a `metav1.LabelSelector`; `plain`: a map of labels; `none`: the kind has no `spec.selector` over its pods. */
  readonly selector: 'labels' | 'plain' | 'none';
  /** Whether `spec.replicas` counts its pods. */
  readonly replicas: boolean;
  /** The key of a label by which its controller puts the object's name on its pods. */
  readonly nameLabel?: string;
  /** What its controller adds to its pods that cannot be told from the text, as a phrase that can follow "because". */
  readonly adds?: string;
}

const inSpec = ['spec', 'template'];
const deployment: PodMakerKind = { workload: 'Deployment', template: inSpec, selector: 'labels', replicas: true };
const replicaSet: PodMakerKind = { ...deployment, workload: 'ReplicaSet' };
const statefulSet: PodMakerKind = { ...deployment, workload: 'StatefulSet' };
const daemonSet: PodMakerKind = { ...deployment, workload: 'DaemonSet', replicas: false };
const scaled: PodMakerKind = { ...deployment, workload: 'custom' };
const once: PodMakerKind = { ...scaled, selector: 'none', replicas: false };
// `deployment`, which it adds too, is another one with every rollout: no Service selects by it.
const deploymentConfig: PodMakerKind = { ...scaled, selector: 'plain', nameLabel: 'deploymentconfig' };
const knative: PodMakerKind = { ...once, adds: 'Knative adds labels and its proxy to these pods' };

/**
 * Kinds that make pods from one template, by `group/kind`. Kinds that may have several templates
 * (JobSet, RayCluster, LeaderWorkerSet) and kinds that are not here are searched for their template instead.
 */
export const podMakerKinds: ReadonlyMap<string, PodMakerKind> = new Map<string, PodMakerKind>([
  ['/Pod', { workload: 'Pod', template: [], selector: 'none', replicas: false }],
  ['/PodTemplate', { workload: 'PodTemplate', template: ['template'], selector: 'none', replicas: false }],
  ['/ReplicationController', { ...replicaSet, selector: 'plain' }],
  ['apps/Deployment', deployment],
  ['apps/ReplicaSet', replicaSet],
  ['apps/StatefulSet', statefulSet],
  ['apps/DaemonSet', daemonSet],
  ['extensions/Deployment', deployment],
  ['extensions/ReplicaSet', replicaSet],
  ['extensions/DaemonSet', daemonSet],
  ['batch/Job', { ...once, workload: 'Job' }],
  ['batch/CronJob', { ...once, workload: 'CronJob', template: ['spec', 'jobTemplate', 'spec', 'template'] }],
  ['argoproj.io/Rollout', scaled],
  ['apps.kruise.io/CloneSet', scaled],
  ['apps.kruise.io/StatefulSet', { ...scaled, adds: 'OpenKruise adds labels to these pods' }],
  ['apps.kruise.io/DaemonSet', { ...scaled, replicas: false }],
  ['apps.kruise.io/BroadcastJob', once],
  ['apps.openshift.io/DeploymentConfig', deploymentConfig],
  // OpenShift 3 had its kinds in the core's `v1`; `oc` still reads them so.
  ['/DeploymentConfig', deploymentConfig],
  ['serving.knative.dev/Service', knative],
  ['serving.knative.dev/Configuration', knative],
]);
