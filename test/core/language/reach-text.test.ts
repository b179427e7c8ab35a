import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachLines } from '../../../src/core/language/reach-text.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { manifestsOf } from '../../support/world.ts';
import { plain } from './view.ts';

const pod = (name: string, ip: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name } },
  spec: { containers: [{ name: 'main', image: 'i', ports: [{ containerPort: 5432 }] }] },
  status: { phase: 'Running', podIPs: [{ ip }] },
});

const db = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'db', namespace: 'shop' },
  spec: { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] },
};

const agent = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'cilium', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'cilium' } },
    template: {
      metadata: { labels: { app: 'cilium' } },
      spec: { containers: [{ name: 'agent', image: 'quay.io/cilium/cilium:v1.17.0' }] },
    },
  },
};

/** What the answer says about web as a peer of db. */
function webTo(...more: readonly unknown[]): string | undefined {
  const objects = [pod('web', '10.0.0.1'), pod('db', '10.0.0.2'), db, ...more];
  const { snapshot } = workspaceOf({ 'a.yaml': manifestsOf(objects) });
  const options = { show: (file: string) => file, clean: (text: string) => text, quote: false };
  return reachLines(snapshot, { place: 'shop/db', direction: 'to' }, options)
    ?.map(plain)
    .find((line) => line.includes('shop/web'));
}

test('a block of addresses means pods as far as the network plugin of the cluster says so', () => {
  assert.match(webTo() ?? '', /^✓ shop\/web +all ports$/);
  assert.match(webTo(agent) ?? '', /^✗ shop\/web {2}NetworkPolicy "db" selects Pod "db" for ingress/);
});
