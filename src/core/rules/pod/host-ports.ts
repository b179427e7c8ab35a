import type { Container, ContainerPort } from '../../resources/pod-maker.ts';

/** `TCP/0.0.0.0/8080`: what makes two host ports the same one (validation.go, AccumulateUniqueHostPorts). */
function hostPortKey({ hostPort, hostIP, protocol }: ContainerPort): string {
  return [protocol.value, hostIP?.value, hostPort?.value].filter((part) => part !== undefined && part !== '').join('/');
}

/** `8080/TCP`, `8080/TCP of 127.0.0.1`: a host port for messages. */
export function hostPortName({ hostPort, hostIP, protocol }: ContainerPort): string {
  return `${hostPort?.value ?? '?'}/${protocol.value ?? '?'}${hostIP?.value === undefined ? '' : ` of ${hostIP.value}`}`;
}

/** A host port of `others` that one of `containers` asks for as well. */
export interface HostPortClash {
  readonly port: ContainerPort;
  readonly container: Container;
  readonly other: ContainerPort;
  readonly owner: Container;
}

/** Host ports of `others` that stand in `containers` too, before them when the lists are the same. */
export function clashes(containers: readonly Container[], others: readonly Container[]): readonly HostPortClash[] {
  const found: HostPortClash[] = [];
  const seen = new Map<string, { readonly port: ContainerPort; readonly container: Container }>();
  const visit = (list: readonly Container[], compare: boolean, remember: boolean) => {
    for (const container of list)
      for (const port of container.ports) {
        if (!port.hostPort?.value || port.protocol.value === undefined) continue;
        const key = hostPortKey(port);
        const first = seen.get(key);
        if (compare && first !== undefined) found.push({ port, container, other: first.port, owner: first.container });
        else if (remember) seen.set(key, { port, container });
      }
  };
  if (containers !== others) visit(containers, false, true);
  visit(others, true, containers === others);
  return found;
}
