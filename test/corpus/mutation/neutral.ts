import { child, type MapEntry } from '../../../src/core/manifest/node.ts';
import { servingPorts } from '../../../src/core/network/pod.ts';
import { isLocal, isOwnAddress, references, resolveReference } from '../../../src/core/network/references.ts';
import { serviceSelection } from '../../../src/core/network/service.ts';
import type { World } from '../../../src/core/world/world.ts';
import type { Random } from '../../support/random.ts';
import { added, type Change, type Edit, removed, rewritten } from './change.ts';
import { plain } from './objects.ts';
import { makers } from './operators/pod.ts';
import type { Place } from './place.ts';

/** A change of a text that changes nothing that it says. */
export type Neutral = { readonly name: string } & (
  | { readonly kinds: readonly string[]; readonly paths: readonly string[]; readonly change: Change }
  | { readonly edits: (world: World, domain: string) => Iterable<Edit & Pick<Place, 'document'>> }
);

const routes = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];
const kinds = [
  'Service',
  'Ingress',
  'Gateway',
  'NetworkPolicy',
  'EndpointSlice',
  'ReferenceGrant',
  ...routes,
  ...makers,
];
const containerPorts = 'pod.containers[].ports[]';
const policyPorts = ['spec.ingress[].ports[]', 'spec.egress[].ports[]'];
const scalars = [
  'metadata.name',
  'metadata.labels.*',
  'template.metadata.labels.*',
  'spec.selector.*',
  'spec.ports[].name',
  'spec.rules[].backendRefs[].name',
  'spec.parentRefs[].name',
  'spec.podSelector.matchLabels.*',
  'pod.containers[].env[].value',
];
const maps = [
  'metadata.labels',
  'template.metadata.labels',
  'spec.selector',
  'spec.podSelector',
  'spec.selector.matchLabels',
  'spec.ports[]',
  containerPorts,
];

/** Every change that is to bring no error and no warning. */
export const neutrals: readonly Neutral[] = [
  { name: 'a comment above', kinds, paths: ['spec', 'metadata.name', ...maps.slice(0, 3)], change: commentAbove },
  { name: 'a comment behind', kinds, paths: scalars, change: behind('  # as agreed') },
  { name: 'spaces at the end of a line', kinds, paths: scalars, change: behind('   ') },
  {
    name: 'keys in another order',
    kinds,
    paths: ['metadata', ...maps, 'spec.rules[].backendRefs[]', 'spec.parentRefs[]', 'spec.listeners[]'],
    change: swapped,
  },
  { name: 'spec before metadata', kinds, paths: ['metadata'], change: specFirst },
  { name: 'quotes', kinds, paths: scalars, change: quoted },
  { name: 'a map in one line', kinds, paths: maps, change: inOneLine },
  { name: 'as JSON', kinds, paths: ['kind'], change: asJson },
  { name: 'lines that end with CRLF', kinds, paths: ['kind'], change: withReturns },
  { name: 'protocol: TCP added', kinds: ['Service'], paths: ['spec.ports[]'], change: added({ protocol: 'TCP' }) },
  {
    name: 'protocol: TCP added to containers',
    kinds: makers,
    paths: [containerPorts],
    change: added({ protocol: 'TCP' }),
  },
  {
    name: 'protocol: TCP added to policies',
    kinds: ['NetworkPolicy'],
    paths: policyPorts,
    change: added({ protocol: 'TCP' }),
  },
  {
    name: 'protocol: TCP removed',
    kinds: ['Service', 'NetworkPolicy', ...makers],
    paths: ['spec.ports[].protocol', `${containerPorts}.protocol`, ...policyPorts.map((port) => `${port}.protocol`)],
    change: removedIf('TCP'),
  },
  { name: 'type: ClusterIP added', kinds: ['Service'], paths: ['spec'], change: added({ type: 'ClusterIP' }) },
  { name: 'type: ClusterIP removed', kinds: ['Service'], paths: ['spec.type'], change: removedIf('ClusterIP') },
  { name: 'replicas: 1 added', kinds: ['Deployment', 'StatefulSet'], paths: ['spec'], change: added({ replicas: 1 }) },
  { name: 'dnsPolicy added', kinds: makers, paths: ['pod'], change: added({ dnsPolicy: 'ClusterFirst' }) },
  {
    name: 'kind: Service added to backends',
    kinds: routes,
    paths: ['spec.rules[].backendRefs[]'],
    change: added({ kind: 'Service' }),
  },
  {
    name: 'kind: Gateway added to parents',
    kinds: routes,
    paths: ['spec.parentRefs[]'],
    change: added({ kind: 'Gateway' }),
  },
  { name: 'targetPort as the port is', kinds: ['Service'], paths: ['spec.ports[].port'], change: targetAdded },
  {
    name: 'an annotation added',
    kinds,
    paths: ['metadata.annotations'],
    change: added({ 'example.com/owner': 'nobody' }),
  },
  { name: 'target port by its name', edits: targetsByName },
  { name: 'target port by its number', edits: targetsByNumber },
  { name: 'the full name of a Service', edits: fullNames },
];

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Whether an entry begins a line of its own, so that lines can be put above it. */
function beginsLine({ document: { text } }: Place, { key }: MapEntry): boolean {
  return text.slice(lineStart(text, key.start), key.start).trim() === '';
}

