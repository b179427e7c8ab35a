import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ProxyEndpoint, shares } from '../../../src/core/network/kube-proxy/choice.ts';
import type { EntryKind } from '../../../src/core/network/kube-proxy/entry-points.ts';
import {
  type ProxyMode,
  type ProxySettings,
  proxyModes,
  unstatedSettings,
} from '../../../src/core/network/kube-proxy/settings.ts';
import { type ProxyOutcome, type ProxySource, proxyPacket } from '../../../src/core/network/kube-proxy.ts';
import { parseAddress, parseBlock } from '../../../src/core/resources/ip.ts';

interface Named extends ProxyEndpoint {
  readonly name: string;
}

const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const block = (text: string) => parseBlock(text) ?? assert.fail(text);

function endpoint(name: string, node: string, more: Partial<ProxyEndpoint> = {}): Named {
  const state = { ready: true, serving: true, terminating: false };
  return { name, node, ...state, address: undefined, target: 8080, pods: 1, zones: [], nodes: [], ...more };
}

/** `a,b`: who may take the connection; REJECT, DROP or unknown. */
function shown(outcome: ProxyOutcome<Named>): string {
  return outcome.kind === 'pick' ? outcome.picks.map(({ endpoint: { name } }) => name).join() : outcome.kind;
}

/** Why the pods see the node's address, or `client`. */
function seenBy(outcome: ProxyOutcome<Named>): string {
  if (outcome.kind !== 'pick') return outcome.kind;
  return outcome.picks.map(({ sees }) => (sees.is === 'node' ? sees.why : sees.is)).join();
}

const a = endpoint('a', 'n1', { address: address('10.244.1.2') });
const b = endpoint('b', 'n2', { address: address('10.244.2.2') });
const leaving = { ready: false, serving: true, terminating: true };
const zoned = [endpoint('a', 'n1', { zones: ['z1'] }), endpoint('b', 'n2', { zones: ['z2'] })];
const nodes = (zone: string) => [
  endpoint('a', 'n1', { zones: ['z1'], nodes: ['n1'] }),
  endpoint('b', 'n2', { zones: [zone], nodes: ['n2'] }),
];

const internet: ProxySource = { kind: 'outside', address: address('203.0.113.2') };
const pod: ProxySource = { kind: 'pod', address: address('10.244.1.9') };
const node: ProxySource = { kind: 'node', address: address('192.168.0.2') };

function settings(mode: ProxyMode, more: Partial<ProxySettings> = {}): ProxySettings {
  const pods = { kind: 'blocks' as const, blocks: [block('10.244.0.0/16')] };
  return { ...unstatedSettings(mode), masqueradeAll: false, pods, nodePortAddresses: [], ...more };
}

interface Asked {
  readonly flags?: string;
  readonly endpoints?: readonly Named[];
  readonly at?: string;
  readonly zone?: string;
  readonly entry?: EntryKind;
  readonly source?: ProxySource;
  readonly ranges?: readonly string[];
  readonly settings?: ProxySettings;
}

function ask(asked: Asked): ProxyOutcome<Named> {
  const { flags = '', endpoints = [a, b], at = 'n1', zone, entry = 'clusterIP', source = pod, ranges = [] } = asked;
  return proxyPacket(
    {
      internalLocal: flags.includes('itp'),
      externalLocal: flags.includes('etp'),
      sourceRanges: ranges.map(block),
    },
    endpoints,
    { name: at, zone },
    entry,
    source,
    asked.settings ?? settings('iptables'),
  );
}

