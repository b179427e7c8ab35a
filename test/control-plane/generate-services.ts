import { chance, type Random } from '../support/random.ts';
import type { ApiObject } from './client.ts';

/** A node of the generated cluster. */
export interface GeneratedNode {
  readonly name: string;
  readonly zone: string;
  /** The address of its Node object, and one more that it has. */
  readonly primary: string;
  readonly second: string;
  readonly pods: readonly string[];
}

/** The first three octets of the pods of a node. */
function podsOf(node: number): readonly string[] {
  return [2, 3, 4].map((host) => `10.244.${node}.${host}`);
}

/** The nodes of the generated cluster, with the addresses of their pods. */
export const generatedNodes: readonly [GeneratedNode, GeneratedNode] = [
  { name: 'n1', zone: 'z1', primary: '172.31.0.11', second: '172.31.1.11', pods: podsOf(1) },
  { name: 'n2', zone: 'z2', primary: '172.31.0.12', second: '172.31.1.12', pods: podsOf(2) },
];

/** Hosts outside the cluster: one in the ranges that {@link generateService} admits, one not. */
export const outside = { admitted: '203.0.113.2', other: '203.0.113.130' } as const;

export const clusterCIDR = '10.244.0.0/16';
export const serviceCIDR = '10.96.0.0/16';
export const podPort = 8080;

/** A Service with the EndpointSlice that gives it its pods. */
export interface GeneratedService {
  readonly service: ApiObject & { readonly spec: ServiceSpec; readonly status: ServiceStatus };
  readonly slice: ApiObject & { readonly endpoints: readonly SliceEndpoint[] };
}

export interface ServiceSpec {
  readonly type: string;
  readonly clusterIP: string;
  readonly ports: readonly { readonly port: number; readonly nodePort?: number }[];
  readonly externalIPs?: readonly string[];
  readonly sessionAffinity: string;
  readonly [field: string]: unknown;
}

export interface ServiceStatus {
  readonly loadBalancer: { readonly ingress?: readonly { readonly ip: string; readonly ipMode: string }[] };
}

export interface SliceEndpoint {
  readonly addresses: readonly string[];
  readonly nodeName: string;
  readonly conditions: { readonly ready: boolean; readonly serving: boolean; readonly terminating: boolean };
  readonly hints?: {
    readonly forZones: readonly { readonly name: string }[];
    readonly forNodes?: readonly { readonly name: string }[];
  };
}

/** Which fields a generated Service may have, besides those that every one has. */
export interface ServiceOptions {
  readonly affinity: boolean;
  readonly hints: boolean;
}

/** A Service of a random type with random policies, ranges and endpoints in random states; its addresses follow from its index. */
export function generateService(index: number, random: Random, options: ServiceOptions): GeneratedService {
  const type = random.pick(['ClusterIP', 'NodePort', 'LoadBalancer', 'LoadBalancer']);
  const name = `s${index}`;
  const host = `${1 + (index >> 8)}.${(index & 255) + 1}`;
  const externalIPs = chance(random, 30) ? [`198.51.${host}`] : [];
  const external = type !== 'ClusterIP' || externalIPs.length > 0;
  const sticky = options.affinity && chance(random, 20);
  const balanced = type === 'LoadBalancer';
  const policy = () => random.pick(['Cluster', 'Cluster', 'Local']);
  const internalTrafficPolicy = policy();
  const externalTrafficPolicy = external ? policy() : undefined;
  const spec: ServiceSpec = {
    type,
    clusterIP: `10.96.${host}`,
    clusterIPs: [`10.96.${host}`],
    ipFamilies: ['IPv4'],
    ports: [
      {
        name: 'p',
        port: 80,
        protocol: 'TCP',
        targetPort: podPort,
        ...(type === 'ClusterIP' ? {} : { nodePort: 30_000 + index }),
      } as ServiceSpec['ports'][number],
    ],
    internalTrafficPolicy,
    sessionAffinity: sticky ? 'ClientIP' : 'None',
    ...(sticky ? { sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } } } : {}),
    ...(externalIPs.length > 0 ? { externalIPs } : {}),
    ...(externalTrafficPolicy === undefined ? {} : { externalTrafficPolicy }),
    // The API server would choose one, maybe a node port of a Service that follows.
    ...(balanced && externalTrafficPolicy === 'Local' ? { healthCheckNodePort: 31_000 + index } : {}),
    ...(balanced && chance(random, 50)
      ? {
          loadBalancerSourceRanges: random.pick([
            ['203.0.113.0/25'],
            ['198.18.0.0/15', '203.0.113.0/25'],
            ['203.0.113.0/25', '0.0.0.0/0'],
            [clusterCIDR],
          ]),
        }
      : {}),
  };
  const ingress =
    balanced && chance(random, 85) ? [{ ip: `192.0.${host}`, ipMode: random.pick(['VIP', 'VIP', 'Proxy']) }] : [];
  return {
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop' },
      spec,
      status: { loadBalancer: ingress.length > 0 ? { ingress } : {} },
    },
    slice: {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${name}-1`, namespace: 'shop', labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: 'p', port: podPort, protocol: 'TCP' }],
      endpoints: generateEndpoints(random, options.hints && chance(random, 40)),
    },
  };
}

/** Some of the pods, most of them ready; none at all now and then. */
function generateEndpoints(random: Random, hinted: boolean): readonly SliceEndpoint[] {
  const share = random.pick([0, 20, 40, 60, 100]);
  const withNodes = chance(random, 30);
  return generatedNodes.flatMap((node) =>
    node.pods.flatMap((address) => {
      if (!chance(random, share)) return [];
      const conditions = random.pick([
        ...Array(5).fill({ ready: true, serving: true, terminating: false }),
        { ready: false, serving: false, terminating: false },
        { ready: false, serving: true, terminating: false },
        { ready: false, serving: true, terminating: true },
      ]) as SliceEndpoint['conditions'];
      // A hint that is missing, or that names another zone, turns hints off.
      const hints =
        hinted && chance(random, 95)
          ? {
              forZones: [{ name: chance(random, 90) ? node.zone : 'z3' }],
              ...(withNodes ? { forNodes: [{ name: node.name }] } : {}),
            }
          : undefined;
      return [{ addresses: [address], nodeName: node.name, conditions, ...(hints === undefined ? {} : { hints }) }];
    }),
  );
}
