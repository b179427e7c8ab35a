import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { buildControlPlane } from './build.ts';
import type { ControlPlane } from './control-plane.ts';
import { Daemon } from './daemon.ts';
import { type GeneratedService, generatedNodes, outside, podPort, serviceCIDR } from './generate-services.ts';
import { Host } from './host.ts';
import type { Packet } from './predict-packet.ts';

/** What is lacking to try packets in network namespaces, else `undefined`. */
export function networkLacking(): string | undefined {
  if (process.getuid?.() !== 0) return 'root, to make network namespaces';
  const packages = { ip: 'iproute2', nft: 'nftables', unshare: 'util-linux', nsenter: 'util-linux' };
  for (const [program, from] of Object.entries(packages))
    if (spawnSync(program, ['-V']).error !== undefined) return `${program} (${from})`;
  const tried = `ip link add left type veth peer name right && sysctl -w net.ipv4.ip_forward=1 && nft '${sampleRules}'`;
  const { status } = spawnSync('unshare', ['--net', 'sh', '-c', tried]);
  return status === 0 ? undefined : 'a kernel and rights for network namespaces with links and nftables';
}

/** What kube-proxy needs of the kernel. */
const sampleRules = `table ip sample {
  set clients { type ipv4_addr; flags dynamic, timeout; timeout 10s; }
  chain in {
    type nat hook prerouting priority -100;
    fib daddr type local update @clients { ip saddr } dnat to numgen random mod 2 map { 0 : 192.0.2.1, 1 : 192.0.2.2 };
  }
  chain out { type nat hook postrouting priority 100; masquerade; }
  chain through { type filter hook forward priority 0; ct state new reject; }
}`;

const [near, far] = generatedNodes;

/** ICMP is not held back: the kernel's own limits would turn refusals into silence. */
const sysctls = [
  'net.ipv4.ip_forward=1',
  'net.ipv4.icmp_ratelimit=0',
  'net.ipv4.icmp_msgs_per_sec=1000000',
  'net.ipv4.icmp_msgs_burst=1000000',
  'net.ipv4.conf.all.send_redirects=0',
  'net.ipv4.conf.default.send_redirects=0',
];

/** A KubeProxyConfiguration, without what is the test's own to state. */
export type ProxyFile = Readonly<Record<string, unknown>>;

/** A Service that has one pod on the first node if its zone is known, else two; it is made after all others. */
export const probe: GeneratedService = {
  service: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'probe', namespace: 'shop' },
    spec: { type: 'ClusterIP', clusterIP: '10.96.250.250', ports: [{ port: 80 }], sessionAffinity: 'None' },
    status: { loadBalancer: {} },
  },
  slice: {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'probe', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'probe' } },
    addressType: 'IPv4',
    ports: [{ name: '', port: podPort, protocol: 'TCP' }],
    endpoints: generatedNodes.map(({ name, zone, pods }) => ({
      addresses: pods.slice(0, 1),
      nodeName: name,
      conditions: { ready: true, serving: true, terminating: false },
      hints: { forZones: [{ name: zone }] },
    })),
  },
};

