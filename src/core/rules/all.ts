import { kn1004 } from './cni/kn1004-cni-hostport.ts';
import { kn1005 } from './cni/kn1005-cni-conf-invalid.ts';
import { kn1006 } from './cni/kn1006-cni-conf-legacy.ts';
import { kn1007 } from './cni/kn1007-cni-reserved-key.ts';
import { kn1008 } from './cni/kn1008-cni-portmap-capability.ts';
import { kn1009 } from './cni/kn1009-cni-bandwidth.ts';
import { kn1010 } from './cni/kn1010-cni-cidr-mismatch.ts';
import { kn1011 } from './cni/kn1011-cni-cidr-overlap.ts';
import { kn1013 } from './cni/kn1013-nad-missing.ts';
import { kn1014 } from './cni/kn1014-nad-config.ts';
import { kn401 } from './endpoints/kn401-eps-no-service-label.ts';
import { kn402 } from './endpoints/kn402-eps-service-missing.ts';
import { kn403 } from './endpoints/kn403-eps-port-mismatch.ts';
import { kn404 } from './endpoints/kn404-eps-managed-by.ts';
import { kn405 } from './endpoints/kn405-eps-on-selector-service.ts';
import { kn406 } from './endpoints/kn406-eps-special-ip.ts';
import { kn407 } from './endpoints/kn407-eps-family.ts';
import { kn408 } from './endpoints/kn408-eps-fqdn.ts';
import { kn409 } from './endpoints/kn409-eps-multi-address.ts';
import { kn410 } from './endpoints/kn410-eps-port-nil.ts';
import { kn411 } from './endpoints/kn411-eps-limits.ts';
import { kn412 } from './endpoints/kn412-endpoints-deprecated.ts';
import { kn413 } from './endpoints/kn413-endpoints-name.ts';
import { kn414 } from './endpoints/kn414-endpoints-overwritten.ts';
import { kn415 } from './endpoints/kn415-endpoints-not-mirrored.ts';
import { kn416 } from './endpoints/kn416-eps-targets-vip.ts';
import { kn1101 } from './exposure/kn1101-exp-dead-end.ts';
import { kn1103 } from './exposure/kn1103-exp-lb-class.ts';
import { kn1104 } from './exposure/kn1104-exp-nodeport.ts';
import { kn1105 } from './exposure/kn1105-exp-sensitive-port.ts';
import { kn1106 } from './exposure/kn1106-exp-hostname-mismatch.ts';
import { kn1107 } from './exposure/kn1107-exp-double.ts';
import { kn1108 } from './exposure/kn1108-exp-etp-local-replicas.ts';
import { kn601 } from './gateway/kn601-gw-class.ts';
import { kn602 } from './gateway/kn602-gw-listener-dup.ts';
import { kn603 } from './gateway/kn603-gw-listener-tls.ts';
import { kn604 } from './gateway/kn604-gw-tcp-shares-port.ts';
import { kn605 } from './gateway/kn605-gw-cert-missing.ts';
import { kn606 } from './gateway/kn606-gw-cert-grant.ts';
import { kn607 } from './gateway/kn607-route-no-parent.ts';
import { kn608 } from './gateway/kn608-route-section.ts';
import { kn609 } from './gateway/kn609-route-namespace.ts';
import { kn610 } from './gateway/kn610-route-kind.ts';
import { kn611 } from './gateway/kn611-route-hostnames.ts';
import { kn612 } from './gateway/kn612-route-backend.ts';
import { kn613 } from './gateway/kn613-route-backend-port.ts';
import { kn614 } from './gateway/kn614-route-backend-grant.ts';
import { kn615 } from './gateway/kn615-route-backend-kind.ts';
import { kn616 } from './gateway/kn616-route-weights-zero.ts';
import { kn617 } from './gateway/kn617-route-filter-shape.ts';
import { kn618 } from './gateway/kn618-route-path.ts';
import { kn619 } from './gateway/kn619-route-limits.ts';
import { kn620 } from './gateway/kn620-http-grpc-conflict.ts';
import { kn621 } from './gateway/kn621-route-shadowed.ts';
import { kn622 } from './gateway/kn622-route-parents-dup.ts';
import { kn623 } from './gateway/kn623-grant-unused.ts';
import { kn624 } from './gateway/kn624-listener-selector.ts';
import { kn625 } from './gateway/kn625-listenerset-denied.ts';
import { kn626 } from './gateway/kn626-tlsroute-mode.ts';
import { kn627 } from './gateway/kn627-gw-version-unserved.ts';
import { kn629 } from './gateway/kn629-grpc-appprotocol.ts';
import { kn630 } from './gateway/kn630-route-wildcard-semantics.ts';
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
import { kn501 } from './ingress/kn501-ing-service-missing.ts';
import { kn502 } from './ingress/kn502-ing-port-missing.ts';
import { kn503 } from './ingress/kn503-ing-port-is-target.ts';
import { kn504 } from './ingress/kn504-ing-port-name-long.ts';
import { kn505 } from './ingress/kn505-ing-cross-namespace.ts';
import { kn506 } from './ingress/kn506-ing-backend-shape.ts';
import { kn507 } from './ingress/kn507-ing-backend-externalname.ts';
import { kn508 } from './ingress/kn508-ing-no-class.ts';
import { kn509 } from './ingress/kn509-ing-class-unknown.ts';
import { kn510 } from './ingress/kn510-ing-class-annotation.ts';
import { kn511 } from './ingress/kn511-ing-multi-default.ts';
import { kn512 } from './ingress/kn512-ing-path-invalid.ts';
import { kn513 } from './ingress/kn513-ing-host-invalid.ts';
import { kn514 } from './ingress/kn514-ing-duplicate-route.ts';
import { kn515 } from './ingress/kn515-ing-host-cross-namespace.ts';
import { kn516 } from './ingress/kn516-ing-glob-in-prefix.ts';
import { kn517 } from './ingress/kn517-ing-rewrite-groups.ts';
import { kn518 } from './ingress/kn518-ing-tls-secret.ts';
import { kn519 } from './ingress/kn519-ing-tls-host.ts';
import { kn520 } from './ingress/kn520-ing-empty.ts';
import { kn521 } from './ingress/kn521-ing-needs-nodeport.ts';
import { kn522 } from './ingress/kn522-ing-api-removed.ts';
import { kn523 } from './ingress/kn523-ing-backend-tls.ts';
import { kn524 } from './ingress/kn524-ing-wildcard-depth.ts';
import { kn901 } from './kube-proxy/kn901-kp-ipvs-deprecated.ts';
import { kn902 } from './kube-proxy/kn902-kp-mode-unset.ts';
import { kn903 } from './kube-proxy/kn903-kp-nft-nodeport.ts';
import { kn908 } from './kube-proxy/kn908-kp-ranges-bypass.ts';
import { kn910 } from './kube-proxy/kn910-kp-skipped.ts';
import { kn916 } from './kube-proxy/kn916-kp-strictarp.ts';
import { kn917 } from './kube-proxy/kn917-kp-config-invalid.ts';
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
import { kn701 } from './policy/kn701-np-selects-nothing.ts';
import { kn702 } from './policy/kn702-np-peer-nothing.ts';
import { kn703 } from './policy/kn703-np-namespace-nothing.ts';
import { kn704 } from './policy/kn704-np-ns-name-label.ts';
import { kn705 } from './policy/kn705-np-port-is-service-port.ts';
import { kn706 } from './policy/kn706-np-port-undeclared.ts';
import { kn707 } from './policy/kn707-np-named-port.ts';
import { kn708 } from './policy/kn708-np-shape.ts';
import { kn709 } from './policy/kn709-np-egress-ignored.ts';
import { kn710 } from './policy/kn710-np-implicit-ingress-deny.ts';
import { kn711 } from './policy/kn711-np-dns-blocked.ts';
import { kn712 } from './policy/kn712-np-dns-tcp-only.ts';
import { kn713 } from './policy/kn713-np-and-or.ts';
import { kn714 } from './policy/kn714-np-allow-all.ts';
import { kn715 } from './policy/kn715-np-blocks-edge.ts';
import { kn716 } from './policy/kn716-np-blocks-gateway.ts';
import { kn717 } from './policy/kn717-np-clusterip-block.ts';
import { kn719 } from './policy/kn719-np-client-ip-lost.ts';
import { kn720 } from './policy/kn720-np-hostnetwork.ts';
import { kn721 } from './policy/kn721-np-unisolated.ts';
import { kn723 } from './policy/kn723-anp-deprecated.ts';
import { kn724 } from './policy/kn724-cnp-priority-tie.ts';
import { kn725 } from './policy/kn725-cnp-shape.ts';
import { kn801 } from './references/kn801-ref-unknown-service.ts';
import { kn802 } from './references/kn802-ref-wrong-namespace.ts';
import { kn803 } from './references/kn803-ref-port.ts';
import { kn804 } from './references/kn804-ref-port-is-target.ts';
import { kn805 } from './references/kn805-ref-headless-port.ts';
import { kn807 } from './references/kn807-ref-domain.ts';
import { kn808 } from './references/kn808-ref-malformed.ts';
import { kn809 } from './references/kn809-ref-env-unresolved.ts';
import { kn810 } from './references/kn810-ref-env-port-name.ts';
import { kn812 } from './references/kn812-ref-literal-ip.ts';
import { kn813 } from './references/kn813-ref-workload-name.ts';
import { kn814 } from './references/kn814-ref-underscore.ts';
import { kn815 } from './references/kn815-ref-pod-name.ts';
import { kn816 } from './references/kn816-ref-scheme-port.ts';
import { kn817 } from './references/kn817-ref-nodeport-inside.ts';
import { kn818 } from './references/kn818-ref-host-dns-hostnetwork.ts';
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
  kn401,
  kn402,
  kn403,
  kn404,
  kn405,
  kn406,
  kn407,
  kn408,
  kn409,
  kn410,
  kn411,
  kn412,
  kn413,
  kn414,
  kn415,
  kn416,
  kn501,
  kn502,
  kn503,
  kn504,
  kn505,
  kn506,
  kn507,
  kn508,
  kn509,
  kn510,
  kn511,
  kn512,
  kn513,
  kn514,
  kn515,
  kn516,
  kn517,
  kn518,
  kn519,
  kn520,
  kn521,
  kn522,
  kn523,
  kn524,
  kn601,
  kn602,
  kn603,
  kn604,
  kn605,
  kn606,
  kn607,
  kn608,
  kn609,
  kn610,
  kn611,
  kn612,
  kn613,
  kn614,
  kn615,
  kn616,
  kn617,
  kn618,
  kn619,
  kn620,
  kn621,
  kn622,
  kn623,
  kn624,
  kn625,
  kn626,
  kn627,
  kn629,
  kn630,
  kn701,
  kn702,
  kn703,
  kn704,
  kn705,
  kn706,
  kn707,
  kn708,
  kn709,
  kn710,
  kn711,
  kn712,
  kn713,
  kn714,
  kn715,
  kn716,
  kn717,
  kn719,
  kn720,
  kn721,
  kn723,
  kn724,
  kn725,
  kn801,
  kn802,
  kn803,
  kn804,
  kn805,
  kn807,
  kn808,
  kn809,
  kn810,
  kn812,
  kn813,
  kn814,
  kn815,
  kn816,
  kn817,
  kn818,
  kn901,
  kn902,
  kn903,
  kn908,
  kn910,
  kn916,
  kn917,
  kn1004,
  kn1005,
  kn1006,
  kn1007,
  kn1008,
  kn1009,
  kn1010,
  kn1011,
  kn1013,
  kn1014,
  kn1101,
  kn1103,
  kn1104,
  kn1105,
  kn1106,
  kn1107,
  kn1108,
  kn1208,
];
