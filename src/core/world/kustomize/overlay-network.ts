import type { Service } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import type { Gateway, ObjectReference, Route } from '../../resources/gateway-api.ts';
import type { Ingress, IngressBackend, NetworkPolicy, PolicyRule } from '../../resources/networking-v1.ts';
import type { ClusterPolicy } from '../../resources/policy-api.ts';
import type { Span } from '../../text/span.ts';
import { below, type Change, changed, changedField, changedPairs, reasonOf, unknownAt } from './overlay.ts';
import { changeSelector } from './overlay-pods.ts';

/** A Service after a change of its object. */
export function changeService(service: Service, change: Change): Service {
  const spec = below(change, 'spec');
  if (spec === undefined) return service;
  const at = service.specSpan ?? service.kindSpan;
  const ports = below(spec, 'ports');
  return {
    ...service,
    serviceType: changedField(service.serviceType, below(spec, 'type')),
    selector: changedPairs(service.selector, below(spec, 'selector')),
    ports:
      ports === undefined
        ? service.ports
        : service.ports.map((port) => ({
            ...port,
            name: unknownAt(port, ports),
            port: unknownAt(port, ports),
            protocol: unknownAt(port.protocol, ports),
            targetPort: unknownAt(port, ports),
            nodePort: port.nodePort === undefined ? undefined : unknownAt(port.nodePort, ports),
            appProtocol: port.appProtocol === undefined ? undefined : unknownAt(port.appProtocol, ports),
          })),
    portsOpen: ports === undefined ? service.portsOpen : reasonOf(ports),
    clusterIP: changed(service.clusterIP, below(spec, 'clusterIP'), at),
    clusterIPs: changedList(service.clusterIPs, below(spec, 'clusterIPs'), at),
    externalIPs: changedList(service.externalIPs, below(spec, 'externalIPs'), at),
    ipFamilies: changedList(service.ipFamilies, below(spec, 'ipFamilies'), at),
    loadBalancerSourceRanges: changedList(
      service.loadBalancerSourceRanges,
      below(spec, 'loadBalancerSourceRanges'),
      at,
    ),
    externalName: changed(service.externalName, below(spec, 'externalName'), at),
    sessionAffinity: changed(service.sessionAffinity, below(spec, 'sessionAffinity'), at),
    affinityTimeout: changed(service.affinityTimeout, below(spec, 'sessionAffinityConfig'), at),
    externalTrafficPolicy: changed(service.externalTrafficPolicy, below(spec, 'externalTrafficPolicy'), at),
    internalTrafficPolicy: changed(service.internalTrafficPolicy, below(spec, 'internalTrafficPolicy'), at),
    trafficDistribution: changed(service.trafficDistribution, below(spec, 'trafficDistribution'), at),
    healthCheckNodePort: changed(service.healthCheckNodePort, below(spec, 'healthCheckNodePort'), at),
    allocateLoadBalancerNodePorts: changed(
      service.allocateLoadBalancerNodePorts,
      below(spec, 'allocateLoadBalancerNodePorts'),
      at,
    ),
    loadBalancerClass: changed(service.loadBalancerClass, below(spec, 'loadBalancerClass'), at),
    loadBalancerIP: changed(service.loadBalancerIP, below(spec, 'loadBalancerIP'), at),
    ipFamilyPolicy: changed(service.ipFamilyPolicy, below(spec, 'ipFamilyPolicy'), at),
    publishNotReadyAddresses: changed(service.publishNotReadyAddresses, below(spec, 'publishNotReadyAddresses'), at),
  };
}

/** A list after a change: one value that is not known. */
function changedList<T>(list: readonly Stated<T>[], change: Change | undefined, at: Span): readonly Stated<T>[] {
  return change === undefined ? list : [unknownAt(at, change)];
}

/** An Ingress after a change: whatever touches its spec may move hosts and backends. */
export function changeIngress(ingress: Ingress, change: Change): Ingress {
  const spec = below(change, 'spec');
  if (spec === undefined) return ingress;
  const rules = below(spec, 'rules');
  const backend = below(spec, 'defaultBackend');
  return {
    ...ingress,
    className: changed(ingress.className, below(spec, 'ingressClassName'), ingress.kindSpan),
    defaultBackend: changeBackend(ingress.defaultBackend, backend),
    rules:
      rules === undefined
        ? ingress.rules
        : ingress.rules.map((rule) => ({
            ...rule,
            host: unknownAt(rule.host ?? rule, rules),
            paths: rule.paths.map((path) => ({
              ...path,
              path: unknownAt(path.path ?? path, rules),
              backend: changeBackend(path.backend, rules),
            })),
          })),
    rulesOpen: rules === undefined ? ingress.rulesOpen : reasonOf(rules),
  };
}

