import { resolvePort } from '../../network/ports.ts';
import { serviceSelection } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import type { Container, PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import type { World } from '../../world/world.ts';

/** A program whose clients are meant to be inside: with its ports, and the words that images and names call it by. */
interface Product {
  readonly name: string;
  readonly ports: readonly number[];
  readonly words: readonly string[];
}

/** Data stores, queues and APIs of administration. Kafka, MQTT and DNS are missing: they are often meant for the outside. */
const products: readonly Product[] = [
  { name: 'PostgreSQL', ports: [5432], words: ['postgres', 'postgresql', 'postgis', 'timescaledb', 'pgvector'] },
  { name: 'MySQL', ports: [3306, 33060], words: ['mysql', 'mariadb', 'percona'] },
  { name: 'SQL Server', ports: [1433], words: ['mssql', 'sqlserver'] },
  { name: 'Redis', ports: [6379], words: ['redis', 'valkey', 'keydb'] },
  { name: 'Memcached', ports: [11211], words: ['memcached', 'memcache'] },
  { name: 'MongoDB', ports: [27017], words: ['mongo', 'mongodb'] },
  { name: 'Cassandra', ports: [7000, 9042], words: ['cassandra'] },
  { name: 'CouchDB', ports: [5984], words: ['couchdb'] },
  { name: 'ClickHouse', ports: [8123, 9000], words: ['clickhouse'] },
  { name: 'InfluxDB', ports: [8086], words: ['influxdb'] },
  { name: 'Elasticsearch', ports: [9200, 9300], words: ['elasticsearch'] },
  { name: 'OpenSearch', ports: [9200, 9300], words: ['opensearch'] },
  { name: 'RabbitMQ', ports: [5672, 15672], words: ['rabbitmq'] },
  { name: 'etcd', ports: [2379, 2380], words: ['etcd'] },
  { name: 'ZooKeeper', ports: [2181], words: ['zookeeper'] },
  { name: 'Consul', ports: [8500], words: ['consul'] },
  { name: 'Docker', ports: [2375], words: ['docker', 'dind'] },
];

const productPorts = new Set(products.flatMap(({ ports }) => ports));

/** What listens on a port, and the place that says so. */
export interface Sensitive {
  readonly product: string;
  readonly number: number;
  readonly evidence: { readonly resource: Resource; readonly at: Span; readonly words: string };
  /** Whose pods listen, where they are known. */
  readonly maker: PodMaker | undefined;
}

/** What surely listens behind a Service port, if it is for clients inside: by the image of the pods, else by a name and the port. */
export function productBehind(world: World, service: Service, port: ServicePort): Sensitive | undefined {
  const stated = port.targetPort ?? port.port;
  if (typeof stated?.value === 'number' && !productPorts.has(stated.value)) return undefined;
  const { pods } = world.derive(serviceSelection, service);
  for (const { maker, match } of pods) {
    if (match !== 'yes') continue;
    const resolved = resolvePort(port, maker.template);
    if (resolved.kind !== 'port') continue;
    const { containers } = maker.template;
    const container = resolved.declared?.container ?? (containers.length === 1 ? containers[0] : undefined);
    const found = productIn(maker, container, resolved.number, resolved.declared?.port.name);
    if (found !== undefined) return found;
    const byName = named(service, [service.name, port.name], resolved.number, maker);
    if (byName !== undefined) return byName;
  }
  return pods.length === 0 && typeof stated?.value === 'number'
    ? named(service, [service.name, port.name], stated.value, undefined)
    : undefined;
}

/** What listens on a port of a container, if its clients should be inside. */
export function productIn(
  maker: PodMaker,
  container: Container | undefined,
  number: number,
  portName: Stated<string> | undefined,
): Sensitive | undefined {
  const image = container?.image;
  if (image?.value !== undefined) {
    const parts = partsOf(image.value);
    const product = productOf(number, parts);
    if (product !== undefined)
      return {
        product,
        number,
        evidence: { resource: maker, at: image, words: `the image is ${image.value}` },
        maker,
      };
  }
  return named(maker, [portName, container?.name, maker.name], number, maker);
}

function named(
  resource: Resource,
  names: readonly (Stated<string> | undefined)[],
  number: number,
  maker: PodMaker | undefined,
): Sensitive | undefined {
  for (const name of names) {
    const product = name?.value === undefined ? undefined : productOf(number, [name.value]);
    if (name?.value !== undefined && product !== undefined)
      return {
        product,
        number,
        evidence: { resource, at: name, words: `"${name.value}" on port ${number} is ${product}` },
        maker,
      };
  }
  return undefined;
}

function productOf(number: number, names: readonly string[]): string | undefined {
  return products.find(
    ({ ports, words }) => ports.includes(number) && names.some((name) => words.some((word) => hasWord(name, word))),
  )?.name;
}

function hasWord(name: string, word: string): boolean {
  return name.toLowerCase().split(/[-_.]/).includes(word);
}

/** The path of an image without registry, tag and digest. */
function partsOf(image: string): readonly string[] {
  const [path = ''] = image.split('@', 1);
  const parts = path.replace(/:[^/:]*$/, '').split('/');
  return parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '') ? parts.slice(1) : parts;
}
