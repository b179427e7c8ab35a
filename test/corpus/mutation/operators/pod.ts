import { asBefore, become, digit, protocol, removed, rewritten, typo, typoInKey, typoInName } from '../change.ts';
import { names, numbers, type Operator, type PathOperator } from '../operator.ts';

/** Kinds that make pods. */
export const makers = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
] as const;

type Row = Omit<PathOperator, 'family' | 'kinds' | 'paths'> & { readonly at: string | readonly string[] };

const port = 'pod.containers[].ports[]';
const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const probePorts = probes.flatMap((probe) =>
  ['httpGet', 'tcpSocket'].map((handler) => `pod.containers[].${probe}.${handler}.port`),
);

const rows: readonly Row[] = [
  { name: 'pod label: value mistyped', at: 'template.metadata.labels.*', change: typo, target: names },
  { name: 'pod label: key mistyped', at: 'template.metadata.labels.*', change: typoInKey, target: names },
  { name: 'pod label: removed', at: 'template.metadata.labels.*', change: removed, target: names },
  { name: 'workload selector: value mistyped', at: 'spec.selector.matchLabels.*', change: typo, target: names },
  { name: 'workload selector: key mistyped', at: 'spec.selector.matchLabels.*', change: typoInKey, target: names },
  { name: 'container port: name mistyped', at: `${port}.name`, change: typo, target: names },
  { name: 'container port: name removed', at: `${port}.name`, change: removed, target: names },
  {
    name: 'container port: name too long',
    at: `${port}.name`,
    change: rewritten((text) => text.replace(/\w/, 'long-port-name-$&')),
    target: names,
  },
  {
    name: 'container port: name with a capital',
    at: `${port}.name`,
    change: rewritten((text) => text.replace(/[a-z]/, (letter) => letter.toUpperCase())),
    target: names,
  },
  { name: 'container port: the name of the one before', at: `${port}.name`, change: asBefore('name'), target: names },
  { name: 'container port: number out of range', at: `${port}.containerPort`, change: become('70000'), target: names },
  {
    name: 'container port: number quoted',
    at: `${port}.containerPort`,
    change: rewritten((text) => (/^\d+$/.test(text) ? `"${text}"` : undefined)),
    target: names,
  },
  { name: 'container port: another protocol', at: `${port}.protocol`, change: protocol, target: names },
  {
    name: 'container port: protocol in small letters',
    at: `${port}.protocol`,
    change: rewritten((text) => text.toLowerCase()),
    target: names,
  },
  { name: 'probe: port name mistyped', at: probePorts, change: typoInName, target: names },
  { name: 'probe: port number mistyped', at: probePorts, change: digit, target: numbers },
  {
    name: 'probe: port number out of range',
    at: probePorts,
    change: rewritten((text) => (/^\d+$/.test(text) ? '70000' : undefined)),
    target: names,
  },
  { name: 'dnsPolicy: mistyped', at: 'pod.dnsPolicy', change: typo, target: names },
];

/** Mistakes in what makes pods. */
export const podOperators: readonly Operator[] = rows.map(({ at, ...row }) => ({
  ...row,
  family: 'pods',
  kinds: makers,
  paths: typeof at === 'string' ? [at] : at,
}));
