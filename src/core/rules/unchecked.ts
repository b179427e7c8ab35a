import type { Severity } from './rule.ts';

/** A code of the catalogue that this version does not report. */
export interface UncheckedCode {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  /** `needs-cluster`: only a live cluster can tell; `left-out`: this version does not look. */
  readonly state: 'needs-cluster' | 'left-out';
  readonly summary: string;
}

type Row = readonly [code: string, name: string, severity: Severity, summary: string];

const leftOut: readonly Row[] = [
  ['KN718', 'np-ipblock-pods', 'warning', 'A NetworkPolicy names pods by their addresses.'],
  ['KN722', 'np-half-open', 'warning', 'A connection is allowed at one end only.'],
  ['KN806', 'ref-ndots', 'hint', 'A name without a dot at its end costs extra lookups.'],
  ['KN811', 'ref-env-order', 'info', 'A Service variable is set only if the Service is applied first.'],
  ['KN907', 'kp-source-ip', 'hint', 'Something depends on client addresses that the Service hides.'],
  ['KN911', 'kp-unserved-port', 'error', 'A container calls a port at which no Service answers.'],
  ['KN912', 'kp-affinity-nat', 'info', 'All clients share few addresses, so session affinity uses few pods.'],
  ['KN1019', 'cni-windows-policy', 'info', 'NetworkPolicies select pods on nodes where nothing enforces them.'],
];

const needsCluster: readonly Row[] = [
  ['KN242', 'dualstack-cluster', 'error', 'The cluster does not have the IP families that a Service asks for.'],
  ['KN243', 'dualstack-pods', 'warning', 'Some pods of a dual-stack Service have addresses of one family only.'],
  ['KN244', 'clusterip-range', 'error', 'A fixed cluster IP is outside the range or taken.'],
  ['KN250', 'topology-no-hints', 'info', 'Zone routing is asked for and not active.'],
  ['KN257', 'svc-no-ready-endpoints', 'error', 'Pods match a Service, and none of them is ready.'],
  ['KN313', 'headless-no-ready', 'warning', 'A headless Service without ready pods has no DNS record.'],
  ['KN417', 'eps-empty-ports', 'error', 'Endpoints exist, and no port of the Service leads to them.'],
  ['KN418', 'eps-stale-externalname', 'info', 'An ExternalName Service has EndpointSlices left from before.'],
  ['KN525', 'ing-controller-retired', 'hint', 'The Ingress controller is no longer maintained.'],
  ['KN526', 'ing-backend-no-endpoints', 'error', 'An Ingress sends to a Service without ready endpoints.'],
  ['KN628', 'gw-status', 'error', 'The controller of a Gateway or route reports that it does not work.'],
  ['KN819', 'ref-no-ready', 'warning', 'A container calls a Service without ready endpoints.'],
  ['KN820', 'service-links-many', 'hint', 'Hundreds of Services become variables of every container.'],
  ['KN904', 'kp-nodeport-addresses', 'info', 'Node ports answer on some addresses of the nodes only.'],
  ['KN905', 'kp-local-drop', 'error', 'Nodes without a local endpoint drop the traffic of a Service.'],
  ['KN906', 'kp-no-endpoints', 'error', 'A Service without endpoints refuses connections.'],
  ['KN909', 'kp-ranges-no-vip', 'info', 'kube-proxy does not filter the sources of this load balancer.'],
  ['KN913', 'kp-absent', 'error', 'Nothing in the cluster implements Services.'],
  ['KN914', 'kp-mixed-modes', 'info', 'Nodes run kube-proxy in different modes.'],
  ['KN915', 'kp-clustercidr', 'warning', 'kube-proxy has another pod network than the nodes.'],
  ['KN918', 'kp-terminating-only', 'warning', 'Only pods that are terminating serve a Service.'],
  ['KN1001', 'cni-policy-unenforced', 'warning', 'The CNI plugin does not enforce NetworkPolicies.'],
  ['KN1002', 'cni-endport', 'warning', 'The CNI plugin ignores endPort.'],
  ['KN1003', 'cni-sctp', 'error', 'The CNI plugin does not carry SCTP as asked.'],
  ['KN1012', 'cni-multiple', 'warning', 'More than one CNI plugin is active.'],
  ['KN1015', 'cni-anp-unsupported', 'warning', 'The CNI plugin does not implement cluster-wide policies.'],
  ['KN1016', 'cni-not-ready', 'error', 'Nodes have no working pod network.'],
  ['KN1017', 'cni-eol', 'hint', 'The CNI plugin is no longer maintained.'],
  ['KN1018', 'cni-ipblock', 'warning', 'The CNI plugin does not match pods or nodes by their addresses.'],
  ['KN1102', 'exp-lb-pending', 'error', 'A load balancer has no address.'],
  ['KN1109', 'exp-dns-lookup', 'warning', 'A host does not resolve to the address of its entry.'],
  ['KN1110', 'exp-lb-port-error', 'error', 'A load balancer reports an error for a port.'],
  ['KN1111', 'exp-ingress-no-address', 'warning', 'An Ingress or Gateway has no address.'],
  ['KN1112', 'exp-hostport-firewall', 'info', 'The firewall of a node may close a port that is open in Kubernetes.'],
  ['KN1201', 'drift-missing-live', 'info', 'An object of the workspace is not in the cluster.'],
  ['KN1202', 'drift-selector', 'warning', 'A selector differs from the cluster and selects other pods.'],
  ['KN1203', 'drift-ports', 'warning', 'Ports differ from the cluster so that a connection breaks when applied.'],
  ['KN1204', 'drift-half-applied', 'warning', 'A new name is used by some of the objects that refer to it.'],
  ['KN1205', 'drift-immutable', 'error', 'A field differs from the cluster that cannot be changed in place.'],
  ['KN1206', 'drift-prediction', 'warning', 'The endpoints of the cluster are not those that the selector gives.'],
  ['KN1207', 'drift-live-only-dependency', 'info', 'An object refers to one that is only in the cluster.'],
  ['KN1209', 'ns-missing', 'error', 'The namespace of objects is not in the cluster.'],
  ['KN1210', 'api-not-served', 'error', 'The cluster does not serve the API version of an object.'],
  ['KN1211', 'context-mismatch', 'warning', 'The workspace looks as if it belonged to another cluster.'],
  ['KN1212', 'orphan-service', 'hint', 'Nothing uses a Service of the cluster.'],
  ['KN1213', 'stale-port-name-rollout', 'warning', 'Old and new pods listen on different ports during a rollout.'],
];

function rowsTo(state: UncheckedCode['state'], rows: readonly Row[]): readonly UncheckedCode[] {
  return rows.map(([code, name, severity, summary]) => ({ code, name, severity, state, summary }));
}

/** The codes that are known and not reported, so that a configuration may name them and a list can be honest. */
export const uncheckedCodes: readonly UncheckedCode[] = [
  ...rowsTo('left-out', leftOut),
  ...rowsTo('needs-cluster', needsCluster),
];
