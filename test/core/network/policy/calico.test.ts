import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseCalicoSelector } from '../../../../src/core/network/policy/calico-selector.ts';
import { meets } from '../../../../src/core/network/policy/label-expression.ts';
import { ask, cluster, policy, table } from './asking.ts';

/** A NetworkPolicy of Calico in namespace a. */
function np(spec: string, name = 'c'): string {
  return `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: ${name}, namespace: a }
spec: ${spec}
---
`;
}

function gnp(spec: string, name = 'g'): string {
  return `apiVersion: crd.projectcalico.org/v1
kind: GlobalNetworkPolicy
metadata: { name: ${name} }
spec: ${spec}
---
`;
}

function tier(name: string, order: number, defaultAction = 'Deny'): string {
  return `apiVersion: projectcalico.org/v3
kind: Tier
metadata: { name: ${name} }
spec: { order: ${order}, defaultAction: ${defaultAction} }
---
`;
}

const from = 'b/web → a/db 5432';
const isolated = policy('{ podSelector: {} }');
const open = policy('{ podSelector: {}, ingress: [{}] }');

suite('the order of Calico', () => {
  table([
    ['a policy that selects the pod denies what it does not allow', np('{ ingress: [] }'), { [from]: 'no' }],
    ['one for other pods does nothing', np(`{ selector: "app == 'web'" }`), { [from]: 'yes' }],
    [
      'without types it is for the directions that it has rules for',
      np('{ egress: [{ action: Allow }] }'),
      { [from]: 'yes', 'a/web → b/web 80': 'yes', '8.8.8.8 → a/db 80': 'yes' },
    ],
    [
      'the lower order goes first',
      np('{ order: 20, ingress: [{ action: Deny }] }', 'a') + np('{ order: 10, ingress: [{ action: Allow }] }', 'b'),
      { [from]: 'yes' },
    ],
    [
      'one without order goes last',
      np('{ ingress: [{ action: Deny }] }', 'a') + np('{ order: 10, ingress: [{ action: Allow }] }', 'b'),
      { [from]: 'yes' },
    ],
    [
      'equal orders go by name',
      np('{ order: 1, ingress: [{ action: Deny }] }', 'b') + np('{ order: 1, ingress: [{ action: Allow }] }', 'a'),
      { [from]: 'yes' },
    ],
    [
      'rules in their order, and Log decides nothing',
      np(
        '{ ingress: [{ action: Log }, { action: Deny, protocol: TCP, destination: { ports: [5432] } }, { action: Allow }] }',
      ),
      { [from]: 'no', 'b/web → a/db 80': 'yes' },
    ],
    [
      'NetworkPolicies of Kubernetes stand at 1000',
      open + np('{ order: 999, ingress: [{ action: Deny }] }'),
      { [from]: 'no' },
    ],
    [
      'so later ones of Calico do not undo what they allow',
      open + np('{ order: 1001, ingress: [{ action: Deny }] }'),
      {
        [from]: 'yes',
      },
    ],
    ['and may allow more', isolated + np('{ ingress: [{ action: Allow }] }'), { [from]: 'yes' }],
    [
      'a tier with a lower order goes first, and its Pass leaves it to the next',
      tier('sec', 10) +
        gnp(
          `{ tier: sec, ingress: [{ action: Deny, source: { selector: "app == 'web'", namespaceSelector: "team == 'blue'" } }, { action: Pass }] }`,
        ) +
        open,
      { [from]: 'no', 'a/web → a/db 5432': 'yes' },
    ],
    [
      'the end of a tier denies where one of its policies selects the pod',
      tier('sec', 10) + gnp(`{ tier: sec, selector: "app == 'db'" }`) + open,
      { [from]: 'no', 'b/web → a/web 80': 'yes' },
    ],
    [
      'or passes, where its defaultAction says so',
      tier('sec', 10, 'Pass') + gnp('{ tier: sec }') + open,
      { [from]: 'yes' },
    ],
    [
      'a tier behind the default one is not asked about what that decides',
      tier('late', 2_000_000) + gnp('{ tier: late, ingress: [{ action: Deny }] }') + open,
      { [from]: 'yes', '8.8.8.8 → b/web 80': 'no' },
    ],
  ]);
});

