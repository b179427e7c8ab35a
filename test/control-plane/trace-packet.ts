import { Tracer } from '../../src/core/language/trace.ts';
import { workspaceOf } from '../support/workspace.ts';
import { type GeneratedService, generatedNodes, podPort } from './generate-services.ts';
import type { Packet } from './predict-packet.ts';

/** Says what becomes of packets as `portolan trace` does, from the manifests of a whole cluster. */
export class PacketTracer {
  readonly #tracer: Tracer;
  readonly #places = new Map<string, string>();
  readonly #services = new Map<string, string>();

  constructor(generated: readonly GeneratedService[], configuration: Readonly<Record<string, unknown>>) {
    const items: unknown[] = [configuration];
    for (const { name, zone, primary, pods } of generatedNodes) {
      const metadata = { name, uid: name, labels: { 'topology.kubernetes.io/zone': zone } };
      const status = { addresses: [{ type: 'InternalIP', address: primary }] };
      items.push({ apiVersion: 'v1', kind: 'Node', metadata, status });
      this.#places.set(primary, `node:${name}`);
      for (const [i, address] of pods.entries()) {
        items.push(pod(`${name}-${i}`, name, address));
        this.#places.set(address, `shop/${name}-${i}`);
      }
    }
    for (const { service, slice } of generated) {
      items.push(service, slice);
      this.#services.set(service.spec.clusterIP, `service:shop/${service.metadata.name}`);
    }
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    this.#tracer = new Tracer(workspaceOf({ 'dump.json': text }).snapshot);
  }

  /**
   * What the client sees: `through`, `refused` or `timed out`. `undefined` where that is not known, or where a trace asks
   * something else: it does not know by which node somebody outside comes in, nor a Service by another address than its own.
   */
  outcome({ source, destination, port }: Packet): string | undefined {
    const from = this.#places.get(source);
    const to = this.#services.get(destination);
    if (from === undefined || to === undefined) return undefined;
    const { verdict, hops } = this.#tracer.ask({ from, to, port });
    if (verdict === 'unknown') return undefined;
    const broken = hops.find((hop) => hop.verdict === 'broken');
    if (broken === undefined) return 'through';
    return broken.kind === 'proxy' && broken.reason.includes('dropped') ? 'timed out' : 'refused';
  }
}

function pod(name: string, nodeName: string, podIP: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: name },
    spec: { nodeName, containers: [{ name: 'main', image: 'agent', ports: [{ containerPort: podPort }] }] },
    status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
}
