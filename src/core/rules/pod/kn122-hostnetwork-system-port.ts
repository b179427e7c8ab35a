import { hostPorts, runningContainers } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * The kubelet, the API server, etcd and others listen on the node. A pod that asks for one of their ports cannot start there, or keeps the component from starting.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 10250 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 18080 }] }
 * ```
 * @exceptions kube-system and other system namespaces, DaemonSets.
 * @source kubernetes.io/docs/reference/networking/ports-and-protocols
 */
export const kn122 = defineRule({
  code: 'KN122',
  name: 'hostnetwork-system-port',
  severity: 'warning',
  summary: 'A port of the node that Kubernetes uses itself.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/reference/networking/ports-and-protocols'],
  check(maker, { world }, report) {
    const namespace = world.namespaceOf(maker).name;
    // The components themselves, and the node agents that stand in for them.
    if (maker.live || namespace === 'kube-system' || namespace.endsWith('-system') || maker.workload === 'DaemonSet')
      return;
    for (const { port, number } of hostPorts(maker.template, runningContainers(maker.template))) {
      const component = components.get(number);
      if (component !== undefined && port.protocol.value === 'TCP')
        report({
          at: port.hostPort ?? port.containerPort ?? port,
          message: `Port ${number} of the node is normally ${component}: ${describe(maker)} cannot have it there.`,
        });
    }
  },
});

const components: ReadonlyMap<number, string> = new Map([
  [10250, "the kubelet's"],
  [10248, "the kubelet's health port"],
  [10249, "kube-proxy's metrics port"],
  [10256, "kube-proxy's health port"],
  [10257, "the controller manager's"],
  [10259, "the scheduler's"],
  [6443, "the API server's"],
  [2379, "etcd's"],
  [2380, "etcd's"],
  [179, "BGP's"],
]);