/** What belongs to the whole machine stays as it is. */
const limits = { conntrack: { maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' } };

/** What is forwarded has left the cluster. */
const nowhere =
  'table ip nowhere { chain forward { type filter hook forward priority 0; reject with icmp net-unreachable; }; }';

/**
 * The generated nodes, their pods and hosts outside as network namespaces. The first node has a link to each of the others,
 * as with a CNI plugin that routes, and a real kube-proxy. The pods of the second node are one namespace with their node,
 * which is the first node's way out too: what no Service takes ends there, unreachable.
 */
export class ClusterNetwork {
  readonly #plane: ControlPlane;
  readonly #node: Host;
  readonly #hosts = new Map<string, Host>();
  #proxy: Daemon | undefined;

  private constructor(plane: ControlPlane) {
    this.#plane = plane;
    // The API server is on a loopback interface that the node does not see.
    this.#node = new Host({ handOn: plane.port }, (socket) => {
      const server = connect(plane.port, '127.0.0.1');
      pipeline(socket, server, socket, () => undefined);
    });
    for (const address of [near.primary, near.second]) this.#hosts.set(address, this.#node);
  }

  static async start(plane: ControlPlane): Promise<ClusterNetwork> {
    const network = new ClusterNetwork(plane);
    try {
      await network.#build();
    } catch (error) {
      await network.stop();
      throw error;
    }
    return network;
  }

  async #build(): Promise<void> {
    const node = this.#node;
    await node.ready;
    node.run(['sysctl', '-w', ...sysctls]);
    node.configure(own([near.primary, near.second]));
    for (const pod of near.pods) await this.#join([pod]);
    await this.#join([outside.admitted, outside.other]);
    const remote = await this.#join([far.primary, ...far.pods]);
    remote.run(['sysctl', '-w', ...sysctls]);
    remote.run(['nft', '-f', '-'], nowhere);
    node.configure([`route add default via ${far.primary} src ${near.primary}`]);
  }

  /** A host with a link to the node. */
  async #join(addresses: readonly string[]): Promise<Host> {
    const host = new Host({ serve: podPort });
    const link = `link${this.#hosts.size}`;
    for (const address of addresses) this.#hosts.set(address, host);
    await host.ready;
    this.#node.configure([
      `link add ${link} type veth peer name eth0 netns ${host.pid}`,
      `link set ${link} up`,
      ...addresses.map((address) => `route add ${address} dev ${link} src ${near.primary}`),
    ]);
    host.configure([
      ...own(addresses),
      'link set eth0 up',
      ...[near.primary, near.second].map((address) => `route add ${address} dev eth0`),
      `route add default via ${near.primary} dev eth0`,
    ]);
    return host;
  }

  /** Runs kube-proxy on the first node, in place of one that ran before, until its rules know {@link probe} and the node. */
  async runProxy(configuration: ProxyFile): Promise<void> {
    await this.#proxy?.stop();
    this.#node.run(['nft', 'flush', 'ruleset']);
    const file = join(dirname(this.#plane.kubeconfig), 'kube-proxy.json');
    const clientConnection = { kubeconfig: this.#plane.kubeconfig };
    writeFileSync(file, JSON.stringify({ ...configuration, ...limits, clientConnection, hostnameOverride: near.name }));
    const [program, ...args] = this.#node.within([join(buildControlPlane(), 'kube-proxy'), `--config=${file}`]);
    // A kube-proxy may miss the zone that its node has when it starts (NodeTopologyConfig), never one that comes later.
    await this.#setZone(null);
    const proxy = new Daemon('kube-proxy', program, args);
    this.#proxy = proxy;
    await this.#rules(proxy, ([own, others]) => own === true && others === true);
    await this.#setZone(near.zone);
    await this.#rules(proxy, ([own, others]) => own === true && others === false);
  }

  async #setZone(zone: string | null): Promise<void> {
    const metadata = { labels: { 'topology.kubernetes.io/zone': zone } };
    const path = `/api/v1/nodes/${near.name}`;
    const { status, body } = await this.#plane.client.request(
      'PATCH',
      path,
      { metadata },
      'application/merge-patch+json',
    );
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** Waits until kube-proxy's rules know the Service CIDR and lead from the probe where they should. They change as a whole. */
  async #rules(proxy: Daemon, isMet: (endpoints: readonly boolean[]) => boolean): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      proxy.check();
      const rules = this.#node.run(['nft', 'list', 'ruleset']);
      const [chain = ''] = /chain service-\w+-shop\/probe\/.*?\n\t}/s.exec(rules) ?? [];
      const endpoints = probe.slice.endpoints.map(({ addresses: [address = ''] }) => chain.includes(address));
      if (isMet(endpoints) && rules.includes(`ip daddr ${serviceCIDR}`)) return;
      await wait(100);
    }
    throw proxy.failed('did not write its rules within a minute');
  }

  /** What becomes of some connections at a time. */
  connect(packet: Packet, times: number): Promise<readonly string[]> {
    const host = this.#hosts.get(packet.source);
    if (host === undefined) throw new Error(`Nobody has the address ${packet.source}.`);
    return host.connect({ ...packet, times });
  }

  async stop(): Promise<void> {
    await this.#proxy?.stop();
    for (const host of new Set(this.#hosts.values())) await host.stop();
  }
}

/** Addresses lie on the loopback interface, as on a router: which link a packet leaves by does not change its sender. */
function own(addresses: readonly string[]): readonly string[] {
  return ['link set lo up', ...addresses.map((address) => `address add ${address}/32 dev lo`)];
}
