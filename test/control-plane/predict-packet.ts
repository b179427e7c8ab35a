import assert from 'node:assert/strict';
import { serviceEndpoints } from '../../src/core/network/endpoints.ts';
import { entryAt, type NodeAddresses } from '../../src/core/network/kube-proxy/entry-points.ts';
import {
  type ProxiedEndpoint,
  type ProxiedPort,
  proxiedEndpoints,
  proxiedPort,
} from '../../src/core/network/kube-proxy/proxied.ts';
import type { ProxySettings } from '../../src/core/network/kube-proxy/settings.ts';
import { type ProxySource, proxyPacket } from '../../src/core/network/kube-proxy.ts';
import { type Address, formatAddress, parseAddress, parseBlock } from '../../src/core/resources/ip.ts';
import { workspaceOf } from '../support/workspace.ts';
import { type GeneratedNode, type GeneratedService, serviceCIDR } from './generate-services.ts';

/** A packet that arrives at a node. */
export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

/** What becomes of a packet. */
export interface Prediction {
  /** `none` where no rule takes it. */
  readonly kind: 'pick' | 'REJECT' | 'DROP' | 'none';
  /** `ADDRESS:PORT` of every pod that may get it, sorted, and whether that pod sees the node's address. */
  readonly picks: readonly { readonly target: string; readonly masquerade: boolean }[];
  /** Whether the same client keeps its pod. */
  readonly sticky: boolean;
}

const address = (text: string): Address => parseAddress(text) ?? assert.fail(text);

/** Predicts packets at a node from the manifests of Services and EndpointSlices alone. */
export class Predictor {
  readonly #node: GeneratedNode;
  readonly #settings: ProxySettings;
  readonly #addresses: NodeAddresses;
  readonly #ports: readonly ProxiedPort[];
  readonly #endpoints: ReadonlyMap<ProxiedPort, readonly ProxiedEndpoint[]>;

  constructor(generated: readonly GeneratedService[], node: GeneratedNode, settings: ProxySettings) {
    this.#node = node;
    this.#settings = settings;
    this.#addresses = { primary: [address(node.primary)], all: [address(node.primary), address(node.second)] };
    const items = generated.flatMap(({ service, slice }) => [service, slice]);
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const [world] = workspaceOf({ 'dump.json': text }).snapshot.worlds;
    assert.ok(world);
    const endpoints = new Map<ProxiedPort, readonly ProxiedEndpoint[]>();
    for (const { service } of generated) {
      const [resource] = world.named('service', 'shop', String(service.metadata.name));
      const stated = resource?.ports[0];
      assert.ok(resource !== undefined && stated !== undefined);
      const port = proxiedPort(resource, stated, 'IPv4');
      assert.ok(port);
      const found = world.derive(serviceEndpoints, resource).endpoints;
      endpoints.set(port, proxiedEndpoints(world, resource, stated, found));
    }
    this.#endpoints = endpoints;
    this.#ports = [...endpoints.keys()];
  }

  predict({ source, destination, port }: Packet): Prediction {
    const to = { address: address(destination), port, protocol: 'TCP' };
    const blocks = [parseBlock(serviceCIDR) ?? assert.fail()];
    const found = entryAt(this.#ports, to, this.#addresses, blocks, this.#settings);
    const nobody = { picks: [], sticky: false };
    if (found.kind !== 'entry') {
      assert.ok(found.kind === 'none');
      return { kind: found.fate === 'not its own' ? 'none' : found.fate, ...nobody };
    }
    const outcome = proxyPacket(
      found.service,
      this.#endpoints.get(found.service) ?? [],
      { name: this.#node.name, zone: this.#node.zone },
      found.entry,
      this.#sourceOf(source),
      this.#settings,
    );
    assert.ok(outcome.kind !== 'unknown');
    if (outcome.kind !== 'pick') return { kind: outcome.kind, ...nobody };
    const picks = outcome.picks.map(({ endpoint, sees }) => {
      assert.ok(endpoint.address !== undefined && sees.is !== 'unknown');
      return { target: `${formatAddress(endpoint.address)}:${endpoint.target}`, masquerade: sees.is === 'node' };
    });
    return {
      kind: 'pick',
      picks: picks.sort((a, b) => a.target.localeCompare(b.target)),
      sticky: found.service.affinity !== undefined,
    };
  }

  #sourceOf(text: string): ProxySource {
    const { pods, primary, second } = this.#node;
    const kind = pods.includes(text) ? 'pod' : text === primary || text === second ? 'node' : 'outside';
    return { kind, address: address(text) };
  }
}
