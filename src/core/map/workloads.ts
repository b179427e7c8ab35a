import type { PathContext } from '../network/path/path.ts';
import { runningContainers } from '../network/pod.ts';
import type { Container, ContainerPort, PodMaker } from '../resources/pod-maker.ts';
import { type MapCollector, placeOf } from './collector.ts';
import { shieldOf } from './shields.ts';

/** Ids of the nodes that stand for container ports. */
export type PortIds = ReadonlyMap<ContainerPort, string>;

/** Ids of the nodes that stand for what is in workloads. */
export interface WorkloadNodes {
  readonly ports: PortIds;
  readonly containers: ReadonlyMap<Container, string>;
}

/** Adds what runs pods: one card a workload, a row a container, a dot a port. */
export function addWorkloads(map: MapCollector, context: PathContext): WorkloadNodes {
  const ids = new Map<ContainerPort, string>();
  const rowIds = new Map<Container, string>();
  for (const maker of map.world.all('podMaker')) {
    const id = map.idOf(maker);
    const closed = shieldOf(context, maker);
    map.add(
      {
        id,
        kind: 'workload',
        label: maker.name?.value ?? '?',
        detail: detailOf(maker),
        parent: map.namespaceIdOf(maker),
        place: placeOf(maker, maker.name ?? maker.kindSpan),
        verdict: 'ok',
        several: maker.workload === 'DaemonSet' || (maker.replicas?.value ?? 1) > 1,
        explanation: [...explain(maker), ...(closed?.explanation ?? [])],
        ...(closed === undefined ? {} : { shield: closed.shield }),
      },
      { resource: maker, span: maker.span },
    );
    const containers = runningContainers(maker.template);
    const rows = containers.map((container, order) => addContainer(map, maker, container, order, id, ids));
    for (const [index, container] of containers.entries()) rowIds.set(container, rows[index] ?? id);
    // Containers of a pod share one network namespace: who listens is there for the others on localhost.
    for (let index = 1; index < containers.length; index++)
      map.connect({
        kind: 'localhost',
        from: rows[index - 1] ?? '',
        to: rows[index] ?? '',
        label: 'localhost',
        verdict: 'ok',
        evidence: [],
      });
  }
  return { ports: ids, containers: rowIds };
}

function addContainer(
  map: MapCollector,
  maker: PodMaker,
  container: Container,
  order: number,
  parent: string,
  ids: Map<ContainerPort, string>,
): string {
  const id = map.childId(parent, container.name?.value ?? '?');
  map.add(
    {
      id,
      kind: 'container',
      order,
      label: container.name?.value ?? 'container',
      detail: container.role === 'sidecar' ? 'sidecar' : '',
      parent,
      place: placeOf(maker, container.name ?? container),
      verdict: 'ok',
      explanation: container.image?.value === undefined ? [] : [`image ${container.image.value}`],
    },
    { resource: maker, span: container },
  );
  for (const [position, port] of container.ports.entries()) {
    const number = port.containerPort?.value ?? '?';
    const protocol = port.protocol.value ?? '?';
    const portId = map.childId(id, `${number}/${protocol}`);
    ids.set(port, portId);
    map.add(
      {
        id: portId,
        kind: 'containerPort',
        order: position,
        label: `${port.name?.value === undefined ? '' : `${port.name.value} `}${number}${protocol === 'TCP' ? '' : `/${protocol}`}`,
        detail: '',
        parent: id,
        place: placeOf(maker, port),
        verdict: 'ok',
        used: false,
      },
      { resource: maker, span: port },
    );
  }
  return id;
}

function detailOf(maker: PodMaker): string {
  if (maker.workload === 'DaemonSet' || maker.replicas === undefined) return maker.kind;
  const { value } = maker.replicas;
  if (value === undefined) return `${maker.kind} ×?`;
  return value === 1 ? maker.kind : `${maker.kind} ×${value}`;
}

function explain(maker: PodMaker): readonly string[] {
  const { template } = maker;
  const lines: string[] = [];
  if (maker.workload === 'DaemonSet') lines.push('a pod on every node');
  else if (maker.replicas?.value !== undefined)
    lines.push(maker.replicas.value === 1 ? '1 pod' : `${maker.replicas.value} pods`);
  if (template.hostNetwork.value === true) lines.push("on the node's network");
  const labels = template.labels.pairs.map(({ key, value }) => `${key}=${value ?? '?'}`);
  if (labels.length > 0) lines.push(`labels ${labels.join(', ')}`);
  return lines;
}
