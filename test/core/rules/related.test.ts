import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../../support/workspace.ts';

/** Texts that the related places of the findings of a code stand on. */
function relatedTexts(code: string, text: string): readonly string[] {
  const { snapshot } = workspaceOf({ 'a.yaml': text });
  return snapshot
    .allFindings()
    .filter((finding) => finding.code === code)
    .flatMap(({ related }) => related)
    .map(({ location: { document, start, end } }) => document.text.slice(start, end));
}

test('two ports of one number and protocol point at the protocols that they state, one of which may be wrong', () => {
  const ports = (key: string) => `ports: [{ ${key}: 53, protocol: TCP }, { ${key}: 53 }]`;
  const service = `apiVersion: v1\nkind: Service\nmetadata: { name: dns }\nspec: { ${ports('port')} }\n`;
  assert.deepEqual(relatedTexts('KN221', service), ['53', 'TCP']);
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: dns }\nspec: { containers: [{ name: dns, image: dns, ${ports('containerPort')} }] }\n`;
  assert.deepEqual(relatedTexts('KN102', pod), ['53', 'TCP']);
});

test('a workload that lacks a named port points at the one that looks like it', () => {
  const pod = (name: string, port: string) =>
    `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, labels: { app: web } }\nspec: { containers: [{ name: web, image: ${name}, ports: [${port}] }] }\n`;
  const service = `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }] }\n`;
  const places = (port: string) =>
    relatedTexts('KN212', service + pod('one', '{ name: http, containerPort: 8080 }') + pod('two', port));
  assert.deepEqual(places('{ name: htpt, containerPort: 8080 }'), ['htpt']);
  assert.deepEqual(places('{ name: http, containerPort: 8080, protocol: UDP }'), ['UDP']);
  assert.match(places('{ name: admin, containerPort: 8081 }')[0] ?? '', /containers|name: web/);
});