suite('the peers and ports of Calico', () => {
  const allow = (rule: string) => np(`{ ingress: [{ action: Allow, ${rule} }] }`);
  table([
    [
      'a selector is about the namespace of the policy',
      allow(`source: { selector: "app == 'web'" }`),
      { [from]: 'no', 'a/web → a/db 1': 'yes' },
    ],
    [
      'with a namespaceSelector about those namespaces',
      allow(`source: { selector: "app == 'web'", namespaceSelector: "team == 'blue'" }`),
      { [from]: 'yes', 'a/web → a/db 1': 'no' },
    ],
    [
      'namespaces carry their name',
      allow(`source: { namespaceSelector: "projectcalico.org/name in { 'b' }" }`),
      { [from]: 'yes', '8.8.8.8 → a/db 1': 'no' },
    ],
    [
      'in a global policy pods carry their namespace',
      gnp(`{ selector: "projectcalico.org/namespace == 'a' && app == 'db'" }`),
      { [from]: 'no', 'a/db → b/web 80': 'yes' },
    ],
    [
      'nets match pods and what is outside, notNets leave some out',
      allow('source: { nets: [10.0.0.0/8, 8.8.8.8], notNets: [10.0.1.0/24] }'),
      { [from]: 'yes', 'a/web → a/db 1': 'no', '8.8.8.8 → a/db 1': 'yes', '8.8.4.4 → a/db 1': 'no' },
    ],
    [
      'a rule may be for some of the pods of its policy',
      allow(`destination: { selector: "app == 'db'" }`),
      { [from]: 'yes', 'b/web → a/web 80': 'no' },
    ],
    [
      'ports are numbers, ranges and names of the destination',
      allow('protocol: TCP, destination: { ports: [80, "100:200", sql] }'),
      { [from]: 'yes', 'b/web → a/db 150': 'yes', 'b/web → a/db 201': 'no', 'b/web → a/db 80/UDP': 'no' },
    ],
    [
      'notPorts are all others',
      allow('protocol: TCP, destination: { notPorts: [5432] }'),
      { [from]: 'no', 'b/web → a/db 80': 'yes' },
    ],
    ['a protocol may be a number', allow('protocol: 17'), { [from]: 'no', 'b/web → a/db 53/UDP': 'yes' }],
    [
      'pods on the host network are found by nets only',
      allow(`source: { namespaceSelector: "all()" }`),
      {
        'b/host → a/db 1': 'no',
        [from]: 'yes',
      },
    ],
  ]);
});

suite('what is not known of Calico', () => {
  table([
    ['policies before DNAT', gnp('{ preDNAT: true, applyOnForward: true }'), { [from]: 'unknown' }],
    ['a tier that is not there', gnp('{ tier: sec }'), { [from]: 'unknown' }],
    [
      'rules about requests, where they decide',
      np('{ ingress: [{ action: Allow, http: { methods: [GET] } }] }'),
      { [from]: 'unknown', 'a/web → b/web 80': 'yes' },
    ],
    [
      'a selector that is none',
      np(`{ ingress: [{ action: Allow, source: { selector: "app = 'x'" } }] }`),
      {
        'a/web → a/db 1': 'unknown',
        '8.8.8.8 → a/db 1': 'no',
      },
    ],
    ['an action that there is not', np('{ ingress: [{ action: Maybe }] }'), { [from]: 'unknown' }],
    [
      'sets of addresses, for what is outside',
      `${np(`{ ingress: [{ action: Allow, source: { selector: "role == 'x'" } }] }`)}apiVersion: projectcalico.org/v3
kind: NetworkSet
metadata: { name: s, namespace: a }
---
`,
      { '8.8.8.8 → a/db 1': 'unknown', [from]: 'no' },
    ],
    [
      'policies of Calico beside those of Cilium',
      `${np('{}')}apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: c, namespace: b }
spec: { endpointSelector: {}, ingress: [{}] }
---
`,
      { [from]: 'unknown', 'a/web → b/web 80': 'unknown' },
    ],
  ]);
});

test('the rule that decides is named with its tier', () => {
  const manifests = `${cluster}${tier('sec', 10)}${gnp('{ tier: sec, ingress: [{ action: Deny }] }')}`;
  assert.equal(
    ask(manifests, from).ingress.reason,
    'GlobalNetworkPolicy "g" denies TCP 5432 from Pod "web" (ingress rule 1, tier sec).',
  );
});

suite('the selector language', () => {
  const labels = { pairs: [pair('app', 'web-1'), pair('a/b', '')], start: 0, end: 0 };
  function pair(key: string, value: string) {
    return { key, value, start: 0, end: 0, keyStart: 0, keyEnd: 0 };
  }

  test('means what Calico says', () => {
    const yes = [
      '',
      'all()',
      "app == 'web-1'",
      'app=="web-1"',
      "app in {'x', 'web-1'}",
      "app not in { 'x' }",
      "missing != 'x'",
      "missing not in {'x'}",
      'has(a/b)',
      '! has(missing)',
      '!!has(app)',
      "app contains 'eb'",
      "app starts with 'web'",
      "app ends  with '-1'",
      "has(missing) && has(app) || app == 'web-1'",
      "(has(missing) || has(app)) && !(app == 'x')",
      "app in {'web-1',}",
    ];
    const no = ["missing == ''", "missing contains ''", 'app in {}', 'has(missing) && has(app)', 'global()'];
    const meant = (text: string) => {
      const parsed = parseCalicoSelector(text);
      return parsed.kind === 'fault' ? parsed.why : meets(parsed.expression, labels);
    };
    assert.deepEqual(
      yes.map(meant),
      yes.map(() => 'yes'),
    );
    assert.deepEqual(
      no.map(meant),
      no.map(() => 'no'),
    );
  });

  test('refuses what Calico refuses, and takes no longer for long texts', () => {
    const faults = [
      'app',
      'app =',
      "app = 'x'",
      'app == x',
      "app == 'x",
      "app in 'x'",
      "app in {'x'",
      "(app == 'x'",
      "app == 'x')",
      "app == 'x' &&",
      '&& has(a)',
      'has()',
      "a '==' 'b'",
      '!',
      'ä',
      '('.repeat(100_000),
      '!'.repeat(100_000),
      `has(${' '.repeat(100_000)}`,
      'a'.repeat(100_000),
    ];
    assert.deepEqual(
      faults.filter((text) => parseCalicoSelector(text).kind !== 'fault'),
      [],
    );
    const long = Array.from({ length: 20_000 }, (_, index) => `a == 'v${index}'`).join(' || ');
    assert.equal(parseCalicoSelector(long).kind, 'selector');
  });
});
