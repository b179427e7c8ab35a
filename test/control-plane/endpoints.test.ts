import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type ServiceEndpoint, serviceEndpoints, slicesOf } from '../../src/core/network/endpoints.ts';
import { lacking } from '../support/needs.ts';
import { Random } from '../support/random.ts';
import { workspaceOf } from '../support/workspace.ts';
import { goLacking } from './build.ts';
import type { ApiObject } from './client.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type GeneratedCluster, generateCluster, nodeNames } from './generate-endpoints.ts';
import { inParallel } from './in-parallel.ts';

const clusters = 1000;
const lacks = goLacking();

/** EndpointSlices of a namespace by Service, in a form that can be compared: no names, no times, no splitting by size. */
type Slices = readonly string[];

interface LiveSlice {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly addressType: string;
  readonly ports?: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[] | null;
  readonly endpoints?:
    | readonly {
        readonly addresses: readonly string[];
        readonly hostname?: string;
        readonly nodeName?: string;
        readonly conditions: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
        readonly targetRef?: { readonly name?: string };
      }[]
    | null;
}

suite('EndpointSlices', { timeout: 600_000 }, () => {
  let plane: ControlPlane;

  before(async () => {
    if (lacks !== undefined) return;
    plane = await startControlPlane({
      controllers: ['endpointslice-controller', 'endpoints-controller', 'endpointslice-mirroring-controller'],
    });
  });

  after(async () => plane?.stop());

  test(`are those of the real controllers, in ${clusters} generated namespaces`, async (context) => {
    if (lacks !== undefined) return lacking(context, lacks);
    const random = new Random(5);
    const generated = Array.from({ length: clusters }, (_, index) => generateCluster(index, random));
    for (const name of nodeNames)
      await create({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: {} });
    await inParallel(generated, 16, apply);
    const expected = new Map<string, Slices>();
    const listed = await Promise.all(
      ['nodes', 'services', 'pods', 'endpoints'].map(async (plural) => items(await list(plural))),
    );
    const [nodes = [], ...others] = listed;
    const byNamespace = byNamespaceOf(others.flat());
    for (const { namespace } of generated)
      expected.set(namespace, predicted([...nodes, ...(byNamespace.get(namespace) ?? [])]));
    let actual = await published();
    // The controllers work through a queue: what is asked is where they end, so equality is waited for.
    for (let attempt = 0; attempt < 120 && !equal(expected, actual); attempt++) {
      await wait(500);
      actual = await published();
    }
    // And it has to be the end: nothing moves any more.
    await wait(1000);
    actual = await published();
    const endpoints = [...expected.values()].flat();
    assert.ok(
      endpoints.length > 2 * clusters && endpoints.some((each) => each.includes('IPv6')),
      'there is much to compare',
    );
    for (const [namespace, slices] of expected) assert.deepEqual(actual.get(namespace) ?? [], slices, namespace);
  });

  async function create(object: ApiObject): Promise<void> {
    const { status, body } = await plane.client.create(object);
    assert.ok(status < 300, `${object.kind} ${object.metadata.name}: ${JSON.stringify(body)}`);
  }

  async function apply({ namespace, services, endpoints, pods }: GeneratedCluster): Promise<void> {
    await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const object of [...services, ...endpoints]) await create(object);
    for (const { pod, status, deleted } of pods) {
      await create(pod);
      const path = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}`;
      const answer = await plane.client.request(
        'PATCH',
        `${path}/status`,
        { status },
        'application/strategic-merge-patch+json',
      );
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
      if (deleted) await plane.client.request('DELETE', path);
    }
  }

  async function list(plural: string): Promise<Readonly<Record<string, unknown>>> {
    return (await plane.client.request('GET', `/api/v1/${plural}`)).body;
  }

  async function published(): Promise<ReadonlyMap<string, Slices>> {
    const { body } = await plane.client.request('GET', '/apis/discovery.k8s.io/v1/endpointslices');
    const result = new Map<string, Slices>();
    for (const [namespace, slices] of byNamespaceOf(items(body)))
      result.set(namespace, merged(slices.flatMap((slice) => describeSlice(slice as unknown as LiveSlice))));
    return result;
  }
});

function byNamespaceOf(objects: readonly ApiObject[]): ReadonlyMap<string, readonly ApiObject[]> {
  const groups = new Map<string, ApiObject[]>();
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? '';
    const group = groups.get(namespace);
    if (group === undefined) groups.set(namespace, [object]);
    else group.push(object);
  }
  return groups;
}

function items(body: Readonly<Record<string, unknown>>): readonly ApiObject[] {
  const kind = String(body.kind).replace(/List$/, '');
  return (body.items as readonly ApiObject[]).map((item) => ({ ...item, apiVersion: String(body.apiVersion), kind }));
}

/** What our engine says, from the objects alone. */
function predicted(objects: readonly ApiObject[]): Slices {
  const { snapshot } = workspaceOf({
    'dump.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  });
  const [world] = snapshot.worlds;
  assert.ok(world);
  return merged(
    world.all('service').flatMap((service) => {
      const { endpoints } = world.derive(serviceEndpoints, service);
      return slicesOf(endpoints).flatMap((slice) =>
        slice.map((endpoint) => describeEndpoint(service.name?.value ?? '', endpoint)),
      );
    }),
  );
}

/** `service family ports: address conditions node hostname target`. */
function line(service: string, family: string | undefined, ports: readonly string[], rest: readonly unknown[]): string {
  return `${service} ${family} [${[...ports].sort().join(' ')}] ${rest.map(String).join(' ')}`;
}

function describeEndpoint(service: string, endpoint: ServiceEndpoint): string {
  const ports = endpoint.ports.flatMap(({ name, protocol, resolved }) =>
    resolved.kind === 'port' ? [`${name}/${resolved.number}/${protocol}`] : [],
  );
  const { addresses, ready, serving, terminating, nodeName, hostname, origin } = endpoint;
  const target = origin.type === 'podMaker' ? origin.name?.value : undefined;
  return line(service, endpoint.family, ports, [addresses[0], ready, serving, terminating, nodeName, hostname, target]);
}

function describeSlice({ metadata, addressType, ports, endpoints }: LiveSlice): readonly string[] {
  const service = metadata.labels?.['kubernetes.io/service-name'] ?? '';
  const named = (ports ?? []).map(({ name = '', port, protocol }) => `${name}/${port}/${protocol}`);
  return (endpoints ?? []).map(({ addresses, conditions, nodeName, hostname, targetRef }) =>
    line(service, addressType, named, [
      addresses[0],
      conditions.ready,
      conditions.serving ?? conditions.ready,
      conditions.terminating ?? false,
      nodeName,
      hostname,
      targetRef?.name,
    ]),
  );
}

function merged(lines: readonly string[]): Slices {
  return [...lines].sort();
}

function equal(a: ReadonlyMap<string, Slices>, b: ReadonlyMap<string, Slices>): boolean {
  for (const [namespace, slices] of a) if (slices.join('\n') !== (b.get(namespace) ?? []).join('\n')) return false;
  return true;
}
