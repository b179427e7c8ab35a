import type { Cluster, PlainPod, PlainPolicy } from '../support/plain-cluster.ts';
import { Random } from '../support/random.ts';

const appsOfNamespace = 20;
/**
 * A cluster in which every workload has a NetworkPolicy of its own: namespaces of 20 workloads with some running pods each.
 * Policies name apps of their namespace, tiers of other teams, whole stages and addresses outside.
 */
export function largeCluster(workloads: number, podsOfEach: number, seed: number): Cluster {
  const random = new Random(seed);
  const namespaces = Array.from({ length: Math.ceil(workloads / appsOfNamespace) }, (_, n) => ({
    name: `team-${n}`,
    labels: { stage: n % 2 === 0 ? 'prod' : 'test', owner: `group-${n % 7}` },
  }));
  const apps = Array.from({ length: appsOfNamespace }, (_, n) => `app-${n}`);
  const pods: PlainPod[] = [];
  const policies: PlainPolicy[] = [];
  for (const [n, { name: namespace }] of namespaces.entries())
    for (const [a, app] of apps.entries()) {
      for (let pod = 0; pod < podsOfEach; pod++)
        pods.push({
          namespace,
          name: `${app}-${pod}`,
          labels: { app, tier: a % 3 === 0 ? 'web' : 'back', 'pod-template-hash': `${n * 31 + a}` },
          ip: `10.${n}.${a}.${pod}`,
          hostNetwork: false,
          ports: [{ name: 'http', containerPort: 8000 + (a % 4), protocol: 'TCP' }],
        });
      policies.push({ kind: 'NetworkPolicy', namespace, name: app, spec: specOf(app, apps, random) });
    }
  return { namespaces, pods, policies };
}

function specOf(app: string, apps: readonly string[], random: Random) {
  return {
    podSelector: { matchLabels: { app } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ podSelector: { matchLabels: { app: random.pick(apps) } } }], ports: [{ port: 'http' }] },
      {
        from: [
          {
            namespaceSelector: { matchLabels: { owner: `group-${random.below(7)}` } },
            podSelector: { matchLabels: { tier: 'web' } },
          },
        ],
        ports: [{ port: 80 }, { port: 9000, endPort: 9100 }],
      },
    ],
    egress: [
      { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] },
      { to: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { stage: 'prod' } } }] },
      { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }], ports: [{ port: 443 }] },
    ],
  };
}
