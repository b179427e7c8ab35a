import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, ApiClient, ApiObject } from '../../control-plane/client.ts';
import { type ControlPlane, startControlPlane } from '../../control-plane/control-plane.ts';
import { serveDefinitions } from '../../control-plane/definitions.ts';
import { inParallel } from '../../control-plane/in-parallel.ts';
import { barePod, bareService, isService, namespaceOf, type Question } from './objects.ts';

/** What a real control plane says of a mutation. */
export interface Ruling {
  /** Why it refuses one of the changed objects, which it took before. */
  readonly refused: string | undefined;
  /** Whether Services get other endpoints than before; `unknown` where the mutation has to do with none. */
  readonly endpoints: 'same' | 'different' | 'unknown';
}

interface Slice {
  readonly metadata: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly ports?: readonly { readonly port?: number; readonly protocol?: string }[] | null;
  readonly endpoints?:
    | readonly { readonly hostname?: string; readonly targetRef?: { readonly name?: string } }[]
    | null;
}

const workers = 12;
const dryNamespace = 'dry';
/** Questions that are asked at once. */
const perBatch = 100;

/** A real control plane as an arbiter: what it refuses, and which endpoints its controller gives. */
export class Cluster {
  readonly #plane: ControlPlane;
  readonly #client: ApiClient;
  readonly #dry = new Map<string, Promise<string | undefined>>();
  #batches = 0;

  private constructor(plane: ControlPlane) {
    this.#plane = plane;
    this.#client = plane.client;
  }

