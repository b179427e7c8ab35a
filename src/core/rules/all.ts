import { kn301 } from './headless/kn301-sts-service-missing.ts';
import { kn302 } from './headless/kn302-sts-service-not-headless.ts';
import { kn303 } from './headless/kn303-sts-service-selector.ts';
import { kn304 } from './headless/kn304-headless-port-mapping.ts';
import { kn305 } from './headless/kn305-headless-bootstrap.ts';
import { kn306 } from './headless/kn306-sts-ordinal-range.ts';
import { kn307 } from './headless/kn307-sts-wrong-service.ts';
import { kn308 } from './headless/kn308-subdomain-no-service.ts';
import { kn309 } from './headless/kn309-subdomain-no-hostname.ts';
import { kn310 } from './headless/kn310-srv-port-unnamed.ts';
import { kn311 } from './headless/kn311-fqdn-too-long.ts';
import { kn312 } from './headless/kn312-headless-as-lb.ts';
import { kn101 } from './pod/kn101-pod-port-clash.ts';
import { kn102 } from './pod/kn102-pod-port-dup-in-container.ts';
import { kn103 } from './pod/kn103-pod-port-name-dup-container.ts';
import { kn104 } from './pod/kn104-pod-port-name-dup-pod.ts';
import { kn105 } from './pod/kn105-pod-port-name-invalid.ts';
import { kn106 } from './pod/kn106-pod-port-range.ts';
import { kn107 } from './pod/kn107-pod-protocol.ts';
import { kn108 } from './pod/kn108-probe-port-name-unknown.ts';
import { kn109 } from './pod/kn109-probe-port-undeclared.ts';
import { kn110 } from './pod/kn110-probe-on-non-tcp-port.ts';
import { kn111 } from './pod/kn111-probe-host-loopback.ts';
import { kn112 } from './pod/kn112-app-binds-loopback.ts';
import { kn113 } from './pod/kn113-localhost-peer-missing.ts';
import { kn114 } from './pod/kn114-hostport-dup.ts';
import { kn115 } from './pod/kn115-hostport-dup-sidecar.ts';
import { kn116 } from './pod/kn116-hostport-replicas.ts';
import { kn117 } from './pod/kn117-hostport-cross-workload.ts';
import { kn118 } from './pod/kn118-hostip-without-hostport.ts';
import { kn119 } from './pod/kn119-hostnetwork-port-mismatch.ts';
import { kn120 } from './pod/kn120-hostnetwork-dns.ts';
import { kn121 } from './pod/kn121-hostnetwork-hostusers.ts';
import { kn122 } from './pod/kn122-hostnetwork-system-port.ts';
import { kn123 } from './pod/kn123-hostport-in-nodeport-range.ts';
import { kn124 } from './pod/kn124-low-port-nonroot.ts';
import { kn125 } from './pod/kn125-ephemeral-ports.ts';
import { kn126 } from './pod/kn126-init-probe.ts';
import { kn127 } from './pod/kn127-init-port-targeted.ts';
import { kn128 } from './pod/kn128-grpc-probe-string.ts';
import { kn129 } from './pod/kn129-dns-none-no-server.ts';
import { kn130 } from './pod/kn130-dnsconfig-limits.ts';
import { kn131 } from './pod/kn131-hostalias-dup.ts';
import { kn132 } from './pod/kn132-service-env-shadow.ts';
import { kn133 } from './pod/kn133-no-readiness-behind-service.ts';
import { kn134 } from './pod/kn134-workload-selector-template.ts';
import { kn135 } from './pod/kn135-probe-invalid.ts';
import { kn136 } from './pod/kn136-pod-dns-invalid.ts';
import { kn137 } from './pod/kn137-workload-selector-empty.ts';
import type { Rule } from './rule.ts';
import { kn201 } from './service/kn201-svc-selector-no-pods.ts';
import { kn202 } from './service/kn202-svc-selector-other-ns.ts';
import { kn203 } from './service/kn203-svc-selector-near-miss.ts';
import { kn204 } from './service/kn204-svc-selects-many-workloads.ts';
import { kn205 } from './service/kn205-svc-no-selector-no-endpoints.ts';
import { kn206 } from './service/kn206-svc-selector-invalid.ts';
import { kn207 } from './service/kn207-svc-selector-volatile.ts';
import { kn208 } from './service/kn208-svc-selector-version.ts';
import { kn209 } from './service/kn209-svc-selects-job.ts';
import { kn210 } from './service/kn210-svc-targetport-name-missing.ts';
import { kn211 } from './service/kn211-svc-targetport-name-protocol.ts';
import { kn212 } from './service/kn212-svc-targetport-name-partial.ts';
import { kn213 } from './service/kn213-svc-targetport-name-divergent.ts';
import { kn214 } from './service/kn214-svc-targetport-undeclared.ts';
import { kn215 } from './service/kn215-svc-targetport-omitted.ts';
import { kn216 } from './service/kn216-svc-targetport-number-protocol.ts';
import { kn217 } from './service/kn217-svc-targetport-quoted.ts';
import { kn218 } from './service/kn218-svc-targetport-is-svc-name.ts';
import { kn219 } from './service/kn219-svc-port-name-required.ts';
import { kn220 } from './service/kn220-svc-port-name-invalid.ts';
import { kn221 } from './service/kn221-svc-port-dup.ts';
import { kn222 } from './service/kn222-svc-ports-required.ts';
import { kn223 } from './service/kn223-svc-port-apply-merge.ts';
import { kn224 } from './service/kn224-nodeport-on-clusterip.ts';
import { kn225 } from './service/kn225-nodeport-dup-service.ts';
import { kn226 } from './service/kn226-nodeport-dup-cluster.ts';
import { kn227 } from './service/kn227-nodeport-range.ts';
import { kn228 } from './service/kn228-nodeport-dynamic-band.ts';
import { kn229 } from './service/kn229-healthcheck-port-misuse.ts';
import { kn230 } from './service/kn230-etp-misuse.ts';
import { kn231 } from './service/kn231-lb-field-misuse.ts';
import { kn232 } from './service/kn232-headless-external.ts';
import { kn233 } from './service/kn233-externalname-ip.ts';
import { kn234 } from './service/kn234-externalname-invalid.ts';
import { kn235 } from './service/kn235-externalname-ignored-fields.ts';
import { kn236 } from './service/kn236-externalname-tls-host.ts';
import { kn237 } from './service/kn237-externalname-cluster-target.ts';
import { kn238 } from './service/kn238-externalname-other-type.ts';
import { kn239 } from './service/kn239-affinity-config.ts';
import { kn240 } from './service/kn240-headless-ignored.ts';
import { kn241 } from './service/kn241-dualstack-shape.ts';
import { kn245 } from './service/kn245-clusterip-hardcoded.ts';
import { kn246 } from './service/kn246-itp-local-sparse.ts';
import { kn247 } from './service/kn247-trafficdistribution-value.ts';
import { kn248 } from './service/kn248-trafficdistribution-deprecated.ts';
import { kn249 } from './service/kn249-topology-conflict.ts';
import { kn251 } from './service/kn251-lb-ip-deprecated.ts';
import { kn252 } from './service/kn252-externalips.ts';
import { kn253 } from './service/kn253-appprotocol.ts';
import { kn254 } from './service/kn254-svc-name.ts';
import { kn255 } from './service/kn255-lb-mixed-protocol.ts';
import { kn256 } from './service/kn256-publish-notready.ts';
import { kn258 } from './service/kn258-svc-duplicate.ts';
import { kn259 } from './service/kn259-pod-port-unreachable.ts';
import { kn260 } from './service/kn260-svc-port-range.ts';
import { kn261 } from './service/kn261-lb-value-invalid.ts';
import { kn262 } from './service/kn262-topology-annotations.ts';
import { kn1208 } from './workspace/kn1208-dup-definition.ts';

