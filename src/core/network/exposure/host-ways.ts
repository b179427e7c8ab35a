import { doubtOf } from '../../resources/field.ts';
import { parseAddress } from '../../resources/ip.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { EntryVerdict } from '../entry.ts';
import { seen } from '../path/path.ts';
import { servingPorts } from '../pod.ts';
import type { WayIn } from './way-in.ts';

const everyone = { share: undefined, sources: undefined };

/** Host ports and the host's network (core/v1 `ContainerPort.hostPort`, `PodSpec.hostNetwork`). */
export function hostWays(maker: PodMaker): readonly WayIn[] {
  const { hostNetwork } = maker.template;
  const base = { entry: maker, ...everyone };
  if (hostNetwork.value !== false) {
    const verdict: EntryVerdict = hostNetwork.value === true ? 'ok' : 'unknown';
    const reason =
      doubtOf(hostNetwork) === undefined
        ? "it is on the host's network: every port of it is one of its node"
        : `whether it is on the host's network is not known: ${doubtOf(hostNetwork)}`;
    const judged = { verdict, reason, evidence: [seen(maker, hostNetwork)] };
    const ports = [...servingPorts(maker.template)].map(({ port }) => port);
    const way = (port: number | undefined, protocol: string): WayIn => ({
      ...base,
      ...judged,
      kind: 'hostNetwork',
      address: `its node, ${port === undefined ? 'any port' : `port ${port}`}`,
      entryPort: port,
      port,
      protocol,
    });
    if (hostNetwork.value === true)
      return ports.length === 0
        ? [way(undefined, 'TCP')]
        : ports.map(({ containerPort, protocol }) => way(containerPort?.value, protocol.value ?? 'TCP'));
    return [way(undefined, 'TCP'), ...hostPortWays(maker)];
  }
  return hostPortWays(maker);
}

function hostPortWays(maker: PodMaker): readonly WayIn[] {
  return [...servingPorts(maker.template)].flatMap(({ port }): readonly WayIn[] => {
    const { hostPort, hostIP, containerPort, protocol } = port;
    if (hostPort === undefined || hostPort.value === 0) return [];
    const at =
      hostIP?.value === undefined || hostIP.value === '0.0.0.0' || hostIP.value === '::' ? 'its node' : hostIP.value;
    const address = parseAddress(at);
    const isLocal =
      (address?.family === 'IPv4' && address.bits >> 24n === 127n) ||
      (address?.family === 'IPv6' && address.bits === 1n);
    const doubt = doubtOf(hostPort) ?? doubtOf(hostIP);
    return [
      {
        kind: 'hostPort',
        entry: maker,
        address: at === 'its node' ? `its node, port ${hostPort.value ?? '?'}` : `${at}:${hostPort.value ?? '?'}`,
        entryPort: hostPort.value,
        port: containerPort?.value,
        protocol: protocol.value ?? 'TCP',
        ...everyone,
        verdict: doubt !== undefined ? 'unknown' : isLocal ? 'broken' : 'ok',
        reason:
          doubt ??
          (isLocal
            ? `host port ${hostPort.value} is on ${at} only, which nobody outside the node reaches`
            : `host port ${hostPort.value} of ${at === 'its node' ? at : `address ${at}`} leads to it`),
        evidence: [seen(maker, hostPort)],
      },
    ];
  });
}
