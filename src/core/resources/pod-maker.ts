import type { Span } from '../text/span.ts';
import type { Field, Pairs, Stated } from './field.ts';
import type { ResourceBase } from './resource.ts';

/**
 * An object that is a pod or makes pods: Pod, PodTemplate, ReplicationController, ReplicaSet, Deployment, StatefulSet,
 * DaemonSet, Job, CronJob, and custom kinds that carry a pod template (Argo Rollout, Knative Service, OpenShift
 * DeploymentConfig, …; the table is data).
 */
export interface PodMaker extends ResourceBase {
  readonly type: 'podMaker';
  /** How its pods behave; `custom` for kinds of the table that are none of the others. */
  readonly workload:
    | 'Pod'
    | 'Deployment'
    | 'ReplicaSet'
    | 'StatefulSet'
    | 'DaemonSet'
    | 'Job'
    | 'CronJob'
    | 'PodTemplate'
    | 'custom';
  /** Number of pods, defaulted to 1; `undefined` where the kind has none (DaemonSet, PodTemplate). */
  readonly replicas: Stated<number> | undefined;
  /** `spec.selector` of a workload; `undefined` where absent or not a thing of the kind. */
  readonly selector: LabelSelector | undefined;
  readonly template: PodTemplate;
  /** StatefulSet: `spec.serviceName`. */
  readonly serviceName: Stated<string> | undefined;
  /** StatefulSet: `spec.ordinals.start`, 0 when absent. */
  readonly firstOrdinal: number;
  /** Job and CronJob: `spec.completionMode: Indexed`. */
  readonly indexed: boolean;
  /** DaemonSet and Deployment: `spec.strategy`/`updateStrategy` rollingUpdate.maxSurge as written. */
  readonly maxSurge: Stated<number | string> | undefined;
  /** Status of a live Pod; `undefined` for everything else. */
  readonly status: PodStatus | undefined;
}

/** What a dump says about a running pod. */
export interface PodStatus {
  readonly phase: string | undefined;
  readonly podIPs: readonly string[];
  /** The Ready condition is True. */
  readonly ready: boolean;
  /** `metadata.deletionTimestamp` is set. */
  readonly terminating: boolean;
  readonly nodeName: string | undefined;
}

/** A pod template (or the pod itself), with the API server's defaults. */
export interface PodTemplate extends Span {
  /** Labels as written; the ones that controllers add are `World.podLabels`' business. */
  readonly labels: Pairs;
  readonly annotations: Pairs;
  /** Regular containers in order. */
  readonly containers: readonly Container[];
  /** Init containers in order; those with `sidecar` set run beside the regular ones. */
  readonly initContainers: readonly Container[];
  readonly ephemeralContainers: readonly Container[];
  readonly hostNetwork: Stated<boolean>;
  readonly hostUsers: Stated<boolean> | undefined;
  readonly dnsPolicy: Stated<string>;
  readonly dnsConfig: DnsConfig | undefined;
  readonly hostAliases: readonly HostAlias[];
  readonly hostname: Stated<string> | undefined;
  readonly subdomain: Stated<string> | undefined;
  readonly setHostnameAsFQDN: boolean;
  readonly restartPolicy: Stated<string>;
  readonly enableServiceLinks: Stated<boolean>;
  readonly readinessGates: number;
  readonly serviceAccountName: Stated<string> | undefined;
  readonly nodeName: Stated<string> | undefined;
  readonly nodeSelector: Pairs;
  /** Whether affinity, tolerations-independent, restricts the nodes (nodeAffinity required) or spreads pods (podAntiAffinity required). */
  readonly affinity: { readonly nodes: boolean; readonly antiAffinity: boolean };
  /** `spec.securityContext.runAsNonRoot` or a non-zero `runAsUser`. */
  readonly runsAsNonRoot: boolean;
  /** Names of `spec.securityContext.sysctls`. */
  readonly sysctls: readonly { readonly name: string; readonly value: string }[];
  /** ConfigMaps that the pod reads (envFrom, env valueFrom, volumes, projected). */
  readonly configMaps: readonly Field<string>[];
  /** Volumes that hold ConfigMaps. */
  readonly configVolumes: readonly ConfigVolume[];
  /** Endpoints that volumes of GlusterFS read by name. */
  readonly endpointsVolumes: readonly string[];
  /** Where a container list stands; `undefined` when it is absent. */
  readonly containersSpan: Span | undefined;
}