/** Every rule, by code. Generated: `npm run generate`. */
export const allRules: readonly Rule[] = [
  kn101,
  kn102,
  kn103,
  kn104,
  kn105,
  kn106,
  kn107,
  kn108,
  kn109,
  kn110,
  kn111,
  kn112,
  kn113,
  kn114,
  kn115,
  kn116,
  kn117,
  kn118,
  kn119,
  kn120,
  kn121,
  kn122,
  kn123,
  kn124,
  kn125,
  kn126,
  kn127,
  kn128,
  kn129,
  kn130,
  kn131,
  kn132,
  kn133,
  kn134,
  kn135,
  kn136,
  kn137,
  kn201,
  kn202,
  kn203,
  kn204,
  kn205,
  kn206,
  kn207,
  kn208,
  kn209,
  kn210,
  kn211,
  kn212,
  kn213,
  kn214,
  kn215,
  kn216,
  kn217,
  kn218,
  kn219,
  kn220,
  kn221,
  kn222,
  kn223,
  kn224,
  kn225,
  kn226,
  kn227,
  kn228,
  kn229,
  kn230,
  kn231,
  kn232,
  kn233,
  kn234,
  kn235,
  kn236,
  kn237,
  kn238,
  kn239,
  kn240,
  kn241,
  kn245,
  kn246,
  kn247,
  kn248,
  kn249,
  kn251,
  kn252,
  kn253,
  kn254,
  kn255,
  kn256,
  kn258,
  kn259,
  kn260,
  kn261,
  kn262,
  kn301,
  kn302,
  kn303,
  kn304,
  kn305,
  kn306,
  kn307,
  kn308,
  kn309,
  kn310,
  kn311,
  kn312,
  kn1208,
];
