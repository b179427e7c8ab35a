import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PolicyEngine } from '../../src/core/network/policy/verdict.ts';
import { conformanceLacking, readConformance } from '../support/conformance.ts';
import { lacking } from '../support/needs.ts';
import { makerOf, manifestsOf, worldOf } from '../support/world.ts';

interface Step {
  readonly pods: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly ip: string;
    readonly hostNetwork: boolean;
  }[];
  readonly namespaceLabels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policies: readonly unknown[];
  readonly port: number;
  readonly protocol: string;
  readonly expect: readonly { readonly from: string; readonly to: string; readonly allowed: boolean }[];
}

interface Suite {
  readonly cases: readonly { readonly name: string; readonly steps: readonly Step[] }[];
}

/** The suite's pods serve 80 and 81 with each protocol, by names like `serve-80-tcp`. */
const containerPorts = [80, 81].flatMap((containerPort) =>
  ['TCP', 'UDP', 'SCTP'].map((protocol) => ({
    name: `serve-${containerPort}-${protocol.toLowerCase()}`,
    containerPort,
    protocol,
  })),
);

function clusterOf({ pods, namespaceLabels, policies }: Step): string {
  return manifestsOf([
    ...Object.entries(namespaceLabels).map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })),
    ...pods.map(({ namespace, name, labels, ip, hostNetwork }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name, labels, uid: `${namespace}-${name}` },
      spec: { hostNetwork, containers: [{ name: 'main', image: 'agnhost', ports: containerPorts }] },
      status: { phase: 'Running', podIPs: [{ ip }] },
    })),
    ...policies,
  ]);
}

suite("the end-to-end suite of Kubernetes' NetworkPolicy", () => {
  if (conformanceLacking !== undefined) {
    test('its probes', (t) => lacking(t, conformanceLacking ?? ''));
    return;
  }
  const { cases } = readConformance<Suite>('kubernetes-e2e-networkpolicy.json');
  let probes = 0;
  for (const { name, steps } of cases)
    for (const [index, step] of steps.entries()) {
      probes += step.expect.length;
      test(`${name}, step ${index + 1}`, () => {
        const world = worldOf(clusterOf(step));
        const engine = new PolicyEngine(world);
        const pod = (place: string) => engine.pod(makerOf(world, place));
        const answers = step.expect.map(({ from, to }) => {
          const { port, protocol } = step;
          const { allowed } = engine.ask({ from: pod(from), to: pod(to), port, protocol });
          return `${from} → ${to}: ${allowed}`;
        });
        assert.deepEqual(
          answers,
          step.expect.map(({ from, to, allowed }) => `${from} → ${to}: ${allowed ? 'yes' : 'no'}`),
        );
      });
    }

  test('all its probes are asked', () => assert.equal(probes, 506));
});
