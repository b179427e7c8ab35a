import { hostPorts } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Only one pod of a node can have a host port. Each replica needs a node of its own; when there are fewer nodes, the rest stay Pending, and a rolling update needs one node more.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: web }
 * spec:
 *   replicas: 3
 *   selector: { matchLabels: { app: web } }
 *   template:
 *     metadata: { labels: { app: web } }
 *     spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }] }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: apps/v1
 * kind: DaemonSet
 * metadata: { name: web }
 * spec:
 *   selector: { matchLabels: { app: web } }
 *   template:
 *     metadata: { labels: { app: web } }
 *     spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }] }] }
 * ```
 * @exceptions Workloads that keep their pods on different nodes by anti-affinity.
 * @source pkg/scheduler NodePorts plugin
 */
export const kn116 = defineRule({
  code: 'KN116',
  name: 'hostport-replicas',
  severity: 'warning',
  summary: 'Several replicas ask for one port of the node.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/scheduler NodePorts plugin'],
  check(maker, _context, report) {
    if (!replicated.has(maker.workload) || maker.live) return;
    const replicas = maker.replicas?.value;
    if (replicas === undefined || replicas < 2 || maker.template.affinity.antiAffinity) return;
    const [first] = hostPorts(maker.template, maker.template.containers);
    if (first === undefined) return;
    report({
      at: first.port.hostPort ?? first.port,
      message: `Only one pod of a node can have host port ${first.number}: the ${replicas} replicas of ${describe(maker)} need ${replicas} nodes, and those without one stay Pending.`,
      related:
        maker.replicas === undefined || 'defaulted' in maker.replicas
          ? []
          : [relatedTo(maker, maker.replicas, `${describe(maker)} has ${replicas} replicas`)],
    });
  },
});

const replicated: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);
