import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type PolicyOptions,
  type PolicyPeerEnd,
  type PolicyVerdict,
  standardOptions,
} from '../../../../src/core/network/policy/model.ts';
import { PolicyEngine } from '../../../../src/core/network/policy/verdict.ts';
import { parseAddress } from '../../../../src/core/resources/ip.ts';
import { makerOf, worldOf } from '../../../support/world.ts';

/** Namespaces a (team red) and b (team blue); pods a/web, a/db, b/web; b/host is on the host's network. */
export const cluster = `
apiVersion: v1
kind: Namespace
metadata: { name: a, labels: { team: red } }
---
apiVersion: v1
kind: Namespace
metadata: { name: b, labels: { team: blue } }
---
${pod('a', 'web', 'app: web', 'ports: [{ name: http, containerPort: 80 }]', '10.0.1.1')}
${pod('a', 'db', 'app: db', 'ports: [{ name: sql, containerPort: 5432 }, { name: http, containerPort: 8080 }]', '10.0.1.2')}
${pod('b', 'web', 'app: web', 'ports: [{ name: http, containerPort: 8000 }]', '10.0.2.1')}
${pod('b', 'host', 'app: web', '', '192.168.0.1', 'hostNetwork: true,')}
`;

/** A running pod on node n1. */
export function pod(namespace: string, name: string, labels: string, container: string, ip: string, spec = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: { namespace: ${namespace}, name: ${name}, labels: { ${labels} }, uid: u }
spec: { ${spec} nodeName: n1, containers: [{ name: c, image: i${container === '' ? '' : `, ${container}`} }] }
status: { phase: Running, podIPs: [{ ip: ${ip} }] }
---`;
}

/** A NetworkPolicy of namespace a. */
export function policy(spec: string, name = 'p', namespace = 'a'): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---
`;
}

/**
 * Asks `from → to port[/protocol]`, where an end is a pod (`a/web`), an address, `internet` or a node (`node:n1`). The port
 * is TCP without a protocol.
 */
export function ask(
  manifests: string,
  question: string,
  options: Partial<PolicyOptions> = {},
  hidden?: string,
): PolicyVerdict {
  const world = worldOf(manifests, hidden);
  const engine = new PolicyEngine(world, { ...standardOptions, ...options });
  const [, from = '', to = '', port, protocol = 'TCP'] = /^(\S+) → (\S+) (\d+)(?:\/(\w+))?$/.exec(question) ?? [];
  const end = (place: string): PolicyPeerEnd => {
    if (place === 'internet') return { kind: 'outside', address: undefined };
    if (place.startsWith('node:')) return engine.node(place.slice(5));
    const address = parseAddress(place);
    return address === undefined ? engine.pod(makerOf(world, place)) : { kind: 'outside', address };
  };
  return engine.ask({ from: end(from), to: end(to), port: Number(port), protocol });
}

/** What is shown, the policies, and the answers to questions. */
export type Row = readonly [
  what: string,
  policies: string,
  answers: Readonly<Record<string, 'yes' | 'no' | 'unknown'>>,
];

/** A test for each row, over {@link cluster} and the row's policies. */
export function table(rows: readonly Row[], options: Partial<PolicyOptions> = {}): void {
  for (const [what, policies, answers] of rows)
    test(what, () => {
      const given = Object.keys(answers).map((question) => [
        question,
        ask(cluster + policies, question, options).allowed,
      ]);
      assert.deepEqual(Object.fromEntries(given), answers);
    });
}
