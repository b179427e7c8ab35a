import fc, { type Arbitrary } from 'fast-check';
import type {
  AdminPort,
  CalicoSide,
  CalicoTree,
  Cluster,
  ClusterPeer,
  ClusterPort,
  ClusterRule,
  Labels,
  PlainCalicoRule,
  PlainCiliumRule,
  PlainPeer,
  PlainPod,
  PlainPolicy,
  PlainPort,
  Selector,
} from '../../support/plain-cluster.ts';

/** Addresses that questions ask about, inside the blocks of rules and outside them. */
export const addresses = ['8.8.8.8', '10.0.1.77', '10.0.200.1', '172.16.5.5', '172.16.9.9', '2001:db8::7'];

/** Port and protocol of questions: ends of ranges, named ports, and others. */
export const traffic = [79, 80, 81, 100, 101, 443, 8080].flatMap((port) =>
  ['TCP', 'UDP'].map((protocol) => ({ port, protocol })),
);

/** Clusters whose policies have a say: few labels, so that selectors match. */
export function arbitraryCluster(): Arbitrary<Cluster> {
  return fc
    .record({
      labels: fc.array(labels(['team', 'env']), { minLength: 3, maxLength: 3 }),
      pods: fc.array(pod(), { minLength: 2, maxLength: 7 }),
      policies: fc.array(networkPolicy(), { maxLength: 4 }),
      ofCluster: fc.array(clusterPolicy(), { maxLength: 3 }),
      ofPlugin: fc.oneof(
        fc.constant<PlainPolicy[]>([]),
        fc.array(calicoPolicy(), { minLength: 1, maxLength: 5 }),
        fc.array(ciliumPolicy(), { minLength: 1, maxLength: 4 }),
      ),
      tiers: fc.record({ early: tier(), late: tier() }),
    })
    .map(({ labels, pods, policies, ofCluster, ofPlugin, tiers }) => {
      const isCalico = ofPlugin.some(({ kind }) => kind === 'CalicoNetworkPolicy' || kind === 'GlobalNetworkPolicy');
      const usesBlocks = ofPlugin.some((policy) => JSON.stringify(policy).includes('CIDR'));
      return {
        namespaces: ['a', 'b', 'c'].map((name, index) => ({ name, labels: labels[index] ?? {} })),
        pods: pods.map((own, index) => ({
          ...own,
          name: `p${index}`,
          ip: `10.0.${1 + (index % 2)}.${index}`,
          // Whether Cilium knows nodes by address depends on its settings.
          hostNetwork: own.hostNetwork && !usesBlocks,
        })),
        policies: [
          ...policies.map((policy, index) => ({ ...policy, name: `np${index}` })),
          ...ofCluster.filter(isOnlyBaseline).map((policy, index) => numbered(policy, index)),
          ...ofPlugin.map(
            (policy, index): PlainPolicy => ({ ...policy, name: `${index % 2 === 0 ? 'a' : 'z'}${index}` }),
          ),
          ...(isCalico ? Object.entries(tiers).map(([name, spec]): PlainPolicy => ({ kind: 'Tier', name, spec })) : []),
        ],
      };
    });
}

