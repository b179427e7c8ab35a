import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Tracer } from '../../../src/core/language/trace.ts';
import { capabilities } from '../../../src/core/network/cni/capabilities.ts';
import { readCniConfiguration } from '../../../src/core/network/cni/configuration.ts';
import { detectPlugins } from '../../../src/core/network/cni.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { worldOf } from '../../support/world.ts';

function daemonSet(name: string, image: string, args = ''): string {
  return `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: ${name}, namespace: kube-system }
spec:
  selector: { matchLabels: { k8s-app: ${name} } }
  template:
    metadata: { labels: { k8s-app: ${name} } }
    spec: { hostNetwork: true, containers: [{ name: agent, image: "${image}", args: [${args}] }] }
---
`;
}

function configMap(name: string, data: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: kube-system }\ndata: ${data}\n---\n`;
}

const flannel = daemonSet('kube-flannel-ds', 'ghcr.io/flannel-io/flannel:v0.26.1');
const calico = daemonSet('calico-node', 'docker.io/calico/node:v3.29.1');

suite('which plugin manifests show', () => {
  const cases: readonly (readonly [what: string, manifests: string, plugins: readonly string[]])[] = [
    ['a DaemonSet by its name', daemonSet('cilium', 'mirror/agent:1'), ['cilium']],
    ['or by its image, wherever it comes from', daemonSet('net', 'r.example:5000/calico/node@sha256:00'), ['calico']],
    ['not by an image that only begins alike', daemonSet('net', 'calico/node-driver:1'), []],
    [
      'nor by a Deployment that uses the image of an agent',
      calico.replace('DaemonSet', 'Job').replace('calico-node', 'x'),
      [],
    ],
    ['custom resources of it', 'apiVersion: cilium.io/v2\nkind: CiliumNode\nmetadata: { name: n }\n', ['cilium']],
    [
      'a CNI configuration in a ConfigMap',
      configMap('net', `{ c: '{"cniVersion":"1.0.0","name":"n","plugins":[{"type":"flannel"},{"type":"portmap"}]}' }`),
      ['flannel'],
    ],
    [
      'Canal, which is Calico and flannel in one',
      daemonSet('canal', 'calico/node:v3') + configMap('canal-config', '{}'),
      ['canal'],
    ],
    [
      'attachments of further networks',
      'apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: { name: m }\n',
      ['multus'],
    ],
    [
      'the best founded one first',
      `${daemonSet('cilium', 'quay.io/cilium/cilium:v1')}${configMap('calico-config', '{}')}`,
      ['cilium', 'calico'],
    ],
    ['nothing', configMap('settings', '{ a: b }'), []],
  ];
  for (const [what, manifests, plugins] of cases)
    test(what, () => {
      assert.deepEqual(
        detectPlugins(worldOf(manifests)).map(({ id }) => id),
        plugins,
      );
    });

  test('with the objects that say so', () => {
    const [plugin] = detectPlugins(worldOf(flannel));
    assert.deepEqual(
      plugin?.evidence.map(({ why }) => why),
      ['DaemonSet "kube-flannel-ds" has the name of its agent', 'DaemonSet "kube-flannel-ds" runs its image'],
    );
  });
});

test('a CNI configuration is read as libcni reads it', () => {
  const list = readCniConfiguration(
    '{"cniVersion":"0.3.1","name":"k8s","plugins":[{"type":"calico","mtu": __CNI_MTU__},{"type":"portmap","capabilities":{"portMappings":true}}]}',
  );
  assert.deepEqual(list, {
    name: 'k8s',
    plugins: [
      { type: 'calico', portMappings: false },
      { type: 'portmap', portMappings: true },
    ],
  });
  assert.deepEqual(
    readCniConfiguration('{"cniVersion":"0.4.0","type":"bridge"}')?.plugins.map(({ type }) => type),
    ['bridge'],
  );
  for (const none of ['', '{"cniVersion":', '{"cniVersion":"1"}', '["cniVersion"]', '{"plugins":[{"type":3}]}'])
    assert.equal(readCniConfiguration(none), undefined, none);
});

test('every cell of the table that is answered says on what it rests, or that nothing is cited', () => {
  for (const { name, primary, ...cells } of Object.values(capabilities)) {
    assert.ok(name.length > 0 && typeof primary === 'boolean');
    for (const [cell, { answer, basis }] of Object.entries(cells))
      assert.ok(answer !== 'unknown' || basis === 'none', `${name}, ${cell}: what is not known rests on nothing`);
  }
});

suite('a policy that denies', () => {
  const pods = ['web', 'db']
    .map(
      (name) =>
        `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }\nspec: { containers: [{ name: c, image: i, ports: [{ containerPort: 80 }] }] }\n---\n`,
    )
    .join('');
  const deny = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: { matchLabels: { app: db } } }
---
`;
  const ingressHop = (files: Readonly<Record<string, string>>) => {
    const { hops } = new Tracer(workspaceOf(files).snapshot).ask({ from: 'shop/web', to: 'shop/db', port: 80 });
    return hops.find(({ kind }) => kind === 'policy-ingress');
  };
  const asked = (setup: string, policies = deny) =>
    ingressHop({ 'app/app.yaml': pods + policies, 'cni/cni.yaml': setup });
  const denied =
    'NetworkPolicy "deny" selects Pod "db" for ingress, and none of its rules lets TCP 80 from Pod "web" in';

  test('breaks the connection where the plugin enforces it', () => {
    assert.deepEqual([asked(calico)?.verdict, asked(calico)?.reason], ['broken', denied]);
  });

  test('and where no plugin is known, which is said', () => {
    const found = asked('');
    assert.equal(found?.verdict, 'broken');
    assert.equal(
      found.reason,
      `${denied}; no network plugin is among the manifests, so that the cluster's enforces it is assumed`,
    );
  });

  test('only says what it would do where the plugin does not enforce it', () => {
    const found = asked(flannel);
    assert.equal(found?.verdict, 'degraded');
    assert.equal(found.reason, `${denied}; but this is not enforced here: flannel does not enforce NetworkPolicies`);
    assert.equal(found.evidence.at(-1)?.resource.name?.value, 'kube-flannel-ds');
  });

  const cases: readonly (readonly [what: string, setup: string, verdict: string])[] = [
    ['a second engine beside flannel enforces it', flannel + daemonSet('kube-network-policies', 'x'), 'broken'],
    [
      'Cilium that never does',
      daemonSet('cilium', 'x') + configMap('cilium-config', '{ enable-policy: never }'),
      'degraded',
    ],
    ['the AWS VPC CNI where that is enabled', daemonSet('aws-node', 'x', '"--enable-network-policy=true"'), 'broken'],
  ];
  for (const [what, setup, verdict] of cases)
    test(what, () => {
      assert.equal(asked(setup)?.verdict, verdict);
    });

  test('plugins of several stacks are alternatives, so none of them is taken', () => {
    const found = ingressHop({ 'app/a.yaml': pods + deny, 'one/cni.yaml': flannel, 'two/cni.yaml': calico });
    assert.match(found?.reason ?? '', /is assumed$/);
  });

  test('of Cilium counts beside an agent of Calico, as one may be chained to the other', () => {
    const cilium = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: c, namespace: shop }
spec: { endpointSelector: {}, ingress: [{}] }
`;
    const found = ingressHop({ 'app/app.yaml': `${pods}${calico.replaceAll('kube-system', 'shop')}${cilium}` });
    assert.equal(found?.verdict, 'broken');
  });

  test('by addresses never means pods for Cilium', () => {
    const open = deny.replace('} }\n---', '}, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }\n---');
    assert.equal(asked(calico, open)?.verdict, 'unknown', 'the address of the pod is not known');
    assert.equal(asked(daemonSet('cilium', 'quay.io/cilium/cilium'), open)?.verdict, 'broken');
  });
});
