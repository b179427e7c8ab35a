import { Random } from '../../support/random.ts';

/** So different that a mistyped one can only mean one of them. */
const words = ['basket', 'delivery', 'inventory', 'notifier', 'search', 'checkout', 'mail'];

/** Documents of a random application: namespaces, workloads, Services that meet them or do not, and what leads in. */
export function randomDocuments(seed: number): readonly string[] {
  const random = new Random(seed);
  const documents: string[] = [];
  const chance = (part: number) => random.next() < part;
  for (let n = 0; n <= random.below(4); n++) {
    const namespace = chance(0.2) ? `a-namespace-with-a-rather-long-name-${n}` : `ns-${n}`;
    const names = words
      .slice(random.below(words.length))
      .map((word) => (chance(0.15) ? `a-very-long-name-that-somebody-thought-was-a-good-idea-for-${word}` : word));
    // Several workloads may carry one label, so that one Service spans them.
    const labels = names.map((name, index) => (index > 0 && chance(0.25) ? (names[index - 1] ?? name) : name));
    for (const [index, name] of names.entries())
      documents.push(workload(random, namespace, name, labels[index] ?? name));
    // A mistyped selector means one workload only where one has the label.
    for (const [index, label] of labels.entries())
      if (chance(0.8))
        documents.push(
          ...services(random, namespace, `svc-${index}`, label, labels.filter((each) => each === label).length === 1),
        );
    if (chance(0.2)) documents.push(external(namespace));
    for (let count = random.below(3); count > 0; count--) documents.push(ingress(random, namespace, count));
    if (chance(0.3)) documents.push(...gateway(random, namespace));
    for (let count = random.below(3); count > 0; count--) documents.push(policy(random, namespace, count, labels));
  }
  return documents;
}

function meta(kind: string, api: string, namespace: string, name: string): string {
  return `apiVersion: ${api}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\n`;
}

function workload(random: Random, namespace: string, name: string, label: string): string {
  const containers = Array.from({ length: 1 + random.below(3) }, (_, container) => {
    const ports = Array.from({ length: random.below(4) }, (_, port) => {
      const number = 8000 + 10 * container + port;
      return `{ name: p${container}${port}, containerPort: ${number}${random.next() < 0.1 ? ', protocol: UDP' : ''} }`;
    });
    const calls = random.pick(['http://svc-0-0:80', 'svc-1-0', 'http://localhost:8010', '']);
    const env = calls === '' ? '' : `, env: [{ name: URL, value: '${calls}' }]`;
    return `{ name: c${container}, image: i, ports: [${ports.join(', ')}]${env} }`;
  });
  const kind = random.pick(['Deployment', 'StatefulSet', 'DaemonSet']);
  return `${meta(kind, 'apps/v1', namespace, name)}spec:
  ${kind === 'DaemonSet' ? '' : `replicas: ${1 + random.below(3)}`}
  selector: { matchLabels: { app: ${label} } }
  template:
    metadata: { labels: { app: ${label} } }
    spec: { containers: [${containers.join(', ')}] }
`;
}

function services(random: Random, namespace: string, name: string, label: string, mayMiss: boolean): readonly string[] {
  return Array.from({ length: 1 + random.below(2) }, (_, index) => {
    const ports = Array.from(
      { length: 1 + random.below(3) },
      (_, port) =>
        `{ name: n${port}, port: ${80 + port}, targetPort: ${random.pick(['p00', 'p01', 'p10', '8000', 'nope'])} }`,
    );
    const type = random.pick(['ClusterIP', 'ClusterIP', 'NodePort', 'LoadBalancer']);
    const app = mayMiss && random.next() < 0.2 ? `${label}x` : label;
    return `${meta('Service', 'v1', namespace, `${name}-${index}`)}spec: { type: ${type}, selector: { app: ${app} }, ports: [${ports.join(', ')}] }\n`;
  });
}

function external(namespace: string): string {
  return `${meta('Service', 'v1', namespace, 'elsewhere')}spec: { type: ExternalName, externalName: host.${namespace}.example }\n`;
}

function ingress(random: Random, namespace: string, number: number): string {
  const paths = Array.from(
    { length: 1 + random.below(5) },
    (_, index) =>
      `{ path: /p${index}, pathType: Prefix, backend: { service: { name: svc-${random.below(7)}-0, port: { number: ${80 + random.below(4)} } } } }`,
  );
  return `${meta('Ingress', 'networking.k8s.io/v1', namespace, `in-${number}`)}spec: { rules: [{ host: h${number}.example, http: { paths: [${paths.join(', ')}] } }] }\n`;
}

function gateway(random: Random, namespace: string): readonly string[] {
  const api = 'gateway.networking.k8s.io/v1';
  // Routes may lead into another namespace.
  const backend = `{ name: svc-${random.below(5)}-0, namespace: ns-${random.below(4)}, port: 80 }`;
  return [
    `${meta('Gateway', api, namespace, 'gate')}spec: { gatewayClassName: any, listeners: [{ name: web, port: 80, protocol: HTTP }] }\n`,
    `${meta('HTTPRoute', api, namespace, 'route')}spec: { parentRefs: [{ name: gate }], rules: [{ backendRefs: [${backend}] }] }\n`,
  ];
}

function policy(random: Random, namespace: string, number: number, labels: readonly string[]): string {
  const subject = random.next() < 0.5 ? '{}' : `{ matchLabels: { app: ${random.pick(labels)} } }`;
  const from = `[{ from: [{ podSelector: { matchLabels: { app: ${random.pick(labels)} } } }] }]`;
  const rules = random.next() < 0.5 ? '' : `, ingress: ${from}`;
  return `${meta('NetworkPolicy', 'networking.k8s.io/v1', namespace, `policy-${number}`)}spec: { podSelector: ${subject}, policyTypes: [${random.pick(['Ingress', 'Egress', 'Ingress, Egress'])}]${rules} }\n`;
}

/** The documents in another order, spread over some files. */
export function shuffledFiles(documents: readonly string[], seed: number): Readonly<Record<string, string>> {
  const random = new Random(seed);
  const rest = [...documents];
  const files: Record<string, string> = {};
  while (rest.length > 0) {
    const [document = ''] = rest.splice(random.below(rest.length), 1);
    const path = `f${random.below(3)}.yaml`;
    files[path] = `${files[path] ?? ''}---\n${document}`;
  }
  return files;
}