function changeBackend(backend: IngressBackend | undefined, change: Change | undefined): IngressBackend | undefined {
  if (backend === undefined || change === undefined) return backend;
  return {
    ...backend,
    service: unknownAt(backend.service ?? backend, change),
    port: unknownAt(backend.port ?? backend, change),
  };
}

/** A NetworkPolicy after a change: lists of rules that are touched are open, and their peers and ports unknown. */
export function changeNetworkPolicy(policy: NetworkPolicy, change: Change): NetworkPolicy {
  const spec = below(change, 'spec');
  if (spec === undefined) return policy;
  const types = below(spec, 'policyTypes');
  const ingress = below(spec, 'ingress');
  const egress = below(spec, 'egress');
  return {
    ...policy,
    podSelector: changeSelector(policy.podSelector, below(spec, 'podSelector')),
    policyTypes: types === undefined ? policy.policyTypes : policy.policyTypes.map((type) => unknownAt(type, types)),
    ingress: changeRules(policy.ingress, ingress),
    ingressOpen: ingress === undefined ? policy.ingressOpen : reasonOf(ingress),
    egress: changeRules(policy.egress, egress),
    egressOpen: egress === undefined ? policy.egressOpen : reasonOf(egress),
  };
}

function changeRules(rules: readonly PolicyRule[], change: Change | undefined): readonly PolicyRule[] {
  if (change === undefined) return rules;
  const all: Change = { ...change, touches: [{ path: [], value: undefined }] };
  return rules.map((rule) => ({
    ...rule,
    peers: rule.peers.map((peer) => ({
      ...peer,
      podSelector: changeSelector(peer.podSelector, all),
      namespaceSelector: changeSelector(peer.namespaceSelector, all),
      ipBlock: peer.ipBlock === undefined ? undefined : { ...peer.ipBlock, cidr: unknownAt(peer.ipBlock.span, change) },
    })),
    peersOpen: reasonOf(change),
    ports: rule.ports.map((port) => ({
      ...port,
      port: unknownAt(port, change),
      protocol: unknownAt(port.protocol, change),
    })),
    portsOpen: reasonOf(change),
  }));
}

/** A policy for the cluster after a change: its place among the others and whom it governs are not known. */
export function changeClusterPolicy(policy: ClusterPolicy, change: Change): ClusterPolicy {
  const spec = below(change, 'spec');
  return spec === undefined ? policy : { ...policy, tier: unknownAt(policy.kindSpan, spec), subject: undefined };
}

/** A Gateway or ListenerSet after a change. */
export function changeGateway<T extends Gateway>(gateway: T, change: Change): T {
  const spec = below(change, 'spec');
  if (spec === undefined) return gateway;
  const listeners = below(spec, 'listeners');
  return {
    ...gateway,
    className: changed(gateway.className, below(spec, 'gatewayClassName'), gateway.kindSpan),
    listeners:
      listeners === undefined
        ? gateway.listeners
        : gateway.listeners.map((listener) => ({
            ...listener,
            port: unknownAt(listener, listeners),
            protocol: unknownAt(listener, listeners),
            hostname: unknownAt(listener, listeners),
          })),
    listenersOpen: listeners === undefined ? gateway.listenersOpen : reasonOf(listeners),
  };
}

/** A route after a change. */
export function changeRoute(route: Route, change: Change): Route {
  const spec = below(change, 'spec');
  if (spec === undefined) return route;
  const hosts = below(spec, 'hostnames');
  const parents = below(spec, 'parentRefs');
  const rules = below(spec, 'rules');
  return {
    ...route,
    hostnames: hosts === undefined ? route.hostnames : route.hostnames.map((host) => unknownAt(host, hosts)),
    parents: changeReferences(route.parents, parents),
    rules:
      rules === undefined
        ? route.rules
        : route.rules.map((rule) => ({
            ...rule,
            backends: changeReferences(rule.backends, rules),
            open: reasonOf(rules),
          })),
    open: [hosts, parents, rules].flatMap((own) => (own === undefined ? [] : [reasonOf(own)]))[0] ?? route.open,
  };
}

function changeReferences<T extends ObjectReference>(
  references: readonly T[],
  change: Change | undefined,
): readonly T[] {
  if (change === undefined) return references;
  return references.map((reference) => ({
    ...reference,
    name: unknownAt(reference, change),
    namespace: reference.namespace === undefined ? undefined : unknownAt(reference.namespace, change),
    port: reference.port === undefined ? undefined : unknownAt(reference.port, change),
  }));
}
