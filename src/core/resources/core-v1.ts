import type { Span } from '../text/span.ts';
import type { Pairs, Stated } from './field.ts';
import type { ResourceBase } from './resource.ts';

/** The annotation from before `loadBalancerSourceRanges`; it holds blocks between commas. */
export const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** A Service with the API server's defaults. */
export interface Service extends ResourceBase {
  readonly type: 'service';
  /** ClusterIP, NodePort, LoadBalancer or ExternalName, as written. */
  readonly serviceType: Stated<string>;
  /** No pairs when absent, null or `{}`: the Service then selects nothing (it is not "all pods"). */
  readonly selector: Pairs;
  /** Span of the `selector` key and value, `undefined` when absent. */
  readonly selectorSpan: Span | undefined;
  readonly ports: readonly ServicePort[];
  /** Span of the `ports` value, `undefined` when absent. */
  readonly portsSpan: Span | undefined;
  /** Why the list of ports may be longer than stated, else `undefined`. */
  readonly portsOpen: string | undefined;
  readonly clusterIP: Stated<string> | undefined;
  readonly clusterIPs: readonly Stated<string>[];
  readonly externalIPs: readonly Stated<string>[];
  readonly externalName: Stated<string> | undefined;
  readonly sessionAffinity: Stated<string> | undefined;
  /** `sessionAffinityConfig.clientIP.timeoutSeconds`. */
  readonly affinityTimeout: Stated<number> | undefined;
  readonly sessionAffinityConfigSpan: Span | undefined;
  readonly externalTrafficPolicy: Stated<string> | undefined;
  readonly internalTrafficPolicy: Stated<string> | undefined;
  readonly trafficDistribution: Stated<string> | undefined;
  readonly healthCheckNodePort: Stated<number> | undefined;
  readonly allocateLoadBalancerNodePorts: Stated<boolean> | undefined;
  readonly loadBalancerClass: Stated<string> | undefined;
  readonly loadBalancerIP: Stated<string> | undefined;
  readonly loadBalancerSourceRanges: readonly Stated<string>[];
  readonly ipFamilies: readonly Stated<string>[];
  readonly ipFamilyPolicy: Stated<string> | undefined;
  readonly publishNotReadyAddresses: Stated<boolean> | undefined;
  /** Where its load balancer takes connections, as its status says; none where nothing was read from a cluster. */
  readonly balancerAddresses: readonly BalancerAddress[];
  /** The whole `spec` value, `undefined` when absent. */
  readonly specSpan: Span | undefined;
  /** Spans of the keys of `spec` that are present, for findings about a field being there at all. */
  readonly specKeys: ReadonlyMap<string, Span>;
}

/** One of `status.loadBalancer.ingress`: an IP address or a host name. */
export interface BalancerAddress {
  readonly address: string;
  /** Whether packets come with this address (`VIP`, what absent means), or the balancer makes connections of its own. */
  readonly mode: 'VIP' | 'Proxy';
}

/** One port of a Service, defaults applied (protocol TCP; targetPort stays `undefined` when omitted, 0 or ""). The span is the whole item. */
export interface ServicePort extends Span {
  readonly name: Stated<string> | undefined;
  readonly port: Stated<number> | undefined;
  readonly protocol: Stated<string>;
  /** `undefined` means the number of `port`. */
  readonly targetPort: Stated<number | string> | undefined;
  readonly nodePort: Stated<number> | undefined;
  readonly appProtocol: Stated<string> | undefined;
}

/** v1 Endpoints: hand-written addresses of the Service of the same name. */
export interface Endpoints extends ResourceBase {
  readonly type: 'endpoints';
  readonly subsets: readonly EndpointSubset[];
}

/** One subset of an Endpoints object. */
export interface EndpointSubset extends Span {
  readonly addresses: readonly Stated<string>[];
  readonly notReadyAddresses: readonly Stated<string>[];
  /** Why the lists of addresses may be longer than stated, else `undefined`. */
  readonly addressesOpen: string | undefined;
  readonly ports: readonly EndpointPort[];
  /** Why the list of ports may be longer than stated, else `undefined`. */
  readonly portsOpen: string | undefined;
}

/** A port of an Endpoints subset or an EndpointSlice. */
export interface EndpointPort extends Span {
  readonly name: Stated<string> | undefined;
  readonly port: Stated<number> | undefined;
  readonly protocol: Stated<string>;
}

/** discovery.k8s.io/v1 EndpointSlice. */
export interface EndpointSlice extends ResourceBase {
  readonly type: 'endpointSlice';
  /** Value of the label `kubernetes.io/service-name`. */
  readonly serviceName: Stated<string> | undefined;
  readonly addressType: Stated<string> | undefined;
  readonly endpoints: readonly SliceEndpoint[];
  readonly ports: readonly EndpointPort[];
  /** Why the list of ports may be longer than stated, else `undefined`. */
  readonly portsOpen: string | undefined;
}

/** One endpoint of a slice. A condition that is absent is `undefined`. */
export interface SliceEndpoint extends Span {
  readonly addresses: readonly Stated<string>[];
  /** Why the list of addresses may be longer than stated, else `undefined`. */
  readonly addressesOpen: string | undefined;
  /** Whether it states addresses and nothing else. */
  readonly bare: boolean;
  readonly ready: boolean | undefined;
  readonly serving: boolean | undefined;
  readonly terminating: boolean | undefined;
  readonly targetName: string | undefined;
  readonly nodeName: string | undefined;
  /** Whose traffic the control plane means it for; `undefined` without hints. */
  readonly hints: EndpointHints | undefined;
}

/** `hints` of an endpoint: names of zones and nodes. */
export interface EndpointHints extends Span {
  readonly zones: readonly string[];
  readonly nodes: readonly string[];
}
