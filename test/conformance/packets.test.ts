import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { PolicyPeerEnd } from '../../src/core/network/policy/model.ts';
import { endAt } from '../../src/core/network/policy/peers.ts';
import { PolicyEngine } from '../../src/core/network/policy/verdict.ts';
import { parseAddress } from '../../src/core/resources/ip.ts';
import { conformanceLacking, readConformance } from '../support/conformance.ts';
import { lacking } from '../support/needs.ts';
import { manifestsOf, worldOf } from '../support/world.ts';

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface PodSpec {
  readonly containers: readonly object[];
}

interface Case {
  readonly suite: 'np' | 'anp' | 'cnp';
  readonly name: string;
  readonly policies: readonly (Named & { readonly kind?: string; readonly spec: { readonly tier?: string } })[];
  readonly pods: readonly (Named & { readonly spec: PodSpec })[];
  readonly namespaces: readonly Named[];
  readonly nodes: readonly Named[];
  readonly packet: {
    readonly srcIP: string;
    readonly dstIP: string;
    readonly dstPort: number;
    readonly protocol: string;
  };
  readonly expect?: boolean;
  readonly expectAdminTier?: boolean;
  readonly expectBaselineTier?: boolean;
}

/** Cases that contradict the text of the API, which decides here. */
const contradictions: Readonly<Record<string, string>> = {
  'np: allow all override deny ingress':
    'an empty list of ingress rules allows nothing (networking/v1 NetworkPolicySpec.Ingress); behind an API server [] and null are the same',
  'anp: multiport allow egress node port':
    'nodes matches the addresses of nodes, not the pods that run on them (network-policy-api, AdminNetworkPolicyEgressPeer.Nodes)',
};

const versions = { np: 'networking.k8s.io/v1', anp: 'v1alpha1', cnp: 'v1alpha2' };
const kinds = { np: 'NetworkPolicy', anp: 'AdminNetworkPolicy', cnp: 'ClusterNetworkPolicy' };

/** The tables' containers lack the image that the API requires; one without is only a part of a container. */
function withImages(spec: PodSpec): PodSpec {
  return { ...spec, containers: spec.containers.map((container) => ({ image: 'agnhost', ...container })) };
}

/** What a packet of a case comes to under some of its policies. */
function verdict(asked: Case, policies: Case['policies']): string {
  const known = new Set(asked.namespaces.map(({ metadata }) => metadata.name));
  const version = versions[asked.suite];
  const world = worldOf(
    manifestsOf([
      ...asked.namespaces.map((object) => ({ apiVersion: 'v1', kind: 'Namespace', ...object })),
      ...asked.nodes.map((object) => ({ apiVersion: 'v1', kind: 'Node', ...object })),
      // A pod whose namespace is not known is an address outside to the evaluator.
      ...asked.pods
        .filter(({ metadata }) => known.has(metadata.namespace ?? ''))
        .map(({ spec, ...object }) => ({ apiVersion: 'v1', kind: 'Pod', ...object, spec: withImages(spec) })),
      ...policies.map((object) => ({
        apiVersion: version.includes('/') ? version : `policy.networking.k8s.io/${version}`,
        kind: kinds[asked.suite],
        ...object,
      })),
    ]),
  );
  const engine = new PolicyEngine(world);
  const end = (text: string): PolicyPeerEnd => {
    const address = parseAddress(text);
    return address === undefined ? { kind: 'outside', address } : endAt(engine.peers, world.all('podMaker'), address);
  };
  const { srcIP, dstIP, dstPort, protocol } = asked.packet;
  return engine.ask({ from: end(srcIP), to: end(dstIP), port: dstPort, protocol }).allowed;
}

suite('the packet tables of kube-network-policies', () => {
  if (conformanceLacking !== undefined) {
    test('its packets', (t) => lacking(t, conformanceLacking ?? ''));
    return;
  }
  const { cases } = readConformance<{ cases: readonly Case[] }>('kube-network-policies-packets.json');
  let verdicts = 0;
  for (const asked of cases) {
    const name = `${asked.suite}: ${asked.name}`;
    const tierOf = (tier: string) => asked.policies.filter(({ spec }) => spec.tier === tier);
    const questions: readonly (readonly [string, Case['policies'], boolean | undefined])[] = [
      [name, asked.policies, asked.expect],
      [`${name}, Admin tier`, tierOf('Admin'), asked.expectAdminTier],
      [`${name}, Baseline tier`, tierOf('Baseline'), asked.expectBaselineTier],
    ];
    for (const [title, policies, expected] of questions) {
      if (expected === undefined) continue;
      verdicts++;
      const contradiction = contradictions[title];
      test(contradiction === undefined ? title : `${title} (the other way: ${contradiction})`, () => {
        const wanted = contradiction === undefined ? expected : !expected;
        assert.equal(verdict(asked, policies), wanted ? 'yes' : 'no');
      });
    }
  }

  test('all its verdicts are asked', () => assert.equal(verdicts, 48));
});
