import { hostPorts, runningContainers } from '../../network/pod.ts';
import type { Container } from '../../resources/pod-maker.ts';
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
 * @exceptions kube-system and other system namespaces, DaemonSets, pods that run the component itself.
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
    for (const { container, port, number } of hostPorts(maker.template, runningContainers(maker.template))) {
      const component = components.get(number);
      if (component !== undefined && port.protocol.value === 'TCP' && !isItself(container, component.program))
        report({
          at: port.hostPort ?? port.containerPort ?? port,
          message: `Port ${number} of the node is normally ${component.whose}: ${describe(maker)} cannot have it there.`,
        });
    }
  },
});

/** Whether a container is the component that has the port: a control plane of static pods outside of kube-system. */
function isItself({ image }: Container, program: string): boolean {
  return image?.value?.slice(image.value.lastIndexOf('/') + 1).includes(program) === true;
}

interface Component {
  /** What its image is called. */
  readonly program: string;
  readonly whose: string;
}

const components: ReadonlyMap<number, Component> = new Map([
  [10250, { program: 'kubelet', whose: "the kubelet's" }],
  [10248, { program: 'kubelet', whose: "the kubelet's health port" }],
  [10249, { program: 'kube-proxy', whose: "kube-proxy's metrics port" }],
  [10256, { program: 'kube-proxy', whose: "kube-proxy's health port" }],
  [10257, { program: 'kube-controller-manager', whose: "the controller manager's" }],
  [10259, { program: 'kube-scheduler', whose: "the scheduler's" }],
  [6443, { program: 'kube-apiserver', whose: "the API server's" }],
  [2379, { program: 'etcd', whose: "etcd's" }],
  [2380, { program: 'etcd', whose: "etcd's" }],
  [179, { program: 'bird', whose: "BGP's" }],
]);
