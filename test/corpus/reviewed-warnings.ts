/** A warning in the corpus that somebody has looked at. */
export interface ReviewedWarning {
  readonly file: string;
  readonly code: string;
  /** How many of the code the file has. */
  readonly count: number;
  /** `debatable`: true, and who wrote the file may not want to hear it. */
  readonly verdict: 'right' | 'debatable' | 'wrong';
  readonly why: string;
}

const alone = 'Each of them asks for the port of its node, and a node gives it to one pod only.';

/** Every warning about manifests that their projects publish. */
export const reviewedWarnings: readonly ReviewedWarning[] = [
  {
    file: 'emojivoto/kustomize/statefulset/kustomization.yml',
    code: 'KN006',
    count: 1,
    verdict: 'right',
    why: 'kustomize 5.8 refuses to build the folder with these words.',
  },
  {
    file: 'gateway-api-examples/examples/standard/http-rewrite.yaml',
    code: 'KN616',
    count: 1,
    verdict: 'right',
    why: 'The rule only rewrites and has no backend: the specification asks for status 500.',
  },
  {
    file: 'kubernetes-examples/_archived/elasticsearch/es-svc.yaml',
    code: 'KN1105',
    count: 2,
    verdict: 'right',
    why: 'A load balancer opens both ports of Elasticsearch, which has no authentication in this version, to everybody.',
  },
  {
    file: 'kubernetes-examples/_archived/elasticsearch/production_cluster/es-svc.yaml',
    code: 'KN1105',
    count: 1,
    verdict: 'right',
    why: 'As above.',
  },
  {
    file: 'kubernetes-examples/_archived/javaweb-tomcat-sidecar/javaweb.yaml',
    code: 'KN117',
    count: 1,
    verdict: 'right',
    why: alone,
  },
  {
    file: 'kubernetes-examples/_archived/storage/minio/minio-distributed-statefulset.yaml',
    code: 'KN116',
    count: 1,
    verdict: 'right',
    why: 'Four pods with one host port need four nodes; on fewer the rest stays Pending.',
  },
  {
    file: 'kubernetes-examples/_archived/storage/minio/minio-standalone-deployment.yaml',
    code: 'KN117',
    count: 1,
    verdict: 'right',
    why: alone,
  },
  {
    file: 'kubernetes-examples/_archived/storm/storm-worker-controller.yaml',
    code: 'KN116',
    count: 1,
    verdict: 'right',
    why: 'Two pods with one host port need two nodes.',
  },
  {
    file: 'kubernetes-examples/_archived/sysdig-cloud/sysdig-rc.yaml',
    code: 'KN116',
    count: 1,
    verdict: 'right',
    why: 'A hundred pods with one host port need a hundred nodes; the agent is meant to be a DaemonSet.',
  },
  {
    file: 'kubernetes-examples/_archived/volumes/flocker/flocker-pod-with-rc.yml',
    code: 'KN214',
    count: 1,
    verdict: 'right',
    why: 'Ghost listens on 2368, which its container declares; nothing listens on port 80.',
  },
];