// networking-semantics §8.2: a is on n1, b on n2.
suite('the endpoints that kube-proxy chooses', () => {
  const gone = endpoint('a', 'n1', { ready: false, serving: false });
  const vectors: readonly (readonly [string, Asked, string, string])[] = [
    ['any endpoint', { at: 'n3' }, 'a,b', 'a,b'],
    ['internal Local without one here', { at: 'n3', flags: 'itp' }, 'DROP', 'a,b'],
    ['external Local without one here', { at: 'n3', flags: 'etp' }, 'a,b', 'DROP'],
    ['external Local with one here', { flags: 'etp' }, 'a,b', 'a'],
    ['no endpoints', { endpoints: [] }, 'REJECT', 'REJECT'],
    ['none ready or serving', { endpoints: [gone] }, 'REJECT', 'REJECT'],
    [
      'one that serves, is not ready and stays',
      { endpoints: [endpoint('a', 'n1', { ...leaving, terminating: false })] },
      'REJECT',
      'REJECT',
    ],
    ['one that is leaving', { endpoints: [endpoint('a', 'n1', leaving)], at: 'n2' }, 'a', 'a'],
    ['hints at this zone', { endpoints: zoned, at: 'n3', zone: 'z1' }, 'a', 'a'],
    [
      'a hint that one lacks',
      { endpoints: [endpoint('a', 'n1', { zones: ['z1'] }), b], at: 'n3', zone: 'z1' },
      'a,b',
      'a,b',
    ],
    ['hints at other zones', { endpoints: zoned, at: 'n4', zone: 'z3' }, 'a,b', 'a,b'],
    ['hints at this node', { endpoints: nodes('z2'), zone: 'z1' }, 'a', 'a'],
    ['hints at other nodes of this zone', { endpoints: nodes('z1'), at: 'n3', zone: 'z1' }, 'a,b', 'a,b'],
    [
      'internal Local and one that is leaving elsewhere',
      { endpoints: [endpoint('a', 'n1', leaving)], at: 'n2', flags: 'itp' },
      'DROP',
      'a',
    ],
  ];
  for (const [what, asked, cluster, external] of vectors)
    test(what, () => {
      assert.equal(shown(ask(asked)), cluster);
      assert.equal(shown(ask({ ...asked, entry: 'nodePort', source: internet })), external);
    });

  test('take turns, each pod as often as any other', () => {
    assert.deepEqual(shares([3, 1]), [0.75, 0.25]);
    assert.equal(shares([3, undefined]), undefined);
    assert.equal(shares([0]), undefined);
    const outcome = ask({ endpoints: [endpoint('a', 'n1', { pods: 3 }), b] });
    assert.ok(outcome.kind === 'pick');
    assert.deepEqual(
      outcome.picks.map(({ probability }) => probability),
      [0.75, 0.25],
    );
  });

  test('count once where two slices hold the same one, and as the one that stays', () => {
    const twice = endpoint('gone', 'n1', { ...leaving, address: a.address });
    assert.equal(shown(ask({ endpoints: [twice, a, b] })), 'a,b');
    assert.equal(shown(ask({ endpoints: [a, twice, b] })), 'a,b');
    assert.equal(shown(ask({ endpoints: [a, { ...b, address: a.address, target: 9090 }] })), 'a,b');
  });

  test('go by load where the scheduler of ipvs mode does', () => {
    const outcome = ask({ settings: settings('ipvs', { scheduler: 'lc' }) });
    assert.ok(outcome.kind === 'pick');
    assert.deepEqual(
      outcome.picks.map(({ probability }) => probability),
      [undefined, undefined],
    );
  });

  test('are those of policy Cluster for pods and the node itself, who are under no external policy Local', () => {
    for (const source of [pod, node])
      assert.equal(shown(ask({ at: 'n3', flags: 'etp', entry: 'loadBalancer', source })), 'a,b');
    const blind = settings('iptables', { pods: { kind: 'none' } });
    assert.equal(shown(ask({ at: 'n3', flags: 'etp', entry: 'loadBalancer', settings: blind })), 'DROP');
    assert.equal(
      shown(ask({ at: 'n3', flags: 'etp', entry: 'loadBalancer', settings: unstatedSettings('iptables') })),
      'unknown',
    );
  });

  test('are all of them in ipvs mode where a Local policy finds none here, and no answer gets back outside', () => {
    const ipvs = settings('ipvs');
    assert.equal(shown(ask({ at: 'n3', flags: 'itp', settings: ipvs })), 'a,b');
    assert.equal(shown(ask({ at: 'n3', flags: 'etp', entry: 'nodePort', source: internet, settings: ipvs })), 'DROP');
  });
});

suite('loadBalancerSourceRanges', () => {
  const out = { ranges: ['203.0.113.128/25'], source: internet };
  test('let in who is in one of them, at the load balancer only', () => {
    assert.equal(shown(ask({ ...out, entry: 'loadBalancer' })), 'DROP');
    assert.equal(shown(ask({ ...out, entry: 'loadBalancer', ranges: ['203.0.113.0/25'] })), 'a,b');
    assert.equal(shown(ask({ ...out, entry: 'loadBalancer', ranges: ['198.51.100.0/24', '0.0.0.0/0'] })), 'a,b');
    assert.equal(shown(ask({ ...out, entry: 'nodePort' })), 'a,b');
    assert.equal(shown(ask({ ...out, entry: 'externalIP' })), 'a,b');
  });

  test('cannot be decided for a source that is not known', () => {
    const source: ProxySource = { kind: 'outside', address: undefined };
    assert.equal(shown(ask({ ...out, entry: 'loadBalancer', source })), 'unknown');
    assert.equal(shown(ask({ entry: 'loadBalancer', source, ranges: ['0.0.0.0/0'] })), 'a,b');
  });

  test('come first without endpoints, but in iptables mode', () => {
    for (const mode of proxyModes)
      assert.equal(
        shown(ask({ ...out, entry: 'loadBalancer', endpoints: [], settings: settings(mode) })),
        mode === 'iptables' ? 'REJECT' : 'DROP',
      );
  });
});

suite('the source address that a pod sees', () => {
  const cases: readonly (readonly [string, Asked, string])[] = [
    ["a pod's own behind a cluster IP", {}, 'client,client'],
    ["the node's where it comes from outside to a cluster IP", { source: internet }, 'no pod,no pod'],
    ["the node's of the node itself", { source: node }, 'node,node'],
    [
      "the client's where pods cannot be told",
      { source: internet, settings: settings('iptables', { pods: { kind: 'none' } }) },
      'client,client',
    ],
    [
      "the node's with masqueradeAll",
      { settings: settings('iptables', { masqueradeAll: true }) },
      'masqueradeAll,masqueradeAll',
    ],
    ['not known where the configuration is not', { settings: unstatedSettings('iptables') }, 'unknown,unknown'],
    [
      "the node's with external policy Cluster",
      { entry: 'nodePort', source: internet },
      'policy Cluster,policy Cluster',
    ],
    ["the client's with external policy Local", { entry: 'nodePort', source: internet, flags: 'etp' }, 'client'],
    [
      "the node's where a pod is its own endpoint",
      { source: { kind: 'pod', address: address('10.244.1.2') } },
      'hairpin,client',
    ],
  ];
  for (const [what, asked, expected] of cases) test(what, () => assert.equal(seenBy(ask(asked)), expected));
});