type ClusterKinds = Extract<
  PlainPolicy,
  { readonly kind: 'ClusterNetworkPolicy' | 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy' }
>;

/** Equal priorities have no defined order; the baseline has none, and is one. */
function numbered(policy: ClusterKinds, index: number): PlainPolicy {
  const { kind, spec } = policy;
  const name = kind === 'BaselineAdminNetworkPolicy' ? 'default' : `cp${index}`;
  return kind === 'BaselineAdminNetworkPolicy'
    ? {
        kind,
        name,
        spec: {
          ...spec,
          ingress: (spec.ingress ?? []).filter(mayNotPass),
          egress: (spec.egress ?? []).filter(mayNotPass),
        },
      }
    : { kind, name, spec: { ...spec, priority: index + 1 } };
}

function isOnlyBaseline({ kind }: ClusterKinds, index: number, all: readonly ClusterKinds[]): boolean {
  return kind !== 'BaselineAdminNetworkPolicy' || all.findIndex((other) => other.kind === kind) === index;
}

function mayNotPass({ action }: ClusterRule): boolean {
  return action !== 'Pass';
}

const values = ['x', 'y', 'xy'];
const podKeys = ['app', 'tier'];
const namespaceKeys = ['team', 'env'];
const blocks = ['0.0.0.0/0', '10.0.0.0/8', '10.0.1.0/24', '172.16.0.0/16', '2001:db8::/32', '10.0.1.2/32'];

function of<T>(...items: readonly T[]): Arbitrary<T> {
  return fc.constantFrom(...items);
}

function few<T>(item: Arbitrary<T>): Arbitrary<T[]> {
  return fc.array(item, { maxLength: 2 });
}

/** Some fields of a record; those that are required always. */
function some<T>(fields: { [K in keyof T]: Arbitrary<T[K]> }, requiredKeys: (keyof T)[] = []): Arbitrary<T> {
  return fc.record(fields, { requiredKeys }) as unknown as Arbitrary<T>;
}

function labels(keys: readonly string[]): Arbitrary<Labels> {
  return some(Object.fromEntries(keys.map((key) => [key, of(...values)])));
}

function pod(): Arbitrary<Omit<PlainPod, 'name' | 'ip'>> {
  return fc.record({
    namespace: of('a', 'b', 'c'),
    labels: labels([...podKeys, 'other']),
    hostNetwork: fc.nat(9).map((number) => number === 9),
    ports: fc
      .tuple(of(80, 8080), fc.boolean())
      .map(([containerPort, hasDns]) => [
        { name: 'http', containerPort, protocol: 'TCP' },
        ...(hasDns ? [{ name: 'dns', containerPort: 100, protocol: 'UDP' }] : []),
      ]),
  });
}

function selector(keys: readonly string[]): Arbitrary<Selector> {
  const key = of(...keys);
  const pair = fc.tuple(key, of(...values)).map(([name, value]) => ({ [name]: value }));
  const exists = fc.record({ key, operator: of('Exists', 'DoesNotExist') });
  const among = fc.record({
    key,
    operator: of('In', 'NotIn'),
    values: fc.array(of(...values), { minLength: 1, maxLength: 2 }),
  });
  return fc.oneof(
    fc.constant({}),
    fc.record({ matchLabels: pair }),
    fc.record({ matchExpressions: fc.tuple(fc.oneof(exists, among)).map((list) => [...list]) }),
    fc.record({ matchLabels: pair, matchExpressions: fc.tuple(among).map((list) => [...list]) }),
  );
}

function ofNamespaces(): Arbitrary<Selector> {
  return fc.oneof(
    { weight: 1, arbitrary: of('a', 'b').map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })) },
    { weight: 4, arbitrary: selector(namespaceKeys) },
  );
}

function block(): Arbitrary<{ cidr: string; except?: string[] }> {
  return fc.oneof(
    fc.record({ cidr: of(...blocks) }),
    of('10.0.0.0/8', '0.0.0.0/0').map((cidr) => ({ cidr, except: ['10.0.1.0/24'] })),
  );
}

