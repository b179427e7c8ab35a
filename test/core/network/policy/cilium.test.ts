import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, cluster, policy, table } from './asking.ts';

/** A CiliumNetworkPolicy of namespace a. */
function cnp(spec: string, name = 'c'): string {
  return `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: ${name}, namespace: a }
${spec}
---
`;
}

function wide(spec: string): string {
  return `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: { name: w }
spec: ${spec}
---
`;
}

/** One ingress rule for every pod of namespace a. */
function ingress(rule: string): string {
  return cnp(`spec: { endpointSelector: {}, ingress: [${rule}] }`);
}

const from = 'b/web → a/db 5432';
const near = 'a/web → a/db 5432';
const outside = '8.8.8.8 → a/db 5432';

suite('whom Cilium isolates', () => {
  table([
    ['pods that a section selects', ingress('{}'), { [from]: 'no', 'a/web → b/web 80': 'yes' }],
    ['not without rules', cnp('spec: { endpointSelector: {}, ingress: [] }'), { [from]: 'yes' }],
    [
      'not where enableDefaultDeny says so',
      cnp('spec: { endpointSelector: {}, ingress: [{}], enableDefaultDeny: { ingress: false } }'),
      { [from]: 'yes' },
    ],
    [
      'nor pods of other namespaces or labels',
      cnp('spec: { endpointSelector: { matchLabels: { "k8s:app": db } }, ingress: [{}] }'),
      { 'b/web → a/web 80': 'yes', [from]: 'no' },
    ],
    [
      'a denying section isolates, too',
      cnp('spec: { endpointSelector: {}, ingressDeny: [{ fromEntities: [world] }] }'),
      { [outside]: 'no', [from]: 'no' },
    ],
    [
      'several specs count like several policies',
      cnp('specs: [{ endpointSelector: {}, egress: [{}] }]'),
      {
        [from]: 'yes',
        'a/web → b/web 80': 'no',
      },
    ],
    ['policies for nodes govern no pods', wide('{ nodeSelector: {}, ingress: [{}] }'), { [from]: 'yes' }],
  ]);
});

suite('whom Cilium lets in', () => {
  table([
    ['an empty selector is the own namespace', ingress('{ fromEndpoints: [{}] }'), { [near]: 'yes', [from]: 'no' }],
    [
      'in a clusterwide policy every pod',
      wide('{ endpointSelector: { matchLabels: { app: db } }, ingress: [{ fromEndpoints: [{}] }] }'),
      { [near]: 'yes', [from]: 'yes', [outside]: 'no', 'b/host → a/db 1': 'no' },
    ],
    [
      'a selector may name a namespace, or labels of it',
      ingress('{ fromEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": b, app: web } }] }'),
      { [from]: 'yes', [near]: 'no' },
    ],
    [
      'labels of a namespace',
      ingress('{ fromEndpoints: [{ matchLabels: { "io.cilium.k8s.namespace.labels.team": blue } }] }'),
      { [from]: 'yes', [near]: 'no' },
    ],
    ['an empty list is nobody', ingress('{ fromEndpoints: [] }'), { [near]: 'no' }],
    [
      'ports alone are for everyone',
      ingress('{ toPorts: [{ ports: [{ port: "5432", protocol: TCP }] }] }'),
      {
        [from]: 'yes',
        [outside]: 'yes',
        'b/web → a/db 80': 'no',
      },
    ],
    [
      'a port without protocol is one of each, a name gives its own',
      ingress('{ fromEntities: [all], toPorts: [{ ports: [{ port: "80" }, { port: sql }] }] }'),
      { 'b/web → a/db 80/UDP': 'yes', [from]: 'yes', 'b/web → a/db 5432/UDP': 'no' },
    ],
    [
      'blocks never mean pods',
      ingress('{ fromCIDR: [0.0.0.0/0] }'),
      { [from]: 'no', [outside]: 'yes', 'b/host → a/db 1': 'unknown' },
    ],
    [
      'nor what a block leaves out',
      ingress('{ fromCIDRSet: [{ cidr: 8.0.0.0/8, except: [8.8.0.0/16] }] }'),
      { [outside]: 'no', '8.1.1.1 → a/db 1': 'yes' },
    ],
    [
      'world is outside',
      ingress('{ fromEntities: [world] }'),
      { [outside]: 'yes', 'internet → a/db 1': 'yes', [from]: 'no' },
    ],
    [
      'cluster is inside',
      ingress('{ fromEntities: [cluster] }'),
      { [outside]: 'no', [from]: 'yes', 'b/host → a/db 1': 'yes' },
    ],
    [
      'all nodes are host and remote-node together, one of them is not known',
      ingress('{ fromEntities: [remote-node] }'),
      { 'b/host → a/db 1': 'unknown', [from]: 'no', [outside]: 'no' },
    ],
    [
      'what denies wins over everything that allows, Kubernetes included',
      cnp('spec: { endpointSelector: {}, ingressDeny: [{ fromEndpoints: [{ matchLabels: { app: web } }] }] }') +
        policy('{ podSelector: {}, ingress: [{}] }'),
      { [near]: 'no', [from]: 'yes' },
    ],
    [
      'policies of Kubernetes and of Cilium add up',
      ingress('{ fromEndpoints: [{}] }') +
        policy('{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: blue } } }] }] }'),
      { [near]: 'yes', [from]: 'yes', [outside]: 'no' },
    ],
  ]);
});

