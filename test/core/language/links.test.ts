import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { links } from '../../../src/core/language/links.ts';
import type { FileRange, Snapshot } from '../../../src/core/language/workspace.ts';
import { workspaceOf } from '../../support/workspace.ts';
import { deployment, ingress, kustomization, service } from '../world/workspace.ts';

/** The text that a range covers, with its file and what stands before it on its line. */
function textAt(snapshot: Snapshot, { file, range }: FileRange): string {
  const lines = snapshot.lines(file);
  const text = snapshot.files.get(file)?.text ?? '';
  const before = lines.line(range.start.line).slice(0, range.start.character).trim();
  return `${file}: ${before}[${text.slice(lines.offset(range.start), lines.offset(range.end))}]`;
}

/** `from → to` of every link of a file, with its tooltip. */
function linksOf(files: Readonly<Record<string, string>>, file: string): readonly (readonly string[])[] {
  const { snapshot } = workspaceOf(files);
  return links(snapshot, file).map(({ range, target, tooltip }) => [
    textAt(snapshot, { file, range }).replace(/^\S+ /, ''),
    textAt(snapshot, target),
    tooltip,
  ]);
}

suite('links', () => {
  test('from a selector to the label that it meets, and from targetPort to the container port', () => {
    const files = {
      'web.yaml': service('web', 'app: web, tier: front'),
      'd.yaml': deployment('web', 'tier: front, app: web'),
    };
    assert.deepEqual(linksOf(files, 'web.yaml'), [
      [
        'spec: { selector: { app:[web]',
        'd.yaml: metadata: { labels: { tier: front, app:[web]',
        'Go to Deployment "web"',
      ],
      [
        'spec: { selector: { app: web, tier:[front]',
        'd.yaml: metadata: { labels: { tier:[front]',
        'Go to Deployment "web"',
      ],
      [
        'spec: { selector: { app: web, tier: front }, ports: [{ name: web, port: 80, targetPort:[http]',
        'd.yaml: spec: { containers: [{ name: main, image: i, ports: [[{ name: http, containerPort: 8080 }]',
        'Go to Deployment "web"',
      ],
    ]);
  });

  test('from an Ingress and a StatefulSet to their Services', () => {
    const stateful = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: web
  selector: { matchLabels: { app: db } }
  template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: main, image: i }] } }
`;
    const files = { 'a.yaml': ingress('edge', 'web') + stateful, 'web.yaml': service('web') };
    const target = ['web.yaml: metadata: { name:[web]', 'Go to Service "web"'];
    assert.deepEqual(
      linksOf(files, 'a.yaml').map(([, ...rest]) => rest),
      [target, target],
    );
  });

  test('none where nothing is met, in another namespace or in a file that is not there', () => {
    const files = {
      'a.yaml': service('web', 'app: wbe') + ingress('edge', 'gone') + ingress('other', 'web', ', namespace: shop'),
      'd.yaml': deployment('web'),
    };
    assert.deepEqual(linksOf(files, 'a.yaml'), []);
    assert.deepEqual(linksOf(files, 'gone.yaml'), []);
  });

  test('what an overlay adds is not in the text, so it is no link', () => {
    const files = {
      'base/kustomization.yaml': kustomization('resources: [web.yaml]\ncommonLabels: { team: a }\n'),
      'base/web.yaml': service('web').replace('targetPort: http', 'targetPort: 9') + deployment('web'),
    };
    assert.deepEqual(
      linksOf(files, 'base/web.yaml').map(([from, to]) => [from, to]),
      [['spec: { selector: { app:[web]', 'base/web.yaml: metadata: { labels: { app:[web]']],
    );
  });

  test('a place has one link, whatever the number of stacks', () => {
    const files = {
      'base/kustomization.yaml': kustomization('resources: [web.yaml]\n'),
      'base/web.yaml': ingress('edge', 'web') + service('web', 'app: none'),
      'dev/kustomization.yaml': kustomization('resources: [../base]\n'),
      'prod/kustomization.yaml': kustomization('resources: [../base]\n'),
    };
    assert.equal(linksOf(files, 'base/web.yaml').length, 1);
  });
});
