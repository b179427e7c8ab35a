/** What listeners say of their protocol, host name and TLS together, and that no two are the same. */
const fieldsOfListeners: readonly RegExp[] = [/^spec\.listeners(?:\[\d+\]\.tls)?$/];

/** What a route attaches to, how much it holds, its paths and its filters. */
const fieldsOfRoutes: readonly RegExp[] = [
  /^spec\.(?:parentRefs|hostnames|rules)$/,
  /^spec\.rules\[\d+\](?:\.(?:matches|filters|backendRefs))?$/,
  /^spec\.rules\[\d+\]\.matches\[\d+\]\.path(?:\.(?:type|value))?$/,
  /^spec\.rules\[\d+\]\.matches\[\d+\]\.method$/,
  /^spec\.rules\[\d+\]\.filters\[\d+\](?:\.(?:type|(?:requestRedirect|urlRewrite)\.path))?$/,
];

/** Whom a cluster-wide policy governs and in which order, what its rules do, with whom and on which ports. */
const fieldsOfPolicies: readonly RegExp[] = [
  /^<nil>$/,
  /^spec\.(?:tier|priority|subject|ingress|egress)$/,
  /^spec\.(?:ingress|egress)\[\d+\]\.(?:action|from|to)$/,
  /^spec\.egress\[\d+\]\.to\[\d+\]\.networks\[\d+\]$/,
  /^spec\.(?:ingress|egress)\[\d+\]\.(?:protocols|ports)\[\d+\]\./,
];

/**
 * Fields that Portolan judges as the API server does, for each kind, as patterns of the server's own paths. Fields elsewhere
 * (names of objects but those of Services, volumes, resources, security) are other tools' business. Written down before
 * anything is measured: what is refused in one of these fields has to be an error, and nothing else.
 */
const fieldsInScope: ReadonlyMap<string, readonly RegExp[]> = new Map([
  [
    'Service',
    [
      /^metadata\.name$/,
      /^metadata\.annotations\[service\.kubernetes\.io\/topology-mode\]$/,
      /^spec\.(?:type|selector|externalName|externalIPs|clusterIP|clusterIPs|ipFamilies|ipFamilyPolicy)\b/,
      /^spec\.(?:sessionAffinity|sessionAffinityConfig|externalTrafficPolicy|internalTrafficPolicy|trafficDistribution)\b/,
      /^spec\.(?:loadBalancerClass|loadBalancerSourceRanges|LoadBalancerSourceRanges|allocateLoadBalancerNodePorts)\b/,
      /^spec\.(?:healthCheckNodePort|publishNotReadyAddresses)\b/,
      /^spec\.ports\b/,
    ],
  ],
  [
    'Ingress',
    [
      /^annotations\.kubernetes\.io\/ingress\.class$/,
      /^spec(?:\.(?:ingressClassName|rules|defaultBackend))?$/,
      /^spec\.rules\[\d+\]\.(?:host|http|http\.paths(?:\[\d+\]\.(?:path|pathType))?)$/,
      // What a resource is called that is no Service is its controller's business.
      /^spec\.(?:defaultBackend|rules\[\d+\]\.http\.paths\[\d+\]\.backend)(?:\.service\b.*)?$/,
      /^spec\.tls\[\d+\]\.(?:hosts\[\d+\]|secretName)$/,
    ],
  ],
  [
    'NetworkPolicy',
    [
      /^spec\.(?:podSelector|policyTypes)\b/,
      /^spec\.(?:ingress|egress)\[\d+\]\.(?:from|to)\[\d+\](?:\.(?:podSelector|namespaceSelector)\b.*)?$/,
      /^spec\.(?:ingress|egress)\[\d+\]\.(?:from|to)\[\d+\]\.ipBlock\.(?:cidr|except\[\d+\])$/,
      /^spec\.(?:ingress|egress)\[\d+\]\.ports\[\d+\]\.(?:protocol|port|endPort)$/,
    ],
  ],
  [
    'EndpointSlice',
    [
      /^addressType$/,
      /^endpoints$/,
      /^endpoints\[\d+\]\.addresses(?:\[\d+\])?$/,
      /^endpoints\[\d+\]\.hints\.(?:forZones|forNodes)/,
      /^ports(?:\[\d+\]\.(?:name|port|protocol))?$/,
    ],
  ],
  [
    'Endpoints',
    [
      /^subsets\[\d+\]$/,
      /^subsets\[\d+\]\.(?:addresses|notReadyAddresses)\[\d+\]\.ip$/,
      /^subsets\[\d+\]\.ports\[\d+\]\.(?:name|port|protocol)$/,
    ],
  ],
  ['Gateway', fieldsOfListeners],
  ['ListenerSet', fieldsOfListeners],
  ['HTTPRoute', fieldsOfRoutes],
  ['GRPCRoute', fieldsOfRoutes],
  ['TCPRoute', fieldsOfRoutes],
  ['UDPRoute', fieldsOfRoutes],
  ['TLSRoute', fieldsOfRoutes],
  ['ClusterNetworkPolicy', fieldsOfPolicies],
  ['AdminNetworkPolicy', fieldsOfPolicies],
  ['BaselineAdminNetworkPolicy', fieldsOfPolicies],
]);

/** The same for whatever makes pods: what is called inside of its template, and how it finds its pods. */
const fieldsOfPods: readonly RegExp[] = [
  /(?:^|\.)spec\.(?:containers|initContainers|ephemeralContainers)\[\d+\]\.(?:ports|livenessProbe|readinessProbe|startupProbe|lifecycle)\b/,
  /(?:^|\.)spec\.(?:hostNetwork|hostUsers|dnsPolicy|dnsConfig|hostname|subdomain|hostAliases)\b/,
  /^spec\.(?:template\.metadata\.labels|selector)\b/,
];

/** Whether a field of a kind, as the server names it, is in scope. */
export function isInScope(kind: string, field: string): boolean {
  return (fieldsInScope.get(kind) ?? fieldsOfPods).some((pattern) => pattern.test(field));
}
