import { Agent, request } from 'node:https';

/** An object of the API, as JSON. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string } & Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** What the server answered. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Talks JSON to one API server on loopback. */
export class ApiClient {
  readonly #port: number;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(port: number, token: string, ca: string) {
    this.#port = port;
    this.#token = token;
    this.#agent = new Agent({ keepAlive: true, ca, maxSockets: 16 });
  }

  /** One request; rejects only when there is no answer at all. */
  request(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          path,
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#token}`,
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': type }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, body: text.startsWith('{') ? JSON.parse(text) : { text } });
          });
        },
      );
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Creates an object; with `dryRun` the server only says whether it would. */
  create(object: ApiObject, dryRun = false): Promise<Answer> {
    return this.request('POST', `${collectionOf(object)}${dryRun ? '?dryRun=All' : ''}`, object);
  }

  close(): void {
    this.#agent.destroy();
  }
}

const clusterScoped = new Set([
  'Namespace',
  'Node',
  'IngressClass',
  'GatewayClass',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
  'CustomResourceDefinition',
]);

/** Path of the list that an object belongs to. */
export function collectionOf({ apiVersion, kind, metadata }: ApiObject): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = clusterScoped.has(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${group}${namespace}/${pluralOf(kind.toLowerCase())}`;
}

function pluralOf(name: string): string {
  if (name === 'endpoints') return name;
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}
