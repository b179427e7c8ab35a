import type { Container, ContainerPort, PodTemplate, Probe } from '../resources/pod-maker.ts';

/*
 * A pod: containers that share one network namespace, hence one set of ports and one localhost
 * (kubernetes.io/docs/concepts/workloads/pods/#pod-networking, `networking-semantics` §6.5).
 */

/** A container port with its container. */
export interface DeclaredPort {
  readonly container: Container;
  readonly port: ContainerPort;
}

/** Containers that run at the same time, while the pod serves: the regular ones and the sidecars. */
export function runningContainers(template: PodTemplate): readonly Container[] {
  const sidecars = template.initContainers.filter(({ role }) => role === 'sidecar');
  return sidecars.length === 0 ? template.containers : [...template.containers, ...sidecars];
}

/** Every container of a pod, whatever its role. */
export function allContainers(template: PodTemplate): readonly Container[] {
  if (template.initContainers.length === 0 && template.ephemeralContainers.length === 0) return template.containers;
  return [...template.containers, ...template.initContainers, ...template.ephemeralContainers];
}

/**
 * Containers that already run while a container does. Init containers start one after the other before the regular ones
 * (docs, "Init containers"): a plain one finds only the sidecars before it, and all others find each other.
 */
export function runningBeside(template: PodTemplate, container: Container): readonly Container[] {
  if (container.role !== 'init') return runningContainers(template);
  const before = template.initContainers.slice(0, template.initContainers.indexOf(container));
  return [...before.filter(({ role }) => role === 'sidecar'), container];
}

/** Ports of the containers that run while the pod serves: regular containers in order, then sidecars. */
export function* servingPorts(template: PodTemplate): Generator<DeclaredPort> {
  for (const container of template.containers) for (const port of container.ports) yield { container, port };
  for (const container of template.initContainers)
    if (container.role === 'sidecar') for (const port of container.ports) yield { container, port };
}

/** Why the ports of a template may be others than the stated ones, else `undefined`. */
export function unknownPorts(template: PodTemplate): string | undefined {
  for (const container of [...template.containers, ...template.initContainers]) {
    if (container.portsOpen !== undefined) return container.portsOpen;
    for (const { name, containerPort, protocol } of container.ports) {
      const field = [name, containerPort, protocol].find((part) => part !== undefined && part.value === undefined);
      if (field !== undefined && field.value === undefined) return field.unknown;
    }
  }
  return undefined;
}

/** Two containers that want the same port of their pod; the second one to start fails. */
export interface PortClash {
  readonly first: DeclaredPort;
  readonly second: DeclaredPort;
  readonly number: number;
  readonly protocol: string;
}

/** The ports that two containers of a pod declare which run at the same time, unless they bind to different addresses. */
export function portClashes(template: PodTemplate): readonly PortClash[] {
  const clashes: PortClash[] = [];
  const seen = new Map<string, DeclaredPort>();
  for (const second of servingPorts(template)) {
    const { containerPort, protocol } = second.port;
    if (containerPort?.value === undefined || protocol.value === undefined) continue;
    const key = `${containerPort.value}/${protocol.value}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, second);
    else if (first.container !== second.container && !bindApart(first.port, second.port))
      clashes.push({ first, second, number: containerPort.value, protocol: protocol.value });
  }
  return clashes;
}

/** Whether two ports state different addresses of the node to bind to. */
function bindApart(a: ContainerPort, b: ContainerPort): boolean {
  return a.hostIP?.value !== undefined && b.hostIP?.value !== undefined && a.hostIP.value !== b.hostIP.value;
}

/** A port that a container takes on its node. */
export interface HostPort extends DeclaredPort {
  readonly number: number;
}

/** Ports that containers take on the node: host ports, and every port of a pod on the host network. */
export function hostPorts(template: PodTemplate, containers: readonly Container[]): readonly HostPort[] {
  const onHost = template.hostNetwork.value === true;
  const found: HostPort[] = [];
  for (const container of containers)
    for (const port of container.ports) {
      const stated = port.hostPort?.value;
      const number = stated !== undefined && stated !== 0 ? stated : onHost ? port.containerPort?.value : undefined;
      if (number !== undefined) found.push({ container, port, number });
    }
  return found;
}

/** Whether what is called a probe here is a hook of `lifecycle`, which acts and checks nothing. */
export function isHook({ name }: Probe): boolean {
  return name === 'postStart' || name === 'preStop';
}

/** Where a probe or hook connects to from the node; `missing` where the kubelet finds no port of the name. */
export type ProbeTarget =
  | {
      readonly kind: 'port';
      /** `undefined` is the pod's own address; a name or address is looked up and reached by the node. */
      readonly host: string | undefined;
      readonly number: number;
    }
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Where a probe goes, as the kubelet decides it: it connects from the node over TCP, to the pod's address unless `host` says
 * otherwise, and looks names of ports up in the probed container only (pkg/probe/util.go, `ResolveContainerPort`).
 * `undefined` for handlers that do not connect.
 */
export function probeTarget(container: Container, { handler, port, host }: Probe): ProbeTarget | undefined {
  if (handler !== 'httpGet' && handler !== 'tcpSocket' && handler !== 'grpc') return undefined;
  if (port === undefined) return { kind: 'unknown', why: 'it states no port' };
  if (port.value === undefined) return { kind: 'unknown', why: port.unknown };
  if (host !== undefined && host.value === undefined) return { kind: 'unknown', why: host.unknown };
  if (typeof port.value === 'number') return { kind: 'port', host: host?.value, number: port.value };
  const named = container.ports.find(({ name }) => name?.value === port.value);
  const number = named?.containerPort;
  if (number?.value !== undefined) return { kind: 'port', host: host?.value, number: number.value };
  const hidden = container.ports.find(({ name }) => name !== undefined && name.value === undefined)?.name;
  const why =
    container.portsOpen ??
    (hidden?.value === undefined ? hidden?.unknown : undefined) ??
    (number === undefined ? undefined : number.unknown);
  return why === undefined ? { kind: 'missing', name: port.value } : { kind: 'unknown', why };
}
