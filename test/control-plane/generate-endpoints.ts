import { chance, type Random } from '../support/random.ts';
import type { ApiObject } from './client.ts';

/** A pod with the state that a kubelet would report of it. */
export interface GeneratedPod {
  readonly pod: ApiObject;
  readonly status: Readonly<Record<string, unknown>>;
  readonly deleted: boolean;
}

/** The objects of one namespace that decide what EndpointSlices it gets. */
export interface GeneratedCluster {
  readonly namespace: string;
  readonly services: readonly ApiObject[];
  readonly endpoints: readonly ApiObject[];
  readonly pods: readonly GeneratedPod[];
}

/** Nodes that exist; pods are also bound to `gone`, which does not. */
export const nodeNames = ['n1', 'n2'] as const;

const portNames = ['http', 'web', 'dns'] as const;
const protocols = ['TCP', 'TCP', 'UDP', 'SCTP'] as const;

/**
 * A namespace with Services of every kind and pods of every state: named ports that diverge, protocols, families, sidecars,
 * readiness, finished and terminating pods.
 */
export function generateCluster(index: number, random: Random): GeneratedCluster {
  const namespace = `c${index}`;
  const pods = Array.from({ length: 1 + random.below(7) }, (_, i) => generatePod(namespace, index, i, random));
  const services = Array.from({ length: 1 + random.below(4) }, (_, i) => generateService(namespace, i, random));
  const endpoints = services.flatMap((service) =>
    isSelectorless(service) && random.below(2) === 0 ? [generateEndpoints(service, random)] : [],
  );
  return { namespace, services, endpoints, pods };
}

function isSelectorless({ spec }: ApiObject): boolean {
  const { selector, type } = spec as { readonly selector?: unknown; readonly type?: unknown };
  return selector === undefined && type !== 'ExternalName';
}

function generatePod(namespace: string, index: number, i: number, random: Random): GeneratedPod {
  const name = `p${i}`;
  const container = (label: string, sidecar: boolean) => ({
    name: label,
    image: 'registry.example.com/app:1',
    ...(sidecar ? { restartPolicy: 'Always' } : {}),
    ports: generatePorts(random),
  });
  const v4 = `10.${1 + (index >> 8)}.${index & 255}.${10 + i}`;
  const v6 = `fd00::${index.toString(16)}:${(10 + i).toString(16)}`;
  const podIPs = random.pick([[v4], [v4], [v4, v6], [v4, v6], [v6], []]);
  const phase = random.pick([...Array(6).fill('Running'), 'Pending', 'Succeeded', 'Failed']);
  const deleted = chance(random, 15);
  return {
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        labels: {
          app: random.pick(['a', 'a', 'a', 'b']),
          ...(chance(random, 50) ? { tier: random.pick(['x', 'y']) } : {}),
        },
        // Without a kubelet a deleted pod would go at once unless it is bound and somebody holds it.
        ...(deleted ? { finalizers: ['portolan.invalid/held'] } : {}),
      },
      spec: {
        nodeName: chance(random, 8) ? 'gone' : random.pick(nodeNames),
        ...(chance(random, 30) ? { hostname: `h${i}`, subdomain: random.pick(['s0', 's1']) } : {}),
        ...(chance(random, 30) ? { initContainers: [container('side', chance(random, 60))] } : {}),
        containers: Array.from({ length: 1 + random.below(2) }, (_, c) => container(`c${c}`, false)),
      },
    },
    status: {
      phase,
      ...(podIPs[0] === undefined ? {} : { podIP: podIPs[0], podIPs: podIPs.map((ip) => ({ ip })) }),
      ...(chance(random, 90)
        ? { conditions: [{ type: 'Ready', status: random.pick(['True', 'True', 'False']), lastTransitionTime: null }] }
        : {}),
    },
    deleted,
  };
}

/** Distinct names within a container, as the API server demands; numbers that differ from pod to pod. */
function generatePorts(random: Random): readonly unknown[] {
  return portNames.flatMap((name) =>
    chance(random, 50)
      ? [{ name, containerPort: 8000 + random.below(3), protocol: random.pick(protocols) }]
      : chance(random, 20)
        ? [{ containerPort: 9000 + random.below(3) }]
        : [],
  );
}

function generateService(namespace: string, i: number, random: Random): ApiObject {
  const type = random.pick(['ClusterIP', 'ClusterIP', 'ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']);
  const metadata = { name: `s${i}`, namespace };
  if (type === 'ExternalName')
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { type, externalName: 'db.example.com', selector: { app: 'a' } },
    };
  const headless = type === 'ClusterIP' && chance(random, 35);
  const ports = headless && chance(random, 15) ? [] : servicePorts(random);
  const families = random.pick([
    {},
    {},
    { ipFamilyPolicy: 'PreferDualStack' },
    { ipFamilyPolicy: 'RequireDualStack' },
    { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] },
    { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
  ]);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type,
      ...families,
      ...(headless ? { clusterIP: 'None' } : {}),
      ...(chance(random, 85)
        ? {
            selector: random.pick([{ app: 'a' }, { app: 'a' }, { app: 'b' }, { app: 'a', tier: 'x' }, { app: 'none' }]),
          }
        : {}),
      ...(chance(random, 25) ? { publishNotReadyAddresses: true } : {}),
      ...(ports.length === 0 ? {} : { ports }),
    },
  };
}

function servicePorts(random: Random): readonly unknown[] {
  const count = 1 + random.below(3);
  return Array.from({ length: count }, (_, i) => ({
    ...(count > 1 || chance(random, 50) ? { name: `port-${i}` } : {}),
    port: 80 + i,
    protocol: random.pick(protocols),
    ...random.pick<object>([
      {},
      { targetPort: 8000 + random.below(3) },
      { targetPort: random.pick(portNames) },
      { targetPort: random.pick(portNames) },
    ]),
  }));
}

/** Endpoints by hand, which the mirroring controller makes slices of. */
function generateEndpoints({ metadata: { name, namespace } }: ApiObject, random: Random): ApiObject {
  const addresses = (first: number) =>
    Array.from({ length: 1 + random.below(2) }, (_, i) => ({ ip: `192.0.2.${first + i}` }));
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: name ?? '',
      namespace: namespace ?? '',
      ...(chance(random, 20) ? { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } : {}),
    },
    subsets: [
      {
        addresses: addresses(10),
        ...(chance(random, 50) ? { notReadyAddresses: addresses(20) } : {}),
        ports: [{ name: 'port-0', port: 5432, protocol: 'TCP' }],
      },
    ],
  };
}
