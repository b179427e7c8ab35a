import { serviceWays } from '../../network/exposure/service-ways.ts';
import type { WayIn } from '../../network/exposure/way-in.ts';
import { servingPorts } from '../../network/pod.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { isSystem } from '../../world/gates.ts';
import type { World } from '../../world/world.ts';
import { engineOf } from '../policy/calls.ts';
import { defineRule, type Fix, type Report } from '../rule.ts';
import { fixOf, removeKey } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { closeFix, isInside, isPerhapsInternal } from './inside.ts';
import { productBehind, productIn, type Sensitive } from './products.ts';

/**
 * Databases, queues and APIs of administration are made for clients inside. Open to the outside they are found by scanners within
 * hours, and a weak password, or none, is all that stands before the data. A load balancer for everybody is a warning; node ports
 * and host ports are information, as nodes often stand behind a firewall.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   type: LoadBalancer
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: db, labels: { app: db } }
 * spec: { containers: [{ name: db, image: "postgres:17", ports: [{ containerPort: 5432 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   type: LoadBalancer
 *   loadBalancerSourceRanges: [198.51.100.0/24]
 *   allocateLoadBalancerNodePorts: false
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: db, labels: { app: db } }
 * spec: { containers: [{ name: db, image: "postgres:17", ports: [{ containerPort: 5432 }] }] }
 * ```
 * @exceptions Load balancers with source ranges, with an annotation of a cloud that keeps them inside or names who may connect, of a
 * class whose addresses may be private, or with private addresses; pods whose policies do not let in everybody; pods on the host's
 * network. What listens has to be certain: the image says it, or a name together with the product's own port.
 * @source kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
 */
export const kn1105 = defineRule({
  code: 'KN1105',
  name: 'exp-sensitive-port',
  severity: 'warning',
  summary: 'A port of a data store or of an administration is open to the outside.',
  subjects: ['service', 'podMaker'],
  reads: ['service', 'podMaker', 'networkPolicy', 'clusterPolicy', 'other', 'namespace', 'node', 'configMap'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer'],
  check(subject, { world }, report) {
    if (subject.type === 'service') checkService(world, subject, report);
    else checkHostPorts(world, subject, report);
  },
});

function checkService(world: World, service: Service, report: (report: Report) => void): void {
  const type = service.serviceType.value;
  if (type !== 'LoadBalancer' && type !== 'NodePort' && service.externalIPs.length === 0) return;
  if (type === 'ExternalName' || isSystem(service)) return;
  let ways: readonly WayIn[] | undefined;
  for (const port of service.ports) {
    const found = productBehind(world, service, port);
    if (found === undefined) continue;
    ways ??= openWays(service);
    const way = ways.find((own) => own.port === port.port?.value && own.protocol === port.protocol.value);
    if (way === undefined || !letsInAll(world, found, way.protocol)) continue;
    const isByNodes = way.kind === 'nodePort';
    report({
      at: port.port ?? port,
      severity: isByNodes ? 'info' : 'warning',
      message: `${describe(service)} opens ${found.product} (${found.number}) to the outside by ${way.kind === 'loadBalancer' ? 'a load balancer' : way.address}: everybody who reaches ${isByNodes ? 'a node' : 'it'} can connect.`,
      related: [
        relatedTo(service, service.serviceType, `the type is ${type}`),
        relatedTo(found.evidence.resource, found.evidence.at, found.evidence.words),
      ],
      fixes: () => closeFix(service),
    });
  }
}

/** The ways by which a Service takes connections from everybody; node ports where they are what is asked for. */
function openWays(service: Service): readonly WayIn[] {
  const isNodePort = service.serviceType.value === 'NodePort';
  return serviceWays(service).filter(({ kind, verdict, sources, address }) => {
    if (verdict !== 'ok' || sources !== undefined) return false;
    if (kind === 'loadBalancer') return !isPerhapsInternal(service);
    if (kind === 'nodePort') return isNodePort;
    return kind === 'externalIP' && !isInside(address.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''));
  });
}

function checkHostPorts(world: World, maker: PodMaker, report: (report: Report) => void): void {
  if (maker.template.hostNetwork.value !== false) return;
  for (const { container, port } of servingPorts(maker.template)) {
    const { hostPort, hostIP, containerPort, protocol } = port;
    if (!hostPort?.value || containerPort?.value === undefined) continue;
    if (hostIP !== undefined && hostIP.value !== '0.0.0.0' && hostIP.value !== '::') continue;
    const found = productIn(maker, container, containerPort.value, port.name);
    if (found === undefined || isSystem(maker) || !letsInAll(world, found, protocol.value)) continue;
    report({
      at: hostPort,
      severity: 'info',
      message: `${describe(maker)} opens ${found.product} (${found.number}) on its node by host port ${hostPort.value}: everybody who reaches the node can connect.`,
      related: [relatedTo(found.evidence.resource, found.evidence.at, found.evidence.words)],
      // Without a host port its address means nothing (KN118).
      fixes: (): readonly Fix[] =>
        hostIP === undefined ? fixOf('Remove hostPort', [removeKey(maker, port, 'hostPort')]) : [],
    });
  }
}

/** Whether the policies of the pods surely let in everybody. */
function letsInAll(world: World, { maker, number }: Sensitive, protocol: string | undefined): boolean {
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') return false;
  if (maker === undefined) return true;
  const engine = engineOf(world, maker, world.namespaceOf(maker).name);
  const from = { kind: 'outside', address: undefined } as const;
  return engine.direction({ from, to: engine.pod(maker), port: number, protocol }, 'ingress').allowed === 'yes';
}