function commentAbove(place: Place): Edit | undefined {
  const { document, entry } = place;
  if (!beginsLine(place, entry)) return undefined;
  const at = entry.key.start;
  const indent = document.text.slice(lineStart(document.text, at), at);
  return { start: at, end: at, after: `# what follows is as agreed\n${indent}` };
}

function behind(words: string): Change {
  return ({ document: { text }, node }) =>
    node.type === 'scalar' &&
    node.style !== 'literal' &&
    node.style !== 'folded' &&
    /^\r?(\n|$)/.test(text.slice(node.end))
      ? { start: node.end, end: node.end, after: words }
      : undefined;
}

/** Two neighbouring scalars of a map change places. */
function swapped({ document: { text }, node }: Place): Edit | undefined {
  if (node.type !== 'map' || node.flow || text.includes('&')) return undefined;
  const index = node.entries.findIndex(
    ({ value }, at) =>
      isLine(value) && isLine(node.entries[at + 1]?.value) && value.start < (node.entries[at + 1]?.key.start ?? 0),
  );
  const [first, second] = [node.entries[index], node.entries[index + 1]];
  if (first === undefined || second === undefined) return undefined;
  const between = text.slice(first.value.end, second.key.start);
  if (between.trim() !== '') return undefined;
  const [a, b] = [first, second].map(({ key, value }) => text.slice(key.start, value.end));
  return { start: first.key.start, end: second.value.end, after: `${b}${between}${a}` };
}

function isLine(node: MapEntry['value'] | undefined): boolean {
  return node?.type === 'scalar' && node.end > node.start && node.style !== 'literal' && node.style !== 'folded';
}

function specFirst({ document: { text }, object, entry }: Place): Edit | undefined {
  if (object.type !== 'map' || object.flow) return undefined;
  const next = object.entries[object.entries.indexOf(entry) + 1];
  if (next?.key.value !== 'spec' || next.value.type !== 'map') return undefined;
  const [own, spec] = [text.slice(entry.key.start, next.key.start), text.slice(next.key.start, next.value.end)];
  const isLast = /^\s*(\n|$)/.test(text.slice(next.value.end)) && !spec.includes('#') && own.endsWith('\n');
  return isLast && object.entries.at(-1) === next && !/: [|>]/.test(spec)
    ? { start: entry.key.start, end: next.value.end, after: `${spec}\n${own.trimEnd()}` }
    : undefined;
}

function quoted(place: Place, random: Random): Edit | undefined {
  const { node } = place;
  if (node.type !== 'scalar' || node.style !== 'plain' || typeof node.value !== 'string') return undefined;
  return rewritten(() => JSON.stringify(node.value))(place, random);
}