  static async start(): Promise<Cluster> {
    const plane = await startControlPlane({ controllers: ['endpointslice-controller'] });
    try {
      await serveDefinitions(plane.client);
      await plane.client.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node' } });
      await plane.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: dryNamespace } });
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return new Cluster(plane);
  }

  stop(): Promise<void> {
    return this.#plane.stop();
  }

  /** The rulings on some questions, in their order. */
  async ask(questions: readonly Question[]): Promise<readonly Ruling[]> {
    const rulings: Ruling[] = [];
    for (let from = 0; from < questions.length; from += perBatch)
      rulings.push(...(await this.#batch(questions.slice(from, from + perBatch))));
    return rulings;
  }

  async #batch(questions: readonly Question[]): Promise<readonly Ruling[]> {
    const batch = `b${this.#batches++}`;
    const namespaces = new Map<string, string>();
    const refusals: (string | undefined)[] = [];
    let services = 0;
    await inParallel([...questions.entries()], workers, async ([index, { changed, cast }]) => {
      refusals[index] = await this.#refusal(changed);
      for (const side of ['before', 'after'] as const) {
        const own = (object: ApiObject) => `${batch}-${index}-${side}-${namespaceOf(object)}`.slice(0, 63);
        for (const name of new Set(cast[side].map(own))) {
          namespaces.set(name, `${index} ${side}`);
          await again(() => this.#client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
        }
        for (const object of cast[side]) if (!isService(object)) await this.#createPod(barePod(object, own(object)));
        for (const object of cast[side])
          if (isService(object)) {
            const { status, body } = await again(() => this.#client.create(bareService(object, own(object), batch)));
            if (status < 300 && hasSlices(body)) services++;
          }
      }
    });
    const endpoints = endpointsBy(await this.#settled(batch, services), namespaces);
    return questions.map(({ cast }, index) => ({
      refused: refusals[index],
      endpoints:
        cast.before.length === 0
          ? 'unknown'
          : differ(cast, endpoints.get(`${index} before`), endpoints.get(`${index} after`))
            ? 'different'
            : 'same',
    }));
  }

  /** Why the server refuses what an object became, unless it refused the object before as well. */
  async #refusal({ before, after }: Question['changed']): Promise<string | undefined> {
    for (const object of before) if ((await this.#answer(object)) !== undefined) return undefined;
    for (const object of after) {
      const answer = await this.#answer(object);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  #answer(object: ApiObject): Promise<string | undefined> {
    const key = JSON.stringify(object);
    let answer = this.#dry.get(key);
    if (answer === undefined) {
      const { namespace: _, ...metadata } = object.metadata;
      answer = again(() =>
        this.#client.create({ ...object, metadata: { ...metadata, namespace: dryNamespace } }, true),
      ).then(({ status, body }) => (status < 300 ? undefined : String(body.message ?? body.text ?? status)));
      this.#dry.set(key, answer);
    }
    return answer;
  }

  /** A pod that runs and is ready. */
  async #createPod(pod: ApiObject | undefined): Promise<void> {
    if (pod === undefined) return;
    const { status } = await again(() => this.#client.create(pod));
    if (status >= 300) return;
    const { namespace, name = '' } = pod.metadata;
    const ip = `10.244.0.${1 + (([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) >>> 0) % 250)}`;
    const state = { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    await again(() => this.#client.request('PATCH', path, { status: state }, 'application/strategic-merge-patch+json'));
  }

  /** The slices of a batch once every Service has its own and nothing moves any more. */
  async #settled(batch: string, services: number): Promise<readonly Slice[]> {
    const path = `/apis/discovery.k8s.io/v1/endpointslices?labelSelector=batch%3D${batch}`;
    let before = '';
    for (let attempt = 0; attempt < 120; attempt++) {
      const { body } = await again(() => this.#client.request('GET', path));
      const slices = body.items as readonly Slice[];
      const now = JSON.stringify(slices);
      const of = new Set(slices.map(({ metadata }) => `${metadata.namespace} ${serviceOf(metadata)}`));
      if (of.size >= services && now === before) return slices;
      before = now;
      await wait(1000);
    }
    throw new Error('The EndpointSlice controller does not come to an end within two minutes.');
  }
}

/** A request, made once more where the server closed the connection that was kept for it. */
function again(request: () => Promise<Answer>): Promise<Answer> {
  return request().catch(request);
}

/** Whether the controller makes slices for a Service, be they empty. */
function hasSlices({ spec }: Readonly<Record<string, unknown>>): boolean {
  const { selector, type } = spec as { readonly selector?: unknown; readonly type?: string };
  return selector !== undefined && type !== 'ExternalName';
}

function serviceOf({ labels }: Slice['metadata']): string {
  return labels['kubernetes.io/service-name'] ?? '';
}

/** Endpoints by side of a question and by Service: pods with their ports, whatever the ports are called. */
function endpointsBy(slices: readonly Slice[], sides: ReadonlyMap<string, string>) {
  const found = new Map<string, Map<string, Set<string>>>();
  for (const { metadata, ports, endpoints } of slices) {
    const side = sides.get(metadata.namespace) ?? '';
    const services = found.get(side) ?? new Map<string, Set<string>>();
    found.set(side, services);
    const lines = services.get(serviceOf(metadata)) ?? new Set();
    services.set(serviceOf(metadata), lines);
    for (const { hostname, targetRef } of endpoints ?? []) {
      lines.add(`${targetRef?.name} ${hostname}`);
      for (const { port, protocol } of ports ?? []) lines.add(`${targetRef?.name} ${port}/${protocol}`);
    }
  }
  return found;
}

type Endpoints = ReadonlyMap<string, ReadonlySet<string>>;

const none: ReadonlySet<string> = new Set();

/** Whether a Service that there is on both sides has other endpoints. */
function differ({ before, after }: Question['cast'], old: Endpoints = new Map(), now: Endpoints = new Map()): boolean {
  const names = (objects: readonly ApiObject[]) =>
    new Set(objects.filter(isService).map(({ metadata }) => metadata.name));
  const kept = names(after);
  return [...names(before)].some((name = '') => {
    const lines = old.get(name) ?? none;
    const others = now.get(name) ?? none;
    return kept.has(name) && (lines.size !== others.size || [...lines].some((line) => !others.has(line)));
  });
}