function networkPolicy(): Arbitrary<Extract<PlainPolicy, { readonly kind: 'NetworkPolicy' }>> {
  const peer: Arbitrary<PlainPeer> = fc.oneof(
    fc.record({ podSelector: selector(podKeys) }),
    fc.record({ namespaceSelector: ofNamespaces() }),
    fc.record({ podSelector: selector(podKeys), namespaceSelector: ofNamespaces() }),
    fc.record({ ipBlock: block() }),
  );
  const protocol = of('TCP', 'UDP', 'SCTP');
  const port: Arbitrary<PlainPort> = fc.oneof(
    some<PlainPort>({ protocol, port: of<number | string>(80, 443, 8080, 'http', 'dns', 'none') }, ['port']),
    fc.record({ port: fc.constant(80), endPort: of(80, 100) }),
    fc.record({ protocol }),
  );
  return fc.record({
    kind: fc.constant('NetworkPolicy' as const),
    namespace: of('a', 'b', 'c'),
    name: fc.constant(''),
    spec: some(
      {
        podSelector: selector(podKeys),
        policyTypes: of(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
        ingress: few(fc.record({ from: few(peer), ports: few(port) })),
        egress: few(fc.record({ to: few(peer), ports: few(port) })),
      },
      ['podSelector'],
    ),
  }) as Arbitrary<Extract<PlainPolicy, { readonly kind: 'NetworkPolicy' }>>;
}

function clusterPolicy(): Arbitrary<ClusterKinds> {
  const pods: Arbitrary<ClusterPeer> = fc.oneof(
    fc.record({ namespaces: ofNamespaces() }),
    fc.record({ pods: fc.record({ namespaceSelector: ofNamespaces(), podSelector: selector(podKeys) }) }),
  );
  const outside: Arbitrary<ClusterPeer> = of(...blocks).map((network) => ({ networks: [network] }));
  const name = of('http', 'dns', 'none');
  const protocol: Arbitrary<ClusterPort> = fc.oneof(
    name.map((destinationNamedPort) => ({ destinationNamedPort })),
    fc
      .tuple(of('tcp', 'udp'), of({ number: 80 }, { number: 443 }, { range: { start: 80, end: 100 } }))
      .map(([key, destinationPort]) => ({ [key]: { destinationPort } })),
  );
  const port: Arbitrary<AdminPort> = fc.oneof(
    name.map((namedPort) => ({ namedPort })),
    fc.record({
      portNumber: some<{ protocol?: string; port: number }>({ protocol: of('TCP', 'UDP'), port: of(80, 443) }, [
        'port',
      ]),
    }),
    fc.constant({ portRange: { protocol: 'UDP', start: 80, end: 100 } }),
  );
  const spec = (accept: string, ports: 'ports' | 'protocols') => {
    const action = of(accept, 'Deny', 'Pass');
    const listed = fc.array<unknown>(ports === 'ports' ? port : protocol, { minLength: 1, maxLength: 2 });
    const rule = (way: 'from' | 'to', peer: Arbitrary<ClusterPeer>): Arbitrary<ClusterRule> =>
      fc.record(
        { action, [way]: fc.array(peer, { minLength: 1, maxLength: 2 }), [ports]: listed },
        { requiredKeys: ['action', way] },
      ) as unknown as Arbitrary<ClusterRule>;
    return {
      subject: pods,
      ingress: few(rule('from', pods)),
      egress: few(rule('to', fc.oneof(pods, outside))),
    };
  };
  return fc.oneof(
    fc.record({
      kind: fc.constant('ClusterNetworkPolicy' as const),
      name: fc.constant(''),
      spec: fc.record({ tier: of('Admin', 'Baseline'), ...spec('Accept', 'protocols') }),
    }),
    fc.record({
      kind: fc.constantFrom('AdminNetworkPolicy' as const, 'BaselineAdminNetworkPolicy' as const),
      name: fc.constant(''),
      spec: fc.record(spec('Allow', 'ports')),
    }),
  );
}

/** Trees of Calico's language over some labels. */
function tree(keys: readonly string[]): Arbitrary<CalicoTree> {
  const key = of(...keys);
  const operator = fc.constantFrom('==', '!=', 'contains', 'starts with', 'ends with');
  return fc.letrec<{ tree: CalicoTree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant('all()' as const),
      key.map((has) => ({ has })),
      fc.tuple(key, operator, of(...values)).map((is) => ({ is })),
      fc.tuple(key, fc.constantFrom('in', 'not in'), few(of(...values))).map((each) => ({ in: each })),
      tie('tree').map((not) => ({ not })),
      fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((and) => ({ and })),
      fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((or) => ({ or })),
    ),
  })).tree as Arbitrary<CalicoTree>;
}