function inOneLine({ document: { text }, node, entry }: Place): Edit | undefined {
  if (node.type !== 'map' || node.flow || node.entries.some(({ value }) => !isLine(value))) return undefined;
  if (text.slice(node.start, node.end).includes('#') || node.start < entry.key.end) return undefined;
  const inline = `{ ${node.entries.map(({ key, value }) => `${text.slice(key.start, key.end)}: ${text.slice(value.start, value.end)}`).join(', ')} }`;
  if (/[{}[\],&*]/.test(text.slice(node.start, node.end))) return undefined;
  // Items stand behind their dash; other maps move up behind the colon.
  const from = text.slice(0, node.start).trimEnd().length;
  return text[from - 1] === ':'
    ? { start: from, end: node.end, after: ` ${inline}` }
    : { start: node.start, end: node.end, after: inline };
}

function asJson({ document: { text }, object }: Place): Edit | undefined {
  if (object.type !== 'map' || object.flow || text.slice(0, object.start).replaceAll(/#.*/g, '').trim() !== '')
    return undefined;
  if (text.slice(object.end).replaceAll(/#.*/g, '').trim() !== '' || /[&*]\w|portolan/.test(text)) return undefined;
  return { start: object.start, end: object.end, after: `${JSON.stringify(plain(object), undefined, 2)}\n` };
}

function withReturns({ document: { text } }: Place): Edit | undefined {
  return text.includes('\r') ? undefined : { start: 0, end: text.length, after: text.replaceAll('\n', '\r\n') };
}

function removedIf(value: string): Change {
  return (place, random) =>
    place.node.type === 'scalar' && place.node.value === value ? removed(place, random) : undefined;
}

function targetAdded(place: Place, random: Random): Edit | undefined {
  const { node, owner } = place;
  if (node.type !== 'scalar' || typeof node.value !== 'number' || child(owner, 'targetPort') !== undefined)
    return undefined;
  return added({ targetPort: node.value })({ ...place, node: owner }, random);
}

type Edits = Generator<Edit & Pick<Place, 'document'>>;

function* targetsByName(world: World): Edits {
  yield* targets(world, (value, name, number) => (value === number ? name : undefined));
}

function* targetsByNumber(world: World): Edits {
  yield* targets(world, (value, name, number) => (value === name ? String(number) : undefined));
}

/** The target ports of Services that one workload alone is behind, said in another way. */
function* targets(
  world: World,
  other: (value: string | number | undefined, name: string, number: number) => string | undefined,
): Edits {
  for (const service of world.all('service')) {
    const { pods } = world.derive(serviceSelection, service);
    const [only] = pods;
    if (only === undefined || pods.length > 1 || only.match !== 'yes') continue;
    for (const { targetPort, protocol } of service.ports) {
      if (targetPort === undefined || 'defaulted' in targetPort) continue;
      for (const { port } of servingPorts(only.maker.template)) {
        const { name, containerPort } = port;
        if (name?.value === undefined || containerPort?.value === undefined || port.protocol.value !== protocol.value)
          continue;
        const after = other(targetPort.value, name.value, containerPort.value);
        if (after !== undefined)
          yield { document: service.document, start: targetPort.start, end: targetPort.end, after };
      }
    }
  }
}

/** Short names of Services in environment variables, written in full. */
function* fullNames(world: World, domain: string): Edits {
  for (const maker of world.all('podMaker'))
    for (const reference of world.derive(references, maker)) {
      if (reference.via.kind !== 'env' || isOwnAddress(reference) || isLocal(reference)) continue;
      const { service } = resolveReference(world, maker, reference, domain);
      const { resource, start, end } = reference.place();
      const { document } = resource;
      const namespace = service === undefined ? undefined : world.namespaceOf(service);
      if (namespace === undefined || namespace.assumed || namespace.unknown !== undefined) continue;
      if (service?.name?.value !== document.text.slice(start, end)) continue;
      yield { document, start: end, end, after: `.${namespace.name}.svc.${domain}` };
    }
}
