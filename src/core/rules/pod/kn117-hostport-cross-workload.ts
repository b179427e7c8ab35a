import { type HostPort, hostPorts, runningContainers } from '../../network/pod.ts';
import type { ContainerPort, PodMaker } from '../../resources/pod-maker.ts';
import type { DeriveSlot, KeySlot, World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Pods of both workloads may be put on one node, and only one of them gets the port. The others stay Pending: "node(s) didn't have free ports".
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec:
 *   containers:
 *     - { name: api, image: api, ports: [{ containerPort: 80, hostPort: 8080 }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 80, hostPort: 8080 }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec:
 *   containers:
 *     - { name: api, image: api, ports: [{ containerPort: 80, hostPort: 8081 }] }
 * ```
 * @exceptions Workloads that state the nodes they run on, which may be different ones.
 * @source pkg/scheduler NodePorts plugin
 */
export const kn117 = defineRule({
  code: 'KN117',
  name: 'hostport-cross-workload',
  severity: 'warning',
  summary: 'Two workloads ask for one port of the node.',
  subjects: ['podMaker'],
  reads: ['podMaker'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/scheduler NodePorts plugin'],
  check(maker, { world }, report) {
    for (const { port, number } of world.derive(portsOnNodes, maker))
      for (const other of world.keyed(byHostPort, String(number))) {
        if (other === maker) break;
        if (sameObject(world, other, maker)) continue;
        const clash = world
          .derive(portsOnNodes, other)
          .find(
            (their) =>
              their.number === number && their.port.protocol.value === port.protocol.value && overlap(port, their.port),
          );
        if (clash !== undefined)
          report({
            at: port.hostPort ?? port.containerPort ?? port,
            message: `${describe(maker)} and ${describe(other)} both ask for host port ${number}: on one node only one of them can run.`,
            related: [relatedTo(other, clash.port.hostPort ?? clash.port, `${describe(other)} asks for ${number}`)],
          });
      }
  },
});

const portsOnNodes: DeriveSlot<PodMaker, readonly HostPort[]> = {
  name: 'ports on nodes',
  reach: 'self',
  compute: (_world, maker) => takenPorts(maker),
};

/** The ports that a workload takes on nodes that it does not choose. */
function takenPorts(maker: PodMaker): readonly HostPort[] {
  return maker.live || placed(maker) ? [] : hostPorts(maker.template, runningContainers(maker.template));
}

const byHostPort: KeySlot<'podMaker'> = {
  type: 'podMaker',
  keysOf: (maker) => takenPorts(maker).map(({ number }) => String(number)),
};

/** Whether a workload states its nodes, so that it may never meet the other one. */
function placed({ template }: PodMaker): boolean {
  return template.nodeSelector.pairs.length > 0 || template.affinity.nodes || template.nodeName !== undefined;
}

function sameObject(world: World, a: PodMaker, b: PodMaker): boolean {
  return a.name?.value === b.name?.value && world.namespaceOf(a).name === world.namespaceOf(b).name;
}

function overlap(a: ContainerPort, b: ContainerPort): boolean {
  const every = (ip: string | undefined) => ip === undefined || ip === '' || ip === '0.0.0.0' || ip === '::';
  return every(a.hostIP?.value) || every(b.hostIP?.value) || a.hostIP?.value === b.hostIP?.value;
}
