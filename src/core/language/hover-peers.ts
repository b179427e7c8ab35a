import { type Found, isEverything, namespacesFound, workloadsFound } from '../network/policy/found.ts';
import type { PeerTest, PodSelector, PodTest, PortTest } from '../network/policy/model.ts';
import type { Peers } from '../network/policy/peers.ts';
import { formatBlock } from '../resources/ip.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import { shortList } from '../text/words.ts';
import type { World } from '../world/world.ts';
import { type HoverPart, link, shortParts } from './hover-line.ts';

/** Workloads, namespaces, blocks and ports beyond this many are counted. */
const maxNamed = 3;

/** `Deployment "web", Pod "db" of namespace ops and 2 more`; of `home` the namespace is not said. */
export function workloadsParts(world: World, makers: readonly PodMaker[], home: string): readonly HoverPart[] {
  return shortParts(makers, maxNamed, (maker) => workloadParts(world, maker, home));
}

/** `Pod "db" of namespace ops`. */
export function workloadParts(world: World, maker: PodMaker, home: string): readonly HoverPart[] {
  const { name } = world.namespaceOf(maker);
  return name === home ? [link(maker)] : [link(maker), ` of namespace ${name}`];
}

/** Everyone that a rule is about, as a list: workloads by name, and what is outside in words. */
export function peersParts(world: World, peers: Peers, tests: readonly PeerTest[], home: string): readonly HoverPart[] {
  if (tests.length === 0) return ['nobody'];
  return shortParts(tests, maxNamed, (test) => testParts(world, peers, test, home));
}

/** Whom a peer is in this stack. */
function testParts(world: World, peers: Peers, test: PeerTest, home: string): readonly HoverPart[] {
  if (test.kind === 'every' && test.of.length === 0) return ['everyone'];
  if (test.kind === 'not' && test.of.kind === 'world') return ['everything in the cluster'];
  const [only] = test.kind === 'any' || test.kind === 'every' ? test.of : [];
  if ((test.kind === 'any' || test.kind === 'every') && test.of.length === 1 && only !== undefined)
    return testParts(world, peers, only, home);
  if (test.kind === 'pods' && isEverything(test.podSelector)) return wholeNamespaces(world, peers, test);
  const outside = outsideWords(test);
  const found = workloadsFound(world, peers, test);
  const pods = foundParts(world, found, home);
  if (pods.length === 0) return [outside === '' ? nobody(test) : outside];
  return outside === '' ? pods : [...pods, `, ${outside}`];
}

/** The workloads that a test finds; nothing where there are none. */
function foundParts(world: World, { surely, perhaps }: Found, home: string): readonly HoverPart[] {
  const doubtful: readonly HoverPart[] = ['? perhaps ', ...workloadsParts(world, perhaps, home)];
  if (surely.length === 0) return perhaps.length === 0 ? [] : doubtful;
  const certain = workloadsParts(world, surely, home);
  return perhaps.length === 0 ? certain : [...certain, ' (', ...doubtful, ')'];
}

/** `app=web,tier In (a, b)`; nothing for what is no list of requirements. */
export function selectorWords(selector: PodSelector | undefined): string {
  if (selector === undefined || 'op' in selector) return '';
  const { matchLabels, matchExpressions } = selector;
  return [
    ...matchLabels.pairs.map(({ key, value }) => `${key}=${value ?? '?'}`),
    ...matchExpressions.map(({ key, operator, values }) => {
      const list = values.map(({ value }) => value ?? '?').join(', ');
      return `${key.value ?? '?'} ${operator.value ?? '?'}${list === '' ? '' : ` (${list})`}`;
    }),
  ].join(',');
}

/** `TCP 80,443`, `port http`, `all ports`. */
export function portsWords(ports: readonly PortTest[] | undefined): string {
  if (ports === undefined) return 'all ports';
  const words = ports.map(portWords);
  if (words.length === 0) return 'no port';
  return shortList(words, maxNamed);
}

function portWords(port: PortTest): string {
  if (port.kind === 'unknown') return '? a port';
  if (port.kind === 'name') return `port ${port.name}`;
  const { protocol, first, last } = port;
  if (first <= 1 && last >= 65_535) return `all of ${protocol}`;
  return `${protocol} ${first === last ? first : `${first}-${last}`}`;
}

function wholeNamespaces(world: World, peers: Peers, test: PodTest): readonly HoverPart[] {
  const { namespace, namespaceSelector } = test;
  if (namespace !== undefined)
    return [
      namespace.unknown === undefined ? `every pod of namespace ${namespace.name}` : 'every pod of its namespace',
    ];
  if (isEverything(namespaceSelector)) return ['every pod of every namespace'];
  const { surely, perhaps } = namespacesFound(world, peers, test);
  const doubtful = perhaps.length === 0 ? '' : `? perhaps of ${namespaceWords(perhaps)}`;
  if (surely.length === 0)
    return [doubtful === '' ? nobody(test) : `? perhaps every pod of ${namespaceWords(perhaps)}`];
  return [`every pod of ${namespaceWords(surely)}`, doubtful === '' ? '' : ` (${doubtful})`];
}

function namespaceWords(names: readonly string[]): string {
  return `namespace${names.length === 1 ? '' : 's'} ${shortList(names, maxNamed)}`;
}

/** What a test means beside pods. */
function outsideWords(test: PeerTest): string {
  switch (test.kind) {
    case 'pods':
      return '';
    case 'addresses': {
      const without = test.except.map(formatBlock).slice(0, maxNamed).join(', ');
      const more = test.except.length > maxNamed ? ' and others' : '';
      return `${formatBlock(test.block)}${without === '' ? '' : ` without ${without}${more}`}`;
    }
    case 'nodes':
    case 'hosts':
      return 'nodes';
    case 'world':
      return 'everything outside the cluster';
    case 'names':
      return '? addresses of names or sets, which are not known';
    case 'unknown':
      return `? somebody: ${test.why}`;
    case 'not':
      return `everything but ${outsideWords(test.of) || 'them'}`;
    case 'any':
      return test.of.flatMap((part) => outsideWords(part) || []).join(', ');
    case 'every': {
      if (test.of.some(({ kind }) => kind === 'pods')) return '';
      const within = test.of.filter(({ kind }) => kind !== 'not').flatMap((part) => outsideWords(part) || []);
      const without = test.of.flatMap((part) => (part.kind === 'not' ? outsideWords(part.of) || [] : []));
      const all = within.length === 0 ? 'everything' : within.join(' and ');
      return without.length === 0 ? all : `${all} without ${without.join(', ')}`;
    }
  }
}

function nobody(test: PeerTest): string {
  if (test.kind !== 'pods') return 'nobody here';
  const { namespace, namespaceSelector, podSelector } = test;
  const labels = selectorWords(podSelector);
  const namespaces = selectorWords(namespaceSelector);
  const where =
    namespace !== undefined && namespace.unknown === undefined
      ? ` of namespace ${namespace.name}`
      : namespaces === ''
        ? ''
        : ` of a namespace with ${namespaces}`;
  return `nobody here: no workload${where}${labels === '' ? '' : ` has ${labels}`}${labels === '' && where !== '' ? ' is here' : ''}`;
}