suite('what is not known of Cilium', () => {
  table([
    [
      'rules about requests, where no other rule allows it',
      ingress(
        '{ fromEndpoints: [{}], toPorts: [{ ports: [{ port: "80", protocol: TCP }], rules: { http: [{ method: GET }] } }] }',
      ),
      { 'a/web → a/db 80': 'unknown', [near]: 'no' },
    ],
    [
      'not where one does',
      ingress(
        '{ fromEndpoints: [{}], toPorts: [{ ports: [{ port: "80", protocol: TCP }], rules: { http: [{}] } }] }, { fromEndpoints: [{}] }',
      ),
      { 'a/web → a/db 80': 'yes' },
    ],
    [
      'names outside',
      cnp('spec: { endpointSelector: {}, egress: [{ toFQDNs: [{ matchName: example.com }] }] }'),
      { 'a/web → 8.8.8.8 443': 'unknown', 'a/web → a/db 443': 'no' },
    ],
    [
      'Services',
      cnp('spec: { endpointSelector: {}, egress: [{ toServices: [{}] }] }'),
      { 'a/web → b/web 80': 'unknown' },
    ],
    [
      'several kinds of peers, which Cilium refuses',
      ingress('{ fromEndpoints: [{}], fromEntities: [world] }'),
      {
        [near]: 'unknown',
      },
    ],
    ['requirements of all rules', ingress('{ fromRequires: [{}] }, { fromEndpoints: [{}] }'), { [near]: 'unknown' }],
    [
      'labels of other sources',
      ingress('{ fromEndpoints: [{ matchLabels: { "reserved:host": "" } }] }'),
      {
        [near]: 'unknown',
      },
    ],
    ['a block that is none', ingress('{ fromCIDR: [8.8.8.0/99] }'), { [outside]: 'unknown' }],
  ]);
});

test('the rule that decides is named', () => {
  const deny = cnp('spec: { endpointSelector: {}, ingressDeny: [{ fromEntities: [all] }] }');
  assert.equal(
    ask(cluster + deny, from).ingress.reason,
    'CiliumNetworkPolicy "c" denies TCP 5432 from Pod "web" (ingress rule 1).',
  );
  assert.equal(
    ask(cluster + ingress('{ fromEndpoints: [{}] }'), from).ingress.reason,
    'CiliumNetworkPolicy "c" selects Pod "db" for ingress, and none of its rules lets TCP 5432 from Pod "web" in.',
  );
});
