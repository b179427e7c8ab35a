import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPairs } from '../../../src/core/resources/labels.ts';
import type { PodMaker } from '../../../src/core/resources/pod-maker.ts';
import { podLabels, selectsPods } from '../../../src/core/world/pod-labels.ts';
import type { Stack } from '../../../src/core/world/stack.ts';
import { find, stackFile } from './workspace.ts';

function makerOf(kind: string, spec = '', name = 'web'): PodMaker {
  const group = kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
  const template = 'template: { metadata: { labels: { app: web } }, spec: { containers: [] } }';
  const body =
    kind === 'CronJob' ? `jobTemplate: { spec: { ${template} } }` : `${template}${spec === '' ? '' : `, ${spec}`}`;
  const { resources } = stackFile(
    'a.yaml',
    `apiVersion: ${group}\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: { ${body} }\n`,
  );
  return find([{ resources } as unknown as Stack], 'podMaker', name);
}

function matches(maker: PodMaker, selector: string): string {
  const { resources } = stackFile(
    's.yaml',
    `apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { selector: { ${selector} } }\n`,
  );
  return selectsPods(find([{ resources } as unknown as Stack], 'service', 's').selector, maker);
}

test('equality of every pair', () => {
  const maker = makerOf('Deployment');
  assert.equal(matches(maker, 'app: web'), 'yes');
  assert.equal(matches(maker, 'app: wbe'), 'no');
  assert.equal(matches(maker, 'app: web, tier: x'), 'no');
  assert.equal(matches(maker, 'app: "<APP>"'), 'unknown');
});

test('a StatefulSet names its pods by ordinal', () => {
  const name = (value: string) => `statefulset.kubernetes.io/pod-name: ${value}`;
  const maker = makerOf('StatefulSet', 'replicas: 3');
  assert.equal(matches(maker, name('web-0')), 'yes');
  assert.equal(matches(maker, name('web-2')), 'yes');
  assert.equal(matches(maker, name('web-3')), 'no');
  assert.equal(matches(maker, name('wbe-0')), 'no');
  assert.equal(matches(maker, name('web-00')), 'no');
  assert.equal(matches(maker, `app: web, ${name('web-1')}`), 'yes');
  assert.equal(matches(maker, 'apps.kubernetes.io/pod-index: "2"'), 'yes');
  assert.equal(matches(maker, 'apps.kubernetes.io/pod-index: "3"'), 'no');
  assert.equal(matches(maker, 'controller-revision-hash: abc'), 'unknown');
});

test('ordinals begin where spec.ordinals says, and have no end while the number of replicas is unknown', () => {
  const name = (value: string) => `statefulset.kubernetes.io/pod-name: ${value}`;
  const shifted = makerOf('StatefulSet', 'replicas: 2, ordinals: { start: 5 }');
  assert.equal(matches(shifted, name('web-4')), 'no');
  assert.equal(matches(shifted, name('web-6')), 'yes');
  assert.equal(matches(shifted, name('web-7')), 'no');
  for (const replicas of ['0', '"<N>"'])
    assert.equal(matches(makerOf('StatefulSet', `replicas: ${replicas}`), name('web-7')), 'unknown');
  assert.equal(matches(makerOf('StatefulSet'), name('web-0')), 'yes');
  assert.equal(matches(makerOf('StatefulSet'), name('web-1')), 'no');
});

test('labels of a Job carry its name, those of a CronJob a name that is made later', () => {
  assert.equal(matches(makerOf('Job'), 'job-name: web'), 'yes');
  assert.equal(matches(makerOf('Job'), 'batch.kubernetes.io/job-name: other'), 'no');
  assert.equal(matches(makerOf('CronJob'), 'job-name: web'), 'unknown');
  assert.equal(
    matches(makerOf('Job', 'completionMode: Indexed'), 'batch.kubernetes.io/job-completion-index: "0"'),
    'unknown',
  );
  assert.equal(matches(makerOf('Job'), 'batch.kubernetes.io/job-completion-index: "0"'), 'no');
});

test('labels of other controllers are theirs alone', () => {
  assert.equal(matches(makerOf('Deployment'), 'pod-template-hash: abc'), 'unknown');
  assert.equal(matches(makerOf('DaemonSet'), 'pod-template-hash: abc'), 'no');
  assert.equal(matches(makerOf('DaemonSet'), 'pod-template-generation: "1"'), 'unknown');
  assert.equal(matches(makerOf('Deployment'), 'statefulset.kubernetes.io/pod-name: web-0'), 'no');
});

test('the labels of pods name who adds which', () => {
  assert.equal(
    formatPairs(podLabels(makerOf('Job'))),
    'app=web,batch.kubernetes.io/job-name=web,job-name=web,batch.kubernetes.io/controller-uid=?,controller-uid=?',
  );
  const [stated, added] = podLabels(makerOf('Deployment')).pairs;
  assert.equal(stated?.added, undefined);
  assert.equal(added?.added, 'the Deployment controller');
  assert.notEqual(added?.unknown, undefined);
});
