import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Tracer } from '../../../src/core/language/trace.ts';
import { workspaceOf } from '../../support/workspace.ts';

function pod(name: string, app: string, node: string, address: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, uid: ${name}, labels: { app: ${app} } }
spec: { nodeName: ${node}, containers: [{ name: main, image: i, ports: [{ containerPort: 8080 }] }] }
status:
  phase: Running
  podIP: ${address}
  podIPs: [{ ip: ${address} }]
  conditions: [{ type: Ready, status: "True" }]
---
`;
}

function service(spec: string, metadata = ''): string {
  return `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop${metadata} }
spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }], ${spec} }
---
`;
}

function node(name: string, zone: string): string {
  return `apiVersion: v1\nkind: Node\nmetadata: { name: ${name}, uid: ${name}, labels: { topology.kubernetes.io/zone: ${zone} } }\n---\n`;
}

function configuration(text: string): string {
  return `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${text}\n---\n`;
}

const api = pod('api-1', 'api', 'n1', '10.244.1.2') + pod('api-2', 'api', 'n2', '10.244.2.2');
const web = pod('web', 'web', 'n1', '10.244.1.9');
const far = pod('web', 'web', 'n3', '10.244.3.9');
const cidr = 'clusterCIDR: 10.244.0.0/16';

/** `verdict: reason` of kube-proxy's hop. */
function proxy(text: string, from = 'shop/web', to = 'service:shop/api'): string {
  const { snapshot } = workspaceOf({ 'shop.yaml': text });
  const { hops } = new Tracer(snapshot).ask({ from, to });
  const found = hops.find(({ kind }) => kind === 'proxy');
  return `${found?.verdict}: ${found?.reason}`;
}

suite('what a trace says about kube-proxy', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'the share of each endpoint',
      web + api + service(''),
      'ok: it picks one of the pods, each as likely (Pod "api-1" 50 %, Pod "api-2" 50 %)',
    ],
    [
      'session affinity',
      web + pod('api-1', 'api', 'n1', '10.244.1.2') + service('sessionAffinity: ClientIP'),
      'ok: it picks one of the pods, each as likely; the same client keeps its pod for 10800 s',
    ],
    [
      'a policy Local that finds a pod on the node',
      web + api + service('internalTrafficPolicy: Local'),
      'ok: internalTrafficPolicy is Local, and node n1 has an endpoint',
    ],
    [
      'a policy Local that finds none, in all modes that drop',
      far + api + service('internalTrafficPolicy: Local') + configuration('mode: nftables'),
      'broken: internalTrafficPolicy is Local and no endpoint is on node n3: packets are dropped until the client gives up',
    ],
    [
      'a policy Local that finds none, in ipvs mode',
      far + api + service('internalTrafficPolicy: Local') + configuration('mode: ipvs'),
      'ok: internalTrafficPolicy is Local and no endpoint is on node n3: ipvs mode goes to other nodes then',
    ],
    [
      'the zone that trafficDistribution keeps to',
      web + api + node('n1', 'z1') + node('n2', 'z2') + service('trafficDistribution: PreferSameZone'),
      'ok: it picks one of the pods in its own zone, each as likely',
    ],
    [
      'trafficDistribution where no zone is known',
      web + api + service('trafficDistribution: PreferClose'),
      'ok: it picks one of the pods in its own zone where it can (PreferClose)',
    ],
    [
      'masqueradeAll',
      web +
        pod('api-1', 'api', 'n1', '10.244.1.2') +
        service('') +
        configuration(`${cidr}\niptables: { masqueradeAll: true }`),
      "ok: it picks one of the pods, each as likely; the pods see the node's address (masqueradeAll)",
    ],
    [
      'a proxy of its own',
      web + api + service('', ', labels: { service.kubernetes.io/service-proxy-name: mine }'),
      'unknown: it leaves the Service to mine',
    ],
  ];
  for (const [what, text, expected] of cases) test(what, () => assert.equal(proxy(text), expected));

  test('how the modes differ where the mode is not known', () => {
    const said = proxy(far + api + service('internalTrafficPolicy: Local'));
    assert.match(said, /^unknown: in iptables mode internalTrafficPolicy is Local and no endpoint is on node n3/);
    assert.match(said, /; in ipvs mode it picks one of the pods of Pod "api-1", Pod "api-2"; in nftables mode /);
    assert.match(said, /; no KubeProxyConfiguration is here$/);
  });

  test('the chain in which a node has its rules', () => {
    const subject = (mode: string, spec: string) => {
      const text = web + api + service(spec) + configuration(`mode: ${mode}`);
      const { hops } = new Tracer(workspaceOf({ 'shop.yaml': text }).snapshot).ask({
        from: 'shop/web',
        to: 'service:shop/api',
      });
      return hops.find(({ kind }) => kind === 'proxy')?.subject;
    };
    assert.match(subject('iptables', '') ?? '', /^kube-proxy \(iptables, chain KUBE-SVC-[A-Z2-7]{16}\)$/);
    assert.match(
      subject('nftables', 'internalTrafficPolicy: Local') ?? '',
      /, chain local-[A-Z2-7]{8}-shop\/api\/tcp\/\)$/,
    );
    assert.equal(subject('ipvs', ''), 'kube-proxy (ipvs)');
  });

  test('the address that pods see behind a pod that calls itself', () => {
    assert.match(
      proxy(pod('api-1', 'api', 'n1', '10.244.1.2') + service(''), 'shop/api-1'),
      /; a pod that gets itself sees its node's address$/,
    );
  });

  const balanced = service('type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/25]');
  test('who is let in by loadBalancerSourceRanges', () => {
    const text = { 'shop.yaml': api + balanced };
    const tracer = new Tracer(workspaceOf(text).snapshot);
    assert.equal(tracer.ask({ from: '203.0.113.130', to: 'service:shop/api' }).verdict, 'broken');
    assert.match(proxy(api + balanced, '203.0.113.130'), /203\.0\.113\.130 is not in loadBalancerSourceRanges/);
    assert.match(
      proxy(api + balanced, '203.0.113.2'),
      /^ok: .*; the pods see the node's address \(externalTrafficPolicy Cluster\)$/,
    );
    assert.equal(tracer.ask({ from: 'internet', to: 'service:shop/api' }).verdict, 'unknown');
  });

  test('externalTrafficPolicy Local, whose node is not known', () => {
    assert.match(
      proxy(api + service('type: NodePort, externalTrafficPolicy: Local'), 'internet'),
      /^degraded: externalTrafficPolicy/,
    );
  });
});