function calicoPolicy(): Arbitrary<PlainPolicy> {
  const inNamespace: Arbitrary<CalicoTree> = fc
    .tuple(tree(podKeys), fc.constantFrom('==', '!='), of('a', 'b'))
    .map(([pods, operator, name]) => ({ and: [pods, { is: ['projectcalico.org/namespace', operator, name] }] }));
  const ofPods = fc.oneof({ weight: 5, arbitrary: tree(podKeys) }, { weight: 1, arbitrary: inNamespace });
  const namespaceTree = tree([...namespaceKeys, 'projectcalico.org/name']);
  const nets = fc.array(of(...blocks), { minLength: 1, maxLength: 2 });
  const peer = some<CalicoSide>({
    selector: ofPods,
    notSelector: tree(podKeys),
    namespaceSelector: namespaceTree,
    nets,
    notNets: nets,
  });
  const self = fc.oneof(
    { weight: 4, arbitrary: fc.constant<CalicoSide>({}) },
    {
      weight: 1,
      arbitrary: some<CalicoSide>({ selector: ofPods, notSelector: tree(podKeys), namespaceSelector: namespaceTree }),
    },
  );
  const ports = fc.array(of<number | string>(80, 443, '80:100', 'http', 'dns'), { minLength: 1, maxLength: 2 });
  const notPorts = fc.array(of<number | string>(80, 443, '80:100'), { minLength: 1, maxLength: 2 });
  const rule = (way: 'ingress' | 'egress'): Arbitrary<PlainCalicoRule> =>
    fc
      .record({
        action: of('Allow', 'Allow', 'Deny', 'Pass', 'Log'),
        peer,
        self,
        traffic: fc.oneof(
          fc.constant({}),
          fc.record({ protocol: of<string | number>('TCP', 'UDP', 6, 'SCTP') }),
          fc.record({ notProtocol: of('TCP', 'UDP') }),
          fc.record({ protocol: of('TCP', 'UDP'), ports }),
          fc.record({ protocol: of('TCP', 'UDP'), notPorts }),
        ),
      })
      .map(({ action, peer: other, self: own, traffic: { ports: on, notPorts: off, ...protocols } }: RuleParts) => {
        const [source, destination] = way === 'ingress' ? [other, own] : [own, other];
        const stated = { ...(on === undefined ? {} : { ports: on }), ...(off === undefined ? {} : { notPorts: off }) };
        return { action, ...protocols, source, destination: { ...destination, ...stated } };
      });
  const common = {
    tier: of('default', 'early', 'late'),
    order: of(1, 10, 10, 1000, 2000),
    selector: tree(podKeys),
    types: of(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: few(rule('ingress')),
    egress: few(rule('egress')),
  };
  return fc.oneof(
    fc.record({
      kind: fc.constant('CalicoNetworkPolicy' as const),
      namespace: of('a', 'b', 'c'),
      name: fc.constant(''),
      spec: some(common),
    }),
    fc.record({
      kind: fc.constant('GlobalNetworkPolicy' as const),
      name: fc.constant(''),
      spec: some({ ...common, selector: ofPods, namespaceSelector: namespaceTree }),
    }),
  ) as Arbitrary<PlainPolicy>;
}

interface RuleParts {
  readonly action: string;
  readonly peer: CalicoSide;
  readonly self: CalicoSide;
  readonly traffic: {
    readonly protocol?: string | number;
    readonly notProtocol?: string;
    readonly ports?: readonly (string | number)[];
    readonly notPorts?: readonly (string | number)[];
  };
}

function tier() {
  return some<{ order?: number; defaultAction?: string }>({
    order: of(10, 1000, 5000, 2_000_000),
    defaultAction: of('Pass', 'Deny'),
  });
}

function ciliumPolicy(): Arbitrary<PlainPolicy> {
  const endpoints = fc.oneof(
    { weight: 4, arbitrary: selector([...podKeys, 'k8s:app', 'any:tier']) },
    {
      weight: 1,
      arbitrary: of('a', 'b').map((name): Selector => ({ matchLabels: { 'k8s:io.kubernetes.pod.namespace': name } })),
    },
    { weight: 1, arbitrary: selector(namespaceKeys.map((key) => `io.cilium.k8s.namespace.labels.${key}`)) },
  );
  const toPorts = fc.array(
    fc.record({
      ports: few(
        fc.oneof(
          some<{ port: string; protocol?: string }>(
            { port: of('80', '443', '0', 'http', 'dns'), protocol: of('TCP', 'UDP', 'ANY') },
            ['port'],
          ),
          fc.constant({ port: '80', endPort: 100, protocol: 'TCP' }),
        ),
      ),
    }),
    { minLength: 1, maxLength: 2 },
  );
  const rule = (way: 'from' | 'to'): Arbitrary<PlainCiliumRule> =>
    fc
      .tuple(
        fc.oneof(
          few(endpoints).map((list) => ({ [`${way}Endpoints`]: list })),
          of(['world'], ['cluster'], ['all'], ['host', 'remote-node'], ['none']).map((list) => ({
            [`${way}Entities`]: list,
          })),
          few(of(...blocks)).map((list) => ({ [`${way}CIDR`]: list })),
          few(block()).map((list) => ({ [`${way}CIDRSet`]: list })),
          fc.constant({}),
        ),
        fc.oneof(fc.constant({}), fc.record({ toPorts })),
      )
      .map(([peers, ports]) => ({ ...peers, ...ports }));
  const spec = some(
    {
      endpointSelector: selector([...podKeys, 'k8s:app']),
      ingress: few(rule('from')),
      ingressDeny: few(rule('from')),
      egress: few(rule('to')),
      egressDeny: few(rule('to')),
      enableDefaultDeny: of({ ingress: false }, { egress: false }, { ingress: false, egress: false }),
    },
    ['endpointSelector'],
  );
  return fc.oneof(
    fc.record({
      kind: fc.constant('CiliumNetworkPolicy' as const),
      namespace: of('a', 'b', 'c'),
      name: fc.constant(''),
      spec,
    }),
    fc.record({ kind: fc.constant('CiliumClusterwideNetworkPolicy' as const), name: fc.constant(''), spec }),
  ) as Arbitrary<PlainPolicy>;
}
