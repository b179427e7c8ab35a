/** Domains of label keys that operators put on the pods they make, with what people call the operator (gate G4). */
export const operators: readonly (readonly [domain: string, operator: string])[] = [
  ['cnpg.io', 'CloudNativePG'],
  ['strimzi.io', 'Strimzi'],
  ['postgres-operator.crunchydata.com', 'the Crunchy Postgres operator'],
  ['acid.zalan.do', 'the Zalando Postgres operator'],
  ['stackgres.io', 'StackGres'],
  ['k8s.elastic.co', 'the Elastic operator'],
  ['serving.knative.dev', 'Knative'],
  ['eventing.knative.dev', 'Knative'],
  ['operator.prometheus.io', 'the Prometheus operator'],
  ['mongodb.com', 'the MongoDB operator'],
  ['percona.com', 'a Percona operator'],
  ['mysql.oracle.com', 'the MySQL operator'],
  ['k8s.mariadb.com', 'the MariaDB operator'],
  ['databases.spotahome.com', 'the Redis operator'],
  ['redis.opstreelabs.in', 'the Redis operator'],
  ['rabbitmq.com', 'the RabbitMQ operator'],
  ['scylla-operator.scylladb.com', 'the ScyllaDB operator'],
  ['cassandra.datastax.com', 'the Cassandra operator'],
  ['ray.io', 'KubeRay'],
  ['leaderworkerset.sigs.k8s.io', 'LeaderWorkerSet'],
  ['jobset.sigs.k8s.io', 'JobSet'],
  ['training.kubeflow.org', 'the Kubeflow training operator'],
  ['serving.kserve.io', 'KServe'],
  ['sparkoperator.k8s.io', 'the Spark operator'],
  ['flink.apache.org', 'the Flink operator'],
  ['gateway.networking.k8s.io', 'the Gateway controller'],
  ['gateway.envoyproxy.io', 'Envoy Gateway'],
  ['workflows.argoproj.io', 'Argo Workflows'],
  ['tekton.dev', 'Tekton'],
  ['vault.banzaicloud.com', 'the Vault operator'],
  ['minio.min.io', 'the MinIO operator'],
  ['keycloak.org', 'the Keycloak operator'],
  ['rook.io', 'Rook'],
  ['kubevirt.io', 'KubeVirt'],
  ['agones.dev', 'Agones'],
  ['camel.apache.org', 'Camel K'],
  ['prometheus', 'the Prometheus operator'],
  ['alertmanager', 'the Prometheus operator'],
];

/** A label or annotation, of a pod or of its namespace, that asks for a sidecar to be injected (gate G9). */
export interface SidecarInjector {
  readonly key: string;
  readonly injector: string;
  /** Values that ask for none. */
  readonly off: readonly string[];
}

/** Annotations and labels that injectors read, as their documentation names them. */
export const sidecarInjectors: readonly SidecarInjector[] = [
  { key: 'istio-injection', injector: 'Istio', off: ['disabled'] },
  { key: 'istio.io/rev', injector: 'Istio', off: [] },
  { key: 'sidecar.istio.io/inject', injector: 'Istio', off: ['false'] },
  { key: 'linkerd.io/inject', injector: 'Linkerd', off: ['disabled'] },
  { key: 'dapr.io/enabled', injector: 'Dapr', off: ['false'] },
  { key: 'vault.hashicorp.com/agent-inject', injector: 'the Vault agent injector', off: ['false'] },
  { key: 'consul.hashicorp.com/connect-inject', injector: 'Consul', off: ['false'] },
  { key: 'kuma.io/sidecar-injection', injector: 'Kuma', off: ['disabled', 'false'] },
  { key: 'openservicemesh.io/sidecar-injection', injector: 'Open Service Mesh', off: ['disabled', 'no', 'false'] },
  { key: 'sidecar.opentelemetry.io/inject', injector: 'the OpenTelemetry operator', off: ['false'] },
  { key: 'sidecar.jaegertracing.io/inject', injector: 'the Jaeger operator', off: ['false'] },
  { key: 'appmesh.k8s.aws/sidecarInjectorWebhook', injector: 'App Mesh', off: ['disabled'] },
  { key: 'admission.datadoghq.com/enabled', injector: 'the Datadog admission controller', off: ['false'] },
];