/** A volume of a pod that holds a ConfigMap; a projected one is several. */
export interface ConfigVolume {
  readonly volume: string;
  readonly configMap: string;
  /** Keys that become files, `undefined` for all of them. */
  readonly keys: readonly string[] | undefined;
}

/** A container. The span is the whole item. */
export interface Container extends Span {
  readonly name: Stated<string> | undefined;
  readonly role: 'container' | 'init' | 'sidecar' | 'ephemeral';
  readonly image: Stated<string> | undefined;
  readonly ports: readonly ContainerPort[];
  /** The `ports` key and value; `undefined` when absent. */
  readonly portsSpan: Span | undefined;
  /** Why more ports than the stated ones may exist (template, overlay), else `undefined`. */
  readonly portsOpen: string | undefined;
  readonly env: readonly EnvVar[];
  readonly envFrom: readonly {
    readonly kind: 'configMap' | 'secret';
    readonly name: Stated<string>;
    readonly prefix: string;
  }[];
  /** Names of the volumes that it mounts. */
  readonly mounts: readonly string[];
  readonly command: readonly Stated<string>[];
  readonly args: readonly Stated<string>[];
  readonly probes: readonly Probe[];
  readonly restartPolicy: Stated<string> | undefined;
  /** `lifecycle` as a whole, for objects that may not have one. */
  readonly lifecycle: Span | undefined;
  readonly runsAsNonRoot: boolean | undefined;
  /** Capabilities added, upper case, without CAP_. */
  readonly capabilities: readonly string[];
}

/** A container port, defaults applied (protocol TCP). The span is the whole item. */
export interface ContainerPort extends Span {
  readonly name: Stated<string> | undefined;
  /** `undefined` when absent, which the API server refuses. */
  readonly containerPort: Stated<number> | undefined;
  readonly hostPort: Stated<number> | undefined;
  readonly hostIP: Stated<string> | undefined;
  readonly protocol: Stated<string>;
}

/** One variable of a container. Values of Secrets are never read. */
export interface EnvVar extends Span {
  readonly name: Stated<string> | undefined;
  readonly value: Stated<string> | undefined;
  readonly from:
    | {
        readonly kind: 'configMap' | 'secret' | 'field' | 'resource' | 'other';
        readonly name: string | undefined;
        readonly key: string | undefined;
      }
    | undefined;
}

/** A probe or a lifecycle hook: a connection from the node's kubelet to the pod. The span is the whole value. */
export interface Probe extends Span {
  readonly name: 'livenessProbe' | 'readinessProbe' | 'startupProbe' | 'postStart' | 'preStop';
  /** The key's span: where a finding about the whole probe stands. */
  readonly keySpan: Span;
  readonly handler: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec' | 'sleep' | 'none' | 'several' | 'unknown';
  readonly port: Stated<number | string> | undefined;
  readonly host: Stated<string> | undefined;
  /** `httpGet.scheme` as written. */
  readonly scheme: Stated<string> | undefined;
  /** Whether `exec` has a command; `undefined` for other handlers. */
  readonly command: boolean | undefined;
  /** The words of that command, as far as they are stated. */
  readonly words: readonly Stated<string>[];
  readonly successThreshold: Stated<number> | undefined;
}

/** `spec.dnsConfig`. */
export interface DnsConfig extends Span {
  readonly nameservers: readonly Stated<string>[];
  readonly searches: readonly Stated<string>[];
  readonly options: readonly {
    readonly name: Stated<string> | undefined;
    readonly value: Stated<string> | undefined;
    readonly span: Span;
  }[];
}

/** One of `spec.hostAliases`. */
export interface HostAlias extends Span {
  readonly ip: Stated<string> | undefined;
  readonly hostnames: readonly Stated<string>[];
}

/** metav1.LabelSelector: `matchLabels` and `matchExpressions`, all of which must hold. An empty one selects everything. */
export interface LabelSelector extends Span {
  readonly matchLabels: Pairs;
  readonly matchExpressions: readonly {
    readonly key: Stated<string>;
    readonly operator: Stated<string>;
    readonly values: readonly Stated<string>[];
    readonly span: Span;
  }[];
}
